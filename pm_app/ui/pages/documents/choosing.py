"""Choosing several documents and changing them at once: tags, kind, property, reading, the trash, a zip file."""

from typing import Any, cast
from uuid import UUID

import reflex as rx

from pm_app.documents.actions.reading import read_many_again
from pm_app.documents.actions.several import MOST_AT_ONCE, ChangeOfSeveral, change_several, trash_several
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui.format import plural
from pm_app.ui.pages.documents.asked import KINDS
from pm_app.ui.pages.documents.narrowing import NarrowingState
from pm_app.ui.pages.documents.state import DocumentsState
from pm_app.ui.parts.accepted import Text, is_empty
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, errors_of, field_pair, text_field
from pm_app.ui.parts.post_button import post_button
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import signed_in

_WHERE_ONE_IS = frozenset({"page", "size", "sort"})


class ChoosingState(rx.State):
    """The chosen documents; `opened` is "change" or "trash" while a dialog asks."""

    chosen: list[str] = []
    words: str = ""
    ids: str = ""
    opened: str = ""
    errors: dict[str, str] = {}
    chosen_of: str = ""

    @rx.event
    async def load(self):
        await signed_in(self)
        asked = "&".join(f"{name}={value}" for name, value in query_of(self).items() if name not in _WHERE_ONE_IS)
        if asked != self.chosen_of:
            # what is no longer listed must not be changed unseen
            self.chosen_of = asked
            _choose(self, [])

    @rx.event
    async def set_chosen(self, document_id: str):
        await signed_in(self)
        others = [each for each in self.chosen if each != document_id]
        is_new = len(others) == len(self.chosen) and len(others) < MOST_AT_ONCE
        _choose(self, [*others, document_id] if is_new else others)

    @rx.event
    async def set_page(self):
        await signed_in(self)
        page = await self.get_state(DocumentsState)
        shown = [line.document_id for line in (*page.lines, *page.found)]
        others = [each for each in self.chosen if each not in shown]
        is_all = len(others) + len(shown) == len(self.chosen)
        _choose(self, others if is_all else [*others, *shown][:MOST_AT_ONCE])

    @rx.event
    async def close_choosing(self):
        _choose(self, [])

    @rx.event
    async def open_change(self):
        self.errors, self.opened = {}, "change"

    @rx.event
    async def open_trash(self):
        self.opened = "trash"

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_change(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            change = _change_of(form)
            done = await run(
                actor, change_several, document_ids=_ids(self.chosen), change=change, now=services().clock.now()
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        _choose(self, [])
        return [DocumentsState.load, NarrowingState.load, said(f"{plural(done, 'document')} changed.")]

    @rx.event
    async def submit_trash(self):
        actor = await signed_in(self)
        self.opened = ""
        try:
            done = await run(actor, trash_several, document_ids=_ids(self.chosen), now=services().clock.now())
        except Refused as refusal:
            return warned(refusal.message)
        _choose(self, [])
        return [DocumentsState.load, NarrowingState.load, said(f"{plural(done, 'document')} moved to the trash.")]

    @rx.event
    async def submit_reading(self):
        actor = await signed_in(self)
        try:
            done = await run(actor, read_many_again, document_ids=_ids(self.chosen), now=services().clock.now())
        except Refused as refusal:
            return warned(refusal.message)
        _choose(self, [])
        return [DocumentsState.load, said(f"The text of {plural(done, 'document')} is read again.")]


def _choose(state: ChoosingState, chosen: list[str]) -> None:
    state.chosen, state.words = chosen, plural(len(chosen), "document") + " chosen"
    state.ids = ",".join(chosen)


def _change_of(form: dict[str, str]) -> ChangeOfSeveral:
    kind, building = form.get("kind", ""), form.get("property_id", "")
    return ChangeOfSeveral(
        add_tags=tuple(form.get("add_tags", "").split(",")),
        remove_tags=tuple(form.get("remove_tags", "").split(",")),
        kind=DocumentKind(kind) if kind in list(DocumentKind) else None,
        target=LinkTarget(property_id=_id(building)) if building else None,
    )


def _ids(written: list[str]) -> list[UUID]:
    return [_id(each) for each in written]


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None


def tick(document_id: Text, title: Text) -> rx.Component:
    """The box that chooses one document."""
    return rx.el.input(
        type="checkbox",
        checked=cast(Any, ChoosingState.chosen).contains(document_id),
        on_change=ChoosingState.set_chosen(document_id),
        aria_label=f"Choose {title}",
        class_name="pd-tick",
    )


def bar() -> rx.Component:
    """What can be done with the chosen documents; nothing while none is chosen."""
    c, s = ChoosingState, DocumentsState
    able = rx.fragment(
        button("Change…", on_click=c.open_change, small=True),
        button("Read again", on_click=c.submit_reading, small=True),
        button("To the trash…", on_click=c.open_trash, small=True),
    )
    return rx.fragment(
        rx.cond(
            ~is_empty(c.chosen),
            rx.el.div(
                rx.el.strong(c.words, role="status"),
                button("All on this page", on_click=c.set_page, kind="quiet", small=True),
                rx.cond(s.may_change, able),
                post_button("Download as zip", action="/documents/export.zip", name="ids", value=c.ids),
                button("None", on_click=c.close_choosing, kind="quiet", small=True),
                class_name="pd-chosen",
            ),
        ),
        _dialogs(),
    )


def _dialogs() -> rx.Component:
    c = ChoosingState
    return rx.fragment(
        form_dialog(
            field_pair(
                text_field("Add tags", "add_tags", optional=True, auto_focus=True, placeholder="roof, 2026"),
                text_field("Take tags off", "remove_tags", optional=True),
            ),
            choice_field("Kind", "kind", KINDS, "", any="As it is"),
            choice_field("Belongs also to", "property_id", DocumentsState.properties, "", any="Nothing more"),
            title="Change the chosen documents",
            submit="Change",
            busy="Changing…",
            open_=c.opened == "change",
            on_close=c.close_dialog,
            on_submit=c.submit_change,
            errors=c.errors,
        ),
        confirm_dialog(
            title="Move the chosen documents to the trash?",
            body="They leave lists and search at once. They can be restored for 30 days.",
            confirm="To the trash",
            danger=True,
            open_=c.opened == "trash",
            on_confirm=c.submit_trash,
            on_close=c.close_dialog,
        ),
    )
