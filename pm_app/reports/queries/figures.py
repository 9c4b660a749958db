"""The figures of the dashboard, each the sum of a list that another page shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentState
from pm_app.documents.queries.compliance import ComplianceFilter, compliance_counts
from pm_app.documents.queries.required_things import ThingFilter
from pm_app.documents.queries.rows import DocumentFilter, document_count
from pm_app.documents.rules.requirements import TO_DO
from pm_app.kernel.dates import days_from
from pm_app.leasing.queries.occupancy import lease_ends, unit_occupancy
from pm_app.receivables.queries.totals import MonthTotals, collected_by_month
from pm_app.reports.queries.delinquency import Delinquency, delinquency
from pm_app.reports.rules.figures import (
    ENDING_DAYS,
    EXPIRING_DAYS,
    DocumentsDue,
    LeasesEnding,
    Occupancy,
    RequiredDocuments,
    leases_ending,
    occupancy,
)


@dataclass(frozen=True)
class Figures:
    """How the office, or one property, stands on a day. None is what the asking person may not see.

    `months` are the last twelve up to this one, oldest first; empty without the permission.
    """

    occupancy: Occupancy
    months: list[MonthTotals]
    delinquency: Delinquency | None
    leases_ending: LeasesEnding | None
    documents: DocumentsDue | None
    required: RequiredDocuments | None


def dashboard_figures(session: Session, actor: Actor, *, today: date, property_id: UUID | None = None) -> Figures:
    """Return the figures of a day, for the whole scope or one property; parts one may not see are left out."""
    actor.must(Permission.VIEW_PORTFOLIO)
    actor.must_see(property_id)
    money = actor.may(Permission.VIEW_LEDGER) and actor.may(Permission.VIEW_LEASES)
    leases, papers = actor.may(Permission.VIEW_LEASES), actor.may(Permission.VIEW_DOCUMENTS)
    return Figures(
        occupancy=occupancy_on(session, actor, today=today, property_id=property_id),
        months=collected_by_month(session, actor, today=today, property_id=property_id) if money else [],
        delinquency=delinquency(session, actor, as_of=today, property_id=property_id) if money else None,
        leases_ending=leases_ending_soon(session, actor, today=today, property_id=property_id) if leases else None,
        documents=documents_due(session, actor, today=today, property_id=property_id) if papers else None,
        required=documents_required(session, actor, today=today, property_id=property_id) if papers else None,
    )


def occupancy_on(session: Session, actor: Actor, *, today: date, property_id: UUID | None = None) -> Occupancy:
    """Return how the units within scope, or those of one property, stand on a day."""
    actor.must(Permission.VIEW_PORTFOLIO)
    return occupancy(unit.state for unit in unit_occupancy(session, actor, today=today, property_id=property_id))


def leases_ending_soon(session: Session, actor: Actor, *, today: date, property_id: UUID | None = None) -> LeasesEnding:
    """Return how many households' latest term ends within 30, 60 and 90 days."""
    actor.must(Permission.VIEW_LEASES)
    ends = lease_ends(session, actor, today=today, through=today + timedelta(days=ENDING_DAYS))
    return leases_ending(
        days_from(today, end.ends_on) for end in ends if property_id is None or end.property_id == property_id
    )


def documents_due(session: Session, actor: Actor, *, today: date, property_id: UUID | None = None) -> DocumentsDue:
    """Return how many documents in force have expired by today, and how many expire within 30 days."""
    actor.must(Permission.VIEW_DOCUMENTS)
    expired = DocumentFilter(state=DocumentState.EXPIRED, property_id=property_id)
    through = today + timedelta(days=EXPIRING_DAYS)
    expiring = DocumentFilter(expiring_from=today, expiring_through=through, property_id=property_id)
    return DocumentsDue(
        expired=document_count(session, actor, today=today, narrowed=expired),
        expiring=document_count(session, actor, today=today, narrowed=expiring),
    )


def documents_required(
    session: Session, actor: Actor, *, today: date, property_id: UUID | None = None
) -> RequiredDocuments | None:
    """Return how many required documents are not in order; None where no rule asks for any."""
    actor.must(Permission.VIEW_DOCUMENTS)
    narrowed = ComplianceFilter(things=ThingFilter(property_id=property_id))
    counts = compliance_counts(session, actor, today=today, narrowed=narrowed)
    return RequiredDocuments(*(counts.get(state, 0) for state in TO_DO)) if counts else None
