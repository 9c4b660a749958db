"""The dialog that credits rent for days after the move-out, when somebody confirms it."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.unused_days import credit_unused_days
from pm_app.receivables.queries.unused_days import unused_days
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.facts import sum_line, sums
from pm_app.ui.parts.form import day_field, errors_of, hidden_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


@dataclass
class UnusedLine:
    """One charge of which days were not used, as text."""

    what: str
    days: str
    amount: str


class UnusedState(rx.State):
    """The dialog, with what would be credited."""

    opened: bool = False
    lines: list[UnusedLine] = []
    shown_cents: str = ""
    submit: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_unused(self):
        actor = await signed_in(self)
        found = await run(actor, unused_days, tenancy_id=route_id(self, "tenancy_id"))
        cents = sum(one.amount_cents for one in found)
        self.lines = [
            UnusedLine(one.description, f"{day(one.first_on)} – {day(one.last_on)}", dollars(one.amount_cents))
            for one in found
        ]
        self.shown_cents, self.submit = str(cents), f"Credit {dollars(cents)}"
        self.today, self.errors, self.opened = iso_day(services().clock.today()), {}, True

    @rx.event
    async def close_unused(self):
        self.opened = False

    @rx.event
    async def submit_unused(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            cents = await run(
                actor,
                credit_unused_days,
                request_key=_id(form.get("request_key", "")),
                tenancy_id=route_id(self, "tenancy_id"),
                shown_cents=_cents(form.get("shown_cents", "")),
                credited_on=parse_day(form.get("credited_on", ""), "credited_on"),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, DepositState.load, said(f"{dollars(cents)} is credited.")]


def _cents(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refused("This form was not sent as a whole. Close it and open it again.")
    return int(text)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None


def dialog() -> rx.Component:
    """The dialog of this module; the tab of the deposit opens it."""
    s = UnusedState
    return form_dialog(
        hidden_field("shown_cents", s.shown_cents),
        sums(rx.foreach(s.lines, lambda line: sum_line(line.what, line.amount, line.days))),
        day_field("Counts from", "credited_on", s.today),
        title="Credit unused days",
        note="The charges stay; a credit of its own takes back what they cost after the move-out. Money that had paid "
        "for it is prepaid again, and can be refunded from the ledger.",
        submit=s.submit,
        open_=s.opened,
        on_close=s.close_unused,
        on_submit=s.submit_unused,
        errors=s.errors,
    )
