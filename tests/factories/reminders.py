"""Dates that need attention: leases that end and documents that expire."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)


def a_lease_end(session: Session, property_: Property | None = None, *, days: int = 60, name: str = "") -> Tenancy:
    """Add a household whose lease ends so many days after January 15, 2026."""
    unit = a_unit(session, property_ or a_property(session))
    return a_tenancy(session, unit, name=name, starts_on=date(2025, 2, 1), ends_on=TODAY + timedelta(days=days))


def an_expiration(
    session: Session,
    property_: Property | None = None,
    *,
    days: int = 30,
    title: str = "",
    kind: DocumentKind = DocumentKind.CERTIFICATE_OF_INSURANCE,
) -> UUID:
    """Add a document whose last good day is so many days after January 15, 2026, and return its id."""
    place = LinkTarget(property_id=(property_ or a_property(session)).id)
    return a_document(session, place, title=title, kind=kind, valid_through=TODAY + timedelta(days=days))
