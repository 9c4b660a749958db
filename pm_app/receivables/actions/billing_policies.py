"""Setting how the company, a property or a household is billed; and taking that away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.tables import new_id
from pm_app.receivables.actions.levels import policy_level
from pm_app.receivables.rules.billing import BillingTerms, Level, check_terms
from pm_app.receivables.tables.policies import BillingPolicy


class NoTermsHere(Refused):
    """There are no terms at this level that could be removed."""


def set_billing_policy(
    session: Session,
    actor: Actor,
    *,
    terms: BillingTerms,
    version: int,
    now: datetime,
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
) -> UUID:
    """Set the terms of one household, else of one property, else of the company, and return their id.

    They count whole, and for what is posted from now on. `version` is the one that was read, 0 while nothing was set
    there. Refuses (`Stale`) when somebody else set them meanwhile, and what cannot be meant.
    """
    actor.must(Permission.SET_POLICIES)
    check_terms(terms)
    level, name = policy_level(session, actor, property_id=property_id, tenancy_id=tenancy_id)
    row = _locked_row(session, actor, level, version, now)
    row.priority = [[kind.value for kind in group] for group in terms.priority]
    row.deposits_automatic, row.nsf_fee_cents = terms.deposits_automatic, terms.nsf_fee_cents
    row.refund_hold_days, row.advance_days = terms.refund_hold_days, terms.advance_days
    row.proration, row.removed_at = terms.proration, None
    row.set_at, row.set_by, row.version = now, actor.name, row.version + 1
    session.flush()
    _note(session, actor, row, f"Billing of {name}", "set billing", now)
    return row.id


def remove_billing_policy(
    session: Session,
    actor: Actor,
    *,
    version: int,
    now: datetime,
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
) -> None:
    """Take the terms of one level away: what is set above it counts again.

    Refuses (`Stale`) when somebody else set them meanwhile, and (`NoTermsHere`) a level that has none.
    """
    actor.must(Permission.SET_POLICIES)
    level, name = policy_level(session, actor, property_id=property_id, tenancy_id=tenancy_id)
    row = _row(session, level)
    if row is None or row.removed_at is not None:
        raise NoTermsHere("Nothing is set here. Reload the page and look again.")
    _check_version(row, version)
    row.removed_at, row.version = now, row.version + 1
    session.flush()
    _note(session, actor, row, f"Billing of {name}", "removed billing", now)


def _locked_row(session: Session, actor: Actor, level: Level, version: int, now: datetime) -> BillingPolicy:
    values = {"id": new_id(), "property_id": level[0], "tenancy_id": level[1], "priority": [], "set_by": actor.name}
    values |= {"deposits_automatic": False, "nsf_fee_cents": 0, "refund_hold_days": 0, "advance_days": 0, "version": 0}
    values |= {"proration": BillingTerms().proration, "set_at": now, "removed_at": now}
    session.execute(insert(BillingPolicy).values(**values).on_conflict_do_nothing())
    row = _row(session, level)
    if row is None:
        raise Stale("Somebody else changed this meanwhile. Reload the page and look again.")
    _check_version(row, version)
    return row


def _row(session: Session, level: Level) -> BillingPolicy | None:
    return session.exec(
        select(BillingPolicy)
        .where(
            col(BillingPolicy.property_id).is_not_distinct_from(level[0]),
            col(BillingPolicy.tenancy_id).is_not_distinct_from(level[1]),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _check_version(row: BillingPolicy, version: int) -> None:
    if row.version != version:
        raise Stale("Somebody else changed this meanwhile. Reload the page and look again.")


def _note(session: Session, actor: Actor, row: BillingPolicy, name: str, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="billing policy",
        about_id=row.id,
        about_name=name,
        property_id=row.property_id,
        tenancy_id=row.tenancy_id,
        now=now,
        details={
            "settled first": row.priority,
            "deposits by themselves": row.deposits_automatic,
            "nsf_fee_cents": row.nsf_fee_cents,
            "refund_hold_days": row.refund_hold_days,
            "advance_days": row.advance_days,
            "proration": row.proration.value,
        },
    )
