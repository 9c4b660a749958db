"""How the dialogs look that change a document, put it away, and give it a new version."""

import reflex as rx

from pm_app.documents.enums import DocumentKind
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.own_fields import own_fields
from pm_app.ui.parts.accepted import Handler, is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    form_note,
    hidden_field,
    long_field,
    money_field,
    text_field,
)
from pm_app.ui.parts.uploader import uploader

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]


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
        field_pair(
            choice_field("Kind", "kind", KINDS, e.kind),
            text_field("Number", "reference", e.reference, optional=True, placeholder="Policy, license, invoice"),
        ),
        _dates(),
        rx.cond(e.dates_note != "", form_note(e.dates_note)),
        field_pair(
            day_field("Signed on", "signed_on", e.signed_on, optional=True),
            money_field("Amount", "amount", e.amount, optional=True),
        ),
        field_pair(
            day_field("Cancel by", "cancel_by_on", e.cancel_by_on, optional=True, hint="The last day for a notice."),
            check_field("Renews by itself unless canceled", "auto_renews", e.auto_renews),
        ),
        own_fields(e.own_fields),
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
        on_preview=e.set_preview,
        errors=e.errors,
        wide=True,
    )


def _dates() -> rx.Component:
    e = EditingState
    printed = day_field(
        "Printed expiration date", "printed_on", e.printed, optional=True, hint="As it stands on the policy."
    )
    through = day_field("Valid through", "valid_through", e.valid_through, optional=True, hint="The last good day.")
    return field_pair(
        day_field("Valid from", "valid_from", e.valid_from, optional=True),
        rx.cond(e.is_insurance, printed, through),
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
