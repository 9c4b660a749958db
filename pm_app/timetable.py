"""The timetable: when each job runs, running one alone in the whole office, and what surrounds every run."""

import logging
import time as watches
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from threading import Event, Lock, Thread
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.log import referenced
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.actions.daily import begin_daily_run, set_clock_back
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.rules import JobReport, outcome_of
from pm_app.outbox.rules.schedule import Rhythm, due_day, next_start, wait_after_failures
from pm_app.outbox.rules.thresholds import job_words
from pm_app.runtime import exclusive, installed, run_now, services

logger = logging.getLogger(__name__)

Job = Callable[[date | None], JobReport]

PATIENCE_SECONDS = 60.0
# So often it is looked whether a job of every day has its turn.
LOOK_SECONDS = 15
PAGE = "/settings/jobs"
# So long a page waits to hear whether the job it started could begin.
BEGIN_SECONDS = 20.0


class UnknownJob(Refused):
    """There is no job of that name."""


class JobBusy(Refused):
    """The job is running already, here or in another process."""


@dataclass(frozen=True)
class Planned:
    """A job and when it runs: at a time of every day, office time, or every so many seconds.

    One that `beats` tells somebody outside when it ended well: they miss it when the whole office is down.
    """

    job: Job
    at_hour: int | None = None
    at_minute: int = 0
    every_seconds: int | None = None
    beats: bool = False

    @property
    def rhythm(self) -> Rhythm:
        """When it runs."""
        return Rhythm(None if self.at_hour is None else time(self.at_hour, self.at_minute), self.every_seconds)


@dataclass
class _Known:
    """What this process knows of its jobs; the truth about days is in the database, this only saves asking."""

    jobs: Mapping[str, Planned] = field(default_factory=dict)
    at_work: set[str] = field(default_factory=set)
    settled: dict[str, date] = field(default_factory=dict)
    failures: dict[str, tuple[int, float, str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    stopping: Event = field(default_factory=Event)


_known = _Known()


def plan(jobs: Mapping[str, Planned]) -> None:
    """Make these the jobs of the process; what is added to them later counts too."""
    _known.jobs = jobs


def planned_jobs() -> Mapping[str, Planned]:
    """Return the jobs of the process, by name."""
    return _known.jobs


def next_run(name: str, now: datetime) -> datetime:
    """Return when a job next starts by itself after a moment, in UTC; for one of every few seconds, at the latest."""
    return next_start(_planned(name).rhythm, now, installed().settings.time_zone)


def forget() -> None:
    """Forget what this process remembers of its runs: the clock was moved, or the process begins."""
    _known.settled.clear()
    _known.failures.clear()
    _known.stopping.clear()


def stop_starting() -> None:
    """Note that the process ends: a job that breaks off now is no failure."""
    _known.stopping.set()


def clock_was_set_back() -> None:
    """Take back every claim that a wrong clock made on days to come, so that these days get their runs."""
    forget()
    run_now(SCHEDULER, set_clock_back, now=services().clock.now())


def run_job(name: str, *, today: date | None = None, wait: bool = False) -> JobReport:
    """Run a job once, alone in the whole office, and return its report; what it raises is recorded and raised on.

    Refuses (`UnknownJob`, `JobBusy`) a name nobody knows, and a job that another process still runs after the wait.
    """
    planned = _planned(name)
    with _alone(name, wait_seconds=PATIENCE_SECONDS if wait else 0):
        job_run_id = run_now(SCHEDULER, begin_job_run, name=name, now=services().clock.now())
        return _run(name, planned, job_run_id, today)


def run_owed(name: str) -> JobReport | None:
    """Run a job if it is its turn and return its report; None when it is not.

    A job of every day has its turn once for each office day, also when its time was missed: the latest day that is
    owed is made up, once. Refuses (`JobBusy`) one that runs already; raises what the job raises.
    """
    planned = _planned(name)
    if planned.rhythm.at is None:
        return run_job(name)
    now = services().clock.now()
    day = due_day(now, planned.rhythm.at, installed().settings.time_zone)
    if _known.settled.get(name) == day:
        return None
    with _alone(name):
        begun = run_now(SCHEDULER, begin_daily_run, name=name, day=day, now=now)
        if begun.is_settled:
            _known.settled[name] = day
        return None if begun.job_run_id is None else _run(name, planned, begun.job_run_id, None)


def run_quietly(name: str) -> None:
    """Run a job as the clock does, if it is its turn: skipped when it runs already; a failure is logged and recorded.

    A failure is told with its stack once, and then in a line until the job fails in another way or runs again.
    """
    if _must_wait(name):
        return
    try:
        run_owed(name)
    except JobBusy:
        logger.debug("job skipped", extra={"job": name})
    except Exception as problem:
        if _known.stopping.is_set():
            logger.info("job stopped with the app", extra={"job": name})
        elif _note_failure(name, problem):
            logger.exception("job failed", extra={"job": name})
        else:
            logger.warning("job failed again", extra={"job": name, "problem": str(problem)})
    else:
        _known.failures.pop(name, None)


def start_job(actor: Actor, name: str) -> UUID:
    """Start a job in the background for somebody and return the id of its run, which is on record as theirs.

    When it has ended they are told under their bell.

    Refuses (`UnknownJob`, `JobBusy`) a name nobody knows and a job that runs already, here or elsewhere.
    """
    actor.must(Permission.RUN_JOBS)
    planned = _planned(name)
    began: Future[UUID] = Future()

    def work() -> None:
        job_run_id: UUID | None = None
        try:
            with _alone(name):
                now = services().clock.now()
                job_run_id = run_now(actor, begin_job_run, name=name, now=now, by_hand=True)
                began.set_result(job_run_id)
                _tell(actor, job_run_id, name, _run(name, planned, job_run_id, None).summary)
        except Exception as problem:
            if not began.done():
                began.set_exception(problem)
            else:
                logger.exception("job failed", extra={"job": name})
                _tell(actor, job_run_id, name, f"It broke off: {problem}")

    Thread(target=work, name=f"job {name}", daemon=True).start()
    return began.result(BEGIN_SECONDS)


def _tell(actor: Actor, job_run_id: UUID | None, name: str, what: str) -> None:
    """Tell whoever started a job, under their bell, that it has ended."""
    told = {"key": f"job run {job_run_id}", "kind": NotificationKind.DONE, "path": PAGE, "now": services().clock.now()}
    if actor.user_id is not None:
        title = f"{job_words(name)} has ended"
        run_now(SCHEDULER, notify, user_ids=[actor.user_id], title=title, detail=what, **told)


def _planned(name: str) -> Planned:
    planned = _known.jobs.get(name)
    if planned is None:
        raise UnknownJob(f"There is no job {name!r}. Jobs: {', '.join(sorted(_known.jobs))}.")
    return planned


@contextmanager
def _alone(name: str, *, wait_seconds: float = 0) -> Generator[None]:
    """Hold a job for the length of the block, against this process and all others; refuses (`JobBusy`) a held one."""
    busy = JobBusy(f"{name} is running already. Try again in a minute.")
    until = watches.monotonic() + wait_seconds
    while not (mine := _take(name)) and watches.monotonic() < until:
        watches.sleep(0.2)
    if not mine:
        raise busy
    try:
        with referenced(), exclusive(name, wait_seconds=wait_seconds) as alone:
            if not alone:
                raise busy
            yield
    finally:
        _known.at_work.discard(name)


def _take(name: str) -> bool:
    with _known.lock:
        free = name not in _known.at_work
        _known.at_work.add(name)
        return free


def _run(name: str, planned: Planned, job_run_id: UUID, today: date | None) -> JobReport:
    try:
        report = planned.job(today)
    except Exception as problem:
        _end(job_run_id, None, problem=f"{type(problem).__name__}: {problem}")
        raise
    _end(job_run_id, report)
    if planned.beats and outcome_of(report) != JobOutcome.FAILED:
        _beat()
    if report.done or report.failed:
        logger.info("job done", extra={"job": name, "done": report.done, "failed": report.failed})
    return report


def _beat() -> None:
    """Tell whoever watches from outside that the office is alive; that they cannot be told stops nothing."""
    beacon = services().beacon
    try:
        if beacon is not None:
            beacon.beat()
    except Unavailable as problem:
        logger.warning("the heartbeat was not heard", extra={"problem": str(problem)})


def _end(job_run_id: UUID, report: JobReport | None, *, problem: str = "") -> None:
    now = services().clock.now()
    run_now(SCHEDULER, end_job_run, job_run_id=job_run_id, report=report, problem=problem, now=now)


def _must_wait(name: str) -> bool:
    failures, failed_at, _ = _known.failures.get(name, (0, 0.0, ""))
    every_seconds = _planned(name).every_seconds or LOOK_SECONDS
    return watches.monotonic() - failed_at < wait_after_failures(every_seconds, failures)


def _note_failure(name: str, problem: Exception) -> bool:
    """Count a failure and return whether it is a new one, to be told in full."""
    told = f"{type(problem).__name__}: {problem}"
    failures, _, before = _known.failures.get(name, (0, 0.0, ""))
    _known.failures[name] = (failures + 1, watches.monotonic(), told)
    return told != before
