"""What the person who looks has to do: the most pressing tasks, ticked where they stand."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.parts.badge import days_text
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, section, skeleton_lines
from pm_app.ui.parts.task_form import task_dialog, tick_box
from pm_app.ui.parts.tasks import TaskLine, TasksState


def panel() -> rx.Component:
    """Return the list with the way to all of them."""
    s = TasksState
    add = rx.cond(s.may_change, button("Add", on_click=s.open_add, kind="ghost", small=True, aria_label="Add task"))
    nothing = empty("Nothing to do", "Tasks you are given, or give yourself, appear here.")
    return section(
        "My tasks",
        rx.cond(s.loaded, line_list(s.lines, _line, nothing), skeleton_lines(5)),
        task_dialog(),
        beside=rx.el.span(add, text_link(s.total_words, paths.TASKS), class_name="end pd-section-links"),
    )


def _line(line: TaskLine) -> rx.Component:
    about = link(line.about, href=line.about_path, class_name="pd-small pd-muted pd-quiet")
    return list_line(
        tick_box(line),
        rx.el.span(
            rx.el.span(line.title, class_name="pd-quiet"),
            rx.cond(line.about_path != "", rx.fragment(" ", about)),
            class_name="pd-ellipsis pd-grow",
            title=line.title,
        ),
        end=days_text(line.due, line.due_tone),
    )
