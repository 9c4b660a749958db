"""What is wrong with the running system: jobs that are late or fail, queues that stand, mail that is refused, the disk.

A problem has a key, which is the same as long as it is the same problem, however its figures change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pm_app.outbox.enums import JobOutcome, Severity
from pm_app.outbox.rules import LATE_AFTER

# Without these an office is harmed the same day; of the others it is enough to know.
CRITICAL_JOBS = frozenset({"send-reminders", "send-digests", "post-rent", "check-books", "deliver-messages"})
VERY_LATE_AFTER = timedelta(hours=50)
OFTEN_LATE_AFTER = timedelta(minutes=15)
OFTEN_VERY_LATE_AFTER = timedelta(hours=2)
TOO_LONG_AT_WORK = timedelta(hours=3)
IN_A_ROW, OFTEN_IN_A_ROW = 3, 10
REFUSING_AFTER = timedelta(minutes=30)
QUEUE_STANDS_AFTER = timedelta(hours=1)
QUEUE_STANDS_LONG_AFTER = timedelta(hours=6)
SCANS_STAND_AFTER = timedelta(minutes=15)
SCANS_STAND_LONG_AFTER = timedelta(hours=4)
LITTLE_ROOM, NO_ROOM = 5 * 1024**3, 1024**3


@dataclass(frozen=True)
class Problem:
    """Something wrong with the running system: what stays the same while it stands, how bad it is, what to say."""

    key: str
    severity: Severity
    title: str


@dataclass(frozen=True)
class JobStanding:
    """How a job does. `every_seconds` is None for one of every day.

    `good_at` is when it last came to an end without failing, `since` when it or any job first ran; `broke_off` counts
    the runs in a row that raised, `running_since` is set while it is at work. `outcome` and `summary` are of the last
    run that ended.
    """

    name: str
    every_seconds: int | None
    good_at: datetime | None
    since: datetime | None
    running_since: datetime | None = None
    broke_off: int = 0
    outcome: JobOutcome | None = None
    summary: str = ""


@dataclass(frozen=True)
class QueueStanding:
    """How a queue does: in words what waits in it, since when the oldest is due, and how much was given up."""

    key: str
    what: str
    oldest_due_at: datetime | None
    given_up: int = 0


@dataclass(frozen=True)
class MailStanding:
    """Since when nothing goes out though something was tried, and what the mail server says; None while it works."""

    refused_since: datetime | None
    problem: str = ""


@dataclass(frozen=True)
class DiskStanding:
    """The room on the disk that holds the data, and what a copy of the database would take, in bytes."""

    free_bytes: int
    database_bytes: int = 0


@dataclass(frozen=True)
class InfectedFile:
    """A document in use in whose file a virus was found."""

    document_id: str
    title: str
    virus: str


@dataclass(frozen=True)
class ScanStanding:
    """How many files could not be scanned for viruses yet, since when the first waits and why; what is infected."""

    waiting: int = 0
    since: datetime | None = None
    problem: str = ""
    infected: Sequence[InfectedFile] = ()


@dataclass(frozen=True)
class Standing:
    """How everything does that is watched."""

    jobs: Sequence[JobStanding] = ()
    queues: Sequence[QueueStanding] = ()
    mail: MailStanding = MailStanding(None)
    disk: DiskStanding = DiskStanding(LITTLE_ROOM)
    scans: ScanStanding = ScanStanding()


def problems_of(standing: Standing, now: datetime) -> list[Problem]:
    """Return everything that is wrong, at most one problem for each thing, the critical first."""
    found = [
        *(problem for job in standing.jobs for problem in _of_job(job, now)),
        *(problem for queue in standing.queues for problem in _of_queue(queue, now)),
        *_of_mail(standing.mail, now),
        *_of_disk(standing.disk),
        *_of_scans(standing.scans, now),
    ]
    return sorted(found, key=lambda problem: problem.severity != Severity.CRITICAL)


def job_words(name: str) -> str:
    """Return the name of a job as people read it: `Send reminders`."""
    return name.replace("-", " ").capitalize()


def _of_job(job: JobStanding, now: datetime) -> Iterator[Problem]:
    said = _broken_off(job) or _hanging(job, now) or _late(job, now) or _with_failures(job)
    if said is not None:
        yield Problem(f"job {job.name}", *said)


def _broken_off(job: JobStanding) -> tuple[Severity, str] | None:
    """Tell of a job that raised; one of every few seconds may do so a few times, when a supplier is away."""
    least = 1 if job.every_seconds is None else IN_A_ROW
    if job.broke_off < least:
        return None
    much = IN_A_ROW if job.every_seconds is None else OFTEN_IN_A_ROW
    bad = job.broke_off >= much or (job.every_seconds is None and job.name in CRITICAL_JOBS)
    times = "" if job.broke_off == 1 else f" {job.broke_off} times in a row"
    return _bad(bad), f"{job_words(job.name)} broke off{times}: {job.summary}"


def _hanging(job: JobStanding, now: datetime) -> tuple[Severity, str] | None:
    if job.running_since is None or now - job.running_since <= TOO_LONG_AT_WORK:
        return None
    return Severity.WARNING, f"{job_words(job.name)} has been running for {_length(now - job.running_since)}."


def _late(job: JobStanding, now: datetime) -> tuple[Severity, str] | None:
    since = job.good_at or job.since
    if since is None or job.running_since is not None:
        return None
    if job.every_seconds is None:
        late, very = LATE_AFTER, LATE_AFTER if job.name in CRITICAL_JOBS else VERY_LATE_AFTER
    else:
        patience = timedelta(seconds=10 * job.every_seconds)
        late, very = max(OFTEN_LATE_AFTER, patience), max(OFTEN_VERY_LATE_AFTER, patience)
    passed = now - since
    if passed <= late:
        return None
    return _bad(passed > very), f"{job_words(job.name)} has not ended well for {_length(passed)}."


def _with_failures(job: JobStanding) -> tuple[Severity, str] | None:
    """Tell of a nightly job of which something failed; what is tried every few seconds is tried again anyway."""
    if job.every_seconds is not None or job.outcome in (None, JobOutcome.DONE):
        return None
    bad = job.outcome == JobOutcome.FAILED and job.name in CRITICAL_JOBS
    return _bad(bad), f"{job_words(job.name)} could not do everything: {job.summary}"


def _of_queue(queue: QueueStanding, now: datetime) -> Iterator[Problem]:
    if queue.given_up:
        yield Problem(f"given up {queue.key}", Severity.WARNING, f"{queue.what}: {queue.given_up:,} given up.")
    waits = now - queue.oldest_due_at if queue.oldest_due_at else timedelta()
    if waits > QUEUE_STANDS_AFTER:
        severity = _bad(waits > QUEUE_STANDS_LONG_AFTER)
        yield Problem(f"queue {queue.key}", severity, f"{queue.what}: the oldest has waited for {_length(waits)}.")


def _of_mail(mail: MailStanding, now: datetime) -> Iterable[Problem]:
    if mail.refused_since is not None and now - mail.refused_since > REFUSING_AFTER:
        yield Problem(
            "mail server",
            Severity.CRITICAL,
            f"No mail has gone out for {_length(now - mail.refused_since)}: {mail.problem}",
        )


def _of_disk(disk: DiskStanding) -> Iterable[Problem]:
    if disk.free_bytes < NO_ROOM:
        yield Problem("disk", Severity.CRITICAL, f"The disk has {_size(disk.free_bytes)} left.")
    elif disk.free_bytes < LITTLE_ROOM:
        yield Problem("disk", Severity.WARNING, f"The disk has {_size(disk.free_bytes)} left.")
    elif disk.free_bytes < disk.database_bytes:
        yield Problem("disk", Severity.WARNING, "The disk has no room for a copy of the database.")


def _of_scans(scans: ScanStanding, now: datetime) -> Iterator[Problem]:
    waits = now - scans.since if scans.since else timedelta()
    if waits > SCANS_STAND_AFTER:
        files = "1 file waits" if scans.waiting == 1 else f"{scans.waiting:,} files wait"
        said = f"{files} to be scanned for viruses, the first for {_length(waits)}: {scans.problem}"
        yield Problem("virus scanner", _bad(waits > SCANS_STAND_LONG_AFTER), said)
    for one in scans.infected:
        said = f"A virus was found in “{one.title}”: {one.virus}. It is locked; move it to the trash."
        yield Problem(f"virus {one.document_id}", Severity.WARNING, said)


def _bad(critical: bool) -> Severity:
    return Severity.CRITICAL if critical else Severity.WARNING


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 72 * 60 else f"{minutes // (24 * 60)} days"


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count // 1024**2:,} MB"
