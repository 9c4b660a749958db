"""What stands under one's bell, and how users want to be told."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.rules import Ways
from pm_app.notifications.tables import NotificationPreference

_TOPICS = {topic.value: topic for topic in Topic}


def ways_of(session: Session, actor: Actor, *, user_ids: Iterable[UUID]) -> dict[UUID, Ways]:
    """Return for each of these users how they are told of each topic by mail."""
    wanted = set(user_ids)
    chosen: dict[UUID, dict[Topic, MailWay]] = {user_id: {} for user_id in wanted}
    rows = session.exec(select(NotificationPreference).where(col(NotificationPreference.user_id).in_(wanted)))
    for row in rows:
        if row.topic in _TOPICS:
            chosen[row.user_id][_TOPICS[row.topic]] = row.way
    return {user_id: Ways(topics) for user_id, topics in chosen.items()}
