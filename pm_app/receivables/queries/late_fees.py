"""Late fees that are due, waivers that are due, and what was decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import CreditKind
from pm_app.receivables.queries.late_fee_facts import Home, decided_fees, late_rents, rents_of_fees
from pm_app.receivables.queries.late_fee_policies import late_fee_policies, most_specific_first
from pm_app.receivables.queries.late_fee_resting import resting
from pm_app.receivables.rules.late_fees.due import FeeDue, FeeKey, fees_due, policy_of
from pm_app.receivables.rules.late_fees.policy import FeePolicy
from pm_app.receivables.rules.late_fees.waiving import PostedFee, WaiverDue, waiver_due
from pm_app.receivables.tables.arrangements import LateFee, LateFeeKept
from pm_app.receivables.tables.items import Charge, Credit, Reversal


@dataclass(frozen=True)
class LateFeeProposal:
    """A fee that is due on a household, and the policy it follows from."""

    home: Home
    fee: FeeDue
    requires_approval: bool
    notifies: bool


@dataclass(frozen=True)
class WaiverProposal:
    """A posted fee of a household of which something ought to be waived."""

    home: Home
    late_fee_id: UUID
    waiver: WaiverDue
    posted_at: datetime


def late_fee_proposals(
    session: Session, actor: Actor, *, today: date, tenancy_id: UUID | None = None
) -> list[LateFeeProposal]:
    """Return every late fee that is due by today and not decided, the oldest first, of all tenancies or of one.

    Decided by the day money was received on. Where fees rest today, none is proposed; those of days on which they
    rested are never made up (domain rules §10).
    """
    actor.must(Permission.VIEW_LEDGER)
    policies = late_fee_policies(session, actor)
    rules = [rule for policy in policies.values() for rule in policy.rules]
    if not rules:
        return []
    found = late_rents(
        session,
        actor,
        due_from=min(policy.due_from for policy in policies.values()),
        grace_days=min(rule.grace_days for rule in rules),
        today=today,
        tenancy_id=tenancy_id,
    )
    decided = decided_fees(session, actor, tenancy_ids=None if tenancy_id is None else [tenancy_id])
    rests = resting(session, actor, tenancy_id=tenancy_id)
    proposals = [
        _proposal(rents.home, fee, levels)
        for one, rents in found.items()
        if not rests(one, today)
        for levels in [most_specific_first(policies, property_id=rents.home.property_id, tenancy_id=one)]
        for fee in fees_due(
            one,
            rents.charges,
            levels,
            decided.get(one, ()),
            suspended=lambda day, one=one: rests(one, day),
            today=today,
        )
    ]
    return sorted(proposals, key=lambda one: (one.fee.fee_on, one.home.name, one.fee.key.due_on, one.fee.key.position))


def _proposal(home: Home, fee: FeeDue, levels: Iterable[FeePolicy]) -> LateFeeProposal:
    policy = policy_of(fee.key.due_on, levels)
    return LateFeeProposal(
        home,
        fee,
        requires_approval=policy is None or policy.requires_approval,
        notifies=bool(policy and policy.notifies),
    )


def waiver_proposals(session: Session, actor: Actor, *, tenancy_id: UUID | None = None) -> list[WaiverProposal]:
    """Return the posted fees whose rent was paid in time after all, the newest fee first.

    What was waived or reversed already is left out, and what somebody chose to keep.
    """
    actor.must(Permission.VIEW_LEDGER)
    policies = late_fee_policies(session, actor)
    rents = rents_of_fees(session, actor, tenancy_id=tenancy_id)
    found: list[WaiverProposal] = []
    for late_fee_id, fee, home, posted_at in _posted(session, actor, tenancy_id):
        levels = most_specific_first(policies, property_id=home.property_id, tenancy_id=home.tenancy_id)
        charges = rents[home.tenancy_id].charges if home.tenancy_id in rents else ()
        waiver = waiver_due(fee, [charge for charge in charges if charge.due_on == fee.key.due_on], levels)
        if waiver is not None:
            found.append(WaiverProposal(home, late_fee_id, waiver, posted_at))
    return found


def waived_cents() -> Any:
    """Select what of the charge of the outer query was waived and not taken back, in cents."""
    back = aliased(Reversal)
    return (
        sql_select(func.coalesce(func.sum(Credit.amount_cents), 0))
        .outerjoin(back, col(back.credit_id) == col(Credit.id))
        .where(col(Credit.charge_id) == col(Charge.id), col(Credit.kind) == CreditKind.WAIVER, col(back.id).is_(None))
        .correlate(Charge)
        .scalar_subquery()
    )


def _posted(
    session: Session, actor: Actor, tenancy_id: UUID | None
) -> Iterator[tuple[UUID, PostedFee, Home, datetime]]:
    """Yield every fee that was posted, stands, and is not kept on purpose."""
    query = (
        sql_select(LateFee, col(Tenancy.name), col(Property.id), col(Property.name), col(Unit.name), waived_cents())
        .join(Charge, col(Charge.id) == col(LateFee.charge_id))
        .join(Tenancy, col(Tenancy.id) == col(LateFee.tenancy_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .outerjoin(LateFeeKept, col(LateFeeKept.late_fee_id) == col(LateFee.id))
        .where(col(Reversal.id).is_(None), col(LateFeeKept.id).is_(None), within_scope(actor, col(Tenancy.property_id)))
        .order_by(col(LateFee.fee_on).desc(), col(LateFee.id).desc())
    )
    if tenancy_id is not None:
        query = query.where(col(LateFee.tenancy_id) == tenancy_id)
    for row, name, property_id, property_name, unit_name, waived in session.execute(query):
        key = FeeKey(row.tenancy_id, row.due_on, row.position, row.occurrence)
        fee = PostedFee(key, row.charge_id, row.fee_on, row.basis_cents, row.amount_cents, int(waived))
        yield row.id, fee, Home(row.tenancy_id, name, property_id, property_name, unit_name), row.recorded_at
