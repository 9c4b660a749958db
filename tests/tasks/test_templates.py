"""Templates: what they start for what happened since they are in use, once each, for whom and until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.access.tables import User, UserProperty
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.tasks.actions.tasks import TitleMissing
from pm_app.tasks.actions.templates import (
    TemplateThere,
    add_task_template,
    change_task_template,
    remove_task_template,
    start_template,
)
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent, TaskSubject
from pm_app.tasks.queries.details import task_page
from pm_app.tasks.queries.people import AssigneeUnknown
from pm_app.tasks.queries.templates import tasks_to_start, template_rows
from pm_app.tasks.rules.tasks import Subject
from pm_app.tasks.rules.templates import TaskToStart, TemplateFacts
from tests.conftest import NOON, an_actor
from tests.factories.access import LONG_AGO
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice, a_tenancy, a_term
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.tasks.acting import TODAY

NEW_YEAR = date(2026, 1, 1)
TOMORROW = TODAY + timedelta(days=1)


def facts(**more: Any) -> TemplateFacts:
    return TemplateFacts(**{"event": TaskEvent.TENANT_MOVED_IN, "title": "Welcome them", "due_days": 3, **more})


def a_template(session: Session, actor: Actor, *, since: date = NEW_YEAR, **more: Any) -> UUID:
    template_id = add_task_template(session, actor, facts=facts(**more), today=since, now=NOON)
    session.flush()
    return template_id


def to_start(session: Session, today: date = TODAY) -> list[TaskToStart]:
    session.flush()
    return tasks_to_start(session, SCHEDULER, today=today)


def started_for(session: Session, today: date = TODAY) -> list[tuple[UUID, date]]:
    return [(task.about.id, task.due_on) for task in to_start(session, today)]


def test_who_moves_in_since_it_is_in_use_gets_a_task(session: Session, manager: Actor):
    a_template(session, manager)
    before = a_tenancy(session, starts_on=date(2025, 12, 31))
    first = a_tenancy(session, starts_on=NEW_YEAR)
    a_tenancy(session, starts_on=NEW_YEAR, cancelled_at=LONG_AGO)
    coming = a_tenancy(session, starts_on=TOMORROW)

    assert started_for(session) == [(first.id, date(2026, 1, 4))]
    assert started_for(session, TOMORROW)[-1] == (coming.id, date(2026, 1, 19))
    assert before.id not in dict(started_for(session, TOMORROW))


def test_who_gave_notice_and_who_moved_out(session: Session, manager: Actor):
    a_template(session, manager, event=TaskEvent.NOTICE_GIVEN, title="Plan the move-out")
    a_template(session, manager, event=TaskEvent.TENANT_MOVED_OUT, title="Inspect", due_days=1)
    leaving, stays = a_tenancy(session), a_tenancy(session)
    a_notice(session, leaving, given_on=date(2026, 1, 10))
    a_notice(session, stays, given_on=date(2026, 1, 11), withdrawn_at=datetime(2026, 1, 12, tzinfo=UTC))
    gone = a_tenancy(session, moved_out_on=date(2026, 1, 14))
    a_tenancy(session, moved_out_on=date(2025, 12, 14))

    found = [(task.title, task.about.id, task.due_on) for task in to_start(session)]

    assert found == [
        ("Plan the move-out", leaving.id, date(2026, 1, 13)),
        ("Inspect", gone.id, date(2026, 1, 15)),
    ]


def test_a_lease_expires_from_sixty_days_before_its_end_unless_it_goes_on(session: Session, manager: Actor):
    a_template(session, manager, event=TaskEvent.LEASE_EXPIRING, title="Offer a renewal")
    expiring = a_tenancy(session, ends_on=TODAY + timedelta(days=58))
    a_tenancy(session, ends_on=TODAY + timedelta(days=61))
    a_tenancy(session, ends_on=date(2026, 2, 15))  # within the window since before the template
    leaving = a_tenancy(session, ends_on=TODAY + timedelta(days=58))
    a_notice(session, leaving)
    renewed = a_tenancy(session, ends_on=TODAY + timedelta(days=58))
    a_term(session, renewed, starts_on=TODAY + timedelta(days=59), ends_on=TODAY + timedelta(days=400))

    assert started_for(session) == [(expiring.id, TODAY + timedelta(days=1))]


def test_an_expired_document_of_the_kind_starts_its_task(session: Session, manager: Actor):
    alder = a_property(session, manager_id=manager.user_id)
    here = LinkTarget(property_id=alder.id)
    insurance, license_ = DocumentKind.CERTIFICATE_OF_INSURANCE, DocumentKind.RENTAL_LICENSE
    a_template(session, manager, event=TaskEvent.DOCUMENT_EXPIRED, title="Ask for it", document_kind=insurance)
    a_template(session, manager, event=TaskEvent.DOCUMENT_EXPIRED, title="Renew")
    yesterday = TODAY - timedelta(days=1)
    policy = a_document(session, here, kind=insurance, valid_through=yesterday)
    paper = a_document(session, here, kind=license_, valid_through=yesterday)
    a_document(session, here, kind=license_, valid_through=TODAY)
    a_document(session, here, kind=license_, valid_through=date(2025, 12, 30))
    old = a_document(session, here, kind=license_, valid_through=yesterday)
    a_document(session, here, kind=license_, valid_through=date(2027, 1, 1), replaces_id=old)

    found = {(task.title, task.about, task.assigned_to_id) for task in to_start(session)}

    assert found == {
        ("Ask for it", Subject(TaskSubject.DOCUMENT, policy), manager.user_id),
        ("Renew", Subject(TaskSubject.DOCUMENT, policy), manager.user_id),
        ("Renew", Subject(TaskSubject.DOCUMENT, paper), manager.user_id),
    }


def test_by_hand_nothing_starts_by_itself(session: Session, manager: Actor):
    a_template(session, manager, event=TaskEvent.BY_HAND)
    a_tenancy(session, starts_on=NEW_YEAR)

    assert to_start(session) == []


def test_a_task_names_what_the_template_says(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    template_id = a_template(
        session,
        manager,
        notes="Ring first",
        priority=Priority.HIGH,
        assign_to=AssignTo.PERSON,
        assigned_to_id=other.user_id,
        checklist=("Keys", "Meter"),
    )
    a_tenancy(session, starts_on=NEW_YEAR)

    [task] = to_start(session)

    assert (task.task_template_id, task.notes, task.priority, task.assigned_to_id, task.checklist) == (
        template_id,
        "Ring first",
        Priority.HIGH,
        other.user_id,
        ("Keys", "Meter"),
    )
    assert to_start(session) == [task]


def test_a_manager_stands_in_for_whoever_left_or_does_not_look_after_the_property(session: Session, manager: Actor):
    gone, elsewhere = an_actor(session, Role.MANAGER), an_actor(session, Role.MANAGER)
    session.get_one(User, gone.user_id).disabled_at = LONG_AGO
    session.add(UserProperty(user_id=elsewhere.user_id or uuid4(), property_id=a_property(session).id))
    a_template(session, manager)
    for actor in (gone, elsewhere):
        place = a_property(session, manager_id=actor.user_id)
        a_tenancy(session, a_unit(session, place), starts_on=NEW_YEAR)

    assert [task.assigned_to_id for task in to_start(session)] == [manager.user_id, manager.user_id]


def test_a_named_person_who_left_is_stood_in_for_by_nobody(session: Session, manager: Actor):
    gone = an_actor(session, Role.LEASING)
    a_template(session, manager, assign_to=AssignTo.PERSON, assigned_to_id=gone.user_id)
    session.get_one(User, gone.user_id).disabled_at = LONG_AGO
    a_tenancy(session, starts_on=NEW_YEAR)

    assert [task.assigned_to_id for task in to_start(session)] == [None]


def test_a_record_of_no_property_is_for_the_first_manager_else_an_administrator(
    session: Session, administrator: Actor, manager: Actor
):
    a_template(session, manager, event=TaskEvent.DOCUMENT_EXPIRED, title="Ask for it")
    a_document(
        session,
        LinkTarget(person_id=a_person(session).id),
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        valid_through=TODAY - timedelta(days=1),
    )

    [with_manager] = to_start(session)
    session.get_one(User, manager.user_id).disabled_at = LONG_AGO
    [without] = to_start(session)

    assert (with_manager.assigned_to_id, without.assigned_to_id) == (manager.user_id, administrator.user_id)


def test_a_changed_event_counts_from_that_day_on(session: Session, manager: Actor):
    template_id = a_template(session, manager, event=TaskEvent.BY_HAND)
    a_tenancy(session, starts_on=date(2026, 1, 10))
    joining = a_tenancy(session, starts_on=TODAY)

    change_task_template(
        session, manager, task_template_id=template_id, version=1, facts=facts(), today=TODAY, now=NOON
    )

    assert started_for(session) == [(joining.id, date(2026, 1, 18))]


def test_a_removed_template_starts_nothing(session: Session, manager: Actor):
    template_id = a_template(session, manager)
    a_tenancy(session, starts_on=NEW_YEAR)

    with pytest.raises(Stale):
        remove_task_template(session, manager, task_template_id=template_id, version=9, now=NOON)
    remove_task_template(session, manager, task_template_id=template_id, version=1, now=NOON)

    assert (to_start(session), template_rows(session, manager)) == ([], [])
    with pytest.raises(NotFound):
        remove_task_template(session, manager, task_template_id=template_id, version=2, now=NOON)


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"title": "  "}, TitleMissing, "title"),
        ({"title": "WELCOME them"}, TemplateThere, "title"),
        ({"title": "New", "due_days": -1}, Refused, "due_days"),
        ({"title": "New", "due_days": 366}, Refused, "due_days"),
        ({"title": "New", "document_kind": DocumentKind.LEASE}, Refused, "document_kind"),
        ({"title": "New", "assign_to": AssignTo.PERSON}, Refused, "assigned_to_id"),
        ({"title": "New", "assign_to": AssignTo.PERSON, "assigned_to_id": uuid4()}, AssigneeUnknown, "assigned_to_id"),
        ({"title": "New", "checklist": ("",)}, Refused, "step"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(
    session: Session, manager: Actor, more: dict[str, Any], refusal: type[Refused], field: str
):
    a_template(session, manager)

    with pytest.raises(refusal) as refused:
        a_template(session, manager, **more)

    assert (refused.value.field, len(template_rows(session, manager))) == (field, 1)


def test_templates_are_set_by_whom_the_office_lets(session: Session, manager: Actor):
    template_id = a_template(session, manager)
    leasing = an_actor(session, Role.LEASING)

    for refused in (
        lambda: a_template(session, leasing, title="Another"),
        lambda: remove_task_template(session, leasing, task_template_id=template_id, version=1, now=NOON),
        lambda: tasks_to_start(session, an_actor(session, Role.READ_ONLY), today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert [row.facts.title for row in template_rows(session, leasing)] == ["Welcome them"]


def test_started_by_hand_the_task_is_for_whoever_starts_it(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    template_id = a_template(session, manager, event=TaskEvent.BY_HAND, checklist=("Keys",))
    key = uuid4()

    def start(**more: Any) -> UUID:
        asked = {"task_template_id": template_id, "request_key": key, "today": TODAY, "now": NOON, **more}
        return start_template(session, other, **asked)

    mine, twice, theirs = start(), start(), start(request_key=uuid4(), assigned_to_id=manager.user_id)

    found = task_page(session, manager, task_id=mine)
    assert (mine, found.row.assigned_to, found.row.due_on) == (twice, other.name, date(2026, 1, 18))
    assert [step.title for step in found.steps] == ["Keys"]
    assert task_page(session, manager, task_id=theirs).row.assigned_to == manager.name
    with pytest.raises(NotFound):
        start(task_template_id=uuid4())


def test_happenings_out_of_scope_are_not_started_by_who_does_not_see_them(session: Session, manager: Actor):
    a_template(session, manager)
    a_tenancy(session, starts_on=NEW_YEAR)
    session.flush()
    elsewhere = replace(CONSOLE, property_ids=frozenset({a_property(session).id}))

    assert tasks_to_start(session, elsewhere, today=TODAY) == []
