"""Required documents in a table, each row with what mends it."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Handler, Lines, Text, is_empty
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button, text_link
from pm_app.ui.parts.page import section
from pm_app.ui.parts.required_filing import RequiredState, ask_again, required_dialogs
from pm_app.ui.parts.required_lines import RequiredLine
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, day_cell, link_cell, table_row


def required_table(lines: Lines, *, loaded: Flag, total: Any, reload: Handler, nothing: rx.Component) -> rx.Component:
    """The whole list, in pages; `reload` is called when something was mended."""
    columns = [
        Column("Of", sort="name", fill=True),
        Column("Level", hide=True),
        Column("Document", sort="kind"),
        Column("Status", sort="state"),
        Column("Due or expires", sort="day"),
        Column("On file", wide_only=True),
        Column("Actions", quiet=True),
    ]
    return data_table(
        "Required documents",
        columns,
        lines,
        lambda line: _row(line, reload),
        loaded=loaded,
        total=total,
        noun="documents",
        default_sort="state",
        compact=True,
        empty=nothing,
    )


def required_notice(lines: Lines, *, more: Text, path: Text, reload: Handler) -> rx.Component:
    """The short list of one record, and its dialogs: what is not in order there; nothing where everything is.

    `more` says how many there are when not all are listed; `path` leads to them.
    """
    columns = [
        Column("Required document"),
        Column("Of", fill=True),
        Column("Status"),
        Column("Due or expires"),
        Column("Actions", quiet=True),
    ]
    table = data_table(
        "Required documents that are not in order", columns, lines, lambda line: _short_row(line, reload), compact=True
    )
    rest = rx.cond(more != "", rx.el.p(text_link(more, path), class_name="pd-small pd-below-table"))
    shown = rx.cond(is_empty(lines), rx.fragment(), section("Required", table, rest))
    return rx.fragment(shown, required_dialogs(reload))


def _row(line: RequiredLine, reload: Handler) -> rx.Component:
    under = rx.cond(line.why != "", line.why, line.place)
    named = rx.cond(
        line.path != "",
        link_cell(line.name, line.path, under=under, fill=True),
        cell(line.name, strong=True, fill=True),
    )
    on_file = rx.cond(line.document != "", text_link(line.document, line.document_path), "")
    return table_row(
        named,
        cell(line.level, muted=True, hide=True),
        cell(line.kind),
        cell(status_badge(line.state, line.tone)),
        day_cell(line.on, line.left, line.left_tone),
        cell(on_file, wide_only=True),
        actions_cell(_mend(line, reload), _waive(line)),
    )


def _short_row(line: RequiredLine, reload: Handler) -> rx.Component:
    return table_row(
        cell(line.kind, strong=True),
        cell(line.name, muted=True, fill=True, title=line.why),
        cell(status_badge(line.state, line.tone)),
        day_cell(line.on, line.left, line.left_tone),
        actions_cell(_mend(line, reload), _waive(line)),
    )


def _mend(line: RequiredLine, reload: Handler) -> rx.Component:
    file = RequiredState.open_file(line.kind_value, line.name, line.target, "")
    renew = RequiredState.open_file(line.kind_value, line.name, line.target, line.document_id)
    return rx.fragment(
        rx.match(
            line.mends,
            ("file", _act("File it", file, line)),
            ("renew", _act("Renew", renew, line)),
            ("date", _act("Add date", RequiredState.open_days(line.document_id), line)),
            ("review", link_button("Review", line.document_path, kind="quiet", small=True)),
            ("ask", _act("Ask again", ask_again(line.waiver_id, reload), line)),
            rx.fragment(),
        )
    )


def _waive(line: RequiredLine) -> rx.Component:
    opens = RequiredState.open_waive(line.kind_value, line.name, line.target, line.requirement_id)
    return rx.cond(line.may_waive, _act("Waive", opens, line))


def _act(label: str, on_click: Any, line: RequiredLine) -> rx.Component:
    spoken = f"{label}: {line.kind}, {line.name}"
    return button(label, on_click=on_click, kind="quiet", small=True, aria_label=spoken)
