"""/tasks/[task_id]: one task, its checklist, what it is about, the others of its series, its history."""

from typing import Any

import reflex as rx

from pm_app.tasks.rules.tasks import LONGEST_TITLE
from pm_app.ui import paths
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import address_link, filter_bar, search_field
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.button import MenuItem, actions_menu, button, icon_button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.facts import fact, facts, line_link, line_list, list_line, timeline
from pm_app.ui.parts.form import form, hidden_field, text_field
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import missing_page, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.task_form import task_dialog
from pm_app.ui.parts.task_opened import OpenedTaskState, SeriesLine, StepLine
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.parts.things import ThingLine

__all__ = ["OpenedTaskState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = OpenedTaskState
    return rx.cond(
        s.missing,
        missing_page("This task is not here", paths.TASKS, "All tasks"),
        parts_page(
            _head(),
            rx.el.div(_aside(), rx.el.div(_checklist(), _series(), _history()), class_name="pd-prop"),
            task_dialog(),
            *_dialogs(),
        ),
    )


def _head() -> rx.Component:
    s, t = OpenedTaskState, OpenedTaskState.task
    open_ = s.may_change & ~rx.Var.create(t.done).to(bool)
    menu = actions_menu(
        MenuItem("Change", on_click=TasksState.open_change(t.task_id), icon="pencil", shown=open_),
        MenuItem("End the series…", on_click=s.open_ending, icon="calendar-off", shown=open_ & (t.repeats != "")),
        MenuItem("Reopen", on_click=TasksState.submit_reopen(t.task_id), icon="undo-2", shown=t.done),
    )
    complete = button("Complete", kind="primary", icon_="check", on_click=TasksState.submit_complete(t.task_id))
    return page_head(
        t.title,
        crumbs=[("Tasks", paths.TASKS)],
        badge=status_badge(t.state, t.tone),
        sub=t.steps,
        ready=s.loaded,
        actions=[rx.cond(s.may_change, menu)],
        primary=rx.cond(open_, complete),
    )


def _aside() -> rx.Component:
    t = OpenedTaskState.task
    return rx.el.aside(
        facts(
            fact("Due", rx.cond(t.due != "", t.due, "No day"), " ", days_text(t.due_left, t.due_tone)),
            fact("Who", rx.cond(t.assigned_to != "", t.assigned_to, "Nobody yet")),
            fact("Priority", t.priority),
            fact(
                "About",
                rx.cond(t.about != "", link(t.about, href=t.about_path, class_name="pd-link"), "Nothing in particular"),
                _linking_links(),
            ),
            fact("Where", link(t.place, href=t.place_path, class_name="pd-link"), shown=t.place != ""),
            fact("Comes again", t.repeats, shown=t.repeats != ""),
            fact("Done", t.done_words, shown=t.done),
            fact("Added", t.added),
        ),
        rx.cond(t.notes != "", section("Note", rx.el.p(t.notes, class_name="pd-prewrap"))),
        rx.cond(OpenedTaskState.linking, _chooser()),
    )


def _linking_links() -> rx.Component:
    s = OpenedTaskState
    change = address_link(
        rx.cond(s.task.about != "", "Change", "Choose"), set_={"link": "1"}, drop=[], class_name="pd-link"
    )
    close = address_link("Close", set_={"link": "", "thing": ""}, drop=[], class_name="pd-link")
    remove = button("Remove", kind="quiet", small=True, on_click=s.submit_unlink)
    return rx.cond(
        s.may_change,
        rx.el.div(
            rx.cond(s.linking, close, change),
            rx.cond(s.task.about != "", rx.fragment(" ", remove)),
            class_name="pd-small",
        ),
    )


def _chooser() -> rx.Component:
    return section(
        "What is it about?",
        filter_bar(search_field("Find property, unit, lease, person or document", param="thing")),
        line_list(OpenedTaskState.found, _thing, rx.el.p("Nothing found.", class_name="pd-muted")),
    )


def _thing(line: ThingLine) -> rx.Component:
    choose = button(
        "Choose",
        on_click=OpenedTaskState.submit_link(line.kind, line.thing_id),
        small=True,
        aria_label="Choose " + line.name,
    )
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.kind + " · " + line.detail, class_name="pd-small pd-muted"),
        end=choose,
    )


def _checklist() -> rx.Component:
    s = OpenedTaskState
    adding = form(
        text_field("New step", "step", "", max_length=LONGEST_TITLE),
        on_submit=s.submit_step,
        errors=rx.cond(s.renaming != "", rx.Var.create({}).to(dict[str, str]), s.errors),
        submit="Add step",
        busy="Adding…",
        label="Add a step",
        key=rx.Var.create(s.steps).to(list).length(),
    )
    return section(
        "Checklist",
        line_list(s.steps, _step, rx.el.p("No steps yet.", class_name="pd-muted")),
        rx.cond(s.may_change, adding),
    )


def _step(line: StepLine) -> rx.Component:
    s = OpenedTaskState
    box = rx.el.input(
        type="checkbox",
        class_name="pd-tick",
        checked=line.done,
        disabled=rx.cond(s.may_change, False, True),
        aria_label=line.title,
        on_change=s.submit_tick(line.step_id, ~rx.Var.create(line.done).to(bool)),
    )
    tools = rx.el.span(
        icon_button("arrow-up", "Move up: " + line.title, on_click=s.submit_move(line.step_id, True), small=True),
        icon_button("arrow-down", "Move down: " + line.title, on_click=s.submit_move(line.step_id, False), small=True),
        icon_button("pencil", "Rename: " + line.title, on_click=s.open_renaming(line.step_id), small=True),
        icon_button("x", "Remove: " + line.title, on_click=s.submit_remove_step(line.step_id), small=True),
    )
    return list_line(
        box,
        rx.el.span(
            line.title,
            rx.cond(line.done, rx.el.span(" " + line.done_words, class_name="pd-small pd-muted")),
            class_name="pd-ellipsis pd-grow",
            title=line.title,
        ),
        end=rx.cond(s.may_change, tools),
    )


def _series() -> rx.Component:
    s = OpenedTaskState
    return rx.cond(
        is_empty(s.series), rx.fragment(), section("The others of this series", line_list(s.series, _of_series))
    )


def _of_series(line: SeriesLine) -> rx.Component:
    return list_line(line_link(line.label, line.path), end=rx.el.span(line.words, class_name="pd-small pd-muted"))


def _history() -> rx.Component:
    s = OpenedTaskState
    return rx.cond(s.sees_history, section("History", timeline(s.history)))


def _dialogs() -> list[Any]:
    s = OpenedTaskState
    renaming = form_dialog(
        hidden_field("step_id", s.renaming),
        text_field("Step", "step", s.renamed, auto_focus=True, max_length=LONGEST_TITLE),
        title="Rename the step",
        open_=s.renaming != "",
        on_close=s.close_renaming,
        on_submit=s.submit_renaming,
        errors=s.errors,
    )
    ending = confirm_dialog(
        title="End the series?",
        body="This task stays to be done. When it is done no other follows.",
        confirm="End the series",
        open_=s.ending,
        on_confirm=s.submit_ending,
        on_close=s.close_ending,
    )
    return [renaming, ending]
