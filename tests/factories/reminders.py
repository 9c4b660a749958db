"""Dates that need attention: leases that end and documents that expire."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from pm_app.reminders.actions.scanning import Reconciled, scan
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.dates import critical_dates
from pm_app.reminders.rules.dates import CriticalDate
from pm_app.reminders.tables import Alert
from tests.factories.access import LONG_AGO
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
NOON = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


def scanned(session: Session, *, today: date = TODAY, now: datetime = NOON) -> Reconciled:
    """Look at every date, as the nightly scan does, and return how many alerts began, changed and ended.

    Raises what kept a source from being read.
    """
    session.flush()
    done = scan(session, SCHEDULER, today=today, now=now)
    for _, problem in done.failed:
        raise problem
    session.expire_all()
    return done.reconciled


def dates_of(
    session: Session, *kinds: CriticalDateKind, today: date = TODAY, actor: Actor = SCHEDULER
) -> list[CriticalDate]:
    """Return the critical dates of these kinds (all, unless some are named) as they stand on a day, soonest first."""
    session.flush()
    return [one for one in critical_dates(session, actor, today=today) if not kinds or one.kind in kinds]


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


def an_alert(
    session: Session, *, days: int = 10, kind: CriticalDateKind = CriticalDateKind.LEASE_END, **given: Any
) -> Alert:
    """Add an alert whose date is so many days after January 15, 2026, as a scan would; anything may be given."""
    falls_on = given.pop("falls_on", TODAY + timedelta(days=days))
    ladder = given.pop("ladder", [120, 90, 60, 30, 7, 0])
    made = Alert(
        item_kind=kind,
        item_id=given.pop("item_id", None) or uuid4(),
        falls_on=falls_on,
        begins_on=given.pop("begins_on", falls_on - timedelta(days=max(ladder))),
        ladder=ladder,
        what=given.pop("what", f"{kind.value.capitalize()} comes up"),
        who=given.pop("who", "Renee Castellano, unit 101"),
        raised_at=given.pop("raised_at", LONG_AGO),
        **given,
    )
    session.add(made)
    session.flush()
    return made
