"""What happened in the office since a day that templates start tasks for: read from how things stand."""

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.conditions import in_use, is_replaced
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.occupancy import lease_ends
from pm_app.leasing.rules import RENEWAL_WINDOW_DAYS
from pm_app.leasing.tables import LeaseNotice, Tenancy
from pm_app.portfolio.tables import Property
from pm_app.tasks.enums import TaskEvent, TaskSubject
from pm_app.tasks.rules.tasks import Subject
from pm_app.tasks.rules.templates import Happened

_MAY_EXPIRE = frozenset({LeaseState.ACTIVE, LeaseState.EXPIRING, LeaseState.FUTURE})


def happenings(
    session: Session, actor: Actor, *, event: TaskEvent, since: date, today: date
) -> Generator[Happened, None, None]:
    """Return what of this kind happened from `since` to today, both included.

    Somebody moved in on the first day of the stay, gave notice on the day of the notice unless it was withdrawn, moved
    out on the day that was recorded. A lease expires from the day its end is 60 days away, unless notice was given or
    a later term agreed. A document has expired on the day after its last good one, unless it was replaced.
    """
    actor.must(Permission.VIEW_LEASES)
    if event == TaskEvent.TENANT_MOVED_IN:
        yield from _stays(session, actor, event, col(Tenancy.starts_on), since, today)
    elif event == TaskEvent.TENANT_MOVED_OUT:
        yield from _stays(session, actor, event, col(Tenancy.moved_out_on), since, today)
    elif event == TaskEvent.NOTICE_GIVEN:
        yield from _notices(session, actor, since, today)
    elif event == TaskEvent.LEASE_EXPIRING:
        yield from _expiring_leases(session, actor, since, today)
    elif event == TaskEvent.DOCUMENT_EXPIRED:
        yield from _expired_documents(session, actor, since, today)


def _stays(
    session: Session, actor: Actor, event: TaskEvent, day: Any, since: date, today: date
) -> Generator[Happened, None, None]:
    rows = session.execute(
        sql_select(col(Tenancy.id), day, col(Tenancy.property_id), col(Property.manager_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            col(Tenancy.cancelled_at).is_(None),
            day.between(since, today),
        )
        .order_by(day, col(Tenancy.id))
    )
    for tenancy_id, happened_on, property_id, manager_id in rows:
        yield Happened(event, Subject(TaskSubject.TENANCY, tenancy_id), happened_on, property_id, manager_id)


def _notices(session: Session, actor: Actor, since: date, today: date) -> Generator[Happened, None, None]:
    rows = session.execute(
        sql_select(col(Tenancy.id), col(LeaseNotice.given_on), col(Tenancy.property_id), col(Property.manager_id))
        .join(Tenancy, col(Tenancy.id) == col(LeaseNotice.tenancy_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            col(LeaseNotice.withdrawn_at).is_(None),
            col(Tenancy.cancelled_at).is_(None),
            col(LeaseNotice.given_on).between(since, today),
        )
        .order_by(col(LeaseNotice.given_on), col(LeaseNotice.id))
    )
    for tenancy_id, given_on, property_id, manager_id in rows:
        about = Subject(TaskSubject.TENANCY, tenancy_id)
        yield Happened(TaskEvent.NOTICE_GIVEN, about, given_on, property_id, manager_id)


def _expiring_leases(session: Session, actor: Actor, since: date, today: date) -> Generator[Happened, None, None]:
    window = timedelta(days=RENEWAL_WINDOW_DAYS)
    for end in lease_ends(session, actor, today=today, since=since + window, through=today + window):
        if end.state in _MAY_EXPIRE and end.move_out_on is None:
            about = Subject(TaskSubject.TENANCY, end.tenancy_id)
            yield Happened(TaskEvent.LEASE_EXPIRING, about, end.ends_on - window, end.property_id, end.manager_id)


def _expired_documents(session: Session, actor: Actor, since: date, today: date) -> Generator[Happened, None, None]:
    place = (
        sql_select(col(DocumentLink.scope_property_id))
        .where(col(DocumentLink.document_id) == col(Document.id), col(DocumentLink.scope_property_id).isnot(None))
        .order_by(col(DocumentLink.id))
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )
    last_good = (since - timedelta(days=1), today - timedelta(days=1))
    rows = session.execute(
        sql_select(
            col(Document.id),
            col(Document.valid_through),
            col(Document.kind),
            col(Property.id),
            col(Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == place)
        .where(visible(actor), in_use(), ~is_replaced(), col(Document.valid_through).between(*last_good))
        .order_by(col(Document.valid_through), col(Document.id))
    )
    for document_id, valid_through, kind, property_id, manager_id in rows:
        about, expired_on = Subject(TaskSubject.DOCUMENT, document_id), valid_through + timedelta(days=1)
        yield Happened(TaskEvent.DOCUMENT_EXPIRED, about, expired_on, property_id, manager_id, DocumentKind(kind))
