"""How a tenancy is billed: the most specific policy, or what counts where none was set."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from pm_app.receivables.rules.billing import BillingTerms, Level, checked_priority, most_specific
from pm_app.receivables.tables.policies import BillingPolicy


def billing_terms(
    session: Session, actor: Actor, *, property_id: UUID | None = None, tenancy_id: UUID | None = None
) -> BillingTerms:
    """Return what counts for a tenancy of a property, or for the property or the company alone."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(BillingPolicy).where(
            col(BillingPolicy.removed_at).is_(None),
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
    found = {(row.property_id, row.tenancy_id): terms_of(row) for row in _standing(session)}

    def terms(property_id: UUID, tenancy_id: UUID) -> BillingTerms:
        return most_specific(found, property_id=property_id, tenancy_id=tenancy_id) or BillingTerms()

    return terms


@dataclass(frozen=True)
class TermsSet:
    """Terms that were set at a level; `version` is what changing them must name."""

    terms: BillingTerms
    version: int
    set_at: datetime
    set_by: str
    stands: bool


def terms_set(
    session: Session, actor: Actor, *, property_id: UUID | None = None, tenancy_id: UUID | None = None
) -> TermsSet | None:
    """Return what was set last at one level, be it removed since; None when nothing ever was."""
    actor.must(Permission.VIEW_LEDGER)
    row = session.exec(
        select(BillingPolicy).where(
            col(BillingPolicy.property_id).is_not_distinct_from(property_id),
            col(BillingPolicy.tenancy_id).is_not_distinct_from(tenancy_id),
        )
    ).first()
    return TermsSet(terms_of(row), row.version, row.set_at, row.set_by, row.removed_at is None) if row else None


def levels_set(session: Session, actor: Actor) -> list[tuple[Level, str, str]]:
    """Return the levels below the company with terms of their own, within scope: level, whose, and of what."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(col(BillingPolicy.property_id), col(BillingPolicy.tenancy_id), col(Property.name), col(Tenancy.name))
        .outerjoin(Tenancy, col(Tenancy.id) == col(BillingPolicy.tenancy_id))
        .join(Property, col(Property.id) == func.coalesce(col(BillingPolicy.property_id), col(Tenancy.property_id)))
        .where(col(BillingPolicy.removed_at).is_(None), within_scope(actor, col(Property.id)))
        .order_by(col(Property.name), col(Tenancy.name).nulls_first())
    )
    return [((property_id, tenancy_id), tenancy or name, name) for property_id, tenancy_id, name, tenancy in rows]


def _standing(session: Session) -> Iterable[BillingPolicy]:
    return session.exec(select(BillingPolicy).where(col(BillingPolicy.removed_at).is_(None)))


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
