"""Jobs, their runs, queued work and problems as text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pm_app.outbox.enums import JobOutcome, Severity
from pm_app.outbox.queries import DeadWorkRow, JobRunRow, QueueCount
from pm_app.outbox.queries.standing import ProblemRow
from pm_app.outbox.rules.schedule import Rhythm
from pm_app.outbox.rules.thresholds import job_words
from pm_app.ui.format import UNKNOWN, count, moment, plural
from pm_app.ui.paths import JOBS, with_query
from pm_app.ui.theme import tone_of

NEVER = "Never"
_ONE = {"second": "a second", "minute": "a minute", "hour": "an hour"}

# The word, and the status whose color it has.
_OUTCOMES: dict[JobOutcome | None, tuple[str, str]] = {
    None: ("Running", "In progress"),
    JobOutcome.DONE: ("Done", "Resolved"),
    JobOutcome.DONE_IN_PART: ("Done in part", "Part paid"),
    JobOutcome.FAILED: ("Failed", "Failed"),
}


@dataclass
class JobLine:
    """One job: when it runs, its last run, and when it runs next."""

    key: str
    name: str
    href: str
    when: str
    started: str
    took: str
    status: str
    tone: str
    summary: str
    next_run: str
    running: bool


@dataclass
class RunLine:
    """One run of a job."""

    started: str
    took: str
    status: str
    tone: str
    summary: str


@dataclass
class QueueLine:
    """How much work of one kind there is."""

    kind: str
    waiting: str
    retrying: str
    dead: str


@dataclass
class DeadLine:
    """One piece of work that was given up."""

    queued_work_id: str
    kind: str
    dead: str
    attempts: str
    problem: str


@dataclass
class ProblemLine:
    """One problem of the running system, which stands or is over."""

    title: str
    severity: str
    tone: str
    since: str
    until: str


def job_line(name: str, rhythm: Rhythm, last: JobRunRow | None, next_at: datetime, zone: str, now: datetime) -> JobLine:
    """Return one job of the timetable as text."""
    run = run_line(last, zone, now) if last else RunLine(NEVER, UNKNOWN, "", "", "")
    length = rhythm.in_words().removeprefix("every ")
    at_once = f"Within {_ONE.get(length, length)}"
    running = last is not None and last.outcome is None
    return JobLine(
        key=name,
        name=job_words(name),
        href=with_query(JOBS, job=name),
        when=_capital(rhythm.in_words()),
        started=run.started,
        took=run.took,
        status=run.status,
        tone=run.tone,
        summary="" if running else run.summary,
        next_run=moment(next_at, zone) if rhythm.at is not None else at_once,
        running=running,
    )


def run_line(row: JobRunRow, zone: str, now: datetime) -> RunLine:
    """Return one run as text; one that has not ended takes as long as it does by now."""
    word, like = _OUTCOMES[row.outcome]
    return RunLine(
        started=moment(row.started_at, zone),
        took=took((row.ended_at or now) - row.started_at),
        status=word,
        tone=tone_of(like),
        summary=row.summary,
    )


def took(length: timedelta) -> str:
    """Return how long something took: `0.4 s`, `1 min 30 s`, `2 h 5 min`."""
    seconds = max(length.total_seconds(), 0.0)
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60)} min"


def queue_line(row: QueueCount) -> QueueLine:
    """Return how much work of a kind there is as text."""
    return QueueLine(_capital(row.kind.value), count(row.waiting), count(row.retrying), count(row.dead))


def dead_line(row: DeadWorkRow, zone: str) -> DeadLine:
    """Return work that was given up as text."""
    return DeadLine(
        queued_work_id=str(row.queued_work_id),
        kind=_capital(row.kind.value),
        dead=moment(row.dead_at, zone),
        attempts=plural(row.attempts, "attempt"),
        problem=row.problem,
    )


def problem_line(row: ProblemRow, zone: str) -> ProblemLine:
    """Return a problem as text."""
    critical = row.severity == Severity.CRITICAL
    return ProblemLine(
        title=row.title,
        severity=_capital(row.severity.value),
        tone="red" if critical else "amber",
        since=moment(row.opened_at, zone),
        until=moment(row.closed_at, zone),
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
