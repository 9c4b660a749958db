"""Setting when the office works: by whom, written down, never over somebody else's change."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.calendars.actions import add_closure, remove_closure, restore_closure, set_office_week
from pm_app.calendars.queries import closures, week_version, working_days
from pm_app.calendars.rules import WorkingDays
from pm_app.kernel.errors import NotAllowed, NotFound, Stale
from tests.conftest import NOON, an_actor

CLOSED = date(2026, 3, 2)


def _set(session: Session, actor: Actor, *, version: int = 1, **more: object) -> None:
    week = {"weekdays": [0, 1, 2, 3], "country": "US", "subdivision": "NY", "digest_hour": 6, **more}
    set_office_week(session, actor, version=version, now=NOON, **week)  # pyright: ignore[reportArgumentType]


def _close(session: Session, actor: Actor) -> object:
    return add_closure(
        session, actor, request_key=uuid4(), name="Staff training", starts_on=CLOSED, ends_on=CLOSED, now=NOON
    )


def test_until_it_is_set_the_office_works_monday_to_friday(session: Session, manager: Actor):
    assert working_days(session, manager) == WorkingDays()
    assert week_version(session, manager) == 1


def test_what_is_set_counts_and_is_written_down(session: Session, manager: Actor):
    _set(session, manager)

    works = working_days(session, manager)
    noted = session.exec(select(AuditEntry).where(AuditEntry.did == "set when the office works")).one()
    assert works == WorkingDays(frozenset({0, 1, 2, 3}), "US", "NY", (), 6)
    assert noted.details["digest at"] == ["7:00 AM", "6:00 AM"]
    assert noted.details["holidays of"] == ["US", "US NY"]
    assert week_version(session, manager) == 2


def test_the_second_of_two_who_set_it_is_asked_to_look_again(session: Session, manager: Actor):
    _set(session, manager)

    with pytest.raises(Stale):
        _set(session, manager, digest_hour=9)
    assert working_days(session, manager).digest_hour == 6


def test_a_closure_counts_until_it_is_taken_back_and_again_when_put_back(session: Session, manager: Actor):
    closure_id = add_closure(
        session, manager, request_key=uuid4(), name="Training", starts_on=CLOSED, ends_on=CLOSED, now=NOON
    )
    assert not working_days(session, manager).is_working(CLOSED)

    for _ in range(2):
        remove_closure(session, manager, closure_id=closure_id, now=NOON)
    assert working_days(session, manager).is_working(CLOSED)
    assert closures(session, manager, since=CLOSED) == []

    for _ in range(2):
        restore_closure(session, manager, closure_id=closure_id, now=NOON)
    assert not working_days(session, manager).is_working(CLOSED)
    done = [entry.did for entry in session.exec(select(AuditEntry).where(AuditEntry.about_kind == "calendar"))]
    assert sorted(done) == ["closed the office", "closed the office", "took back a closure"]


def test_past_closures_are_not_listed(session: Session, manager: Actor):
    _close(session, manager)

    assert [row.name for row in closures(session, manager, since=CLOSED)] == ["Staff training"]
    assert closures(session, manager, since=date(2026, 3, 3)) == []


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.LEASING, Role.MAINTENANCE])
def test_only_who_sets_policies_sets_it(session: Session, role: Role):
    actor = an_actor(session, role)

    for act in (_set, _close):
        with pytest.raises(NotAllowed):
            act(session, actor)
    for act in (remove_closure, restore_closure):
        with pytest.raises(NotAllowed):
            act(session, actor, closure_id=uuid4(), now=NOON)
    assert working_days(session, actor) == WorkingDays()


def test_a_closure_nobody_knows_cannot_be_taken_back(session: Session, manager: Actor):
    with pytest.raises(NotFound):
        remove_closure(session, manager, closure_id=uuid4(), now=NOON)
