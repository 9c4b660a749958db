"""Changing a person, archiving and restoring."""

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.people.actions import archive_person, change_person, restore_person
from pm_app.people.queries import person_details
from pm_app.runtime import run, services
from pm_app.ui.format import parse_whole
from pm_app.ui.pages.person.head import PersonState
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import errors_of, hidden_field
from pm_app.ui.parts.person_form import PersonDraft, person_draft, person_fields, person_typed
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


class EditPersonState(rx.State):
    """The dialogs of a person."""

    editing: bool = False
    archiving: bool = False
    draft: PersonDraft = PersonDraft()
    version: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_edit(self):
        actor = await signed_in(self)
        person = await run(actor, person_details, person_id=route_id(self, "person_id"))
        self.draft, self.version = person_draft(person), str(person.version)
        self.errors, self.editing = {}, True

    @rx.event
    async def close_edit(self):
        self.editing = False

    @rx.event
    async def submit_person(self, form: dict[str, str]):
        actor = await signed_in(self)
        person_id = route_id(self, "person_id")
        try:
            before = await run(actor, person_details, person_id=person_id)
            await run(
                actor,
                change_person,
                person_id=person_id,
                version=parse_whole(form.get("version", "")) or 0,
                now=services().clock.now(),
                **person_typed(form, before),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.editing = {}, False
        return [PersonState.load, said("Changed.")]

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
        await run(actor, archive_person, person_id=route_id(self, "person_id"), now=services().clock.now())
        self.archiving = False
        return [PersonState.load, said("Archived.", undo=EditPersonState.submit_restore)]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        await run(actor, restore_person, person_id=route_id(self, "person_id"), now=services().clock.now())
        return [PersonState.load, said("Back in lists and choices.")]


def dialogs() -> rx.Component:
    """Return the dialogs."""
    s = EditPersonState
    return rx.fragment(
        form_dialog(
            hidden_field("version", s.version),
            *person_fields(s.draft),
            title="Edit " + PersonState.name,
            open_=s.editing,
            on_close=s.close_edit,
            on_submit=s.submit_person,
            errors=s.errors,
            wide=True,
        ),
        confirm_dialog(
            title="Archive " + PersonState.name + "?",
            body="The name leaves lists and choices. Leases, documents and books that name it stay as they are, "
            "and it can be brought back.",
            confirm="Archive",
            danger=True,
            open_=s.archiving,
            on_confirm=s.submit_archive,
            on_close=s.close_archive,
        ),
    )
