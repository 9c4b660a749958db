"""How the settings of required documents look."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.settings_required.state import (
    BUILDINGS,
    CONDITIONS,
    KINDS,
    OF,
    RequiredDocumentsState,
    RuleLine,
)
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, field_pair, number_field, text_field
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row


def page() -> rx.Component:
    """Return the page."""
    s = RequiredDocumentsState
    return parts_page(
        page_head(
            "Required documents",
            crumbs=[("Compliance", paths.COMPLIANCE)],
            sub=s.summary,
            ready=s.loaded,
            actions=[rx.cond(s.left != "", button(s.left, on_click=s.open_usual))],
            primary=button("Add rule", kind="primary", on_click=s.open_new),
        ),
        note_line(
            "Each rule says which document must be there, for what, and how many days after the lease starts or the "
            "record was added it may still be missing. Look at the law of your place before you rely on the usual ones."
        ),
        _table(),
        _dialog(),
        _removing(),
        _usual(),
    )


def _table() -> rx.Component:
    s = RequiredDocumentsState
    return data_table(
        "Rules of required documents",
        [
            Column("Document", fill=True),
            Column("Of every"),
            Column("Where"),
            Column("Property", hide=True),
            Column("Due"),
            Column("Holds for", num=True),
            Column("To do", num=True),
            Column("Actions", quiet=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        placeholders=6,
        compact=True,
        empty=empty(
            "No document is required yet",
            "Switch on the usual rules above, or add your own. Nothing is missing until a rule asks for it.",
        ),
    )


def _row(line: RuleLine) -> rx.Component:
    s = RequiredDocumentsState
    return table_row(
        cell(
            line.kind_words,
            rx.cond(line.note != "", rx.el.span(line.note, class_name="pd-under")),
            strong=True,
            fill=True,
        ),
        cell(line.level_words),
        cell(line.where),
        cell(rx.cond(line.property_name != "", line.property_name, "All"), muted=True, hide=True),
        cell(line.due),
        cell(line.things, num=True),
        cell(rx.cond(line.to_do != "", text_link(line.to_do, line.path), ""), num=True),
        actions_cell(
            button(
                "Change",
                on_click=s.open_rule(line.requirement_id),
                kind="quiet",
                small=True,
                aria_label=f"Change: {line.kind_words}, {line.level_words}",
            ),
            button(
                "Remove",
                on_click=s.open_removing(line.requirement_id),
                kind="quiet",
                small=True,
                aria_label=f"Remove: {line.kind_words}, {line.level_words}",
            ),
        ),
    )


def _dialog() -> rx.Component:
    s, c = RequiredDocumentsState, RequiredDocumentsState.chosen
    return form_dialog(
        choice_field("Document", "kind", KINDS, c.kind, any="Choose a kind"),
        field_pair(
            choice_field("Required of every", "level", OF, c.level),
            choice_field("Where", "condition", CONDITIONS, c.condition),
        ),
        field_pair(
            number_field("Before year", "year", c.year, hint="When it was built."),
            choice_field("Kind of property", "building", BUILDINGS, c.building, any="Any", hint="For one kind alone."),
        ),
        field_pair(
            number_field("Within days", "within_days", c.within_days, hint="0: at once."),
            choice_field("Property", "property_id", s.properties, c.property_id, any="All properties"),
        ),
        text_field("Note", "note", c.note, optional=True, max_length=300),
        title=rx.cond(c.requirement_id != "", "Change the rule", "Require a document"),
        submit="Save rule",
        open_=s.opened,
        on_close=s.close_rule,
        on_submit=s.submit_rule,
        errors=s.errors,
    )


def _removing() -> rx.Component:
    s = RequiredDocumentsState
    return confirm_dialog(
        title=f"No longer require the {s.chosen.kind}?",
        body="Nothing is missing by this rule any more. Documents on file stay as they are.",
        confirm="Remove rule",
        danger=True,
        open_=s.removing,
        on_confirm=s.submit_removing,
        on_close=s.close_removing,
    )


def _usual() -> rx.Component:
    s = RequiredDocumentsState
    return confirm_dialog(
        rx.el.ul(rx.foreach(s.left_words, rx.el.li), class_name="pd-small"),
        title=s.left + "?",
        body="They count at once; each can be changed or removed afterwards.",
        confirm="Switch on",
        open_=s.usual,
        on_confirm=s.submit_usual,
        on_close=s.close_usual,
    )
