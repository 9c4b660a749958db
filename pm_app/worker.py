"""The timetable: which jobs there are, when they run, and what surrounds every run."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from threading import Event
from uuid import UUID

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from pm_app.access.rules import SCHEDULER
from pm_app.jobs.assess_late_fees import assess_late_fees
from pm_app.jobs.check_books import check_books
from pm_app.jobs.check_files import check_files
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.empty_trash import empty_trash
from pm_app.jobs.post_rent import post_rent
from pm_app.jobs.read_documents import read_documents
from pm_app.jobs.send_reminders import send_reminders
from pm_app.jobs.sweep_uploads import sweep_uploads
from pm_app.jobs.take_in_folder import take_in_folder
from pm_app.jobs.take_in_mail import take_in_mail
from pm_app.jobs.watch_plans import watch_plans
from pm_app.kernel.errors import Refused
from pm_app.log import referenced
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.rules import JobReport
from pm_app.runtime import exclusive, run_now, services
from pm_app.settings import Settings

logger = logging.getLogger(__name__)

_stopping = Event()

Job = Callable[[date | None], JobReport]

MISSED_BY_AT_MOST = 3600
THREADS = 4
FIRST_RUN_AFTER = timedelta(seconds=5)
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Planned:
    """A job and when it runs: at an hour of every day, or every so many seconds."""

    job: Job
    at_hour: int | None = None
    every_seconds: int | None = None

    def trigger(self, time_zone: str) -> BaseTrigger:
        """Return when it runs, in the office's time zone."""
        if self.every_seconds is not None:
            return IntervalTrigger(seconds=self.every_seconds, timezone=time_zone)
        return CronTrigger(hour=self.at_hour, timezone=time_zone)


JOBS: dict[str, Planned] = {
    "read-documents": Planned(read_documents, every_seconds=20),
    "take-in-folder": Planned(take_in_folder, every_seconds=30),
    "take-in-mail": Planned(take_in_mail, every_seconds=60),
    "deliver-messages": Planned(deliver_messages, every_seconds=20),
    "post-rent": Planned(post_rent, at_hour=2),
    "assess-late-fees": Planned(assess_late_fees, at_hour=5),
    "check-books": Planned(check_books, at_hour=3),
    "check-files": Planned(check_files, at_hour=3),
    "watch-plans": Planned(watch_plans, at_hour=5),
    "send-reminders": Planned(send_reminders, at_hour=6),
    "empty-trash": Planned(empty_trash, at_hour=3),
    "sweep-uploads": Planned(sweep_uploads, at_hour=4),
}


class UnknownJob(Refused):
    """There is no job of that name."""


class JobBusy(Refused):
    """Another process runs this job now."""


def timetable(settings: Settings) -> BackgroundScheduler:
    """Return the jobs and when they run, in the office's time zone; the caller starts it, and `stop`s it.

    Every job also runs shortly after the start, so that a night the machine was off is made up.
    """
    _stopping.clear()
    scheduler = BackgroundScheduler(
        timezone=settings.time_zone,
        executors={"default": ThreadPoolExecutor(THREADS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISSED_BY_AT_MOST},
    )
    soon = services().clock.now() + FIRST_RUN_AFTER
    for number, (name, planned) in enumerate(JOBS.items()):
        scheduler.add_job(
            partial(run_quietly, name),
            planned.trigger(settings.time_zone),
            id=name,
            name=name,
            next_run_time=soon + timedelta(seconds=number),
        )
    return scheduler


def stop(scheduler: BackgroundScheduler) -> None:
    """Start no job any more. One at work is not waited for: what it had begun is taken up after the next start."""
    _stopping.set()
    scheduler.shutdown(wait=False)


def run_quietly(name: str) -> None:
    """Run a job as the clock does: skipped when another process runs it, and a failure is in the log and the record."""
    try:
        run_job(name)
    except JobBusy:
        logger.info("job skipped", extra={"job": name})
    except Exception:
        if _stopping.is_set():
            logger.info("job stopped with the app", extra={"job": name})
        else:
            logger.exception("job failed", extra={"job": name})


def run_job(name: str, *, today: date | None = None, wait: bool = False) -> JobReport:
    """Run a job once, alone in the whole office, and return its report; what it raises is recorded and raised on.

    Refuses (`UnknownJob`, `JobBusy`) a name nobody knows, and a job that another process still runs after the wait.
    """
    planned = JOBS.get(name)
    if planned is None:
        raise UnknownJob(f"There is no job {name!r}. Jobs: {', '.join(sorted(JOBS))}.")
    with referenced(), exclusive(name, wait_seconds=PATIENCE_SECONDS if wait else 0) as alone:
        if not alone:
            raise JobBusy(f"{name} is running in another process. Try again in a minute.")
        job_run_id = run_now(SCHEDULER, begin_job_run, name=name, now=services().clock.now())
        try:
            report = planned.job(today)
        except Exception as problem:
            _end(job_run_id, None, problem=f"{type(problem).__name__}: {problem}")
            raise
        _end(job_run_id, report)
        if report.done or report.failed:
            logger.info("job done", extra={"job": name, "done": report.done, "failed": report.failed})
        return report


def _end(job_run_id: UUID, report: JobReport | None, *, problem: str = "") -> None:
    now = services().clock.now()
    run_now(SCHEDULER, end_job_run, job_run_id=job_run_id, report=report, problem=problem, now=now)
