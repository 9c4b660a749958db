"""/tasks: what is to be done, by me or by anybody, and what was done."""

import reflex as rx

from pm_app.ui.parts.address import Tab, filter_bar, search_field, segments
from pm_app.ui.parts.badge import days_text, tag
from pm_app.ui.parts.button import button
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, table_row
from pm_app.ui.parts.task_form import task_dialog, tick_box
from pm_app.ui.parts.tasks import TaskLine, TasksState

__all__ = ["TasksState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = TasksState
    add = button("Add task", kind="primary", icon_="plus", on_click=s.open_add)
    return parts_page(
        page_head("Tasks", sub=s.summary, primary=rx.cond(s.may_change, add)),
        filter_bar(
            search_field("Find task, note or subject"),
            segments(
                Tab("Mine"),
                Tab("Everybody's", "everybody"),
                Tab("Done", "done"),
                param="view",
                label="Whose tasks",
            ),
        ),
        data_table(
            "Tasks",
            [
                Column("Done", quiet=True, width="34px"),
                Column("Task", fill=True),
                Column("About", hide=True),
                Column("Who"),
                Column("Until"),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="tasks",
            empty=empty(
                "No tasks here",
                "What somebody of the office is to do appears here, the most pressing first.",
                rx.cond(s.may_change, button("Add task", on_click=s.open_add)),
            ),
        ),
        task_dialog(),
    )


def _row(line: TaskLine) -> rx.Component:
    title = rx.cond(
        TasksState.may_change & ~rx.Var.create(line.done).to(bool),
        rx.el.button(
            line.title, type="button", class_name="pd-row-button", on_click=TasksState.open_change(line.task_id)
        ),
        rx.el.span(line.title),
    )
    about = rx.cond(line.about_path != "", link(line.about, href=line.about_path, class_name="pd-quiet"), line.about)
    until = rx.cond(line.done, rx.el.span(line.done_words, class_name="pd-muted"), days_text(line.due, line.due_tone))
    return table_row(
        cell(tick_box(line)),
        cell(title, rx.cond(line.is_urgent, rx.fragment(" ", tag(line.priority))), fill=True, strong=True),
        cell(about, hide=True),
        cell(line.assigned_to, muted=True),
        cell(until),
    )
