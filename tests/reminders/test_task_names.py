"""What a task is about is told nobody who may not see it, whichever way the date of the task reaches them."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import User
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.listing import Listing
from pm_app.messages.tables import Message
from pm_app.notifications.tables import Notification
from pm_app.reminders.actions.digests import send_digest
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.agenda import agenda, feed_dates
from pm_app.reminders.queries.alerts import alert_rows
from pm_app.reminders.queries.narrowing import AlertFilter
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.rules.tasks import Subject
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, dates_of, scanned
from tests.reminders.telling_office import DESK, NOON, decided, mailed
from tests.tasks.acting import a_task

SECRETS = ("Castellano", "Lovelace", "Police report")


def test_a_task_is_called_by_its_title_and_its_place(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    home = a_tenancy(session, unit, name="Castellano")
    for title, about in (
        ("Building", Subject(TaskSubject.PROPERTY, unit.property_id)),
        ("Home", Subject(TaskSubject.UNIT, unit.id)),
        ("Household", Subject(TaskSubject.TENANCY, home.id)),
        ("Person", Subject(TaskSubject.PERSON, a_person(session, name="Ada Lovelace").id)),
        ("Nothing", None),
    ):
        a_task(session, manager, title, about=about, due_on=TODAY)

    found = {one.who: one.unit_id for one in dates_of(session, K.TASK)}

    assert found == {
        "Building, Alder Court": None,
        "Home, Alder Court, unit 204": unit.id,
        "Household, Alder Court": None,
        "Person": None,
        "Nothing": None,
    }


def test_names_one_may_not_see_are_in_no_list_calendar_mail_or_bell(session: Session, manager: Actor):
    _tasks_about_secrets(session, manager, user := a_user(session, role=Role.MAINTENANCE, name="Joe"))
    joe = acting_as(session, SCHEDULER, user_ids=[user.id])[user.id]

    scanned(session)
    decided(session)
    mailed(session, user)
    send_digest(session, SCHEDULER, user_id=user.id, today=TODAY, now=NOON, desk=DESK)
    session.flush()

    told = _told(session, joe, user.id)
    assert {way: sum(f"Task {number}" in text for number in range(3)) for way, text in told.items()} == {
        "list": 3,
        "calendar": 3,
        "feed": 3,
        "bell": 3,
        "mail": 3,
    }
    assert [(way, name) for way, text in told.items() for name in SECRETS if name in text] == []


def test_a_search_for_a_name_one_may_not_see_finds_no_task(session: Session, manager: Actor):
    _tasks_about_secrets(session, manager, user := a_user(session, role=Role.MAINTENANCE, name="Joe"))
    joe = acting_as(session, SCHEDULER, user_ids=[user.id])[user.id]

    def found(name: str) -> int:
        return alert_rows(session, joe, listing=Listing(), today=TODAY, narrowed=AlertFilter(search=name)).total

    scanned(session)

    assert [found(name) for name in (*SECRETS, "Task")] == [0, 0, 0, 3]


def _tasks_about_secrets(session: Session, manager: Actor, user: User) -> None:
    """Give the user a task about a household, one about a person, one about a restricted paper."""
    alder = a_property(session, name="Alder Court")
    home = a_tenancy(session, a_unit(session, alder), name="Castellano")
    paper = a_document(session, LinkTarget(property_id=alder.id), title="Police report")
    session.get_one(Document, paper).restricted = True
    session.flush()
    for number, about in enumerate(
        (
            Subject(TaskSubject.TENANCY, home.id),
            Subject(TaskSubject.PERSON, a_person(session, name="Ada Lovelace").id),
            Subject(TaskSubject.DOCUMENT, paper),
        )
    ):
        a_task(session, manager, f"Task {number}", about=about, due_on=TODAY, assigned_to_id=user.id)


def _told(session: Session, joe: Actor, user_id: UUID) -> dict[str, str]:
    days = agenda(session, joe, first=TODAY - timedelta(7), last=TODAY + timedelta(7), today=TODAY)
    messages = session.exec(select(Message).where(Message.to_user_id == user_id)).all()
    return {
        "list": str(alert_rows(session, joe, listing=Listing(), today=TODAY).rows),
        "calendar": str(days),
        "feed": str(feed_dates(session, joe, today=TODAY)),
        "bell": str(session.exec(select(Notification).where(Notification.user_id == user_id)).all()),
        "mail": " ".join(f"{one.subject} {one.body_text} {one.body_html}" for one in messages),
    }
