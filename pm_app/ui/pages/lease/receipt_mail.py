"""The dialog that mails the receipt of a payment to the household, and keeps it among its documents."""

import asyncio
from datetime import date

import reflex as rx

from pm_app.kernel.errors import Refused, Unavailable
from pm_app.papers import send_receipt
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.rules.ledger import RowKind
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, plural
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.papers import EVERYBODY, parties_told, people_choices, recipients
from pm_app.ui.pages.lease.sent import id_of, key_of
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import paper_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, errors_of, form_note, hidden_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


class MailReceiptState(rx.State):
    """The dialog: which receipt (`source`), and whom it can go to."""

    source: str = ""
    title: str = ""
    paper_path: str = ""
    people: list[Choice] = []
    errors: dict[str, str] = {}

    @rx.event
    async def open_mailing(self, source: str):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        item = await run(actor, ledger_item, tenancy_id=tenancy_id, source_id=id_of(source), as_of=date.max)
        if item.row_kind != RowKind.RECEIPT:
            raise Refused("Only a payment has a receipt.")
        self.people = people_choices(await parties_told(actor, tenancy_id, today))
        self.title = f"Mail the receipt of {dollars(item.amount_cents)}"
        self.paper_path, self.errors = f"/papers/receipt/{item.source_id}", {}
        self.source = str(item.source_id)

    @rx.event
    async def close_mailing(self):
        self.source = ""

    @rx.event
    async def submit_mailing(self, form: dict[str, str]):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        try:
            receipt_id, key = id_of(form.get("source", "")), key_of(form)
            await run(actor, ledger_item, tenancy_id=tenancy_id, source_id=receipt_id, as_of=date.max)
            to = recipients(form.get("to", ""), await parties_told(actor, tenancy_id, today))
            await asyncio.to_thread(send_receipt, actor, receipt_id, as_of=today, to=to, request_key=key)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        except Unavailable as problem:
            self.errors = {"form": str(problem)}
            return None
        self.source, self.errors = "", {}
        return [LeaseState.load, said(f"It goes out to {plural(len(to), 'person', 'people')} within a minute.")]


def dialogs() -> rx.Component:
    """The dialog of this module; the rows of the ledger open it."""
    s = MailReceiptState
    return form_dialog(
        hidden_field("source", s.source),
        choice_field("Mail it to", "to", s.people, EVERYBODY),
        form_note(
            "It is kept among the documents of the household. ", paper_link("Look at it first", s.paper_path), "."
        ),
        title=s.title,
        submit="Mail it",
        busy="Mailing…",
        open_=s.source != "",
        on_close=s.close_mailing,
        on_submit=s.submit_mailing,
        errors=s.errors,
    )
