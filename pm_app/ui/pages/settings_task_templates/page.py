"""How the templates of tasks look."""

import reflex as rx

from pm_app.tasks.enums import TaskEvent
from pm_app.tasks.rules.tasks import LONGEST_TITLE
from pm_app.ui import paths
from pm_app.ui.pages.settings_task_templates.state import EVENTS, KINDS, TaskTemplatesState, TemplateLine
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, field_pair, hidden_field, long_field, number_field, text_field
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.task_form import PRIORITIES


def page() -> rx.Component:
    """Return the page."""
    s = TaskTemplatesState
    return parts_page(
        page_head(
            "Task templates",
            crumbs=[("Tasks", paths.TASKS)],
            sub=s.summary,
            ready=s.loaded,
            primary=button("Add template", kind="primary", icon_="plus", on_click=s.open_new),
        ),
        note_line(
            "A template adds its task, with its checklist, once for everything that happens from the day it is in use. "
            "Changing or removing it leaves the tasks it has started as they are."
        ),
        _table(),
        _form(),
        _start(),
        _remove(),
    )


def _table() -> rx.Component:
    s = TaskTemplatesState
    return data_table(
        "Task templates",
        [
            Column("Task", fill=True),
            Column("Starts", hide=True),
            Column("Due", hide=True),
            Column("Who", hide=True),
            Column("In use since", hide=True),
            Column("Started", num=True),
            Column("Actions", quiet=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        placeholders=4,
        empty=empty(
            "No template yet",
            "What is done each time somebody moves in, gives notice or moves out can start by itself.",
            button("Add template", on_click=s.open_new),
        ),
    )


def _row(line: TemplateLine) -> rx.Component:
    return table_row(
        cell(
            rx.el.span(line.title, class_name="pd-wraps"),
            rx.cond(line.steps != "", rx.el.span(line.steps, class_name="pd-under")),
            rx.el.span(
                line.event_words,
                " · ",
                line.due_words,
                rx.cond(line.who_words != "", " · " + line.who_words, ""),
                class_name="pd-under pd-show-md",
            ),
            strong=True,
            fill=True,
        ),
        cell(line.event_words, hide=True),
        cell(line.due_words, muted=True, hide=True),
        cell(line.who_words, hide=True),
        cell(line.since, muted=True, hide=True),
        cell(line.started, num=True),
        actions_cell(
            rx.cond(line.event == TaskEvent.BY_HAND.value, _opens(line, "start", "Start")),
            _opens(line, "form", "Change"),
            _opens(line, "remove", "Remove"),
        ),
    )


def _opens(line: TemplateLine, dialog: str, word: str) -> rx.Component:
    opened = TaskTemplatesState.open_dialog(dialog, line.template_id)
    return button(word, on_click=opened, kind="quiet", small=True, aria_label=f"{word}: " + line.title)


def _form() -> rx.Component:
    s, c = TaskTemplatesState, TaskTemplatesState.chosen
    new = c.template_id == ""
    return form_dialog(
        hidden_field("template_id", c.template_id),
        hidden_field("version", c.version),
        text_field("What is to be done", "title", c.title, auto_focus=True, max_length=LONGEST_TITLE),
        choice_field("Starts", "event", EVENTS, c.event),
        choice_field(
            "Kind of document", "document_kind", KINDS, c.document_kind, any="Any kind", hint="When a document expires."
        ),
        field_pair(
            number_field("Due, days later", "due_days", c.due_days, width="short"),
            choice_field("Priority", "priority", PRIORITIES, c.priority, width="short"),
        ),
        choice_field("Who", "who", s.people, c.who),
        long_field("Checklist", "checklist", c.checklist, optional=True, rows=5, hint="One step on each line."),
        long_field("Note", "notes", c.notes, optional=True),
        title=rx.cond(new, "Add template", "Change template"),
        submit=rx.cond(new, "Add template", "Save"),
        open_=s.opened == "form",
        on_close=s.close_dialog,
        on_submit=s.submit_template,
        errors=s.errors,
    )


def _start() -> rx.Component:
    s, c = TaskTemplatesState, TaskTemplatesState.chosen
    return form_dialog(
        hidden_field("template_id", c.template_id),
        choice_field("Who", "who", s.people, c.who),
        title="Start: " + c.title,
        note="Due " + c.due_words.lower() + ". What it is about is linked on the task itself.",
        submit="Add task",
        open_=s.opened == "start",
        on_close=s.close_dialog,
        on_submit=s.submit_start,
        errors=s.errors,
    )


def _remove() -> rx.Component:
    s, c = TaskTemplatesState, TaskTemplatesState.chosen
    return confirm_dialog(
        title="Remove " + c.title + "?",
        body="It starts no more tasks. Those it has started stay as they are.",
        confirm="Remove template",
        danger=True,
        open_=s.opened == "remove",
        on_confirm=s.submit_remove,
        on_close=s.close_dialog,
    )
