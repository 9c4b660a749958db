"""The charges run: posting the rent that is due, batch by batch, and keeping what came of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.books.queries.periods import closed_period
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.queries import JobRunRow, runs_of
from pm_app.outbox.rules import JobReport
from pm_app.receivables.actions.posting_rent import post_rents
from pm_app.receivables.queries.recurring import RentDue, rent_not_posted
from pm_app.receivables.rules.recurring import RentPeriod
from pm_app.runtime import each, exclusive, run_now, services

logger = logging.getLogger(__name__)

JOB = "post-rent"
AT_ONCE = 200
PATIENCE_SECONDS = 20.0
RUNS_SHOWN = 20


class RunAtWork(Refused):
    """The charges run is at work already."""


@dataclass(frozen=True)
class PostingReport:
    """What a charges run did: what was posted, what the closed period kept back, and what was refused, and why.

    `skipped` counts what somebody else posted meanwhile.
    """

    posted: int
    skipped: int
    blocked: Sequence[RentDue]
    locked_through: date | None
    problems: Sequence[str]

    def as_job(self) -> JobReport:
        """Return the report as runs of jobs are kept: what was not posted counts as failed."""
        told = list(self.problems)
        if self.blocked and self.locked_through:
            told.insert(
                0, f"{len(self.blocked):,} fall into the closed period through {in_words(self.locked_through)}."
            )
        failed = len(self.problems) + len(self.blocked)
        words = " ".join([f"{self.posted:,} charges posted, {failed:,} not.", *told[:5]])
        return JobReport(self.posted, failed, words)


def post_due(actor: Actor, *, today: date, property_id: UUID | None = None) -> PostingReport:
    """Charge every period that is due, of one property or of all within scope, each once, in batches.

    A batch of which one is refused is posted one by one: what is refused stops none of the others.
    """
    due = run_now(actor, rent_not_posted, today=today)
    due = [rent for rent in due if property_id is None or rent.property_id == property_id]
    closed = run_now(actor, closed_period)
    locked_through = closed.locked_through if closed else None
    last_on = locked_through or date.min
    blocked = [rent for rent in due if rent.period.due_on <= last_on]
    return _post_all(actor, [rent for rent in due if rent.period.due_on > last_on], blocked, locked_through, today)


def post_now(actor: Actor, *, today: date, property_id: UUID | None = None) -> PostingReport:
    """Do the charges run for a person, now, and keep what came of it among the runs of the job.

    Refuses (`RunAtWork`) while the run is at work already, and who may not post charges.
    """
    actor.must(Permission.POST_CHARGES)
    actor.must_see(property_id)
    with exclusive(JOB, wait_seconds=PATIENCE_SECONDS) as alone:
        if not alone:
            raise RunAtWork("The charges run is at work already. Wait a minute, then look again.")
        job_run_id = run_now(SCHEDULER, begin_job_run, name=JOB, now=services().clock.now())
        try:
            report = post_due(actor, today=today, property_id=property_id)
        except Exception as problem:
            _end(job_run_id, None, f"{actor.name}: {type(problem).__name__}: {problem}")
            raise
        kept = report.as_job()
        _end(job_run_id, JobReport(kept.done, kept.failed, f"{actor.name}: {kept.summary}"))
    return report


def last_postings(actor: Actor) -> list[JobRunRow]:
    """Return the latest charges runs, newest first; none for who sees only some properties, since they name others."""
    actor.must(Permission.VIEW_LEDGER)
    if actor.property_ids is not None:
        return []
    return run_now(SCHEDULER, runs_of, name=JOB, limit=RUNS_SHOWN)


def _post_all(
    actor: Actor, due: Sequence[RentDue], blocked: Sequence[RentDue], locked_through: date | None, today: date
) -> PostingReport:
    posted, skipped = 0, 0
    problems: list[str] = []

    def post(batch: Sequence[RentDue]) -> None:
        nonlocal posted, skipped
        periods = [RentPeriod(rent.rent_line_id, rent.period.whole_starts_on) for rent in batch]
        answer = run_now(actor, post_rents, periods=periods, today=today, now=services().clock.now())
        posted, skipped = posted + len(answer.charge_ids), skipped + answer.left_out

    def tell(batch: Sequence[RentDue], problem: Exception) -> None:
        rent = batch[0]
        problems.append(f"{rent.tenancy_name}, {rent.kind}, {rent.description}: {problem}")
        logger.error("rent not posted", extra={"rent_line_id": str(rent.rent_line_id)}, exc_info=problem)

    again: list[Sequence[RentDue]] = []
    batches = [due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE)]
    each(batches, post, failed=lambda batch, _: again.append(batch))
    each([[rent] for batch in again for rent in batch], post, failed=tell)
    return PostingReport(posted, skipped, blocked, locked_through, problems)


def _end(job_run_id: UUID, report: JobReport | None, problem: str = "") -> None:
    now = services().clock.now()
    run_now(SCHEDULER, end_job_run, job_run_id=job_run_id, report=report, problem=problem, now=now)
