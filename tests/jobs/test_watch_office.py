"""The look every few minutes: each problem told once when it begins, and once when it ends."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.jobs.watch_office import watch_office
from pm_app.kernel.errors import NotAllowed, Unavailable
from pm_app.messages.actions.delivering import take_messages
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.messages.tables import Message
from pm_app.notifications.tables import Notification
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.queries.standing import standing_problems
from pm_app.outbox.rules import JobReport
from pm_app.reports.actions.watching import tell_of_problems
from pm_app.runtime import run_now, with_services
from pm_app.timetable import run_job
from pm_app.worker import JOBS
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user
from tests.fakes import FixedClock, HeardBeacon

REMINDERS_LATE = "Send reminders has not ended well for 30 hours."


@pytest.fixture(autouse=True)
def everything_ran(session: Session) -> None:
    """Every job ended well a minute ago, but for the reminders, which did so 30 hours ago."""
    for name in JOBS:
        at = NOON - (timedelta(hours=30) if name == "send-reminders" else timedelta(minutes=1))
        ran(session, name, at)
    session.commit()


def ran(session: Session, name: str, at: datetime) -> None:
    run = begin_job_run(session, SCHEDULER, name=name, now=at)
    end_job_run(session, SCHEDULER, job_run_id=run, report=JobReport(1, 0, "So."), now=at)
    session.commit()


def mails(session: Session) -> list[tuple[str, str]]:
    found = session.exec(
        select(Message).where(Message.purpose == MessagePurpose.SYSTEM).order_by(col(Message.queued_at))
    )
    return [(message.to_address, message.subject) for message in found]


def lines(session: Session) -> list[str]:
    return [line.title for line in session.exec(select(Notification).order_by(col(Notification.created_at)))]


def test_a_problem_is_told_once_when_it_begins_and_once_when_it_ends(
    session: Session, administrator: Actor, clock: FixedClock
) -> None:
    an_actor(session, Role.MANAGER)
    a_user(session, role=Role.ADMINISTRATOR, name="Gone").disabled_at = NOON
    session.commit()
    beacon = HeardBeacon()
    with with_services(beacon=beacon):
        first, second = watch_office(), watch_office()
        begun = (mails(session), lines(session), list(beacon.heard))
        clock.move_to(NOON + timedelta(minutes=5))
        ran(session, "send-reminders", NOON + timedelta(minutes=4))
        third, fourth = watch_office(), watch_office()

    assert (first.done, second.done, third.done, fourth.done) == (1, 0, 1, 0)
    needs, over = "A problem of Property Desk needs you", "Over: a problem of Property Desk"
    assert begun == ([(administrator.email, needs)], [REMINDERS_LATE], [REMINDERS_LATE])
    assert mails(session) == [(administrator.email, needs), (administrator.email, over)]
    assert lines(session) == [REMINDERS_LATE, f"Over: {REMINDERS_LATE}"]
    assert beacon.heard == [REMINDERS_LATE]
    assert run_now(SCHEDULER, standing_problems) == []


def test_a_job_that_broke_off_is_a_problem_until_it_ends_well(
    session: Session, administrator: Actor, clock: FixedClock
) -> None:
    ran(session, "send-reminders", NOON)
    run = begin_job_run(session, SCHEDULER, name="check-files", now=NOON)
    end_job_run(session, SCHEDULER, job_run_id=run, report=None, problem="OSError: no", now=NOON)
    session.commit()

    watch_office()
    told = lines(session)
    ran(session, "check-files", NOON + timedelta(seconds=1))
    watch_office()

    assert told == ["Check files broke off: OSError: no"]
    assert mails(session) == []  # a warning is told in the app alone
    assert lines(session)[1:] == ["Over: Check files broke off: OSError: no"]


def test_a_mail_server_that_refuses_for_half_an_hour_is_told_where_mail_is_not_needed(
    session: Session, administrator: Actor, clock: FixedClock
) -> None:
    ran(session, "send-reminders", NOON)
    queue_message(session, SCHEDULER, mail=Mail("k", "x@example.com", "X", "S", "T", ""), now=NOON)
    take_messages(session, SCHEDULER, now=NOON)
    [message] = session.exec(select(Message)).all()
    message.problem, message.due_at = "The mail server does not answer.", NOON + timedelta(hours=1)
    session.commit()
    beacon = HeardBeacon()

    with with_services(beacon=beacon):
        for minutes in (29, 31, 33):
            at = NOON + timedelta(minutes=minutes)
            for name in JOBS:
                ran(session, name, at)
            clock.move_to(at)
            watch_office()

    assert beacon.heard == ["No mail has gone out for 31 minutes: The mail server does not answer."]


def test_an_outside_that_does_not_listen_stops_nothing(session: Session, administrator: Actor) -> None:
    beacon = HeardBeacon()
    beacon.failure = Unavailable("Nobody there.")

    with with_services(beacon=beacon):
        report = run_job("watch-office")

    assert report.summary == "Problems: 1 standing, 1 new, 0 over."
    assert lines(session) == [REMINDERS_LATE]


def test_what_is_told_is_told_by_who_runs_jobs(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        tell_of_problems(session, manager, found=[], address="", now=NOON)
