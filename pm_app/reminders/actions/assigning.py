"""Making a date somebody's, and dealing with one by a document."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.documents.actions.linking import set_replaced
from pm_app.documents.queries.details import document_title
from pm_app.kernel.errors import Refused
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.reminders.actions.alerts import change_alerts, record_alert, settle
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.rules.picking import Picked
from pm_app.reminders.tables import Alert

# Dates of these kinds end when another document takes the place of the one they are about.
_REPLACEABLE = frozenset(
    {CriticalDateKind.DOCUMENT_EXPIRATION, CriticalDateKind.CANCEL_BY, CriticalDateKind.INSPECTION}
)


def assign_alerts(
    session: Session, actor: Actor, *, picked: Sequence[Picked], user_id: UUID | None, now: datetime
) -> tuple[Picked, ...]:
    """Make dates a colleague's to answer for, who is told; None gives them back to the manager of what they are about.

    Refuses somebody who has left, or who may not see all of the dates. Return their new versions.
    """
    alerts = change_alerts(session, actor, picked)
    colleague = _colleague(session, actor, user_id, alerts) if user_id is not None else None
    for alert in alerts:
        if alert.assigned_to_id == user_id:
            continue
        alert.assigned_to_id, alert.version = user_id, alert.version + 1
        did = f"assigned to {colleague.name}" if colleague else "gave back to who manages it"
        record_alert(session, actor, alert, did, now)
        if colleague is not None and colleague.user_id != actor.user_id:
            _tell(session, actor, alert, colleague, now)
    return tuple(Picked(alert.id, alert.version) for alert in alerts)


def resolve_with_document(
    session: Session, actor: Actor, *, picked: Picked, document_id: UUID, now: datetime
) -> tuple[Picked, ...]:
    """Say that a document deals with a date: it replaces the one that expires, or is the one that was missing.

    Refuses a document one does not see or that cannot replace the other, and dates that are about no paper.
    """
    [alert] = change_alerts(session, actor, [picked])
    document_title(session, actor, document_id=document_id)  # refuses one that is not this actor's to see
    kind = CriticalDateKind(alert.item_kind)
    if kind in _REPLACEABLE and alert.document_id is not None:
        set_replaced(session, actor, document_id=document_id, replaces_id=alert.document_id, now=now)
        reason = "A new document takes its place."
    elif kind == CriticalDateKind.MISSING_DOCUMENT:
        actor.must(Permission.FILE_DOCUMENTS)
        reason = "The document was filed."
    else:
        raise Refused("This date is about no document. Say in words how it was dealt with.", field="document")
    settle(session, actor, alert, reason=reason, now=now, details={"document_id": str(document_id)})
    return (Picked(alert.id, alert.version),)


def _colleague(session: Session, actor: Actor, user_id: UUID, alerts: Sequence[Alert]) -> Actor:
    colleague = acting_as(session, actor, user_ids=[user_id]).get(user_id)
    if colleague is None:
        raise Refused("This colleague does not work here any more. Choose somebody else.", field="user")
    wanted = [alert.id for alert in alerts]
    theirs = session.exec(select(Alert.id).where(col(Alert.id).in_(wanted), seen(colleague))).all()
    if not colleague.may(Permission.VIEW_ALERTS) or len(theirs) < len(wanted):
        some = "it" if len(wanted) == 1 else "some of these dates"
        raise Refused(f"{colleague.name} may not see {some}. Choose somebody else.", field="user")
    return colleague


def _tell(session: Session, actor: Actor, alert: Alert, colleague: Actor, now: datetime) -> None:
    notify(
        session,
        actor,
        user_ids=[colleague.user_id] if colleague.user_id else [],
        key=f"assigned:{alert.id}:{alert.version}",
        kind=NotificationKind.REMINDER,
        title=f"{alert.what}: {alert.who}",
        detail=f"{actor.name} made this date yours.",
        path=f"/alerts/{alert.id}",
        now=now,
    )
