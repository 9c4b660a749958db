"""Which alerts have a rung that is due."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.tables import Alert


def due_alerts(session: Session, actor: Actor, *, today: date) -> list[UUID]:
    """Return the alerts whose next rung is due on the day or was before, the one that waits longest first."""
    actor.must(Permission.RUN_JOBS)
    return list(
        session.exec(
            select(Alert.id)
            .where(col(Alert.closed_at).is_(None), col(Alert.resolved_at).is_(None), col(Alert.next_due_on) <= today)
            .order_by(col(Alert.next_due_on), col(Alert.id))
        )
    )
