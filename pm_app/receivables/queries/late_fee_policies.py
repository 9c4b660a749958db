"""Which late-fee policies are set: for the company, for properties, for single households."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.rules.billing import Level
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule, kinds_of
from pm_app.receivables.tables.policies import LateFeePolicy, LateFeeRule

COMPANY: Level = (None, None)


@dataclass(frozen=True)
class LateFeeSetting:
    """What is set at one level. `own`: its policy, None when it has none; `above`: what counts for it without one.

    `version` is 0 while nothing was ever set there.
    """

    own: FeePolicy | None
    above: FeePolicy | None
    version: int
    set_at: datetime | None = None
    set_by: str = ""


@dataclass(frozen=True)
class LateFeeLevel:
    """A property or a household with a policy of its own; `tenancy_id` is None for a property."""

    property_id: UUID
    tenancy_id: UUID | None
    name: str
    policy: FeePolicy


def late_fee_policies(session: Session, actor: Actor) -> dict[Level, FeePolicy]:
    """Return every policy that counts, by level: (property, tenancy), one of them or both None."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(select(LateFeePolicy).where(col(LateFeePolicy.removed_at).is_(None))).all()
    rules = _rules(session)
    return {(row.property_id, row.tenancy_id): policy_of_row(row, rules.get(row.id, ())) for row in rows}


def most_specific_first(
    policies: Mapping[Level, FeePolicy], *, property_id: UUID | None, tenancy_id: UUID | None
) -> list[FeePolicy]:
    """Return what is set for a tenancy, for its property, and for the company, as far as each is."""
    levels: list[Level] = [(None, tenancy_id)] if tenancy_id else []
    levels += [(property_id, None)] if property_id else []
    return [policies[level] for level in [*levels, COMPANY] if level in policies]


def late_fee_setting(
    session: Session, actor: Actor, *, property_id: UUID | None = None, tenancy_id: UUID | None = None
) -> LateFeeSetting:
    """Return what is set for one household, else for one property, else for the company."""
    actor.must(Permission.VIEW_LEDGER)
    row = policy_row(session, property_id=None if tenancy_id else property_id, tenancy_id=tenancy_id)
    policies = late_fee_policies(session, actor)
    if tenancy_id is not None:
        property_id = tenancy_place(session, actor, tenancy_id=tenancy_id).property_id
        own = policies.get((None, tenancy_id))
        others = most_specific_first(policies, property_id=property_id, tenancy_id=None)
    elif property_id is not None:
        actor.must_see(property_id)
        own = policies.get((property_id, None))
        others = most_specific_first(policies, property_id=None, tenancy_id=None)
    else:
        own, others = policies.get(COMPANY), []
    above_it = others[0] if others else None
    if row is None:
        return LateFeeSetting(own, above_it, 0)
    return LateFeeSetting(own, above_it, row.version, row.set_at, row.set_by)


def late_fee_levels(session: Session, actor: Actor) -> list[LateFeeLevel]:
    """Return the properties and households within scope that have a policy of their own, by name."""
    actor.must(Permission.VIEW_LEDGER)
    policies = late_fee_policies(session, actor)
    found: list[LateFeeLevel] = []
    property_ids = [property_id for property_id, _ in policies if property_id]
    for row in session.exec(select(Property).where(col(Property.id).in_(property_ids))):
        found.append(LateFeeLevel(row.id, None, row.name, policies[row.id, None]))
    tenancy_ids = [tenancy_id for _, tenancy_id in policies if tenancy_id]
    rows = session.exec(
        select(Tenancy, Property.name, Unit.name)
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(col(Tenancy.id).in_(tenancy_ids))
    )
    for tenancy, property_name, unit_name in rows:
        name = f"{property_name}, {unit_name}: {tenancy.name}"
        found.append(LateFeeLevel(tenancy.property_id, tenancy.id, name, policies[None, tenancy.id]))
    return sorted((one for one in found if actor.sees(one.property_id)), key=lambda one: one.name)


def policy_row(session: Session, *, property_id: UUID | None, tenancy_id: UUID | None) -> LateFeePolicy | None:
    """Return the row of exactly this level, also one that was removed; None when nothing was ever set there."""
    return session.exec(
        select(LateFeePolicy).where(
            col(LateFeePolicy.property_id).is_not_distinct_from(property_id),
            col(LateFeePolicy.tenancy_id).is_not_distinct_from(tenancy_id),
        )
    ).first()


def policy_of_row(row: LateFeePolicy, rules: Sequence[LateFeeRule]) -> FeePolicy:
    """Return a stored policy as the rules take it."""
    return FeePolicy(
        rules=tuple(_rule(rule) for rule in rules),
        due_from=row.due_from,
        eligible=kinds_of(row.eligible),
        minimum_cents=row.minimum_cents,
        requires_approval=row.requires_approval,
        notifies=row.notifies,
    )


def _rules(session: Session) -> dict[UUID, list[LateFeeRule]]:
    rules: dict[UUID, list[LateFeeRule]] = defaultdict(list)
    for rule in session.exec(select(LateFeeRule).order_by(col(LateFeeRule.position))):
        rules[rule.late_fee_policy_id].append(rule)
    return rules


def _rule(row: LateFeeRule) -> FeeRule:
    return FeeRule(
        position=row.position,
        base=row.base,
        grace_days=row.grace_days,
        amount_cents=row.amount_cents,
        rate_bps=row.rate_bps,
        frequency=row.frequency,
        cap_cents=row.cap_cents,
        cap_bps=row.cap_bps,
        cap_choice=row.cap_choice,
        cap_days=row.cap_days,
    )
