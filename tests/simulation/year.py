"""The year itself: every day the jobs run, people work, and something breaks; at the end everything is asked for."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from threading import Thread

from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.send_digests import send_digests
from pm_app.jobs.send_reminders import send_reminders
from pm_app.runtime import Runtime, install
from pm_app.worker import run_job
from tests.simulation.events import People
from tests.simulation.faults import Fate, Post, survived
from tests.simulation.office import BEGINS_ON, ZONES, MovedClock, Office
from tests.simulation.operator import sort_out_the_unsure

MOODS = ("well", "well", "well", "well", "down", "greylisting", "cutting")
JOBS = ("send-reminders", "send-digests", "deliver-messages")
DIES_AT_A_COMMIT = 0.01
DOINGS_A_DAY = 6


class Year:
    """Runs an office day by day; what it does is decided by the seed."""

    def __init__(self, runtime: Runtime, office: Office, *, seed: int) -> None:
        self._random = Random(seed)
        self.fate = Fate(seed)
        self.clock = MovedClock(runtime.services.clock.now(), ZONES[0])
        self.post = Post(self.fate, seed)
        self.people = People(office, self.clock, Random(seed + 1))
        self._runtime = replace(runtime, services=replace(runtime.services, clock=self.clock, mailer=self.post))
        install(self._runtime)
        self.fate.watch(runtime.sessions, chance=DIES_AT_A_COMMIT)
        self.days_off = 0

    def live(self, days: int) -> date:
        """Let so many days pass, then a fortnight in which nothing breaks; return the last day."""
        logging.disable(logging.CRITICAL)
        try:
            for number in range(days):
                self._day(BEGINS_ON + timedelta(days=number), calm=False)
            for number in range(days, days + 14):
                self._day(BEGINS_ON + timedelta(days=number), calm=True)
        finally:
            logging.disable(logging.NOTSET)
        return BEGINS_ON + timedelta(days=days + 13)

    def _day(self, day: date, *, calm: bool) -> None:
        self.fate.rough = not calm
        self.post.mood = "well" if calm else self._random.choice(MOODS)
        if not calm and self._random.random() < 0.02:
            self.clock.zone = self._random.choice(ZONES)
        self.clock.put_to(day, 6)
        if not calm and self._random.random() < 0.08:
            self.days_off += 1  # the machine is off all day
            return
        self.fate.database_away = not calm and self._random.random() < 0.04
        self._run_the_jobs(calm=calm)
        self.fate.database_away = False
        self.clock.put_to(day, 9)
        self.people.work(DOINGS_A_DAY)
        self._jump(calm=calm)
        self._run_the_jobs(calm=calm)
        with survived():
            sort_out_the_unsure(self.clock, self.post)

    def _jump(self, *, calm: bool) -> None:
        if not calm and self._random.random() < 0.1:
            self.clock.jump(timedelta(hours=self._random.choice([-24, -1, 1, 24])))

    def _run_the_jobs(self, *, calm: bool) -> None:
        for name in JOBS:
            with survived():
                run_job(name)
        if not calm and self._random.random() < 0.15:
            self._run_twice_at_once()

    def _run_twice_at_once(self) -> None:
        """Two processes at once, without the lock that usually keeps them apart."""
        for job in (send_reminders, send_digests, deliver_messages):
            threads = [Thread(target=self._alone, args=(job,)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    @staticmethod
    def _alone(job: object) -> None:
        with survived():
            job()  # pyright: ignore[reportCallIssue]
