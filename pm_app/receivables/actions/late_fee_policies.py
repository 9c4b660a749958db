"""Setting when rent is late and what that costs, for the company, a property or a household; and taking that away."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.tables import new_id
from pm_app.receivables.actions.levels import policy_level
from pm_app.receivables.queries.late_fee_policies import late_fee_policies, policy_row
from pm_app.receivables.rules.billing import Level
from pm_app.receivables.rules.late_fees.policy import FeePolicy, checked_policy
from pm_app.receivables.rules.late_fees.words import rule_words
from pm_app.receivables.tables.policies import LateFeePolicy, LateFeeRule


class NoPolicyHere(Refused):
    """There is no policy at this level that could be removed."""


def set_late_fee_policy(
    session: Session,
    actor: Actor,
    *,
    policy: FeePolicy,
    version: int,
    today: date,
    now: datetime,
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
) -> UUID:
    """Set the policy of one household, else of one property, else of the company, and return its id.

    `version` is the one that was read, 0 while nothing was set there. Refuses (`Stale`) when somebody else set it
    meanwhile, and (`LateFeePolicyRefused`) what cannot be meant (domain rules §10).
    """
    actor.must(Permission.SET_POLICIES)
    level, name = policy_level(session, actor, property_id=property_id, tenancy_id=tenancy_id)
    before = late_fee_policies(session, actor).get(level)
    checked = checked_policy(policy, today=today, before=before)
    row = _locked_row(session, actor, level, checked, version, now)
    row.eligible = sorted(kind.value for kind in checked.eligible)
    row.minimum_cents, row.requires_approval = checked.minimum_cents, checked.requires_approval
    row.notifies, row.due_from, row.removed_at = checked.notifies, checked.due_from, None
    row.set_at, row.set_by, row.version = now, actor.name, row.version + 1
    session.execute(delete(LateFeeRule).where(col(LateFeeRule.late_fee_policy_id) == row.id))
    session.add_all(LateFeeRule(late_fee_policy_id=row.id, **asdict(rule)) for rule in checked.rules)
    session.flush()
    _note(session, actor, row, f"Late fees of {name}", "set late fees", checked, now)
    return row.id


def remove_late_fee_policy(
    session: Session,
    actor: Actor,
    *,
    version: int,
    now: datetime,
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
) -> None:
    """Take the policy of one level away: what is set above it counts again, or no late fees at all.

    Refuses (`Stale`) when somebody else set it meanwhile, and (`NoPolicyHere`) a level that has none.
    """
    actor.must(Permission.SET_POLICIES)
    level, name = policy_level(session, actor, property_id=property_id, tenancy_id=tenancy_id)
    row = policy_row(session, property_id=level[0], tenancy_id=level[1])
    if row is None or row.removed_at is not None:
        raise NoPolicyHere("No late fees are set here. Reload the page and look again.")
    session.refresh(row, with_for_update=True)
    _check_version(row, version)
    policy = late_fee_policies(session, actor)[level]
    row.removed_at, row.version = now, row.version + 1
    session.flush()
    _note(session, actor, row, f"Late fees of {name}", "removed late fees", policy, now)


def _locked_row(
    session: Session, actor: Actor, level: Level, policy: FeePolicy, version: int, now: datetime
) -> LateFeePolicy:
    """Return the level's row, made if need be and locked; refuses when it is not the one that was read."""
    values = {"id": new_id(), "property_id": level[0], "tenancy_id": level[1], "eligible": [], "set_by": actor.name}
    values |= {"set_at": now, "removed_at": now, "due_from": policy.due_from, "minimum_cents": 0, "version": 0}
    values |= {"requires_approval": True, "notifies": False}
    session.execute(insert(LateFeePolicy).values(**values).on_conflict_do_nothing())
    row = session.exec(
        select(LateFeePolicy)
        .where(
            col(LateFeePolicy.property_id).is_not_distinct_from(level[0]),
            col(LateFeePolicy.tenancy_id).is_not_distinct_from(level[1]),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    _check_version(row, version)
    return row


def _check_version(row: LateFeePolicy, version: int) -> None:
    if row.version != version:
        raise Stale("Somebody else changed these late fees meanwhile. Reload the page and look again.")


def _note(
    session: Session, actor: Actor, row: LateFeePolicy, name: str, did: str, policy: FeePolicy, now: datetime
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="late-fee policy",
        about_id=row.id,
        about_name=name,
        property_id=row.property_id,
        tenancy_id=row.tenancy_id,
        now=now,
        details={
            "rules": [f"{rule_words(rule)}; {rule.grace_days} days of grace" for rule in policy.rules],
            "due_from": policy.due_from.isoformat(),
            "kinds": sorted(kind.value for kind in policy.eligible),
            "minimum_cents": policy.minimum_cents,
            "requires_approval": policy.requires_approval,
            "notifies": policy.notifies,
        },
    )
