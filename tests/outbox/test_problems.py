"""What is wrong with the running system: found by rules, written down once, closed when it is over."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from pm_app.access.rules import NOBODY, SCHEDULER
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.tables import new_id
from pm_app.outbox.actions import begin_job_run, end_job_run, mark_failed, queue_work, take_work
from pm_app.outbox.actions.problems import note_problems
from pm_app.outbox.enums import JobOutcome, Severity, WorkKind
from pm_app.outbox.queries.standing import (
    database_bytes,
    job_standings,
    outcome_counts,
    past_problems,
    queue_standings,
    standing_problems,
)
from pm_app.outbox.rules import ATTEMPTS, JobReport
from pm_app.outbox.rules.schedule import Rhythm
from pm_app.outbox.rules.thresholds import (
    LITTLE_ROOM,
    NO_ROOM,
    DiskStanding,
    JobStanding,
    MailStanding,
    Problem,
    QueueStanding,
    Standing,
    problems_of,
)
from tests.conftest import NOON

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
NIGHTLY, OFTEN = "check-files", "read-documents"


def nightly(name: str = NIGHTLY, *, good: timedelta | None = HOUR, **more: object) -> JobStanding:
    return JobStanding(name, None, None if good is None else NOON - good, NOON - 9 * DAY, **more)  # pyright: ignore[reportArgumentType]


def often(name: str = OFTEN, *, good: timedelta = MINUTE, **more: object) -> JobStanding:
    return JobStanding(name, 20, NOON - good, NOON - 9 * DAY, **more)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("job", "severity", "words"),
    [
        (nightly(), None, ""),
        (nightly(good=26 * HOUR), None, ""),
        (nightly(good=27 * HOUR), WARNING, "Check files has not ended well for 27 hours."),
        (nightly(good=51 * HOUR), CRITICAL, "Check files has not ended well for 51 hours."),
        (nightly("send-reminders", good=27 * HOUR), CRITICAL, "Send reminders has not ended well for 27 hours."),
        (nightly(good=None), CRITICAL, "Check files has not ended well for 9 days."),
        (nightly(broke_off=1, summary="No."), WARNING, "Check files broke off: No."),
        (nightly("post-rent", broke_off=1, summary="No."), CRITICAL, "Post rent broke off: No."),
        (nightly(broke_off=3, summary="No."), CRITICAL, "Check files broke off 3 times in a row: No."),
        (nightly(running_since=NOON - 4 * HOUR), WARNING, "Check files has been running for 4 hours."),
        (
            nightly(outcome=JobOutcome.DONE_IN_PART, summary="1 of 2."),
            WARNING,
            "Check files could not do everything: 1 of 2.",
        ),
        (
            nightly("check-books", outcome=JobOutcome.FAILED, summary="2 findings."),
            CRITICAL,
            "Check books could not do everything: 2 findings.",
        ),
        (often(), None, ""),
        (often(good=16 * MINUTE), WARNING, "Read documents has not ended well for 16 minutes."),
        (often(good=3 * HOUR), CRITICAL, "Read documents has not ended well for 3 hours."),
        (often(good=2 * HOUR, running_since=NOON - 2 * HOUR), None, ""),
        (
            often(good=4 * HOUR, running_since=NOON - 4 * HOUR),
            WARNING,
            "Read documents has been running for 4 hours.",
        ),
        (often(broke_off=2, summary="No."), None, ""),
        (often(broke_off=3, summary="No."), WARNING, "Read documents broke off 3 times in a row: No."),
        (often(broke_off=10, summary="No."), CRITICAL, "Read documents broke off 10 times in a row: No."),
        (often(outcome=JobOutcome.FAILED, summary="None of one."), None, ""),
    ],
)
def test_a_job_that_is_late_or_fails_is_a_problem(job: JobStanding, severity: Severity | None, words: str) -> None:
    expected = [] if severity is None else [Problem(f"job {job.name}", severity, words)]

    assert problems_of(Standing(jobs=[job]), NOON) == expected


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing(queues=[QueueStanding("mail", "Mail", NOON - HOUR)]), []),
        (
            Standing(queues=[QueueStanding("mail", "Mail", NOON - 2 * HOUR)]),
            [(WARNING, "Mail: the oldest has waited for 2 hours.")],
        ),
        (
            Standing(queues=[QueueStanding("mail", "Mail", NOON - 7 * HOUR, 3)]),
            [(CRITICAL, "Mail: the oldest has waited for 7 hours."), (WARNING, "Mail: 3 given up.")],
        ),
        (Standing(mail=MailStanding(NOON - 30 * MINUTE, "Busy.")), []),
        (
            Standing(mail=MailStanding(NOON - 31 * MINUTE, "Busy.")),
            [(CRITICAL, "No mail has gone out for 31 minutes: Busy.")],
        ),
        (Standing(disk=DiskStanding(LITTLE_ROOM, LITTLE_ROOM)), []),
        (Standing(disk=DiskStanding(LITTLE_ROOM - 1)), [(WARNING, "The disk has 5.0 GB left.")]),
        (Standing(disk=DiskStanding(NO_ROOM - 1)), [(CRITICAL, "The disk has 1,023 MB left.")]),
        (
            Standing(disk=DiskStanding(LITTLE_ROOM, LITTLE_ROOM + 1)),
            [(WARNING, "The disk has no room for a copy of the database.")],
        ),
    ],
)
def test_queues_the_mail_server_and_the_disk_are_watched(standing: Standing, told: list[tuple[Severity, str]]) -> None:
    assert [(one.severity, one.title) for one in problems_of(standing, NOON)] == told


def test_a_problem_is_written_down_once_and_closed_when_it_is_over(session: Session) -> None:
    late = Problem("job post-rent", WARNING, "Late for 27 hours.")
    first = note_problems(session, SCHEDULER, found=[late], now=NOON)
    second = note_problems(
        session, SCHEDULER, found=[Problem(late.key, WARNING, "Late for 28 hours.")], now=NOON + HOUR
    )
    [row] = standing_problems(session, SCHEDULER)
    over = note_problems(session, SCHEDULER, found=[], now=NOON + 2 * HOUR)
    again = note_problems(session, SCHEDULER, found=[late], now=NOON + 3 * HOUR)

    assert [one.title for one in first.began] == ["Late for 27 hours."]
    assert (second.began, second.worse, second.ended) == ((), (), ())
    assert (row.title, row.opened_at, row.seen_at) == ("Late for 28 hours.", NOON, NOON + HOUR)
    assert [one.problem_id for one in over.ended] == [first.began[0].problem_id]
    assert again.began[0].problem_id != first.began[0].problem_id
    assert [one.closed_at for one in past_problems(session, SCHEDULER)] == [NOON + 2 * HOUR]


def test_a_problem_that_gets_worse_is_told_and_stays_as_bad(session: Session) -> None:
    warning, critical = (Problem("disk", severity, "Full.") for severity in (WARNING, CRITICAL))
    note_problems(session, SCHEDULER, found=[warning], now=NOON)
    worse = note_problems(session, SCHEDULER, found=[critical], now=NOON)
    better = note_problems(session, SCHEDULER, found=[warning], now=NOON)

    assert [one.severity for one in worse.worse] == [CRITICAL]
    assert (better.began, better.worse, better.ended) == ((), (), ())
    assert [one.severity for one in standing_problems(session, SCHEDULER)] == [CRITICAL]


def test_how_a_job_does_is_told_from_its_runs(session: Session) -> None:
    for minutes, report in ((0, JobReport(1, 0, "So.")), (1, None), (2, None)):
        at = NOON + minutes * MINUTE
        run_id = begin_job_run(session, SCHEDULER, name="post-rent", now=at)
        end_job_run(session, SCHEDULER, job_run_id=run_id, report=report, problem="No.", now=at)
    begin_job_run(session, SCHEDULER, name="post-rent", now=NOON + HOUR)
    rhythms = {"post-rent": Rhythm(every_seconds=20), "never-ran": Rhythm(every_seconds=60)}

    told = job_standings(session, SCHEDULER, rhythms=rhythms)

    assert told == [
        JobStanding("post-rent", 20, NOON, NOON, NOON + HOUR, 2, JobOutcome.FAILED, "No."),
        JobStanding("never-ran", 60, None, NOON),
    ]
    assert outcome_counts(session, SCHEDULER, now=NOON + HOUR) == {
        ("post-rent", JobOutcome.DONE): 1,
        ("post-rent", JobOutcome.FAILED): 2,
    }


def test_work_that_waits_and_that_was_given_up_is_told(session: Session) -> None:
    queue_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, about_id=new_id(), now=NOON)

    waiting = queue_standings(session, SCHEDULER, now=NOON + HOUR)
    for attempt in range(ATTEMPTS):
        at = NOON + attempt * DAY
        [work] = take_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, now=at)
        mark_failed(session, SCHEDULER, queued_work_id=work.queued_work_id, problem="No.", now=at)
    given_up = queue_standings(session, SCHEDULER, now=NOON + 9 * DAY)

    assert waiting == [QueueStanding("read document", "Documents to be read", NOON)]
    assert given_up == [QueueStanding("read document", "Documents to be read", None, 1)]


def test_work_loaded_with_moments_in_the_past_waits_since_its_job_first_ran(session: Session) -> None:
    queue_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, about_id=new_id(), now=NOON - 629 * DAY)

    def waits_since() -> datetime | None:
        [queue] = queue_standings(session, SCHEDULER, now=NOON + 9 * HOUR)
        return queue.oldest_due_at

    before_any_job = waits_since()
    begin_job_run(session, SCHEDULER, name="watch-office", now=NOON)
    before_its_job = waits_since()
    for hours in (1, 2):
        begin_job_run(session, SCHEDULER, name="read-documents", now=NOON + hours * HOUR)

    assert (before_any_job, before_its_job, waits_since()) == (NOON - 629 * DAY, NOON, NOON + HOUR)


def test_work_due_after_its_job_first_ran_waits_since_it_is_due(session: Session) -> None:
    begin_job_run(session, SCHEDULER, name="read-documents", now=NOON - DAY)
    queue_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, about_id=new_id(), now=NOON)

    [queue] = queue_standings(session, SCHEDULER, now=NOON + HOUR)

    assert queue.oldest_due_at == NOON


def test_only_who_sees_jobs_is_told(session: Session) -> None:
    for asked in (
        lambda: job_standings(session, NOBODY, rhythms={}),
        lambda: queue_standings(session, NOBODY, now=NOON),
        lambda: standing_problems(session, NOBODY),
        lambda: past_problems(session, NOBODY),
        lambda: outcome_counts(session, NOBODY, now=NOON),
        lambda: database_bytes(session, NOBODY),
        lambda: note_problems(session, NOBODY, found=[], now=NOON),
    ):
        with pytest.raises(NotAllowed):
            asked()
    assert database_bytes(session, SCHEDULER) > 1_000_000
