"""Figures over the whole office, each a sum of a list that another part answers."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.rows import expiring_documents
from pm_app.kernel.dates import days_from
from pm_app.leasing.queries.occupancy import lease_ends, unit_occupancy
from pm_app.reports.rules import DocumentsDue, LeasesEnding, Occupancy, leases_ending, occupancy


def occupancy_on(session: Session, actor: Actor, *, today: date, property_id: UUID | None = None) -> Occupancy:
    """Return how the units within scope, or those of one property, stand on a day."""
    actor.must(Permission.VIEW_PORTFOLIO)
    return occupancy(unit.state for unit in unit_occupancy(session, actor, today=today, property_id=property_id))


def leases_ending_soon(session: Session, actor: Actor, *, today: date) -> LeasesEnding:
    """Return how many households' latest term ends within 30, 60 and 90 days."""
    actor.must(Permission.VIEW_LEASES)
    ends = lease_ends(session, actor, today=today, through=today + timedelta(days=90))
    return leases_ending(days_from(today, end.ends_on) for end in ends)


def documents_due(session: Session, actor: Actor, *, today: date) -> DocumentsDue:
    """Return how many documents in force have expired by today, and how many expire within 30 days."""
    actor.must(Permission.VIEW_DOCUMENTS)
    found = expiring_documents(session, actor, today=today, through=today + timedelta(days=30))
    expired = sum(document.valid_through < today for document in found)
    return DocumentsDue(expired=expired, expiring=len(found) - expired)
