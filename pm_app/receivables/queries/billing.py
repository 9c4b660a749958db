"""How a tenancy is billed: the most specific policy, or what counts where none was set."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.rules.billing import BillingTerms, checked_priority, most_specific
from pm_app.receivables.tables.policies import BillingPolicy


def billing_terms(
    session: Session, actor: Actor, *, property_id: UUID | None = None, tenancy_id: UUID | None = None
) -> BillingTerms:
    """Return what counts for a tenancy of a property, or for the property or the company alone."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(BillingPolicy).where(
            or_(col(BillingPolicy.property_id).is_(None), col(BillingPolicy.property_id) == property_id),
            or_(col(BillingPolicy.tenancy_id).is_(None), col(BillingPolicy.tenancy_id) == tenancy_id),
        )
    )
    found = {(row.property_id, row.tenancy_id): row for row in rows}
    row = most_specific(found, property_id=property_id, tenancy_id=tenancy_id)
    return terms_of(row) if row else BillingTerms()


def terms_for(session: Session, actor: Actor) -> Callable[[UUID, UUID], BillingTerms]:
    """Return how to tell the terms of any tenancy from its property's and its own id, without asking again."""
    actor.must(Permission.VIEW_LEDGER)
    found = {(row.property_id, row.tenancy_id): terms_of(row) for row in session.exec(select(BillingPolicy))}

    def terms(property_id: UUID, tenancy_id: UUID) -> BillingTerms:
        return most_specific(found, property_id=property_id, tenancy_id=tenancy_id) or BillingTerms()

    return terms


def terms_of(policy: BillingPolicy) -> BillingTerms:
    """Return a stored policy as the rules take it."""
    return BillingTerms(
        priority=checked_priority(policy.priority),
        deposits_automatic=policy.deposits_automatic,
        nsf_fee_cents=policy.nsf_fee_cents,
        refund_hold_days=policy.refund_hold_days,
        advance_days=policy.advance_days,
        proration=policy.proration,
    )
