"""/settings/jobs: what the clock started last, what waits, and what was given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import NotFound
from pm_app.outbox.actions import retry_work
from pm_app.outbox.enums import JobOutcome
from pm_app.outbox.queries import DeadWorkRow, JobRunRow, QueueCount, dead_work, last_runs, queue_counts
from pm_app.runtime import installed, run, services
from pm_app.ui.format import count, moment, plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.page import empty, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

# The word, and the status whose color it has.
_OUTCOMES: dict[JobOutcome | None, tuple[str, str]] = {
    None: ("Running", "In progress"),
    JobOutcome.DONE: ("Done", "Resolved"),
    JobOutcome.DONE_IN_PART: ("Done in part", "Part paid"),
    JobOutcome.FAILED: ("Failed", "Failed"),
}


@dataclass
class RunLine:
    """The last run of one job, as text."""

    name: str
    started: str
    took: str
    status: str
    tone: str
    summary: str


@dataclass
class QueueLine:
    """How much work of one kind there is, as text."""

    kind: str
    waiting: str
    retrying: str
    dead: str


@dataclass
class DeadLine:
    """One piece of work that was given up, as text."""

    queued_work_id: str
    kind: str
    dead: str
    attempts: str
    problem: str


class JobsState(rx.State):
    """What ran last, what waits, what was given up."""

    loaded: bool = False
    may_run: bool = False
    runs: list[RunLine] = []
    queues: list[QueueLine] = []
    given_up: list[DeadLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        runs, queues = await run(actor, last_runs), await run(actor, queue_counts)
        given_up = await run(actor, dead_work)
        zone, now = installed().settings.time_zone, services().clock.now()
        self.may_run = actor.may(Permission.RUN_JOBS)
        self.runs = [_run_line(row, zone, now) for row in runs]
        self.queues = [_queue_line(row) for row in queues]
        self.given_up = [_dead_line(row, zone) for row in given_up]
        self.loaded = True

    @rx.event
    async def submit_retry(self, queued_work_id: str):
        actor = await signed_in(self)
        await run(actor, retry_work, queued_work_id=_id(queued_work_id), now=services().clock.now())
        return [JobsState.load, said("It will be tried again within a minute.")]


def _run_line(row: JobRunRow, zone: str, now: datetime) -> RunLine:
    word, like = _OUTCOMES[row.outcome]
    return RunLine(
        name=row.name.replace("-", " ").capitalize(),
        started=moment(row.started_at, zone),
        took=_took((row.ended_at or now) - row.started_at),
        status=word,
        tone=tone_of(like),
        summary=row.summary,
    )


def _took(length: timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _queue_line(row: QueueCount) -> QueueLine:
    return QueueLine(row.kind.value.capitalize(), count(row.waiting), count(row.retrying), count(row.dead))


def _dead_line(row: DeadWorkRow, zone: str) -> DeadLine:
    return DeadLine(
        queued_work_id=str(row.queued_work_id),
        kind=row.kind.value.capitalize(),
        dead=moment(row.dead_at, zone),
        attempts=plural(row.attempts, "attempt"),
        problem=row.problem,
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This work does not exist.") from None


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head("Jobs", sub="What the clock starts, and the work that waits"),
        section("Last runs", _runs()),
        section("Waiting work", _queues()),
        rx.cond(~is_empty(JobsState.given_up), section("Given up", _given_up())),
    )


def _runs() -> rx.Component:
    return data_table(
        "The last run of every job",
        [
            Column("Job"),
            Column("Started"),
            Column("Took", num=True),
            Column("Outcome"),
            Column("What it did", fill=True),
        ],
        JobsState.runs,
        lambda line: table_row(
            cell(line.name, strong=True),
            cell(line.started),
            cell(line.took, num=True),
            cell(status_badge(line.status, line.tone)),
            cell(line.summary, fill=True, muted=True),
        ),
        loaded=JobsState.loaded,
        empty=empty("Nothing ran yet", "Jobs start by themselves a few seconds after the app does."),
        placeholders=3,
    )


def _queues() -> rx.Component:
    return data_table(
        "Work that waits, by kind",
        [Column("Kind"), Column("Waiting", num=True), Column("Tried before", num=True), Column("Given up", num=True)],
        JobsState.queues,
        lambda line: table_row(
            cell(line.kind, strong=True),
            cell(line.waiting, num=True),
            cell(line.retrying, num=True),
            cell(line.dead, num=True),
        ),
        loaded=JobsState.loaded,
        placeholders=1,
    )


def _given_up() -> rx.Component:
    return data_table(
        "Work that was given up",
        [
            Column("Kind"),
            Column("Given up"),
            Column("After"),
            Column("Problem", fill=True),
            Column("Actions", quiet=True),
        ],
        JobsState.given_up,
        _dead_row,
    )


def _dead_row(line: DeadLine) -> rx.Component:
    again = button("Try again", on_click=JobsState.submit_retry(line.queued_work_id), kind="quiet", small=True)
    return table_row(
        cell(line.kind, strong=True),
        cell(line.dead),
        cell(line.attempts),
        cell(line.problem, fill=True, muted=True),
        actions_cell(rx.cond(JobsState.may_run, again)),
    )
