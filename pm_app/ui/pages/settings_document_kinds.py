"""/settings/document-kinds: what the office expects of every kind of document: its dates, reminders, retention."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.kinds import reset_kind, set_kind
from pm_app.documents.enums import DocumentKind, KindLevel, RetentionBasis, Sensitivity
from pm_app.documents.queries.kinds import KindRow, kind_rows
from pm_app.kernel.errors import Refused
from pm_app.runtime import run, services
from pm_app.ui.format import parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.badge import tag
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    errors_of,
    field_pair,
    form_note,
    hidden_field,
    number_field,
    text_field,
)
from pm_app.ui.parts.kept import keep_words, months_words
from pm_app.ui.parts.page import note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

BASES = [Choice(basis.value, f"From {basis.value}") for basis in RetentionBasis if basis is not RetentionBasis.ALWAYS]
BASES += [Choice(RetentionBasis.ALWAYS.value, RetentionBasis.ALWAYS.value.capitalize())]
_ABOUT = "about "


@dataclass
class KindLine:
    """One kind, as text, and as the dialog holds it."""

    kind: str = ""
    name: str = ""
    about: str = ""
    validity: str = ""
    reminders: str = ""
    kept: str = ""
    restricted: bool = False
    changed: str = ""
    version: str = "0"
    expires: bool = False
    usual: str = ""
    ladder: str = ""
    basis: str = ""
    keep: str = ""
    levels: list[str] = field(default_factory=list)


class DocumentKindsState(rx.State):
    """The kinds; `opened` is "kind" while one is edited, "reset" while it is to be set back."""

    loaded: bool = False
    may_set: bool = False
    summary: str = ""
    lines: list[KindLine] = []
    chosen: KindLine = KindLine()
    opened: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        rows = await run(actor, kind_rows)
        self.lines = [_line(row) for row in rows]
        changed = sum(row.is_changed for row in rows)
        self.summary = f"{plural(len(rows), 'kind')}, {changed} changed by your office"
        self.may_set, self.loaded = actor.may(Permission.SET_POLICIES), True

    @rx.event
    async def open_kind(self, kind: str):
        await signed_in(self)
        found = next((line for line in self.lines if line.kind == kind), None)
        if found is not None:
            self.chosen, self.errors, self.opened = found, {}, "kind"

    @rx.event
    async def open_reset(self):
        await signed_in(self)
        self.opened = "reset"

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_kind(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(actor, set_kind, **_asked(form), now=services().clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [DocumentKindsState.load, said("The kind is set.")]

    @rx.event
    async def submit_reset(self):
        actor = await signed_in(self)
        kind, version = DocumentKind(self.chosen.kind), int(self.chosen.version)
        await run(actor, reset_kind, kind=kind, version=version, now=services().clock.now())
        self.opened = ""
        return [DocumentKindsState.load, said("The kind is as it was shipped.")]


def _line(row: KindRow) -> KindLine:
    facts = row.facts
    usual = f", mostly {months_words(facts.usual_months)}" if facts.usual_months else ""
    ladder = ", ".join(map(str, facts.ladder))
    return KindLine(
        kind=row.kind.value,
        name=row.kind.value.capitalize(),
        about="anything" if len(facts.levels) == len(KindLevel) else ", ".join(facts.levels),
        validity=f"Expires{usual}" if facts.expires else "Does not expire",
        reminders=_reminders(facts.ladder) if facts.expires else "",
        kept=keep_words(facts),
        restricted=facts.is_restricted,
        changed=row.changed_by if row.is_changed else "",
        version=str(row.version),
        expires=facts.expires,
        usual="" if facts.usual_months is None else str(facts.usual_months),
        ladder=ladder,
        basis=facts.keep_basis.value,
        keep="" if facts.keep_months is None else str(facts.keep_months),
        levels=[level.value for level in facts.levels],
    )


def _reminders(ladder: tuple[int, ...]) -> str:
    """Say the days: "60, 30, 7, 0; then every 7 days"."""
    before = ", ".join(str(days) for days in ladder if days >= 0)
    after = ", ".join(str(-days) for days in ladder if days < 0)
    return f"{before}; {after} after" if after else before


def _asked(form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("kind", "") not in list(DocumentKind):
        raise Refused("This kind is not there. Reload the page.")
    if form.get("basis", "") not in list(RetentionBasis):
        raise Refused("Choose from when on it is kept.", field="basis")
    return {
        "kind": DocumentKind(form["kind"]),
        "version": parse_whole(form.get("version", ""), "", example="1") or 0,
        "levels": [level for level in KindLevel if form.get(f"{_ABOUT}{level.value}") == "1"],
        "expires": form.get("expires", "") == "1",
        "usual_months": parse_whole(form.get("usual_months", ""), "usual_months", example="12"),
        "ladder": _ladder(form.get("ladder", "")),
        "keep_basis": RetentionBasis(form["basis"]),
        "keep_months": parse_whole(form.get("keep_months", ""), "keep_months", example="84"),
        "sensitivity": Sensitivity.RESTRICTED if form.get("restricted", "") == "1" else Sensitivity.ORDINARY,
    }


def _ladder(written: str) -> list[int]:
    """Return the days: "60, 30, 0, -7"; refuses what are no whole numbers."""
    typed = written.replace("−", "-").replace(",", " ").split()
    if any(not one.removeprefix("-").isdecimal() or len(one) > 6 for one in typed):
        raise Refused("Write whole numbers of days, for example 60, 30, 7, 0, -7.", field="ladder")
    return [int(one) for one in typed]


def page() -> rx.Component:
    """Return the page."""
    s = DocumentKindsState
    return parts_page(
        page_head("Kinds of documents", sub=s.summary),
        note_line(
            "How long papers must be kept depends on your state and your licenses. What is shipped is what offices "
            "mostly do: have a lawyer look at it."
        ),
        data_table(
            "Kinds of documents",
            [
                Column("Kind"),
                Column("About", wide_only=True),
                Column("Validity"),
                Column("Reminders (days before)"),
                Column("Kept", fill=True),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=12,
            compact=True,
        ),
        _dialog(),
        _resetting(),
    )


def _row(line: KindLine) -> rx.Component:
    change = button(
        "Change",
        on_click=DocumentKindsState.open_kind(line.kind),
        kind="quiet",
        small=True,
        aria_label="Change: " + line.name,
    )
    return table_row(
        cell(
            rx.el.span(line.name, class_name="pd-strong"),
            " ",
            rx.cond(line.restricted, tag("restricted")),
            rx.cond(line.changed != "", tag("changed")),
        ),
        cell(line.about, wide_only=True, muted=True),
        cell(line.validity),
        cell(line.reminders),
        cell(line.kept, fill=True, title=line.kept),
        actions_cell(rx.cond(DocumentKindsState.may_set, change)),
    )


def _dialog() -> rx.Component:
    s, c = DocumentKindsState, DocumentKindsState.chosen
    levels = [
        check_field(
            level.value.capitalize(), f"{_ABOUT}{level.value}", rx.Var.create(c.levels).to(list).contains(level.value)
        )
        for level in KindLevel
    ]
    return form_dialog(
        hidden_field("kind", c.kind),
        hidden_field("version", c.version),
        rx.el.fieldset(
            rx.el.legend("About", class_name="pd-small pd-muted"),
            rx.el.div(*levels, class_name="pd-checks"),
            class_name="pd-kind-levels",
        ),
        check_field("Expires", "expires", c.expires),
        field_pair(
            number_field("Usual validity in months", "usual_months", c.usual, optional=True, width="short"),
            text_field(
                "Remind, days before the end", "ladder", c.ladder, optional=True, hint="From far to near; -7 is after."
            ),
        ),
        field_pair(
            choice_field("Kept", "basis", BASES, c.basis),
            number_field("For months", "keep_months", c.keep, optional=True, width="short", hint="Empty: for good."),
        ),
        check_field("Restricted to those who may view sensitive documents", "restricted", c.restricted),
        form_note("Documents somebody decided on by hand stay as they are."),
        rx.cond(
            c.changed != "", button("Set back to what is shipped…", on_click=s.open_reset, kind="quiet", small=True)
        ),
        title=f"Kind: {c.name}",
        submit="Set kind",
        open_=s.opened == "kind",
        on_close=s.close_dialog,
        on_submit=s.submit_kind,
        errors=s.errors,
        wide=True,
    )


def _resetting() -> rx.Component:
    s = DocumentKindsState
    return confirm_dialog(
        title=f"Set {s.chosen.name} back?",
        body="Its dates, reminders, retention and access become what they were when the app was installed.",
        confirm="Set back",
        open_=s.opened == "reset",
        on_confirm=s.submit_reset,
        on_close=s.close_dialog,
    )
