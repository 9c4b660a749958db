"""Find the late fees that are due; post those that need nobody's approval, and count the ones that wait."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.outbox.rules import JobReport
from pm_app.receivables.actions.late_fees import approve_late_fees
from pm_app.receivables.queries.late_fees import LateFeeProposal, late_fee_proposals, waiver_proposals
from pm_app.runtime import each, run_now, services

logger = logging.getLogger(__name__)


def assess_late_fees(today: date | None = None) -> JobReport:
    """Post every late fee that is due and needs no approval, each once; nights that were missed are made up.

    What is refused, such as a fee of a closed period, counts as failed, stops none of the others, and stays proposed.
    """
    today = today or services().clock.today()
    proposals = run_now(SCHEDULER, late_fee_proposals, today=today)
    by_tenancy: dict[UUID, list[LateFeeProposal]] = defaultdict(list)
    for one in proposals:
        if not one.requires_approval:
            by_tenancy[one.home.tenancy_id].append(one)
    waiting = len(proposals) - sum(len(fees) for fees in by_tenancy.values())
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
    summary = f"{posted:,} late fees posted, {len(problems):,} not; {waiting:,} wait for approval, {waivers:,} waivers."
    return JobReport(posted, len(problems), " ".join([summary, *problems[:3]]))
