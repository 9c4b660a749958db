"""Changing a property, archiving and restoring it, giving it a photo."""

import reflex as rx

from pm_app.access.queries import colleagues
from pm_app.kernel.errors import Refused
from pm_app.portfolio.actions.properties import archive_property, change_property, restore_property
from pm_app.portfolio.queries.properties import property_details
from pm_app.runtime import run, services
from pm_app.ui.format import parse_whole
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.file_sender import file_dialog, file_sender
from pm_app.ui.parts.form import errors_of, hidden_field
from pm_app.ui.parts.property_form import PropertyDraft, property_draft, property_facts, property_fields
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


class EditPropertyState(rx.State):
    """The dialogs of a property."""

    editing: bool = False
    archiving: bool = False
    sending: bool = False
    draft: PropertyDraft = PropertyDraft()
    version: str = ""
    managers: list[Choice] = []
    photo_url: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_edit(self):
        actor = await signed_in(self)
        place = await run(actor, property_details, property_id=route_id(self, "property_id"))
        people = await run(actor, colleagues)
        self.managers = [Choice(str(user_id), name) for user_id, name, _ in people]
        self.draft, self.version = property_draft(place), str(place.version)
        if place.manager_id and all(user_id != place.manager_id for user_id, _, _ in people):
            self.managers.append(Choice(str(place.manager_id), f"{place.manager_name} (may no longer sign in)"))
        self.errors, self.editing = {}, True

    @rx.event
    async def close_edit(self):
        self.editing = False

    @rx.event
    async def submit_property(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_property,
                property_id=route_id(self, "property_id"),
                version=parse_whole(form.get("version", "")) or 0,
                facts=property_facts(form),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.editing = {}, False
        return [PropertyState.load, said("Changed.")]

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
        place, now = route_id(self, "property_id"), services().clock.now()
        await run(actor, archive_property, property_id=place, now=now)
        self.archiving = False
        return [PropertyState.load, said("Archived.", undo=EditPropertyState.submit_restore)]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        place, now = route_id(self, "property_id"), services().clock.now()
        await run(actor, restore_property, property_id=place, now=now)
        return [PropertyState.load, said("Back in every list.")]

    @rx.event
    async def open_photo(self):
        await signed_in(self)
        self.photo_url = f"/photos/{route_id(self, 'property_id')}"
        self.sending = True

    @rx.event
    async def close_photo(self):
        self.sending = False

    @rx.event
    async def submit_photo(self, done: str, filename: str):
        await signed_in(self)
        self.sending = False
        return [PropertyState.load, said("The photo is shown from now on.")]


def dialogs() -> rx.Component:
    """Return the dialogs."""
    s = EditPropertyState
    return rx.fragment(
        form_dialog(
            hidden_field("version", s.version),
            *property_fields(s.draft, s.managers),  # pyright: ignore[reportArgumentType]
            title="Edit " + PropertyState.name,
            open_=s.editing,
            on_close=s.close_edit,
            on_submit=s.submit_property,
            errors=s.errors,
            wide=True,
        ),
        confirm_dialog(
            title="Archive " + PropertyState.name + "?",
            body="It leaves every list and every choice. Its units, leases, documents and books stay as they are, "
            "and it can be brought back.",
            confirm="Archive",
            danger=True,
            open_=s.archiving,
            on_confirm=s.submit_archive,
            on_close=s.close_archive,
        ),
        file_dialog(
            file_sender(
                s.photo_url,
                label="Choose a photo",
                accept="image/jpeg,image/png,image/webp",
                hint="JPEG, PNG or WebP, at most 20 MB. Where and when it was taken is not kept.",
                on_done=s.submit_photo,
            ),
            title="Photo of " + PropertyState.name,
            open_=s.sending,
            on_close=s.close_photo,
        ),
    )
