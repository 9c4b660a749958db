"""The dialog that moves a receipt or a credit from charge to charge, with what that changes."""

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.reallocating import reallocate
from pm_app.receivables.queries.reallocation import Reallocation, Settleable, reallocation
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import ChargeLine, charge_fields, given_to, id_of, typed_cents
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import errors_of, hidden_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import signed_in


class MovingState(rx.State):
    """The dialog: whose money it is (`source`), what it can settle, and what moving it does."""

    source: str = ""
    title: str = ""
    charges: list[ChargeLine] = []
    changes: list[str] = []
    prepaid: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_move(self, source: str):
        actor = await signed_in(self)
        try:
            found = await run(actor, reallocation, source_id=id_of(source))
        except Refused as refusal:
            return warned(refusal.message)
        self.title = f"Move {dollars(found.amount_cents)}"
        self.charges = [_line(part) for part in found.parts]
        self.changes, self.prepaid, self.errors = [], _prepaid(found.prepaid_cents), {}
        self.source = str(found.source_id)
        return None

    @rx.event
    async def close_move(self):
        self.source = ""

    @rx.event
    async def set_move(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            source_id = id_of(form.get("source", ""))
            found = await run(actor, reallocation, source_id=source_id, designated=given_to(form))
        except Refused as refusal:
            self.changes, self.prepaid = [refusal.message], ""
            return
        self.changes, self.prepaid = _changes(found), _prepaid(found.prepaid_after_cents)

    @rx.event
    async def submit_move(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            source_id, given = id_of(form.get("source", "")), given_to(form)
            asked = {"source_id": source_id, "designated": given, "today": clock.today(), "now": clock.now()}
            moved = await run(actor, reallocate, **asked)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.source, self.errors = "", {}
        return [LeaseState.load, said("It settles something else now." if moved else "Nothing moved.")]


def _line(part: Settleable) -> ChargeLine:
    most = "paid back" if part.fixed else f"up to {dollars(part.most_cents)}"
    return ChargeLine(str(part.charge_id), _words(part), most, typed_cents(part.settled_cents), part.fixed)


def _words(part: Settleable) -> str:
    kind = part.kind.value[:1].upper() + part.kind.value[1:]
    return f"{kind}, {part.description or 'due ' + day(part.due_on)}"


def _changes(found: Reallocation) -> list[str]:
    return [
        f"{_words(part)}: {dollars(part.settled_cents)} → {dollars(part.after_cents)}"
        for part in found.parts
        if part.settled_cents != part.after_cents
    ] or ["Nothing moves."]


def _prepaid(cents: int) -> str:
    return f"{dollars(cents)} settles nothing and stays prepaid." if cents else ""


def dialogs() -> rx.Component:
    """The dialog of this module; the rows of the ledger open it."""
    s = MovingState
    return form_dialog(
        hidden_field("source", s.source),
        charge_fields(s.charges, s.errors),
        rx.el.div(
            rx.foreach(s.changes, lambda change: rx.el.p(change, class_name="pd-hint")),
            rx.cond(s.prepaid != "", rx.el.p(s.prepaid, class_name="pd-hint")),
            role="status",
        ),
        title=s.title,
        note="What is given to no charge settles the rest by the order of the lease. It counts from today; how earlier "
        "days looked does not change.",
        submit="Move",
        busy="Moving…",
        open_=s.source != "",
        on_close=s.close_move,
        on_submit=s.submit_move,
        on_preview=s.set_move,
        errors=s.errors,
    )
