"""The offers of renewal on a household's terms: what was offered, where each stands, what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.leasing.enums import OfferState
from pm_app.leasing.queries.offers import OfferRow, offers_of
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, paper_link, text_link
from pm_app.ui.parts.page import empty, section
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, day_cell, money_cell, table_row
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of

_OPEN = frozenset({OfferState.NOT_SENT, OfferState.SENT, OfferState.LAPSED})


@dataclass
class OfferLine:
    """One offer, as text. `letter` is where its letter can be looked at, `document` where the one sent is kept."""

    offer_id: str
    name: str
    state: str
    tone: str
    term: str
    rent: str
    reply: str
    left: str
    left_tone: str
    went: str
    became: str
    letter: str
    document: str
    is_open: bool
    may_send: bool


class OffersState(rx.State):
    """The offers of the household, latest first."""

    loaded: bool = False
    lines: list[OfferLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, offers_of, tenancy_id=route_id(self, "tenancy_id"), today=today)
        may_send, may_read = actor.may(Permission.FILE_DOCUMENTS), actor.may(Permission.VIEW_DOCUMENTS)
        self.lines = [_line(row, today, may_send=may_send, may_read=may_read) for row in found]
        self.loaded = True


def _line(row: OfferRow, today: date, *, may_send: bool, may_read: bool) -> OfferLine:
    word, is_open = row.state.value.capitalize(), row.state in _OPEN
    reply_by = row.term.reply_by
    return OfferLine(
        offer_id=str(row.offer_id),
        name=f"Offer {row.number}",
        state=word,
        tone=tone_of(word),
        term=term_words(row),
        rent=dollars(row.term.rent_cents),
        reply=day(reply_by),
        left=days_left(reply_by, today) if is_open else "",
        left_tone=days_tone(reply_by, today) if is_open else "",
        went=f"{day(row.sent_on)}, {row.sent_how.value}" if row.sent_how else "",
        became=_became(row),
        letter=paths.renewal_letter_path(row.offer_id),
        document=paths.document_path(row.document_id) if row.document_id and may_read else "",
        is_open=is_open,
        may_send=may_send and row.state == OfferState.NOT_SENT,
    )


def term_words(row: OfferRow) -> str:
    """Return which days are offered."""
    return f"{day(row.term.starts_on)} – {day(row.term.ends_on) if row.term.ends_on else 'month-to-month'}"


def _became(row: OfferRow) -> str:
    late = "The rise was announced late." if row.late_rise and row.outcome_on is None else ""
    answered = f"{day(row.outcome_on)}, by {row.closed_by}." if row.outcome_on else ""
    return " ".join(part for part in (answered, row.outcome_reason, late) if part)


def panel(
    *,
    on_make: Any,
    on_send: Callable[[Any], Any],
    on_accept: Callable[[Any], Any],
    on_decline: Callable[[Any], Any],
    on_withdraw: Callable[[Any], Any],
) -> rx.Component:
    """Return the block; the handlers open the dialogs, those of a row with the id of its offer."""
    make = rx.cond(HouseholdState.may_renew, button("Make offer", on_click=on_make, small=True))

    def row(line: OfferLine) -> rx.Component:
        return table_row(
            cell(line.name, rx.el.span(line.term, class_name="pd-under pd-show-md"), strong=True),
            cell(status_badge(line.state, line.tone)),
            cell(line.term, hide=True),
            day_cell(line.reply, line.left, line.left_tone),
            cell(_letter(line)),
            cell(line.became, fill=True, muted=True, title=line.became),
            money_cell(line.rent),
            actions_cell(
                rx.cond(
                    HouseholdState.may_change & line.is_open,
                    rx.fragment(
                        rx.cond(line.may_send, _act("Send", line, on_send)),
                        _act("Accept", line, on_accept),
                        _act("Decline", line, on_decline),
                        _act("Withdraw", line, on_withdraw),
                    ),
                )
            ),
        )

    return section("Renewal offers", rx.el.div(_table(row), class_name="pd-offers"), beside=make)


def _table(row: Callable[[OfferLine], rx.Component]) -> rx.Component:
    return data_table(
        "Renewal offers, latest first",
        [
            Column("Offer"),
            Column("Status"),
            Column("Term", hide=True),
            Column("Answer by"),
            Column("Sent"),
            Column("What became of it", fill=True),
            Column("Rent a month", num=True),
            Column("Actions", quiet=True),
        ],
        OffersState.lines,
        row,
        loaded=OffersState.loaded,
        placeholders=1,
        empty=empty("Nothing was offered yet", "An offer names the next term, its rent and the day to answer by."),
    )


def _letter(line: OfferLine) -> rx.Component:
    kept = rx.cond(line.document != "", text_link(line.went, line.document), line.went)
    return rx.cond(line.went != "", kept, paper_link("See the letter", line.letter))


def _act(label: str, line: OfferLine, handler: Callable[[Any], Any]) -> rx.Component:
    what = rx.Var.create(label) + " " + line.name
    return button(label, on_click=handler(line.offer_id), kind="quiet", small=True, aria_label=what)
