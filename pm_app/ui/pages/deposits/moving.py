"""The dialog that records a bank transfer of deposit money; what is to be moved is worked out for the household."""

from uuid import UUID

import reflex as rx

from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import NotFound, Refused
from pm_app.receivables.actions.bank_transfers import move_deposit_money
from pm_app.receivables.queries.transfers_due import transfers_due
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.deposits.held import DepositsHeldState
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import day_field, errors_of, field_pair, hidden_field, money_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import signed_in


class MovingState(rx.State):
    """The dialog: whose money (`tenancy`), how much, and whether it goes into the deposit bank."""

    tenancy: str = ""
    title: str = ""
    note: str = ""
    amount: str = ""
    direction: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_move(self, tenancy: str):
        actor = await signed_in(self)
        today = services().clock.today()
        due = next(
            (one for one in await run(actor, transfers_due, as_of=today) if str(one.place.tenancy_id) == str(tenancy)),
            None,
        )
        if due is None:
            raise NotFound("Nothing of this household is to be moved any more. Reload the page.")
        into = due.amount_cents > 0
        self.title = f"Record transfer for {due.place.name}"
        self.note = (
            "A deposit that was banked with the rent goes from the operating bank (1000) to the deposit bank (1010)."
            if into
            else "What was kept of a deposit goes from the deposit bank (1010) to the operating bank (1000)."
        )
        self.note += " Make the transfer at the bank; this records it."
        self.amount, self.direction = dollars(abs(due.amount_cents)), "into" if into else "out"
        self.today, self.errors, self.tenancy = iso_day(today), {}, str(tenancy)

    @rx.event
    async def close_move(self):
        self.tenancy = ""

    @rx.event
    async def submit_move(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        into = form.get("direction", "") == "into"
        try:
            await run(
                actor,
                move_deposit_money,
                request_key=_id(form.get("request_key", "")),
                tenancy_id=_id(form.get("tenancy", "")),
                from_account=OPERATING_BANK if into else DEPOSIT_BANK,
                to_account=DEPOSIT_BANK if into else OPERATING_BANK,
                amount_cents=parse_dollars(form.get("amount", ""), "amount"),
                moved_on=parse_day(form.get("moved_on", ""), "moved_on"),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = {"moved_on": refusal.message} if refusal.field == "paid_on" else errors_of(refusal)
            return None
        self.tenancy, self.errors = "", {}
        return [DepositsHeldState.load, WaitingState.load, said("The transfer is recorded.")]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None


def dialog() -> rx.Component:
    """The dialog of this module; the rows of the table open it."""
    s = MovingState
    return form_dialog(
        hidden_field("tenancy", s.tenancy),
        hidden_field("direction", s.direction),
        field_pair(money_field("Amount", "amount", s.amount), day_field("Moved on", "moved_on", s.today)),
        title=s.title,
        note=s.note,
        submit="Record transfer",
        open_=s.tenancy != "",
        on_close=s.close_move,
        on_submit=s.submit_move,
        errors=s.errors,
    )
