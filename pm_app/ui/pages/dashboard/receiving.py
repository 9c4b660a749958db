"""Recording money starts with whose it is: choosing the household, whose ledger then opens with the dialog."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import TenancyChoice, tenancy_choices
from pm_app.runtime import run
from pm_app.ui import paths
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import errors_of, suggest_field
from pm_app.ui.session import signed_in

OFFERED = 500


class PayingHouseholdState(rx.State):
    """The dialog that asks whose money it is."""

    opened: bool = False
    households: list[Choice] = []
    errors: dict[str, str] = {}

    @rx.event
    async def open_receipt(self):
        actor = await signed_in(self)
        actor.must(Permission.RECORD_RECEIPTS)
        found = await run(actor, tenancy_choices, search="", limit=OFFERED)
        self.households = [Choice(str(one.tenancy_id), _words(one)) for one in found]
        self.errors, self.opened = {}, True

    @rx.event
    async def close_receipt(self):
        self.opened = False
        return rx.redirect(paths.HOME, replace=True) if query_of(self).get("add") else None

    @rx.event
    async def submit_household(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            chosen = await _chosen(actor, form.get("household", ""))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.opened = {}, False
        return rx.redirect(f"{paths.lease_path(chosen.tenancy_id, 'ledger')}&add=receipt")


async def _chosen(actor: Actor, typed: str) -> TenancyChoice:
    """Return the household that was typed or picked; refuses what fits none, or more than one."""
    name = typed.rpartition(" · ")[0] or typed
    if not name.strip():
        raise Refused("Choose whose money it is.", field="household")
    found = await run(actor, tenancy_choices, search=name.strip(), limit=OFFERED)
    exact = [one for one in found if _words(one) == typed.strip()] or found
    if len(exact) > 1:
        raise Refused("Several households fit. Choose one from the list.", field="household")
    if not exact:
        raise Refused("No household fits. Type part of a name or a unit, and choose one.", field="household")
    return exact[0]


def _words(one: TenancyChoice) -> str:
    return f"{one.name} · {one.detail}"


def dialog() -> rx.Component:
    """Return the dialog."""
    s = PayingHouseholdState
    return form_dialog(
        suggest_field("Household", "household", s.households, auto_focus=True, placeholder="Name, unit or property"),
        title="Record receipt",
        note="Whose money is it? Its ledger opens next, with what the receipt will settle.",
        submit="Go on",
        busy="Opening…",
        open_=s.opened,
        on_close=s.close_receipt,
        on_submit=s.submit_household,
        errors=s.errors,
    )
