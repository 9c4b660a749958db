"""The page of periods."""

import reflex as rx

from pm_app.ui.pages.periods.state import DecisionLine, OpenLine, PeriodsState
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.form import day_field, text_field
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, table_row


def page() -> rx.Component:
    """Return the page."""
    s = PeriodsState
    return parts_page(
        page_head(
            "Periods",
            sub=s.summary,
            actions=[rx.cond(s.may_act & s.is_closed, button("Reopen…", on_click=s.open_reopening))],
            primary=rx.cond(s.may_act, button("Close through…", kind="primary", on_click=s.open_closing)),
        ),
        _table(),
        _closing(),
        _reopening(),
    )


def _table() -> rx.Component:
    s = PeriodsState
    return data_table(
        "Every closing and reopening of the books, newest first",
        [
            Column("When"),
            Column("What"),
            Column("Until"),
            Column("By"),
            Column("Why", fill=True),
            Column("Figures kept", hide=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        empty=empty(
            "Nothing was closed yet",
            "Close a month when its figures are final: nothing can be posted into it any more, and its trial balance, "
            "aging and deposits held are kept as they were.",
            rx.cond(s.may_act, button("Close through…", on_click=s.open_closing)),
        ),
        placeholders=3,
    )


def _row(line: DecisionLine) -> rx.Component:
    return table_row(
        day_cell(line.when),
        cell(status_badge(line.did, line.tone)),
        cell(rx.cond(line.path != "", text_link(line.through, line.path), line.through)),
        cell(line.by),
        cell(line.reason, fill=True, muted=True, title=line.reason),
        cell(line.kept, muted=True, hide=True),
    )


def _closing() -> rx.Component:
    s = PeriodsState
    return form_dialog(
        day_field("Close through", "through", s.proposed, auto_focus=True),
        text_field("Why", "reason", optional=True, max_length=500, placeholder="Month is reconciled"),
        rx.cond(s.still_words != "", _still_open()),
        title="Close the books",
        note="Nothing can be posted on that day or before it any more. Its trial balance, aging and deposits held are "
        "kept as they are now.",
        submit="Close the books",
        busy="Closing…",
        open_=s.closing,
        on_close=s.close_closing,
        on_submit=s.submit_closing,
        on_preview=s.set_closing,
        errors=s.errors,
    )


def _still_open() -> rx.Component:
    s = PeriodsState
    return rx.el.div(
        rx.el.div(s.still_words, class_name="pd-small pd-muted pd-block-title"),
        line_list(s.still, _open_line),
        role="status",
    )


def _open_line(line: OpenLine) -> rx.Component:
    return list_line(
        rx.el.span(line.what, class_name="pd-days", custom_attrs={"data-tone": line.tone}), end=line.amount
    )


def _reopening() -> rx.Component:
    s = PeriodsState
    return form_dialog(
        day_field("Keep closed through", "through", s.before, optional=True, hint="Empty: all days are open again."),
        text_field("Why", "reason", max_length=500, placeholder="A receipt of October was found"),
        title="Reopen the books",
        note=s.reopen_note,
        submit="Reopen the books",
        busy="Reopening…",
        open_=s.reopening,
        on_close=s.close_reopening,
        on_submit=s.submit_reopening,
        errors=s.errors,
        tone="danger",
    )
