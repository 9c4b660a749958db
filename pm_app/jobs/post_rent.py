"""Post the rent that is due on every tenancy that does not have it yet."""

import logging
from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from pm_app.access.rules import SCHEDULER
from pm_app.books.queries.periods import closed_period
from pm_app.kernel.dates import in_words
from pm_app.leasing.actions.premiums import start_premiums
from pm_app.outbox.rules import JobReport
from pm_app.receivables.actions.posting_rent import post_rents
from pm_app.receivables.queries.recurring import RentDue, rent_not_posted
from pm_app.receivables.rules.recurring import RentPeriod
from pm_app.runtime import each, run_now, services
from pm_app.tasks.actions import add_task
from pm_app.tasks.enums import Priority

logger = logging.getLogger(__name__)

AT_ONCE = 200


def post_rent(today: date | None = None) -> JobReport:
    """Charge every period that is due, a few days ahead, each once; nights that were missed are made up.

    Rent of a closed period is not posted: a task tells the office, once for each closing day. What is refused counts as
    failed and stops none of the others.
    """
    today = today or services().clock.today()
    run_now(SCHEDULER, start_premiums, today=today, now=services().clock.now())
    due = run_now(SCHEDULER, rent_not_posted, today=today)
    closed = run_now(SCHEDULER, closed_period)
    locked_through = closed.locked_through if closed and closed.locked_through else date.min
    blocked = [rent for rent in due if rent.period.due_on <= locked_through]
    problems = [f"{len(blocked):,} fall into the closed period through {in_words(locked_through)}."] if blocked else []
    if blocked:
        _tell_the_office(blocked, locked_through, today)
    done, failed = _post_all([rent for rent in due if rent.period.due_on > locked_through], today, problems)
    failed += len(blocked)
    return JobReport(done, failed, " ".join([f"{done:,} charges posted, {failed:,} not.", *problems[:4]]))


def _post_all(due: Sequence[RentDue], today: date, problems: list[str]) -> tuple[int, int]:
    """Post in batches; a batch of which one is refused is posted one by one."""

    def post(batch: Sequence[RentDue]) -> None:
        periods = [RentPeriod(rent.rent_line_id, rent.period.whole_starts_on) for rent in batch]
        run_now(SCHEDULER, post_rents, periods=periods, today=today, now=services().clock.now())

    def tell(batch: Sequence[RentDue], problem: Exception) -> None:
        rent = batch[0]
        problems.append(f"{rent.tenancy_name}, {rent.kind}, {rent.description}: {problem}")
        logger.error("rent not posted", extra={"rent_line_id": str(rent.rent_line_id)}, exc_info=problem)

    again: list[Sequence[RentDue]] = []
    batches = [due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE)]
    each(batches, post, failed=lambda batch, _: again.append(batch))
    singly = [[rent] for batch in again for rent in batch]
    done, failed = each(singly, post, failed=tell)
    return len(due) - len(singly) + done, failed


def _tell_the_office(blocked: Sequence[RentDue], locked_through: date, today: date) -> None:
    names = ", ".join(sorted({rent.tenancy_name for rent in blocked})[:20])
    run_now(
        SCHEDULER,
        add_task,
        request_key=uuid5(NAMESPACE_OID, f"rent in the period closed through {locked_through}"),
        title=f"Rent is not posted: the books are closed through {in_words(locked_through)}",
        notes=f"{len(blocked)} charges are due in the closed period: {names}. Reopen it, or post them by hand later.",
        priority=Priority.HIGH,
        due_on=today,
        now=services().clock.now(),
    )
