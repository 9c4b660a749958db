"""Late fees, waivers and decisions as text, for the tables of the page."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.receivables.queries.late_fee_rows import DecidedRow
from pm_app.receivables.queries.late_fees import LateFeeProposal, WaiverProposal
from pm_app.receivables.rules.late_fees.due import FeeKey
from pm_app.receivables.rules.late_fees.waiving import why_waived
from pm_app.receivables.rules.late_fees.words import computed_words, rule_words
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, moment
from pm_app.ui.theme import tone_of


@dataclass
class FeeLine:
    """A fee that waits. `key` names it with its amount, as the form sends it back."""

    key: str
    path: str
    household: str
    place: str
    rent_due: str
    open: str
    grace_ended: str
    dated: str
    rule: str
    computed: str
    fee: str


@dataclass
class WaiverLine:
    """A waiver that is proposed; `cents` is its amount as the handler takes it."""

    late_fee_id: str
    cents: int
    path: str
    household: str
    place: str
    dated: str
    fee: str
    why: str
    waiver: str


@dataclass
class DecidedLine:
    """A fee that was decided."""

    path: str
    household: str
    place: str
    rent_due: str
    dated: str
    state: str
    tone: str
    why: str
    decided: str
    fee: str


def fee_line(one: LateFeeProposal) -> FeeLine:
    """Return a fee that waits as text."""
    fee, home = one.fee, one.home
    return FeeLine(
        key=key_text(fee.key, fee.amount_cents),
        path=paths.lease_path(home.tenancy_id, "ledger"),
        household=home.name,
        place=f"{home.property_name} {home.unit_name}",
        rent_due=day(fee.key.due_on),
        open=dollars(fee.outstanding_cents),
        grace_ended=day(fee.grace_ends_on),
        dated=day(fee.fee_on),
        rule=rule_words(fee.rule),
        computed=computed_words(fee),
        fee=dollars(fee.amount_cents),
    )


def waiver_line(one: WaiverProposal) -> WaiverLine:
    """Return a proposed waiver as text."""
    waiver, home = one.waiver, one.home
    return WaiverLine(
        late_fee_id=str(one.late_fee_id),
        cents=waiver.amount_cents,
        path=paths.lease_path(home.tenancy_id, "ledger"),
        household=home.name,
        place=f"{home.property_name} {home.unit_name}",
        dated=day(waiver.fee.fee_on),
        fee=dollars(waiver.fee.amount_cents),
        why=why_waived(waiver),
        waiver=dollars(waiver.amount_cents),
    )


def decided_line(row: DecidedRow, zone: str) -> DecidedLine:
    """Return a decided fee as text."""
    state, why = _state(row)
    return DecidedLine(
        path=paths.lease_path(row.home.tenancy_id, "ledger"),
        household=row.home.name,
        place=f"{row.home.property_name} {row.home.unit_name}",
        rent_due=day(row.key.due_on),
        dated=day(row.fee_on),
        state=state,
        tone=tone_of(state),
        why=why,
        decided=f"{row.decided_by}, {moment(row.decided_at, zone)}",
        fee=dollars(row.amount_cents),
    )


def _state(row: DecidedRow) -> tuple[str, str]:
    if row.charge_id is None:
        return "Dismissed", row.dismissed
    if row.reversed_on is not None:
        return "Reversed", f"on {day(row.reversed_on)}"
    if row.waived_cents >= row.amount_cents:
        return "Waived", ""
    if row.waived_cents:
        return "Posted", f"{dollars(row.waived_cents)} of it waived"
    return "Posted", f"Kept: {row.kept}" if row.kept else ""


def key_text(key: FeeKey, cents: int) -> str:
    """Return a fee and its amount as one text, for the form and back."""
    return f"{key.tenancy_id}/{key.due_on.isoformat()}/{key.position}/{key.occurrence}/{cents}"


def fees_in(texts: list[str]) -> dict[FeeKey, int]:
    """Return the fees of such texts with their cents; refuses what is none."""
    found: dict[FeeKey, int] = {}
    for text in texts:
        try:
            tenancy_id, due_on, position, occurrence, cents = text.split("/")
            key = FeeKey(UUID(tenancy_id), date.fromisoformat(due_on), int(position), int(occurrence))
            found[key] = int(cents)
        except ValueError:
            raise Refused("This form was not sent as a whole. Reload the page and try again.") from None
    return found
