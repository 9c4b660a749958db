"""Post the rent that is due on every tenancy that does not have it yet."""

from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from pm_app.access.rules import SCHEDULER
from pm_app.charging import post_due
from pm_app.kernel.dates import in_words
from pm_app.leasing.actions.premiums import start_premiums
from pm_app.outbox.rules import JobReport
from pm_app.receivables.queries.recurring import RentDue
from pm_app.runtime import run_now, services
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.enums import Priority


def post_rent(today: date | None = None) -> JobReport:
    """Charge every period that is due, a few days ahead, each once; nights that were missed are made up.

    Rent of a closed period is not posted: a task tells the office, once for each closing day. What is refused counts as
    failed and stops none of the others.
    """
    today = today or services().clock.today()
    run_now(SCHEDULER, start_premiums, today=today, now=services().clock.now())
    report = post_due(SCHEDULER, today=today)
    if report.blocked and report.locked_through:
        _tell_the_office(report.blocked, report.locked_through, today)
    return report.as_job()


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
