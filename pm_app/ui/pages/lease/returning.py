"""The dialog that records a payment the bank sent back: the fee for it, and for how long only certified money."""

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ReceiptMethod, ReceiptState
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.receipt_rows import ReceiptFilter, ReceiptRow, receipt_rows
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import id_of, key_of, typed_cents
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, money_field, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in


class ReturningState(rx.State):
    """The dialog: the receipts that lie in the bank, and the one it opened for."""

    opened: bool = False
    source: str = ""
    receipts: list[Choice] = []
    fee: str = ""
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_return(self, source: str = ""):
        actor = await signed_in(self)
        tenancy_id = route_id(self, "tenancy_id")
        narrowed = ReceiptFilter(tenancy_id=tenancy_id, state=ReceiptState.DEPOSITED)
        found = await run(actor, receipt_rows, listing=Listing(size=100), narrowed=narrowed)
        returnable = [row for row in found.rows if row.method != ReceiptMethod.CASH]
        if not returnable:
            return warned("Nothing of this household lies in the bank that could come back. Void a receipt instead.")
        place = await run(actor, tenancy_place, tenancy_id=tenancy_id)
        terms = await run(actor, billing_terms, property_id=place.property_id, tenancy_id=tenancy_id)
        self.receipts = [Choice(str(row.receipt_id), _words(row)) for row in returnable]
        self.source = str(source) if str(source) in {one.value for one in self.receipts} else ""
        self.fee, self.today = typed_cents(terms.nsf_fee_cents), iso_day(services().clock.today())
        self.errors, self.opened = {}, True
        return None

    @rx.event
    async def close_return(self):
        self.opened = False

    @rx.event
    async def submit_return(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            if not form.get("receipt"):
                raise Refused("Choose which payment came back.", field="receipt")
            fee, until = form.get("fee", "").strip(), form.get("certified_until", "").strip()
            await run(
                actor,
                return_payment,
                request_key=key_of(form),
                receipt_id=id_of(form["receipt"], "receipt"),
                returned_on=parse_day(form.get("reversed_on", ""), "reversed_on"),
                reason=form.get("reason", ""),
                nsf_fee_cents=parse_dollars(fee, "fee") if fee else 0,
                certified_until=parse_day(until, "certified_until") if until else None,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said("The payment is returned. What it had settled is open again.")]


def _words(row: ReceiptRow) -> str:
    how = " ".join(part for part in (row.method.value.capitalize(), row.reference) if part)
    return f"{day(row.received_on)}, {how}, {dollars(row.amount_cents)} (deposit {row.deposit_number})"


def dialogs() -> rx.Component:
    """The dialog of this module; the menu of the page and the rows of the ledger open it."""
    s = ReturningState
    return form_dialog(
        choice_field("Which payment", "receipt", s.receipts, s.source, any="Choose the payment", width="full"),
        field_pair(
            day_field("Returned on", "reversed_on", s.today),
            money_field("NSF fee", "fee", s.fee, optional=True),
        ),
        text_field("Why", "reason", "Insufficient funds", max_length=500),
        day_field(
            "Certified funds only until",
            "certified_until",
            optional=True,
            hint="Until then only cash, cashier's checks and money orders are taken.",
        ),
        title=f"Returned payment of {HouseholdState.name}",
        note="The deposit stands; the return is a line of its own in the bank. What the payment had settled is open "
        "again, what it had prepaid for later too.",
        submit="Record return",
        busy="Recording…",
        open_=s.opened,
        on_close=s.close_return,
        on_submit=s.submit_return,
        errors=s.errors,
        tone="danger",
    )
