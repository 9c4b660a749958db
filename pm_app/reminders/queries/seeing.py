"""Which alerts an actor sees: decided here alone, for lists, counts, calendars and everything done about one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.queries.scope import visible, visible_ids
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from pm_app.reminders.rules.seeing import hidden_kinds, sees_every_date
from pm_app.reminders.tables import Alert

GONE = "This date does not exist, or it is not yours to see."


def seen(actor: Actor, *, few: bool = False) -> ColumnElement[bool]:
    """Return the condition that a query on alerts must carry for this actor.

    A date is seen by whoever sees what it is about: its kind is for the role, its property within scope, a household
    by who views leases, a person by who views people. One about a document is seen by whoever sees that document.
    `few`: the query looks at few alerts, so that each document is looked up instead of all of them being gathered.
    """
    if sees_every_date(actor):
        return true()
    here = within_scope(actor, col(Alert.property_id))
    conditions = [
        or_(
            and_(col(Alert.document_id).is_(None), here, *_of_what_it_is_about(actor)),
            _paper_seen(actor, few),
        )
    ]
    hidden = hidden_kinds(actor)
    if hidden:
        conditions.append(col(Alert.item_kind).not_in(hidden))
    return and_(*conditions)


def _paper_seen(actor: Actor, few: bool) -> ColumnElement[bool]:
    if not few:
        return col(Alert.document_id).in_(visible_ids(actor, trashed=True))
    # A value is looked up row by row; what is asked by `exists` may be gathered for all rows at once.
    papers = sql_select(col(Document.id)).where(visible(actor, trashed=True))
    one = papers.where(col(Document.id) == col(Alert.document_id)).correlate(Alert).limit(1)
    return one.scalar_subquery().isnot(None)


def _of_what_it_is_about(actor: Actor) -> list[ColumnElement[bool]]:
    asked = ((Permission.VIEW_LEASES, Alert.tenancy_id), (Permission.VIEW_PEOPLE, Alert.person_id))
    return [col(column).is_(None) for permission, column in asked if not actor.may(permission)]


def seen_alert(session: Session, actor: Actor, alert_id: UUID) -> Alert:
    """Return the alert; refuses (`NotFound`) one that is not there, or not this actor's to see."""
    actor.must(Permission.VIEW_ALERTS)
    found = session.exec(select(Alert).where(Alert.id == alert_id, seen(actor, few=True))).one_or_none()
    if found is None:
        raise NotFound(GONE)
    return found


def locked_alerts(session: Session, actor: Actor, alert_ids: Collection[UUID]) -> list[Alert]:
    """Return the alerts of these ids, locked in one order for everybody; refuses any that is not the actor's to see."""
    wanted = select(Alert).where(col(Alert.id).in_(alert_ids), seen(actor, few=True))
    found = list(session.exec(wanted.order_by(col(Alert.id)).with_for_update()))
    if len(found) != len(set(alert_ids)):
        raise NotFound(GONE)
    return found
