"""The terms of a household: each term, what is charged again and again, the notices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.leasing.enums import Frequency, RentLineKind
from pm_app.leasing.queries.details import NoticeRow, TenancyDetails, TermRow, tenancy_details
from pm_app.leasing.queries.rent import RentLineRow
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, typed_percent
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.page import empty, section
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, money_cell, table_row
from pm_app.ui.session import route_id, signed_in

SPAN_TONES = {"Over": "gray", "Running": "quiet", "To come": "blue"}


@dataclass
class TermLine:
    """A term, as text."""

    kind: str
    starts: str
    ends: str
    span: str
    tone: str


@dataclass
class RecurringLine:
    """Something that is charged again and again, as text."""

    rent_line_id: str
    kind: str
    description: str
    amount: str
    due: str
    starts: str
    ends: str
    span: str
    tone: str
    may_end: bool


@dataclass
class NoticeLine:
    """A notice, as text."""

    given: str
    giver: str
    last_day: str
    reason: str
    standing: str
    tone: str


class TermsState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    premium: str = ""
    terms: list[TermLine] = []
    rents: list[RecurringLine] = []
    notices: list[NoticeLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=route_id(self, "tenancy_id"), today=today)
        self.terms = [_term(row, today) for row in found.terms]
        self.rents = [_recurring(row, today) for row in found.rent_lines]
        self.notices = [_notice(row) for row in found.notices]
        self.premium = _premium(found)
        self.loaded = True


def _premium(found: TenancyDetails) -> str:
    """Say what staying on costs more, of the two kinds that is set and can happen."""
    bps = found.month_to_month_premium_bps if found.rolls_month_to_month else found.holdover_premium_bps
    how = "month to month" if found.rolls_month_to_month else "in holdover"
    return f"Staying on {how} past the lease costs {typed_percent(bps)}% more." if bps else ""


def _span(starts_on: date, ends_on: date | None, today: date) -> str:
    if starts_on > today:
        return "To come"
    return "Over" if ends_on is not None and ends_on < today else "Running"


def _term(row: TermRow, today: date) -> TermLine:
    span = _span(row.starts_on, row.ends_on, today)
    ends = day(row.ends_on) if row.ends_on else "No last day"
    return TermLine(row.kind.value.capitalize(), day(row.starts_on), ends, span, SPAN_TONES[span])


def _recurring(row: RentLineRow, today: date) -> RecurringLine:
    span = _span(row.starts_on, row.ends_on, today)
    return RecurringLine(
        rent_line_id=str(row.rent_line_id),
        kind=row.kind.value.capitalize(),
        description=row.description,
        amount=dollars(row.amount_cents),
        due=_due(row),
        starts=day(row.starts_on),
        ends=day(row.ends_on) if row.ends_on else "Until further notice",
        span=span,
        tone=SPAN_TONES[span],
        may_end=row.kind != RentLineKind.RENT and row.ends_on is None,
    )


def _due(row: RentLineRow) -> str:
    whole = "" if row.prorated else ", never in part"
    if row.frequency in (Frequency.WEEKLY, Frequency.EVERY_TWO_WEEKS):
        return f"{row.starts_on:%A}s, {row.frequency.value}{whole}"
    return f"Day {row.due_day}, {row.frequency.value}{whole}"


def _notice(row: NoticeRow) -> NoticeLine:
    return NoticeLine(
        given=day(row.given_on),
        giver=row.given_by.value.capitalize(),
        last_day=day(row.move_out_on),
        reason=row.reason,
        standing="Stands" if row.withdrawn_at is None else "Withdrawn",
        tone="amber" if row.withdrawn_at is None else "gray",
    )


def panel(
    *, on_change_rent: Any, on_add: Any, on_end: Callable[[Any, Any], Any], on_premiums: Any, offers: rx.Component
) -> rx.Component:
    """Return the tab; the handlers open the dialogs that change what it shows, `offers` stand below the terms."""
    changing = rx.cond(
        HouseholdState.may_change,
        rx.fragment(
            button("Change rent", on_click=on_change_rent, small=True),
            button("Add recurring charge", on_click=on_add, small=True),
            button("Premiums…", on_click=on_premiums, small=True),
        ),
    )
    return rx.fragment(
        section("Terms", _terms()),
        offers,
        section(
            "Recurring charges",
            _rents(on_end),
            rx.cond(TermsState.premium != "", rx.el.p(TermsState.premium, class_name="pd-hint")),
            beside=changing,
        ),
        rx.cond(is_empty(TermsState.notices), rx.fragment(), section("Notices", _notices())),
    )


def _terms() -> rx.Component:
    return data_table(
        "Terms, latest first",
        [Column("Term"), Column("Status"), Column("First day"), Column("Last day", fill=True)],
        TermsState.terms,
        lambda line: table_row(
            cell(line.kind, strong=True),
            cell(status_badge(line.span, line.tone)),
            cell(line.starts),
            cell(line.ends, fill=True),
        ),
        loaded=TermsState.loaded,
        placeholders=2,
    )


def _rents(on_end: Callable[[Any, Any], Any]) -> rx.Component:
    def row(line: RecurringLine) -> rx.Component:
        end = button(
            "End",
            on_click=on_end(line.rent_line_id, line.kind),
            kind="quiet",
            small=True,
            aria_label="End " + line.kind,
        )
        return table_row(
            cell(line.kind, strong=True),
            cell(status_badge(line.span, line.tone)),
            cell(line.description, fill=True, muted=True),
            cell(line.due),
            cell(line.starts),
            cell(line.ends),
            money_cell(line.amount),
            actions_cell(rx.cond(line.may_end & HouseholdState.may_change, end)),
        )

    return data_table(
        "Recurring charges, latest first",
        [
            Column("Kind"),
            Column("Status"),
            Column("Description", fill=True),
            Column("Due"),
            Column("From"),
            Column("Until"),
            Column("Amount", num=True),
            Column("Actions", quiet=True),
        ],
        TermsState.rents,
        row,
        loaded=TermsState.loaded,
        placeholders=2,
        empty=empty("Nothing is charged", "Rent and what else is charged every month stands here."),
    )


def _notices() -> rx.Component:
    return data_table(
        "Notices, latest first",
        [Column("Given on"), Column("By"), Column("Last day"), Column("Status"), Column("Reason", fill=True)],
        TermsState.notices,
        lambda line: table_row(
            cell(line.given),
            cell(line.giver),
            cell(line.last_day),
            cell(status_badge(line.standing, line.tone)),
            cell(line.reason, fill=True, muted=True),
        ),
    )
