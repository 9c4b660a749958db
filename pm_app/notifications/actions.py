"""Telling users something under their bell, reading it, and how they want to be told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from pm_app.access.rules import Actor
from pm_app.kernel.tables import new_id
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.rules import LONGEST_DETAIL, LONGEST_TITLE, checked_path, shortened
from pm_app.notifications.tables import Notification


def notify(
    session: Session,
    actor: Actor,
    *,
    user_ids: Iterable[UUID],
    key: str,
    kind: NotificationKind,
    title: str,
    now: datetime,
    detail: str = "",
    path: str = "",
) -> int:
    """Put one line under the bell of each of these users and return how many had not been told before.

    The key makes it the only one of its kind for a user, however often it is told. Needs no permission of its own:
    it follows from what the caller was allowed to do, and the caller says only what these users may know.
    """
    told = {
        "notification_key": key,
        "kind": kind,
        "title": shortened(title, LONGEST_TITLE),
        "detail": shortened(detail, LONGEST_DETAIL),
        "path": checked_path(path),
        "created_at": now,
    }
    rows = [{"id": new_id(), "user_id": user_id, **told} for user_id in sorted(set(user_ids))]
    if not rows:
        return 0
    new = insert(Notification).values(rows).on_conflict_do_nothing(index_elements=["user_id", "notification_key"])
    return len(session.execute(new.returning(col(Notification.id))).all())
