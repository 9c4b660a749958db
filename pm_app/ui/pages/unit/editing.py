"""Changing a unit, archiving and restoring it."""

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.portfolio.actions.units import archive_unit, change_unit, restore_unit
from pm_app.portfolio.queries.units import unit_details
from pm_app.runtime import run, services
from pm_app.ui.format import parse_whole
from pm_app.ui.pages.unit.head import UnitState
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import errors_of, hidden_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.unit_form import UnitDraft, unit_draft, unit_facts, unit_fields
from pm_app.ui.session import route_id, signed_in


class EditUnitState(rx.State):
    """The dialogs of a unit."""

    editing: bool = False
    archiving: bool = False
    draft: UnitDraft = UnitDraft()
    version: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_edit(self):
        actor = await signed_in(self)
        unit = await run(actor, unit_details, unit_id=route_id(self, "unit_id"))
        self.draft, self.version = unit_draft(unit), str(unit.version)
        self.errors, self.editing = {}, True

    @rx.event
    async def close_edit(self):
        self.editing = False

    @rx.event
    async def submit_unit(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_unit,
                unit_id=route_id(self, "unit_id"),
                version=parse_whole(form.get("version", "")) or 0,
                facts=unit_facts(form),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.editing = {}, False
        return [UnitState.load, said("Changed.")]

    @rx.event
    async def open_archive(self):
        await signed_in(self)
        self.archiving = True

    @rx.event
    async def close_archive(self):
        self.archiving = False

    @rx.event
    async def submit_archive(self):
        actor = await signed_in(self)
        await run(actor, archive_unit, unit_id=route_id(self, "unit_id"), now=services().clock.now())
        self.archiving = False
        return [UnitState.load, said("Archived.", undo=EditUnitState.submit_restore)]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        await run(actor, restore_unit, unit_id=route_id(self, "unit_id"), now=services().clock.now())
        return [UnitState.load, said("Back among the units of its property.")]


def dialogs() -> rx.Component:
    """Return the dialogs."""
    s = EditUnitState
    return rx.fragment(
        form_dialog(
            hidden_field("version", s.version),
            *unit_fields(s.draft),
            title="Edit unit " + UnitState.name,
            open_=s.editing,
            on_close=s.close_edit,
            on_submit=s.submit_unit,
            errors=s.errors,
        ),
        confirm_dialog(
            title="Archive unit " + UnitState.name + "?",
            body=rx.cond(
                UnitState.household != "",
                UnitState.household + " still lives here: the lease goes on, but the unit leaves every list and is no "
                "longer counted. It can be brought back.",
                "The unit leaves every list and is no longer counted. Its leases, documents and books stay, and it "
                "can be brought back.",
            ),
            confirm="Archive",
            danger=True,
            open_=s.archiving,
            on_confirm=s.submit_archive,
            on_close=s.close_archive,
        ),
    )
