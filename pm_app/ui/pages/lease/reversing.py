"""The dialog that takes a charge or a credit back, or voids a receipt; it says exactly what will happen."""

from datetime import date

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.credits import reverse_credit
from pm_app.receivables.actions.returns import void_receipt
from pm_app.receivables.queries.ledger_items import LedgerItem, ledger_item
from pm_app.receivables.rules.ledger import RowKind
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, plural
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import id_of, key_of
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import day_field, errors_of, hidden_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in


class ReversingState(rx.State):
    """The dialog: what is taken back (`source`), and the words for it."""

    source: str = ""
    what: str = ""
    title: str = ""
    note: str = ""
    confirm: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_reversal(self, source: str):
        actor = await signed_in(self)
        today, tenancy_id = services().clock.today(), route_id(self, "tenancy_id")
        item = await run(actor, ledger_item, tenancy_id=tenancy_id, source_id=id_of(source), as_of=date.max)
        if item.deposited is not None:
            return warned("This receipt lies in a bank deposit. Record it as returned, or take the deposit back first.")
        amount, voids = dollars(item.amount_cents), item.row_kind == RowKind.RECEIPT
        self.what = item.row_kind.value
        self.title = f"{'Void' if voids else 'Reverse'} the {self.what} of {amount}"
        self.note, self.confirm = _consequence(item), f"{'Void' if voids else 'Reverse'} {amount}"
        self.today, self.errors = iso_day(max(today, item.posted_on)), {}
        self.source = str(item.source_id)
        return None

    @rx.event
    async def close_reversal(self):
        self.source = ""

    @rx.event
    async def submit_reversal(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            source_id = id_of(form.get("source", ""))
            given = {
                "request_key": key_of(form),
                "reversed_on": parse_day(form.get("reversed_on", ""), "reversed_on"),
                "reason": form.get("reason", ""),
                "today": clock.today(),
                "now": clock.now(),
            }
            if self.what == RowKind.RECEIPT:
                await run(actor, void_receipt, receipt_id=source_id, **given)
            elif self.what == RowKind.CREDIT:
                await run(actor, reverse_credit, credit_id=source_id, **given)
            else:
                await run(actor, reverse_charge, charge_id=source_id, **given)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.source, self.errors = "", {}
        done = "voided" if self.what == RowKind.RECEIPT else "reversed"
        return [LeaseState.load, said(f"The {self.what} is {done}.")]


def _consequence(item: LedgerItem) -> str:
    """Say what reversing does: to the balance, and to what was settled."""
    amount = dollars(item.amount_cents)
    settled = sum(one.amount_cents for one in item.settlements)
    if item.row_kind != RowKind.CHARGE:
        does = f"The balance rises by {amount} from the day chosen."
        opens = f" {plural(len(item.settlements), 'charge')} it settled ({dollars(settled)}) will be open again."
    else:
        does = f"The balance falls by {amount} from the day chosen."
        opens = (
            f" {dollars(settled)} that was paid on it becomes a prepayment again, what was forgiven is reversed too."
        )
    both = f"It was posted on {day(item.posted_on)} and stays in the ledger; a further entry undoes it. "
    return both + does + (opens if settled else "")


def dialogs() -> rx.Component:
    """The dialog of this module; the rows of the ledger open it."""
    s = ReversingState
    return form_dialog(
        hidden_field("source", s.source),
        day_field("Counts from", "reversed_on", s.today),
        text_field("Why", "reason", max_length=500, placeholder="Recorded for the wrong household"),
        title=s.title,
        note=s.note,
        submit=s.confirm,
        busy="Reversing…",
        open_=s.source != "",
        on_close=s.close_reversal,
        on_submit=s.submit_reversal,
        errors=s.errors,
        tone="danger",
    )
