"""Post the rent that is due on every tenancy that does not have it yet."""

import logging
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.outbox.rules import JobReport
from pm_app.receivables.actions.charges import post_rent_charge
from pm_app.receivables.queries.recurring import RentDue, rent_not_posted
from pm_app.runtime import each, run_now, services

logger = logging.getLogger(__name__)


def post_rent(today: date | None = None) -> JobReport:
    """Charge every period that is due, a few days ahead, each once; nights that were missed are made up.

    What is refused, such as rent of a closed period, counts as failed and stops none of the others.
    """
    clock = services().clock
    today = today or clock.today()
    due = run_now(SCHEDULER, rent_not_posted, today=today)
    problems: list[str] = []

    def post(rent: RentDue) -> None:
        run_now(
            SCHEDULER,
            post_rent_charge,
            rent_line_id=rent.rent_line_id,
            period_starts_on=rent.period.whole_starts_on,
            today=today,
            now=clock.now(),
        )

    def tell(rent: RentDue, problem: Exception) -> None:
        problems.append(f"{rent.tenancy_name}, {rent.kind}, {rent.description}: {problem}")
        logger.error("rent not posted", extra={"rent_line_id": str(rent.rent_line_id)}, exc_info=problem)

    done, failed = each(due, post, failed=tell)
    return JobReport(done, failed, " ".join([f"{done:,} charges posted, {failed:,} not.", *problems[:3]]))
