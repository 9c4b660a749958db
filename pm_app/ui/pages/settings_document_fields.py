"""/settings/document-fields: fields of the office's own, for all documents or those of some kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.fields import add_field, change_field, remove_field
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.rules.fields import LONGEST_NAME, FieldFacts
from pm_app.kernel.errors import Refused
from pm_app.runtime import run, services
from pm_app.ui.format import parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import check_field, choice_field, errors_of, hidden_field, long_field, text_field
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

HOLDS = [Choice(kind.value, kind.value.capitalize()) for kind in FieldKind]
_KIND = "kind "


@dataclass
class FieldLine:
    """One field, as text, and as the dialog holds it."""

    field_id: str = ""
    name: str = ""
    holds: str = FieldKind.TEXT.value
    holds_words: str = ""
    kinds_words: str = ""
    choices_words: str = ""
    kinds: list[str] = field(default_factory=list)
    choices: str = ""
    version: str = "0"


class DocumentFieldsState(rx.State):
    """The fields; `opened` is "field" while one is edited or added, "remove" while one is to be taken away."""

    loaded: bool = False
    summary: str = ""
    lines: list[FieldLine] = []
    chosen: FieldLine = FieldLine()
    opened: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        found = await run(actor, document_fields)
        self.lines = [_line(one) for one in found]
        self.summary = plural(len(found), "field") if found else ""
        self.loaded = True

    @rx.event
    async def open_new(self):
        await signed_in(self)
        self.chosen, self.errors, self.opened = FieldLine(), {}, "field"

    @rx.event
    async def open_field(self, field_id: str):
        await signed_in(self)
        _choose(self, str(field_id), "field")

    @rx.event
    async def open_remove(self, field_id: str):
        await signed_in(self)
        _choose(self, str(field_id), "remove")

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_field(self, form: dict[str, str]):
        actor = await signed_in(self)
        now, known = services().clock.now(), form.get("field_id", "")
        try:
            if known:
                version = parse_whole(form.get("version", ""), "", example="1") or 0
                await run(actor, change_field, field_id=_id(known), version=version, **_asked(form), now=now)
            else:
                await run(actor, add_field, field_kind=_holds(form), **_asked(form), now=now)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [DocumentFieldsState.load, said("The field is saved.")]

    @rx.event
    async def submit_remove(self):
        actor = await signed_in(self)
        await run(actor, remove_field, field_id=_id(self.chosen.field_id), now=services().clock.now())
        self.opened = ""
        return [DocumentFieldsState.load, said("The field is taken away.")]


def _choose(state: DocumentFieldsState, field_id: str, dialog: str) -> None:
    found = next((line for line in state.lines if line.field_id == field_id), None)
    if found is not None:
        state.chosen, state.errors, state.opened = found, {}, dialog


def _line(facts: FieldFacts) -> FieldLine:
    return FieldLine(
        field_id=str(facts.field_id),
        name=facts.name,
        holds=facts.field_kind.value,
        holds_words=facts.field_kind.value.capitalize(),
        kinds_words=", ".join(kind.value for kind in facts.kinds) or "All documents",
        choices_words=", ".join(facts.choices),
        kinds=[kind.value for kind in facts.kinds],
        choices="\n".join(facts.choices),
        version=str(facts.version),
    )


def _holds(form: Mapping[str, str]) -> FieldKind:
    if form.get("holds", "") not in list(FieldKind):
        raise Refused("Choose what the field holds.", field="holds")
    return FieldKind(form["holds"])


def _asked(form: Mapping[str, str]) -> dict[str, Any]:
    kinds = [kind for kind in DocumentKind if form.get(f"{_KIND}{kind.value}") == "1"]
    return {"name": form.get("name", ""), "kinds": kinds, "choices": form.get("choices", "").splitlines()}


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise Refused("This field is not there any more. Reload the page.") from None


def page() -> rx.Component:
    """Return the page."""
    s = DocumentFieldsState
    new = button("Add field", kind="primary", on_click=s.open_new)
    return parts_page(
        page_head("Fields of documents", sub=s.summary, primary=new),
        data_table(
            "Fields of documents",
            [
                Column("Field"),
                Column("Holds"),
                Column("Documents", fill=True),
                Column("Choices", hide=True),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=3,
            empty=empty(
                "No fields of your own yet",
                "Add what your office writes down of documents: a file number, an inspector, a hearing date. "
                "It is asked for in their form, shown beside their pages and found by search.",
            ),
        ),
        _dialog(),
        _removing(),
    )


def _row(line: FieldLine) -> rx.Component:
    s = DocumentFieldsState
    buttons = rx.fragment(
        button(
            "Change", on_click=s.open_field(line.field_id), kind="quiet", small=True, aria_label="Change: " + line.name
        ),
        button(
            "Take away",
            on_click=s.open_remove(line.field_id),
            kind="quiet",
            small=True,
            aria_label="Take away: " + line.name,
        ),
    )
    return table_row(
        cell(line.name, strong=True),
        cell(line.holds_words),
        cell(line.kinds_words, fill=True, title=line.kinds_words),
        cell(line.choices_words, hide=True, title=line.choices_words),
        actions_cell(buttons),
    )


def _dialog() -> rx.Component:
    s, c = DocumentFieldsState, DocumentFieldsState.chosen
    kinds = [
        check_field(
            kind.value.capitalize(), f"{_KIND}{kind.value}", rx.Var.create(c.kinds).to(list).contains(kind.value)
        )
        for kind in DocumentKind
    ]
    holds = rx.cond(
        c.field_id == "",
        choice_field("Holds", "holds", HOLDS, c.holds),
        hidden_field("holds", c.holds),
    )
    return form_dialog(
        hidden_field("field_id", c.field_id),
        hidden_field("version", c.version),
        text_field("Name", "name", c.name, auto_focus=True, max_length=LONGEST_NAME),
        holds,
        rx.cond(
            (c.field_id == "") | (c.holds == FieldKind.CHOICE.value),
            long_field("Choices", "choices", c.choices, rows=3, optional=True, hint="One per line, for a choice."),
        ),
        rx.el.fieldset(
            rx.el.legend("Kinds of documents (none ticked: all)", class_name="pd-small pd-muted"),
            rx.el.div(*kinds, class_name="pd-checks pd-checks-long"),
            class_name="pd-kind-levels",
        ),
        title=rx.cond(c.field_id == "", "Add a field", f"Field: {c.name}"),
        submit="Save field",
        open_=s.opened == "field",
        on_close=s.close_dialog,
        on_submit=s.submit_field,
        errors=s.errors,
        wide=True,
    )


def _removing() -> rx.Component:
    s = DocumentFieldsState
    return confirm_dialog(
        title=f"Take away {s.chosen.name}?",
        body="It is asked for and shown no more. What documents said in it is kept, but cannot be seen.",
        confirm="Take away",
        danger=True,
        open_=s.opened == "remove",
        on_confirm=s.submit_remove,
        on_close=s.close_dialog,
    )
