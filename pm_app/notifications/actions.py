"""Telling users something under their bell, reading it, how they want to be told, and what they follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.tables import new_id
from pm_app.notifications.enums import MailWay, NotificationKind, Topic
from pm_app.notifications.queries import user_of, ways_of
from pm_app.notifications.rules import (
    FOLLOWED_KINDS,
    KEPT_FOR,
    LONGEST_DETAIL,
    LONGEST_TITLE,
    MOST_FOLLOWED,
    check_way,
    checked_path,
    shortened,
)
from pm_app.notifications.tables import Cursor, Following, Notification, NotificationPreference


@dataclass(frozen=True)
class Line:
    """What several users are told under their bells; the words are those of `notify`."""

    user_ids: tuple[UUID, ...]
    key: str
    kind: NotificationKind
    title: str
    detail: str = ""
    path: str = ""


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


def notify_several(session: Session, actor: Actor, *, lines: Iterable[Line], now: datetime) -> None:
    """Put many lines under bells at once, each as `notify` does."""
    rows = [
        {
            "id": new_id(),
            "user_id": user_id,
            "notification_key": line.key,
            "kind": line.kind,
            "title": shortened(line.title, LONGEST_TITLE),
            "detail": shortened(line.detail, LONGEST_DETAIL),
            "path": checked_path(line.path),
            "created_at": now,
        }
        for line in lines
        for user_id in sorted(set(line.user_ids))
    ]
    if rows:
        new = insert(Notification).on_conflict_do_nothing(index_elements=["user_id", "notification_key"])
        session.connection().execute(new, rows)


def mark_read(session: Session, actor: Actor, *, notification_ids: Iterable[UUID], now: datetime) -> int:
    """Mark lines under one's own bell as read and return how many were unread; those of others stay as they are."""
    unread = update(Notification).where(
        col(Notification.user_id) == user_of(actor),
        col(Notification.id).in_(set(notification_ids)),
        col(Notification.read_at).is_(None),
    )
    return session.exec(unread.values(read_at=now)).rowcount


def mark_all_read(session: Session, actor: Actor, *, now: datetime) -> int:
    """Mark everything under one's own bell as read and return how much was unread."""
    unread = update(Notification).where(
        col(Notification.user_id) == user_of(actor), col(Notification.read_at).is_(None)
    )
    return session.exec(unread.values(read_at=now)).rowcount


def prune_notifications(session: Session, actor: Actor, *, now: datetime) -> int:
    """Delete what was read and is older than ninety days; return how much that was."""
    actor.must(Permission.RUN_JOBS)
    old = delete(Notification).where(
        col(Notification.read_at).isnot(None), col(Notification.created_at) < now - KEPT_FOR
    )
    return session.exec(old).rowcount


def choose_ways(session: Session, actor: Actor, *, ways: Mapping[Topic, MailWay], now: datetime) -> None:
    """Set how the asking person is told of these topics by mail; refuses switching off what is needed.

    What is not among them stays as it is; nothing is written when it is so already.
    """
    user_id = user_of(actor)
    for topic, way in ways.items():
        check_way(topic, way)
    before = ways_of(session, actor, user_ids=[user_id])[user_id]
    changed = {topic: way for topic, way in ways.items() if before.chosen_for(topic) is not way}
    for topic, way in changed.items():
        row = {"id": new_id(), "user_id": user_id, "topic": topic.value, "way": way, "changed_at": now}
        session.execute(
            insert(NotificationPreference)
            .values(row)
            .on_conflict_do_update(index_elements=["user_id", "topic"], set_={"way": way, "changed_at": now})
        )
    if changed:
        record_audit(
            session,
            actor,
            did="changed what mail comes",
            about_kind="user",
            about_id=user_id,
            about_name=actor.name,
            now=now,
            details={topic.value: [before.chosen_for(topic).value, way.value] for topic, way in changed.items()},
        )


def follow(
    session: Session, actor: Actor, *, kind: str, about_id: UUID, name: str, property_id: UUID | None, now: datetime
) -> None:
    """Tell the asking person of every change of a record from now on; the caller has found that they may see it."""
    actor.must(Permission.VIEW_HISTORY)
    actor.must_see(property_id)
    if kind not in FOLLOWED_KINDS:
        raise Refused("Records of this kind cannot be followed.")
    mine = Following.user_id == user_of(actor)
    if session.exec(select(func.count()).select_from(Following).where(mine)).one() >= MOST_FOLLOWED:
        raise Refused(f"You follow {MOST_FOLLOWED} records already. Stop following some of them first.")
    row = {
        "id": new_id(),
        "user_id": user_of(actor),
        "about_kind": kind,
        "about_id": about_id,
        "about_name": shortened(name, LONGEST_TITLE),
        "property_id": property_id,
        "followed_at": now,
    }
    session.execute(insert(Following).values(row).on_conflict_do_nothing(index_elements=["user_id", "about_id"]))


def unfollow(session: Session, actor: Actor, *, about_ids: Iterable[UUID]) -> None:
    """Tell the asking person no more of changes of these records."""
    mine = col(Following.user_id) == user_of(actor)
    session.exec(delete(Following).where(mine, col(Following.about_id).in_(set(about_ids))))


def advance(session: Session, actor: Actor, *, name: str, position: int) -> None:
    """Write down that a reader has dealt with a growing list up to this position; it never goes back."""
    actor.must(Permission.RUN_JOBS)
    begun = insert(Cursor).values({"id": new_id(), "name": name, "position": position})
    further = func.greatest(col(Cursor.position), position)
    session.execute(begun.on_conflict_do_update(index_elements=["organization_id", "name"], set_={"position": further}))
