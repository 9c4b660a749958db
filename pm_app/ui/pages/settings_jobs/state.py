"""What the page of jobs shows, and what is done on it: run a job now, try work again."""

import asyncio
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import NotFound
from pm_app.outbox.actions import retry_work
from pm_app.outbox.queries import dead_work, last_runs, queue_counts, runs_of
from pm_app.outbox.queries.standing import past_problems, standing_problems
from pm_app.outbox.rules.thresholds import job_words
from pm_app.runtime import installed, run, services
from pm_app.timetable import next_run, planned_jobs, start_job
from pm_app.ui.pages.settings_jobs.lines import (
    DeadLine,
    JobLine,
    ProblemLine,
    QueueLine,
    RunLine,
    dead_line,
    job_line,
    problem_line,
    queue_line,
    run_line,
)
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import loads_again
from pm_app.ui.paths import JOBS
from pm_app.ui.session import signed_in

MOST_RUNS = 100


class JobsState(rx.State):
    """The jobs, the runs of the one in the address, what waits, what was given up, what is wrong."""

    loaded: bool = False
    may_run: bool = False
    jobs: list[JobLine] = []
    problems: list[ProblemLine] = []
    past: list[ProblemLine] = []
    queues: list[QueueLine] = []
    given_up: list[DeadLine] = []
    chosen: str = ""
    chosen_name: str = ""
    runs: list[RunLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        zone, now = installed().settings.time_zone, services().clock.now()
        latest = {row.name: row for row in await run(actor, last_runs)}
        self.jobs = [
            job_line(name, planned.rhythm, latest.get(name), next_run(name, now), zone, now)
            for name, planned in sorted(planned_jobs().items())
        ]
        self.problems = [problem_line(row, zone) for row in await run(actor, standing_problems)]
        self.past = [problem_line(row, zone) for row in await run(actor, past_problems)]
        self.queues = [queue_line(row) for row in await run(actor, queue_counts)]
        self.given_up = [dead_line(row, zone) for row in await run(actor, dead_work)]
        self.chosen = name if (name := query_of(self).get("job", "")) in planned_jobs() else ""
        self.chosen_name = job_words(self.chosen)
        runs = await run(actor, runs_of, name=self.chosen, limit=MOST_RUNS) if self.chosen else []
        self.runs = [run_line(row, zone, now) for row in runs]
        self.may_run, self.loaded = actor.may(Permission.RUN_JOBS), True

    @rx.event
    async def submit_run(self, name: str):
        """Start a job in the background; it goes on when the page is left, and is told under the bell when it ends."""
        actor = await signed_in(self)
        await asyncio.to_thread(start_job, actor, str(name))
        return [JobsState.load, said(f"{job_words(str(name))} has started. You are told when it has ended.")]

    @rx.event
    async def submit_retry(self, queued_work_id: str):
        actor = await signed_in(self)
        await run(actor, retry_work, queued_work_id=_id(queued_work_id), now=services().clock.now())
        return [JobsState.load, said("It will be tried again within a minute.")]


loads_again(JOBS, JobsState)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This work does not exist.") from None
