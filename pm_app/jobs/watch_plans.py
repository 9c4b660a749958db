"""Tell the office once of each payment plan that was broken."""

import logging
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from pm_app.access.rules import SCHEDULER
from pm_app.kernel.dates import in_words
from pm_app.kernel.money import in_dollars
from pm_app.outbox.rules import JobReport
from pm_app.receivables.queries.plans import BrokenPlan, broken_plans
from pm_app.runtime import each, run_now, services
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.enums import Priority, TaskSubject
from pm_app.tasks.rules.tasks import Subject

logger = logging.getLogger(__name__)


def watch_plans(today: date | None = None) -> JobReport:
    """Add a task for every payment plan of which a promise was missed, each once however often this runs."""
    today = today or services().clock.today()
    broken = run_now(SCHEDULER, broken_plans, today=today)

    def tell(plan: BrokenPlan) -> None:
        run_now(
            SCHEDULER,
            add_task,
            request_key=uuid5(NAMESPACE_OID, f"broken payment plan {plan.plan_id}"),
            title=f"Payment plan broken: {plan.tenancy_name}",
            notes=_notes(plan),
            priority=Priority.HIGH,
            due_on=today,
            about=Subject(TaskSubject.TENANCY, plan.tenancy_id),
            now=services().clock.now(),
        )

    def failed(plan: BrokenPlan, problem: Exception) -> None:
        logger.error("no task for a broken plan", extra={"payment_plan_id": str(plan.plan_id)}, exc_info=problem)

    done, not_done = each(broken, tell, failed=failed)
    return JobReport(done, not_done, f"{done:,} payment plans are broken.")


def _notes(plan: BrokenPlan) -> str:
    came, promised = in_dollars(plan.standing.received_cents), in_dollars(plan.standing.promised_cents)
    return (
        f"What was promised for {in_words(plan.missed_on)} did not come in time: {came} of {promised} so far. "
        "Late fees run again. Talk to them, then call the plan off or agree on another."
    )
