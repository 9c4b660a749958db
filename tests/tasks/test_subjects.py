"""What a task is about: looked up by the app, told to those who may see it, changed by hand."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound, Stale
from pm_app.kernel.listing import Listing
from pm_app.tasks.actions.tasks import link_task
from pm_app.tasks.enums import DueWindow, Priority, TaskSubject
from pm_app.tasks.queries.details import task_details, task_page
from pm_app.tasks.queries.due import due_tasks
from pm_app.tasks.queries.people import AssigneeUnknown
from pm_app.tasks.queries.tasks import task_rows, workload
from pm_app.tasks.rules.tasks import Subject, TaskFilter
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.tasks.acting import TODAY, a_task


def titles(session: Session, actor: Actor, search: str = "", **more: Any) -> list[str]:
    return [row.title for row in task_rows(session, actor, listing=Listing(search), **more).rows]


def test_the_name_and_the_property_of_a_subject_are_looked_up(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    unit = a_unit(session, alder, name="4B")
    home = a_tenancy(session, unit, name="Castellano")
    ada = a_person(session, name="Ada Lovelace")
    paper = a_document(session, LinkTarget(property_id=alder.id), title="Boiler certificate")
    both = a_document(
        session, LinkTarget(property_id=alder.id), LinkTarget(property_id=a_property(session).id), title="Two"
    )

    def about(kind: TaskSubject, record_id: UUID) -> tuple[str, UUID | None]:
        found = task_page(session, manager, task_id=a_task(session, manager, about=Subject(kind, record_id)))
        return found.row.about_name, found.property_id

    assert [
        about(TaskSubject.PROPERTY, alder.id),
        about(TaskSubject.UNIT, unit.id),
        about(TaskSubject.TENANCY, home.id),
        about(TaskSubject.PERSON, ada.id),
        about(TaskSubject.DOCUMENT, paper),
        about(TaskSubject.DOCUMENT, both),
    ] == [
        ("Alder Court", alder.id),
        ("Alder Court, unit 4B", alder.id),
        ("Castellano", alder.id),
        ("Ada Lovelace", None),
        ("Boiler certificate", alder.id),
        ("Two", None),
    ]


@pytest.mark.parametrize("kind", list(TaskSubject))
def test_what_is_not_there_is_refused(session: Session, manager: Actor, kind: TaskSubject):
    with pytest.raises(NotFound) as refused:
        a_task(session, manager, about=Subject(kind, uuid4()))

    assert refused.value.field == "about"


def test_what_one_may_not_see_a_task_cannot_be_about(session: Session, manager: Actor):
    caretaker = an_actor(session, Role.MAINTENANCE)
    home, ada = a_tenancy(session), a_person(session)
    secret = _a_secret(session, home.property_id)

    for kind, record_id in (
        (TaskSubject.TENANCY, home.id),
        (TaskSubject.PERSON, ada.id),
        (TaskSubject.DOCUMENT, secret),
    ):
        with pytest.raises(NotFound):
            a_task(session, caretaker, about=Subject(kind, record_id))


def test_a_name_one_may_not_see_is_neither_shown_nor_found(session: Session, manager: Actor):
    alder = a_property(session)
    home = a_tenancy(session, a_unit(session, alder), name="Castellano")
    secret = _a_secret(session, alder.id)
    a_task(session, manager, "Call them", about=Subject(TaskSubject.TENANCY, home.id))
    a_task(session, manager, "Read it", about=Subject(TaskSubject.DOCUMENT, secret), due_on=TODAY)
    caretaker = an_actor(session, Role.MAINTENANCE)

    rows = task_rows(session, caretaker, listing=Listing(sort="title")).rows

    assert [(row.title, row.about_name, row.about_id, row.about_kind) for row in rows] == [
        ("Call them", "", None, None),
        ("Read it", "", None, None),
    ]
    assert (titles(session, caretaker, "castellano"), titles(session, caretaker, "police")) == ([], [])
    assert (titles(session, caretaker, about_id=secret), titles(session, manager, about_id=secret)) == ([], ["Read it"])
    assert titles(session, manager, "police") == ["Read it"]


def test_a_task_is_linked_and_the_link_taken_away(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    task_id = a_task(session, manager)

    link_task(session, manager, task_id=task_id, version=1, about=Subject(TaskSubject.PROPERTY, alder.id), now=NOON)
    session.flush()
    linked = task_page(session, manager, task_id=task_id)
    with pytest.raises(Stale):
        link_task(session, manager, task_id=task_id, version=1, about=None, now=NOON)
    link_task(session, manager, task_id=task_id, version=2, about=None, now=NOON)
    session.flush()

    assert (linked.row.about_name, linked.property_id) == ("Alder Court", alder.id)
    assert task_details(session, manager, task_id=task_id).about_name == ""


def test_nobody_gets_a_task_at_a_property_they_do_not_look_after(session: Session, manager: Actor):
    alder = a_property(session)
    other = an_actor(session, Role.MAINTENANCE)
    elsewhere = a_user(session, role=Role.MAINTENANCE, name="Nan Elsewhere")
    _scope(session, elsewhere.id, a_property(session).id)
    about = Subject(TaskSubject.PROPERTY, alder.id)

    assert a_task(session, manager, about=about, assigned_to_id=other.user_id)
    with pytest.raises(AssigneeUnknown, match="Nan Elsewhere does not look after this property"):
        a_task(session, manager, about=about, assigned_to_id=elsewhere.id)
    mine = a_task(session, manager, assigned_to_id=elsewhere.id)
    with pytest.raises(AssigneeUnknown):
        link_task(session, manager, task_id=mine, version=1, about=about, now=NOON)


def test_a_list_is_narrowed_and_sorted(session: Session, manager: Actor):
    alder = a_property(session)
    about = Subject(TaskSubject.PROPERTY, alder.id)
    a_task(session, manager, "Late", due_on=date(2026, 1, 14), priority=Priority.LOW)
    a_task(session, manager, "Now", due_on=TODAY, priority=Priority.HIGH, about=about)
    a_task(session, manager, "Soon", due_on=date(2026, 1, 21))
    a_task(session, manager, "Then", due_on=date(2026, 1, 22))
    a_task(session, manager, "Some day")

    def narrowed(**asked: Any) -> list[str]:
        return titles(session, manager, narrowed=TaskFilter(today=TODAY, **asked))

    assert narrowed(due=DueWindow.LATE) == ["Late"]
    assert narrowed(due=DueWindow.TODAY) == ["Now"]
    assert narrowed(due=DueWindow.WEEK) == ["Now", "Soon"]
    assert narrowed(due=DueWindow.NO_DAY) == ["Some day"]
    assert (narrowed(priority=Priority.LOW), narrowed(about=TaskSubject.PROPERTY)) == (["Late"], ["Now"])
    assert (narrowed(property_id=alder.id), narrowed(unassigned=True)) == (["Now"], [])
    by_priority = task_rows(session, manager, listing=Listing(sort="priority", descending=True)).rows
    assert [row.title for row in by_priority] == ["Late", "Soon", "Then", "Some day", "Now"]


def test_the_workload_counts_what_everybody_has_to_do(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    a_task(session, manager, due_on=date(2026, 1, 14))
    a_task(session, manager, due_on=date(2026, 1, 21))
    a_task(session, manager)
    console = replace(manager, user_id=None)
    a_task(session, console, due_on=TODAY)

    rows = {row.name: (row.open, row.late, row.soon) for row in workload(session, manager, today=TODAY)}
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert (rows[manager.name], rows[other.name], rows[""]) == ((3, 1, 1), (0, 0, 0), (1, 0, 1))
    assert {row.open for row in workload(session, elsewhere, today=TODAY)} == {0, 1, 3}


def test_due_tasks_are_open_and_have_a_day(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court", manager_id=manager.user_id)
    first = a_task(session, manager, due_on=TODAY, about=Subject(TaskSubject.PROPERTY, alder.id))
    second = a_task(session, manager, due_on=date(2026, 3, 1))
    a_task(session, manager)

    found = {one.task_id: (one.due_on, one.property_name, one.responsible_id) for one in due_tasks(session, manager)}

    assert found == {first: (TODAY, "Alder Court", manager.user_id), second: (date(2026, 3, 1), "", manager.user_id)}
    assert [one.task_id for one in due_tasks(session, manager, only=[second])] == [second]
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))
    assert due_tasks(session, elsewhere, only=[first]) == []


def _scope(session: Session, user_id: UUID, property_id: UUID) -> None:
    session.add(UserProperty(user_id=user_id, property_id=property_id))
    session.flush()


def _a_secret(session: Session, property_id: UUID) -> UUID:
    document_id = a_document(session, LinkTarget(property_id=property_id), title="Police report")
    session.get_one(Document, document_id).restricted = True
    session.flush()
    return document_id
