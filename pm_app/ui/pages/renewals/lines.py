"""Households and what they are to be offered, as text."""

from dataclasses import dataclass
from datetime import date

from pm_app.kernel.money import share
from pm_app.leasing.enums import OfferState, RenewalStep
from pm_app.leasing.queries.renewals import RenewalRow
from pm_app.leasing.rules.offers import TermOffered
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, day, days_left, days_tone, dollars, typed_percent
from pm_app.ui.theme import tone_of

# To whom something can be offered with many others: nothing stands open, and nobody said no.
OFFERABLE = frozenset({RenewalStep.NO_OFFER, RenewalStep.LAPSED})
_MAY_BE_OFFERED = OFFERABLE | {RenewalStep.DECLINED, RenewalStep.NOT_SENT, RenewalStep.OFFERED}
_WITH_OFFER = frozenset({OfferState.NOT_SENT, OfferState.SENT, OfferState.LAPSED, OfferState.ACCEPTED})


@dataclass
class RenewalLine:
    """One household. `offer_path` opens the dialog of an offer, "" where none can be made."""

    tenancy: str
    path: str
    offer_path: str
    household: str
    place: str
    ends: str
    left: str
    left_tone: str
    step: str
    tone: str
    rent: str
    market: str
    offered: str
    change: str
    answer: str
    answer_left: str
    answer_tone: str
    tickable: bool


@dataclass
class ProposedLine:
    """What one household would be offered with others."""

    household: str
    place: str
    term: str
    rent_now: str
    rent: str
    change: str
    note: str


def renewal_line(row: RenewalRow, today: date, *, may_offer: bool) -> RenewalLine:
    """Return one household as text."""
    word = row.step.value.capitalize()
    offered = row.offer.term if row.offer and row.offer.state in _WITH_OFFER else None
    waits = row.step in {RenewalStep.OFFERED, RenewalStep.NOT_SENT, RenewalStep.LAPSED}
    reply_by = offered.reply_by if offered and waits else None
    return RenewalLine(
        tenancy=str(row.tenancy_id),
        path=paths.lease_path(row.tenancy_id, "terms"),
        offer_path=paths.new_offer_path(row.tenancy_id) if may_offer and row.step in _MAY_BE_OFFERED else "",
        household=row.name,
        place=f"{row.property_name} {row.unit_name}",
        ends=day(row.ends_on) if row.ends_on else "No last day",
        left=days_left(row.ends_on, today) if row.ends_on else "",
        left_tone=days_tone(row.ends_on, today) if row.ends_on and row.step != RenewalStep.RENEWED else "",
        step=word,
        tone=tone_of(word),
        rent=dollars(row.rent_cents),
        market=dollars(row.market_rent_cents),
        offered=dollars(offered.rent_cents) if offered else UNKNOWN,
        change=change_words(row.rent_cents, offered.rent_cents) if offered else "",
        answer=day(reply_by) if reply_by else _answer(row),
        answer_left=days_left(reply_by, today) if reply_by else "",
        answer_tone=days_tone(reply_by, today) if reply_by else "",
        tickable=may_offer and can_be_ticked(row),
    )


def can_be_ticked(row: RenewalRow) -> bool:
    """Return whether a household can be offered something with others: it ends, is charged by the month, nothing is
    open.
    """
    return row.step in OFFERABLE and row.ends_on is not None and row.rent_cents is not None and row.is_monthly


def proposed_line(row: RenewalRow, term: TermOffered, *, late: bool) -> ProposedLine:
    """Return what one household would be offered."""
    return ProposedLine(
        household=row.name,
        place=f"{row.property_name} {row.unit_name}",
        term=f"{day(term.starts_on)} – {day(term.ends_on) if term.ends_on else 'month-to-month'}",
        rent_now=dollars(row.rent_cents),
        rent=dollars(term.rent_cents),
        change=change_words(row.rent_cents, term.rent_cents),
        note="Announced late" if late else "",
    )


def change_words(before_cents: int | None, after_cents: int) -> str:
    """Return by how much a rent changes, in percent of the one before: `+3.2%`; nothing when it stays."""
    if not before_cents or before_cents == after_cents:
        return ""
    bps = share(after_cents - before_cents, 10_000, before_cents)
    tenths = share(bps, 1, 10) * 10
    return f"{'+' if bps > 0 else '−'}{typed_percent(abs(tenths))}%"


def _answer(row: RenewalRow) -> str:
    if row.step == RenewalStep.LEAVING:
        return f"They leave by {day(row.move_out_on)}"
    if row.step == RenewalStep.RENEWED:
        return f"Through {day(row.renewed_through)}" if row.renewed_through else "Month-to-month"
    return UNKNOWN
