"""The open tasks of a record as its page shows them, ticked where they stand, and the way to add one about it."""

import reflex as rx

from pm_app.ui.parts.badge import days_text
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.facts import line_link, line_list, list_line
from pm_app.ui.parts.page import section
from pm_app.ui.parts.pdf_viewer import side_block
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.task_form import tick_box
from pm_app.ui.parts.task_lines import TaskLine
from pm_app.ui.parts.tasks import TasksState


def record_tasks() -> rx.Component:
    """The tasks as a part of the page; nothing for who may see none. The page holds `task_dialog` besides."""
    s = RecordTasksState.tasks
    return rx.cond(s.shown, section("Tasks", _list(), beside=_ways(), count=s.number))


def record_tasks_beside() -> rx.Component:
    """The same as a block beside a document."""
    s = RecordTasksState.tasks
    return rx.cond(s.shown, side_block("Tasks", _list(), count=s.number, link=_ways()))


def _ways() -> rx.Component:
    s = RecordTasksState.tasks
    add = button("Add task", on_click=TasksState.open_here, kind="ghost", small=True)
    every = rx.cond(s.number != "", text_link("All", s.path))
    return rx.el.span(rx.cond(s.may_add, add), every, class_name="end pd-section-links")


def _list() -> rx.Component:
    nothing = rx.el.p("Nothing is to be done here.", class_name="pd-hint")
    return line_list(RecordTasksState.tasks.lines, _line, nothing)


def _line(line: TaskLine) -> rx.Component:
    return list_line(
        tick_box(line, RecordTasksState.tasks.may_add),
        rx.el.div(
            line_link(line.title, line.path),
            rx.cond(line.assigned_to != "", rx.el.span(line.assigned_to, class_name="pd-under")),
            class_name="pd-two-lines",
        ),
        end=days_text(line.due, line.due_tone),
    )
