"""The jobs there are, and the clock that starts each when it is its turn."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from pm_app.jobs.assess_late_fees import assess_late_fees
from pm_app.jobs.check_books import check_books
from pm_app.jobs.check_files import check_files
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.empty_trash import empty_trash
from pm_app.jobs.mail_reports import mail_reports
from pm_app.jobs.make_letters import make_letters
from pm_app.jobs.post_rent import post_rent
from pm_app.jobs.read_documents import read_documents
from pm_app.jobs.send_digests import send_digests
from pm_app.jobs.send_reminders import send_reminders
from pm_app.jobs.start_tasks import start_tasks
from pm_app.jobs.sweep_uploads import sweep_uploads
from pm_app.jobs.take_in_bounces import take_in_bounces
from pm_app.jobs.take_in_folder import take_in_folder
from pm_app.jobs.take_in_mail import take_in_mail
from pm_app.jobs.tell_followers import tell_followers
from pm_app.jobs.watch_office import watch_office
from pm_app.jobs.watch_plans import watch_plans
from pm_app.runtime import services
from pm_app.settings import Settings
from pm_app.timetable import (
    LOOK_SECONDS,
    JobBusy,
    Planned,
    UnknownJob,
    clock_was_set_back,
    forget,
    next_run,
    plan,
    run_job,
    run_owed,
    run_quietly,
    stop_starting,
)

__all__ = [
    "JOBS",
    "JobBusy",
    "Planned",
    "UnknownJob",
    "next_run",
    "run_job",
    "run_owed",
    "run_quietly",
    "stop",
    "timetable",
]

logger = logging.getLogger(__name__)

FIRST_RUN_AFTER = timedelta(seconds=5)
WATCH_SECONDS = 5.0
# A clock that is further from where it should be was set, by a person or by the machine that woke up.
CLOCK_SET_BY = timedelta(seconds=30)

JOBS: dict[str, Planned] = {
    "read-documents": Planned(read_documents, every_seconds=20),
    "take-in-folder": Planned(take_in_folder, every_seconds=30),
    "take-in-mail": Planned(take_in_mail, every_seconds=60),
    "take-in-bounces": Planned(take_in_bounces, every_seconds=60),
    "make-letters": Planned(make_letters, every_seconds=5),
    "deliver-messages": Planned(deliver_messages, every_seconds=20),
    "post-rent": Planned(post_rent, at_hour=2),
    "assess-late-fees": Planned(assess_late_fees, at_hour=5),
    "check-books": Planned(check_books, at_hour=3),
    "check-files": Planned(check_files, at_hour=3),
    "watch-plans": Planned(watch_plans, at_hour=5),
    "start-tasks": Planned(start_tasks, every_seconds=600),
    "send-reminders": Planned(send_reminders, at_hour=6, beats=True),
    "send-digests": Planned(send_digests, every_seconds=900),
    "tell-followers": Planned(tell_followers, every_seconds=20),
    "empty-trash": Planned(empty_trash, at_hour=3),
    "sweep-uploads": Planned(sweep_uploads, at_hour=4),
    "mail-reports": Planned(mail_reports, every_seconds=600),
    # Last, so that after a start every other job has begun before it is said to be late.
    "watch-office": Planned(watch_office, every_seconds=300),
}
plan(JOBS)


class OfficeClock(BackgroundScheduler):
    """The clock that starts the jobs. It notices when the machine's clock is set, and lets every job look anew.

    By itself it would wait, after the clock was set back by a day, for a day.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._closed = Event()
        self._wall, self._elapsed = services().clock.now(), time.monotonic()

    def start(self, paused: bool = False) -> None:
        """Take back what an earlier, wrong clock claimed, then start jobs and watch the clock until `shutdown`."""
        super().start(paused=paused)
        if not paused:
            Thread(target=self._watch, name="clock watch", daemon=True).start()

    def shutdown(self, wait: bool = True) -> None:
        """Start nothing any more, and watch no more."""
        self._closed.set()
        super().shutdown(wait=wait)

    def look(self, elapsed: float) -> timedelta:
        """Compare the clock with the seconds that passed (a monotonic reading) and return by how much it was set."""
        now = services().clock.now()
        set_by = now - self._wall - timedelta(seconds=elapsed - self._elapsed)
        if abs(set_by) >= CLOCK_SET_BY:
            logger.warning("the clock was set", extra={"seconds": set_by.total_seconds()})
            if set_by < timedelta():
                clock_was_set_back()
            for job in self.get_jobs():
                job.modify(next_run_time=now)
        self._wall, self._elapsed = now, elapsed
        return set_by if abs(set_by) >= CLOCK_SET_BY else timedelta()

    def _watch(self) -> None:
        self._try(clock_was_set_back)
        while not self._closed.wait(WATCH_SECONDS):
            self._try(lambda: self.look(time.monotonic()))

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception as problem:  # the database is away; a clock that was set back is seen again at the next look
            logger.warning("the watch over the clock failed", extra={"problem": str(problem)})


def timetable(settings: Settings) -> OfficeClock:
    """Return the clock that starts the jobs; the caller starts it, and `stop`s it.

    Every job has its first turn shortly after the start, so that a night the machine was off is made up. A job of
    every few seconds then has a turn each time; for one of every day it is looked all the time whether the run of the
    day is owed, so that no outage, no clock that is set and no change of the time zone loses one. A turn at which the
    job is still at work passes. Each job has a thread of its own to hang in: none waits for another.
    """
    forget()
    scheduler = OfficeClock(
        timezone=settings.time_zone,
        executors={"default": ThreadPoolExecutor(2 * len(JOBS))},
        # Two at once, so that a turn of a job at work comes to nothing quietly instead of being complained about.
        job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
    )
    soon = services().clock.now() + FIRST_RUN_AFTER
    for number, (name, planned) in enumerate(JOBS.items()):
        scheduler.add_job(
            partial(run_quietly, name),
            IntervalTrigger(seconds=planned.every_seconds or LOOK_SECONDS, timezone=settings.time_zone),
            id=name,
            name=name,
            next_run_time=soon + timedelta(seconds=number),
        )
    return scheduler


def stop(scheduler: OfficeClock) -> None:
    """Start no job any more. One at work is not waited for: what it had begun is taken up after the next start."""
    stop_starting()
    scheduler.shutdown(wait=False)
