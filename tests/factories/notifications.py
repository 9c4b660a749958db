"""Lines under a bell, and what is followed."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from sqlmodel import Session

from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.tables import Following, Notification
from tests.factories.access import LONG_AGO

_numbers = count(1)
FOLLOWED_AT = LONG_AGO + timedelta(hours=1)


def a_notification(
    session: Session,
    user_id: UUID | None,
    *,
    title: str = "",
    kind: NotificationKind = NotificationKind.REMINDER,
    path: str = "/alerts",
    at: datetime = LONG_AGO,
    read_at: datetime | None = None,
) -> Notification:
    """Add a line under the bell of a user."""
    assert user_id is not None
    number = next(_numbers)
    line = Notification(
        user_id=user_id,
        notification_key=f"line {number}",
        kind=kind,
        title=title or f"Line {number}",
        path=path,
        created_at=at,
        read_at=read_at,
    )
    session.add(line)
    session.flush()
    return line


def a_following(
    session: Session, user_id: UUID | None, kind: str, about_id: UUID, *, name: str = "", at: datetime = FOLLOWED_AT
) -> Following:
    """Let a user follow a record, which the other factories made before."""
    assert user_id is not None
    following = Following(
        user_id=user_id, about_kind=kind, about_id=about_id, about_name=name or "A record", followed_at=at
    )
    session.add(following)
    session.flush()
    return following
