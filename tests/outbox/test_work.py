"""Queued work: put once, taken by one, tried again with growing pauses, given up, revived."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.outbox.actions import mark_done, mark_failed, queue_work, retry_work, take_work
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.queries import QueueCount, dead_work, queue_counts
from pm_app.outbox.rules import ABANDONED_AFTER, ATTEMPTS, pause_after
from pm_app.outbox.tables import QueuedWork
from tests.conftest import NOON, an_actor

READ = WorkKind.READ_DOCUMENT


def a_queued_work(session: Session) -> UUID:
    about_id = uuid4()
    queue_work(session, SCHEDULER, kind=READ, about_id=about_id, now=NOON)
    return session.exec(select(QueuedWork.id).where(QueuedWork.about_id == about_id)).one()


def test_the_same_work_for_the_same_record_waits_only_once(session: Session) -> None:
    about_id = uuid4()

    for _ in range(2):
        queue_work(session, SCHEDULER, kind=READ, about_id=about_id, now=NOON)

    assert [work.about_id for work in take_work(session, SCHEDULER, kind=READ, now=NOON, limit=9)] == [about_id]


def test_work_that_is_done_can_be_queued_again(session: Session) -> None:
    about_id = uuid4()
    queue_work(session, SCHEDULER, kind=READ, about_id=about_id, now=NOON)
    [first] = take_work(session, SCHEDULER, kind=READ, now=NOON)
    mark_done(session, SCHEDULER, queued_work_id=first.queued_work_id, now=NOON)

    queue_work(session, SCHEDULER, kind=READ, about_id=about_id, now=NOON)

    [second] = take_work(session, SCHEDULER, kind=READ, now=NOON)
    assert second.queued_work_id != first.queued_work_id


def test_work_is_given_out_once_and_the_oldest_first(session: Session) -> None:
    younger, older = uuid4(), uuid4()
    queue_work(session, SCHEDULER, kind=READ, about_id=younger, now=NOON)
    queue_work(session, SCHEDULER, kind=READ, about_id=older, now=NOON - timedelta(minutes=1))

    taken = [take_work(session, SCHEDULER, kind=READ, now=NOON) for _ in range(3)]

    assert [[work.about_id for work in works] for works in taken] == [[older], [younger], []]


def test_failed_work_comes_back_after_a_pause(session: Session) -> None:
    work_id = a_queued_work(session)
    take_work(session, SCHEDULER, kind=READ, now=NOON)

    gave_up = mark_failed(session, SCHEDULER, queued_work_id=work_id, problem="The store did not answer.", now=NOON)

    due_at = NOON + pause_after(1)
    assert not gave_up
    assert take_work(session, SCHEDULER, kind=READ, now=due_at - timedelta(seconds=1)) == []
    assert [work.attempt for work in take_work(session, SCHEDULER, kind=READ, now=due_at)] == [2]


def test_pauses_grow_up_to_six_hours() -> None:
    minutes = [pause_after(attempts).total_seconds() / 60 for attempts in range(1, ATTEMPTS + 1)]

    assert minutes == [1, 5, 25, 125, 360, 360]


def test_work_that_failed_six_times_is_given_up_and_can_be_revived(session: Session, administrator: Actor) -> None:
    work_id = a_given_up_work(session)

    assert take_work(session, SCHEDULER, kind=READ, now=NOON + timedelta(days=9)) == []
    assert [row.queued_work_id for row in dead_work(session, administrator)] == [work_id]
    retry_work(session, administrator, queued_work_id=work_id, now=NOON)
    assert [work.attempt for work in take_work(session, SCHEDULER, kind=READ, now=NOON)] == [1]
    assert dead_work(session, administrator) == []


def test_reviving_work_that_waits_again_already_changes_nothing_about_it(
    session: Session, administrator: Actor
) -> None:
    work_id = a_given_up_work(session)
    about_id = session.get_one(QueuedWork, work_id).about_id
    queue_work(session, SCHEDULER, kind=READ, about_id=about_id, now=NOON)

    retry_work(session, administrator, queued_work_id=work_id, now=NOON)
    session.flush()

    assert len(take_work(session, SCHEDULER, kind=READ, now=NOON, limit=9)) == 1
    assert dead_work(session, administrator) == []


def test_work_that_was_not_given_up_is_not_revived(session: Session, administrator: Actor) -> None:
    work_id = a_queued_work(session)

    with pytest.raises(NotFound, match="was not given up"):
        retry_work(session, administrator, queued_work_id=work_id, now=NOON)


def test_work_of_a_process_that_ended_is_given_out_again_but_not_for_ever(session: Session) -> None:
    a_queued_work(session)

    attempts = [
        [work.attempt for work in take_work(session, SCHEDULER, kind=READ, now=NOON + number * ABANDONED_AFTER)]
        for number in range(ATTEMPTS + 2)
    ]

    assert attempts == [[1], [2], [3], [4], [5], [6], [], []]
    assert queue_counts(session, SCHEDULER) == [QueueCount(READ, waiting=0, retrying=0, dead=1)]


def test_the_counts_tell_waiting_retrying_and_dead(session: Session) -> None:
    a_given_up_work(session)
    failing = a_queued_work(session)
    take_work(session, SCHEDULER, kind=READ, now=NOON)
    mark_failed(session, SCHEDULER, queued_work_id=failing, problem="No answer.", now=NOON)
    a_queued_work(session)
    session.flush()

    assert queue_counts(session, SCHEDULER) == [QueueCount(READ, waiting=2, retrying=1, dead=1)]


def test_the_queue_is_not_for_those_who_may_not_run_jobs(session: Session, manager: Actor) -> None:
    work_id = a_queued_work(session)
    reader = an_actor(session, Role.READ_ONLY)

    with pytest.raises(NotAllowed):
        take_work(session, manager, kind=READ, now=NOON)
    with pytest.raises(NotAllowed):
        retry_work(session, manager, queued_work_id=work_id, now=NOON)
    with pytest.raises(NotAllowed):
        queue_counts(session, reader)


def a_given_up_work(session: Session) -> UUID:
    """Queue work and let it fail until it is given up; return its id."""
    work_id = a_queued_work(session)
    for number in range(ATTEMPTS):
        now = NOON + timedelta(days=number)
        take_work(session, SCHEDULER, kind=READ, now=now)
        mark_failed(session, SCHEDULER, queued_work_id=work_id, problem="The store did not answer.", now=now)
    session.flush()
    return work_id
