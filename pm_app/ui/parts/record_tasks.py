"""The open tasks of the record whose page is open, and which record that is."""

from dataclasses import dataclass, field

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.reminders.queries.details import alert_details
from pm_app.runtime import installed, run, services
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.queries.subjects import subject_named
from pm_app.tasks.queries.tasks import task_rows
from pm_app.tasks.rules.tasks import EVERY_TASK, NamedSubject, Subject, TaskFilter
from pm_app.ui import paths
from pm_app.ui.format import count
from pm_app.ui.parts.task_lines import TaskLine, task_line
from pm_app.ui.session import page_path, route_id, signed_in

SHOWN = 5
_PAGES = {
    paths.PROPERTY: (TaskSubject.PROPERTY, "property_id"),
    paths.UNIT: (TaskSubject.UNIT, "unit_id"),
    paths.LEASE: (TaskSubject.TENANCY, "tenancy_id"),
    paths.PERSON: (TaskSubject.PERSON, "person_id"),
    paths.DOCUMENT: (TaskSubject.DOCUMENT, "document_id"),
}
RECORD_PAGES = (*_PAGES, paths.ALERT)


@dataclass
class RecordTasks:
    """The first open tasks of a record, how many there are, and the list of all of them; nothing where none may be."""

    shown: bool = False
    may_add: bool = False
    lines: list[TaskLine] = field(default_factory=list)
    number: str = ""
    path: str = paths.TASKS


class RecordTasksState(rx.State):
    """The open tasks of the record whose page is open."""

    tasks: RecordTasks = RecordTasks()

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        about = await record_here(self, actor)
        self.tasks = await _tasks_of(actor, about) if about else RecordTasks()


async def record_here(state: rx.State, actor: Actor) -> NamedSubject | None:
    """Return the record a task added on the open page is about; None elsewhere, and for who may see no tasks or it.

    On the page of a date it is what the date is about.
    """
    if not actor.may(Permission.VIEW_TASKS):
        return None
    for about in await _candidates(state, actor):
        try:
            return await run(actor, subject_named, about=about)
        except NotFound:
            continue
    return None


async def _candidates(state: rx.State, actor: Actor) -> list[Subject]:
    path = page_path(state)
    try:
        if path in _PAGES:
            kind, name = _PAGES[path]
            return [Subject(kind, route_id(state, name))]
        return await _of_date(state, actor) if path == paths.ALERT else []
    except NotFound:
        return []


async def _of_date(state: rx.State, actor: Actor) -> list[Subject]:
    alert_id, today = route_id(state, "alert_id"), services().clock.today()
    if not actor.may(Permission.VIEW_ALERTS):
        return []
    about = (await run(actor, alert_details, alert_id=alert_id, today=today)).row.about
    named = (
        (TaskSubject.DOCUMENT, about.document_id),
        (TaskSubject.TENANCY, about.tenancy_id),
        (TaskSubject.UNIT, about.unit_id),
        (TaskSubject.PERSON, about.person_id),
        (TaskSubject.PROPERTY, about.property_id),
    )
    return [Subject(kind, record_id) for kind, record_id in named if record_id is not None]


async def _tasks_of(actor: Actor, about: NamedSubject) -> RecordTasks:
    """Of a property everything that is to be done in it, of anything else what is about it."""
    in_property = about.kind == TaskSubject.PROPERTY
    narrowed = TaskFilter(property_id=about.id) if in_property else EVERY_TASK
    record_id = None if in_property else about.id
    listing = Listing(size=25)
    found = await run(actor, task_rows, listing=listing, about_id=record_id, narrowed=narrowed)
    today, zone = services().clock.today(), installed().settings.time_zone
    asked = {"property": str(about.id)} if in_property else {"about": about.kind.value, "record": str(about.id)}
    return RecordTasks(
        shown=True,
        may_add=actor.may(Permission.CHANGE_TASKS),
        lines=[task_line(row, today, zone) for row in found.rows[:SHOWN]],
        number=count(found.total) if found.total else "",
        path=paths.with_query(paths.TASKS, view="everybody", **asked),
    )
