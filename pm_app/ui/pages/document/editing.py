"""The dialogs that change what is known of a document, put it away and take it out again, and give it a new version."""

from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document, change_document, restore_document
from pm_app.documents.actions.reading import read_again
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.rules.kinds import INSURANCE_KINDS, insurance_valid_through
from pm_app.kernel.dates import day_after
from pm_app.kernel.errors import Refused
from pm_app.runtime import run, services
from pm_app.ui.format import iso_day, parse_day
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.accepted import Handler, is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, hidden_field, long_field, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import route_id, signed_in

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]


class EditingState(rx.State):
    """The dialogs: `opened` is "edit" or "archive"; `versioning` shows where a new version is dropped."""

    opened: str = ""
    versioning: bool = False
    errors: dict[str, str] = {}
    title: str = ""
    kind: str = ""
    tags: str = ""
    notes: str = ""
    valid_from: str = ""
    valid_through: str = ""
    printed: str = ""
    is_insurance: bool = False
    replaces: str = ""
    replaceable: list[Choice] = []
    version: str = ""

    @rx.event
    async def load(self):
        await signed_in(self)
        self.opened, self.errors, self.versioning = "", {}, False

    @rx.event
    async def open_edit(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        today = services().clock.today()
        found = await run(actor, document_details, document_id=document_id, today=today)
        self.replaceable = await _replaceable(actor, found, today)
        self.title, self.kind, self.tags = found.title, found.kind.value, ", ".join(found.tags)
        self.notes, self.version = found.notes, str(found.version)
        self.valid_from, self.valid_through = iso_day(found.valid_from), iso_day(found.valid_through)
        self.is_insurance = found.kind in INSURANCE_KINDS
        self.printed = iso_day(day_after(found.valid_through)) if found.valid_through else ""
        self.replaces = str(found.replaces.document_id) if found.replaces else ""
        self.errors, self.opened = {}, "edit"

    @rx.event
    async def open_archive(self):
        await signed_in(self)
        self.opened = "archive"

    @rx.event
    async def open_version(self):
        await signed_in(self)
        self.versioning = True

    @rx.event
    async def close_version(self):
        self.versioning = False

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_edit(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_document,
                document_id=route_id(self, "document_id"),
                version=_whole(form.get("version", "")),
                title=form.get("title", ""),
                kind=_kind(form.get("kind", "")),
                tags=form.get("tags", "").split(","),
                notes=form.get("notes", ""),
                valid_from=_day_or_none(form, "valid_from"),
                valid_through=_last_day(form),
                replaces_id=_id_or_none(form.get("replaces_id", "")),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [DocumentState.load, said("Saved.")]

    @rx.event
    async def submit_archive(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, archive_document, document_id=route_id(self, "document_id"), now=now)
        self.opened = ""
        return [DocumentState.load, said("The document is archived.", undo=EditingState.submit_restore)]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, restore_document, document_id=route_id(self, "document_id"), now=now)
        return [DocumentState.load, said("The document is back.")]

    @rx.event
    async def submit_reading(self):
        actor = await signed_in(self)
        await run(actor, read_again, document_id=route_id(self, "document_id"), now=services().clock.now())
        return [DocumentState.load, said("Its text is read again in a moment.")]


async def _replaceable(actor: Actor, found: DocumentDetails, today: date) -> list[Choice]:
    """Return the documents of the same kind and thing, which this one may replace."""
    if not found.links:
        return []
    link = found.links[0]
    name = "tenancy_id" if link.kind == "lease" else f"{link.kind}_id"
    others = await run(actor, documents_of, today=today, **{name: link.target_id})
    held = found.replaces.document_id if found.replaces else None
    return [
        Choice(str(row.document_id), row.title)
        for row in others
        if row.document_id != found.document_id and (row.kind == found.kind or row.document_id == held)
    ]


def _kind(written: str) -> DocumentKind:
    if written not in list(DocumentKind):
        raise Refused("Choose what kind of document it is.", field="kind")
    return DocumentKind(written)


def _last_day(form: dict[str, str]) -> date | None:
    """Return the last good day; of insurance the form asks for the printed expiration, which is the day after it."""
    printed = _day_or_none(form, "printed_on")
    return insurance_valid_through(printed) if printed else _day_or_none(form, "valid_through")


def _day_or_none(form: dict[str, str], name: str) -> date | None:
    return parse_day(form[name], name) if form.get(name, "").strip() else None


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _id_or_none(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        raise Refused("This document is not there any more. Choose another one.", field="replaces_id") from None


def dialogs() -> rx.Component:
    """The dialogs of this module."""
    return rx.fragment(_edit(), _archive())


def version_place(*, on_done: Handler) -> rx.Component:
    """Where a new version is dropped, once that was asked for."""
    d = DocumentState
    return rx.cond(
        EditingState.versioning,
        rx.el.div(
            uploader(
                url="/files",
                params={"document_id": d.shown_id, "version": d.version},
                on_done=on_done,
                hint="It takes the place of the file shown here, which is kept.",
                compact=True,
            ),
            button("No new version", on_click=EditingState.close_version, kind="quiet", small=True),
        ),
    )


def _edit() -> rx.Component:
    e = EditingState
    return form_dialog(
        hidden_field("version", e.version),
        text_field("Title", "title", e.title, auto_focus=True, max_length=200),
        choice_field("Kind", "kind", KINDS, e.kind),
        field_pair(
            day_field("Valid from", "valid_from", e.valid_from, optional=True),
            rx.cond(
                e.is_insurance,
                day_field(
                    "Printed expiration date",
                    "printed_on",
                    e.printed,
                    optional=True,
                    hint="A policy ends just after midnight: its last good day is the day before.",
                ),
                day_field("Valid through", "valid_through", e.valid_through, optional=True, hint="The last good day."),
            ),
        ),
        rx.cond(
            ~is_empty(e.replaceable),
            choice_field("Replaces", "replaces_id", e.replaceable, e.replaces, any="No other document"),
        ),
        text_field("Tags", "tags", e.tags, optional=True, hint="Parted by commas."),
        long_field("Notes", "notes", e.notes, optional=True, rows=3),
        title="Edit document",
        open_=e.opened == "edit",
        on_close=e.close_dialog,
        on_submit=e.submit_edit,
        errors=e.errors,
    )


def _archive() -> rx.Component:
    return confirm_dialog(
        title=f"Archive {DocumentState.title}?",
        body="It leaves every list, search and reminder. Its file and text are kept, and it can be restored.",
        confirm="Archive",
        danger=True,
        open_=EditingState.opened == "archive",
        on_confirm=EditingState.submit_archive,
        on_close=EditingState.close_dialog,
    )
