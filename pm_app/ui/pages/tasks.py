"""/tasks: what is to be done, by me, by the office, by each of its people, and what was done."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.runtime import run, services
from pm_app.tasks.enums import DueWindow, TaskSubject
from pm_app.tasks.queries.tasks import Workload, workload
from pm_app.ui import paths
from pm_app.ui.format import count
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.badge import days_text, tag
from pm_app.ui.parts.button import button, link_button, text_link
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row
from pm_app.ui.parts.task_asking import NOBODY
from pm_app.ui.parts.task_form import PRIORITIES, task_dialog, tick_box
from pm_app.ui.parts.task_lines import TaskLine
from pm_app.ui.parts.tasks import PEOPLE, TasksState
from pm_app.ui.session import signed_in

__all__ = ["TasksPageState", "TasksState", "page"]

ALL = paths.with_query(paths.TASKS, view="everybody")
DUES = [
    Choice(DueWindow.LATE.value, "Late"),
    Choice(DueWindow.TODAY.value, "Today"),
    Choice(DueWindow.WEEK.value, "In 7 days"),
    Choice(DueWindow.NO_DAY.value, "Without a day"),
]
ABOUTS = [
    Choice(TaskSubject.PROPERTY.value, "Properties"),
    Choice(TaskSubject.UNIT.value, "Units"),
    Choice(TaskSubject.TENANCY.value, "Leases"),
    Choice(TaskSubject.PERSON.value, "People"),
    Choice(TaskSubject.DOCUMENT.value, "Documents"),
]


@dataclass
class PersonLine:
    """How much one person has to do, each number with the list that adds up to it."""

    name: str
    path: str
    open: str
    late: str
    late_path: str
    soon: str
    soon_path: str


class TasksPageState(rx.State):
    """Loads the list or the people; holds the people."""

    by_person: bool = False
    loaded: bool = False
    lines: list[PersonLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_TASKS)
        self.by_person = query_of(self).get("view") == PEOPLE
        if self.by_person:
            rows = await run(actor, workload, today=services().clock.today())
            self.lines = [_person_line(row) for row in rows]
        self.loaded = True
        return TasksState.load


def page() -> rx.Component:
    """Return the page."""
    s = TasksState
    add = button("Add task", kind="primary", icon_="plus", on_click=s.open_add)
    return parts_page(
        page_head(
            "Tasks",
            sub=s.summary,
            actions=[link_button("Recurring dates", paths.RECURRING_DATES, icon_="calendar-sync")],
            primary=rx.cond(s.may_change, add),
        ),
        rx.cond(s.about != "", note_line("Only what is about ", rx.el.b(s.about), ". ", text_link("All tasks", ALL))),
        _filters(),
        rx.cond(TasksPageState.by_person, _people(), _tasks()),
        task_dialog(),
    )


def _filters() -> rx.Component:
    tabs = segments(
        Tab("Mine"),
        Tab("The office's", "everybody"),
        Tab("By person", PEOPLE),
        Tab("Done", "done"),
        param="view",
        label="Whose tasks",
    )
    narrowing = [
        search_field("Find task, note or subject"),
        choice_filter("Priority", "priority", PRIORITIES),
        choice_filter("Due", "due", DUES),
        choice_filter("About", "about", ABOUTS, any_="Anything"),
        rx.cond(TasksState.view == "everybody", choice_filter("Who", "who", TasksState.people, any_="Anybody")),
    ]
    return filter_bar(tabs, rx.cond(TasksPageState.by_person, rx.fragment(), rx.fragment(*narrowing)))


def _tasks() -> rx.Component:
    s = TasksState
    return data_table(
        "Tasks",
        [
            Column("Done", quiet=True, width="34px"),
            Column("Task", fill=True, sort="title"),
            Column("About", hide=True),
            Column("Who", sort="who"),
            Column("Priority", sort="priority", hide=True),
            Column("Until", sort="due"),
            Column("Actions", quiet=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="tasks",
        default_sort="due",
        empty=empty(
            "No tasks here",
            "What somebody of the office is to do appears here, the most pressing first.",
            rx.cond(s.may_change, button("Add task", on_click=s.open_add)),
        ),
    )


def _row(line: TaskLine) -> rx.Component:
    about = rx.cond(line.about_path != "", link(line.about, href=line.about_path, class_name="pd-quiet"), line.about)
    until = rx.cond(line.done, rx.el.span(line.done_words, class_name="pd-muted"), days_text(line.due, line.due_tone))
    more = rx.fragment(
        rx.cond(line.steps != "", rx.el.span(line.steps + " steps", class_name="pd-under")),
        rx.cond(line.repeats != "", rx.el.span("Comes again " + line.repeats, class_name="pd-under")),
    )
    change = button(
        "Change",
        on_click=TasksState.open_change(line.task_id),
        kind="quiet",
        small=True,
        aria_label="Change: " + line.title,
    )
    return table_row(
        cell(tick_box(line)),
        link_cell(line.title, line.path, under=more, fill=True),
        cell(about, hide=True),
        cell(line.assigned_to, muted=True),
        cell(rx.cond(line.is_urgent, tag(line.priority), line.priority), muted=True, hide=True),
        cell(until),
        actions_cell(rx.cond(TasksState.may_change & ~rx.Var.create(line.done).to(bool), change)),
    )


def _people() -> rx.Component:
    s = TasksPageState
    return data_table(
        "Tasks by person",
        [
            Column("Who", fill=True),
            Column("Open", num=True),
            Column("Late", num=True),
            Column("Due in 7 days", num=True),
        ],
        s.lines,
        _person,
        loaded=s.loaded,
        empty=empty("Nobody here yet", "Whoever may sign in appears here with what they have to do."),
    )


def _person(line: PersonLine) -> rx.Component:
    late = rx.cond(line.late_path != "", text_link(line.late, line.late_path), line.late)
    soon = rx.cond(line.soon_path != "", text_link(line.soon, line.soon_path), line.soon)
    return table_row(
        link_cell(line.name, line.path, fill=True),
        cell(line.open, num=True),
        cell(late, num=True),
        cell(soon, num=True),
    )


def _person_line(row: Workload) -> PersonLine:
    who = str(row.user_id) if row.user_id else NOBODY

    def path(due: str = "") -> str:
        return paths.with_query(paths.TASKS, view="everybody", who=who, due=due)

    return PersonLine(
        name=row.name or "Nobody yet",
        path=path(),
        open=count(row.open),
        late=count(row.late),
        late_path=path(DueWindow.LATE.value) if row.late else "",
        soon=count(row.soon),
        soon_path=path(DueWindow.WEEK.value) if row.soon else "",
    )
