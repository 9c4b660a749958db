"""Find the late fees that are due; post those that need nobody's approval, and count the ones that wait."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from pm_app.access.rules import SCHEDULER
from pm_app.kernel.money import in_dollars
from pm_app.outbox.rules import JobReport
from pm_app.receivables.actions.late_fees import approve_late_fees
from pm_app.receivables.queries.late_fees import LateFeeProposal, late_fee_proposals, waiver_proposals
from pm_app.runtime import each, run_now, services
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.queries.people import standing_in

logger = logging.getLogger(__name__)


def assess_late_fees(today: date | None = None) -> JobReport:
    """Post every late fee that is due and needs no approval, each once; nights that were missed are made up.

    What is refused, such as a fee of a closed period, counts as failed, stops none of the others, and stays proposed.
    What waits for somebody is told by a task, once a month.
    """
    today = today or services().clock.today()
    proposals = run_now(SCHEDULER, late_fee_proposals, today=today)
    by_tenancy: dict[UUID, list[LateFeeProposal]] = defaultdict(list)
    for one in proposals:
        if not one.requires_approval:
            by_tenancy[one.home.tenancy_id].append(one)
    waiting = [one for one in proposals if one.requires_approval]
    problems: list[str] = []
    posted = 0

    def post(fees: Sequence[LateFeeProposal]) -> None:
        nonlocal posted
        wanted = {one.fee.key: one.fee.amount_cents for one in fees}
        answer = run_now(SCHEDULER, approve_late_fees, fees=wanted, today=today, now=services().clock.now())
        posted += len(answer.charge_ids)
        problems.extend(f"{fees[0].home.name}: {refused.problem}" for refused in answer.refused)

    def tell(fees: Sequence[LateFeeProposal], problem: Exception) -> None:
        problems.extend(f"{one.home.name}: {problem}" for one in fees)
        logger.error("late fee not posted", extra={"tenancy_id": str(fees[0].home.tenancy_id)}, exc_info=problem)

    each(by_tenancy.values(), post, failed=tell)
    waivers = len(run_now(SCHEDULER, waiver_proposals))
    if waiting:
        _tell_the_office(waiting, today)
    waits = f"{len(waiting):,} wait for approval, {waivers:,} waivers"
    summary = f"{posted:,} late fees posted, {len(problems):,} not; {waits}."
    return JobReport(posted, len(problems), " ".join([summary, *problems[:3]]))


def _tell_the_office(waiting: Sequence[LateFeeProposal], today: date) -> None:
    total = in_dollars(sum(one.fee.amount_cents for one in waiting))
    run_now(
        SCHEDULER,
        add_task,
        request_key=uuid5(NAMESPACE_OID, f"late fees to approve in {today:%Y-%m}"),
        title=f"Approve or dismiss the late fees of {today:%B %Y}",
        notes=f"{len(waiting)} late fees, {total}, wait under Late fees. More may join them during the month.",
        assigned_to_id=run_now(SCHEDULER, standing_in),
        due_on=today,
        now=services().clock.now(),
    )
