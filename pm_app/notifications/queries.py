"""What stands under one's bell, and how users want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry, AuditLink
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing, Rows
from pm_app.notifications.enums import MailWay, NotificationKind, Topic
from pm_app.notifications.rules import Ways
from pm_app.notifications.tables import Cursor, Following, Notification, NotificationPreference

LATEST = 15
_TOPICS = {topic.value: topic for topic in Topic}


@dataclass(frozen=True)
class NotificationRow:
    """One line under the bell: what happened, when, and where it leads (an address within the app, or nothing)."""

    notification_id: UUID
    kind: NotificationKind
    title: str
    detail: str
    path: str
    created_at: datetime
    is_read: bool


@dataclass(frozen=True)
class FollowingRow:
    """One record the asking person follows."""

    about_kind: str
    about_id: UUID
    about_name: str
    followed_at: datetime


@dataclass(frozen=True)
class FollowedChange:
    """A change of a record that somebody follows and did not make; what it was about may be a part of that record."""

    position: int
    audit_entry_id: UUID
    user_id: UUID
    followed_kind: str
    followed_id: UUID
    followed_name: str
    happened_at: datetime
    actor_name: str
    did: str
    about_kind: str
    about_id: UUID
    about_name: str
    property_id: UUID | None


def user_of(actor: Actor) -> UUID:
    """Return whose bell it is; refuses (`NotAllowed`) whoever is not a user."""
    if actor.user_id is None:
        raise NotAllowed("Please sign in.")
    return actor.user_id


def unread_count(session: Session, actor: Actor) -> int:
    """Return how much under the asking person's bell is unread."""
    mine = (Notification.user_id == user_of(actor), col(Notification.read_at).is_(None))
    return session.exec(select(func.count()).select_from(Notification).where(*mine)).one()


def latest_notifications(session: Session, actor: Actor, *, limit: int = LATEST) -> list[NotificationRow]:
    """Return the latest lines under the asking person's bell, newest first."""
    return _rows(session, limit, 0, Notification.user_id == user_of(actor))


def notifications(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    kind: NotificationKind | None = None,
    unread_only: bool = False,
) -> Rows[NotificationRow]:
    """Return a page of what the asking person was told, newest first."""
    wanted: list[ColumnElement[bool]] = [col(Notification.user_id) == user_of(actor)]
    if kind is not None:
        wanted.append(col(Notification.kind) == kind)
    if unread_only:
        wanted.append(col(Notification.read_at).is_(None))
    total = session.exec(select(func.count()).select_from(Notification).where(*wanted)).one()
    return Rows(_rows(session, listing.limit, listing.offset, *wanted), total)


def ways_of(session: Session, actor: Actor, *, user_ids: Iterable[UUID]) -> dict[UUID, Ways]:
    """Return for each of these users how they are told of each topic by mail."""
    wanted = set(user_ids)
    chosen: dict[UUID, dict[Topic, MailWay]] = {user_id: {} for user_id in wanted}
    rows = session.exec(select(NotificationPreference).where(col(NotificationPreference.user_id).in_(wanted)))
    for row in rows:
        if row.topic in _TOPICS:
            chosen[row.user_id][_TOPICS[row.topic]] = row.way
    return {user_id: Ways(topics) for user_id, topics in chosen.items()}


def followings(session: Session, actor: Actor) -> list[FollowingRow]:
    """Return what the asking person follows, by name."""
    rows = session.exec(
        select(Following).where(Following.user_id == user_of(actor)).order_by(func.lower(col(Following.about_name)))
    )
    return [FollowingRow(row.about_kind, row.about_id, row.about_name, row.followed_at) for row in rows]


def is_following(session: Session, actor: Actor, *, about_id: UUID) -> bool:
    """Return whether the asking person follows a record."""
    mine = select(Following.id).where(Following.user_id == user_of(actor), Following.about_id == about_id)
    return session.exec(mine).first() is not None


def read_until(session: Session, actor: Actor, *, name: str) -> int:
    """Return the position up to which a reader has dealt with a growing list; 0 before it ever began."""
    actor.must(Permission.RUN_JOBS)
    return session.exec(select(Cursor.position).where(Cursor.name == name)).first() or 0


def last_change(session: Session, actor: Actor) -> int:
    """Return the position of the latest change that was written down."""
    actor.must(Permission.RUN_JOBS)
    return session.exec(select(func.max(col(AuditLink.position)))).one() or 0


def followed_changes(session: Session, actor: Actor, *, after: int, through: int) -> list[FollowedChange]:
    """Return the changes in these positions of records somebody follows, in order, one for each who follows.

    Left out is what a follower did, and what happened before they followed. Positions are given out one after the
    other when a change is committed, so none can turn up later below one that was read.
    """
    actor.must(Permission.RUN_JOBS)
    rows = session.execute(
        select(AuditLink.position, AuditEntry, Following)
        .join(AuditEntry, col(AuditEntry.id) == col(AuditLink.audit_entry_id))
        .join(
            Following,
            or_(
                col(Following.about_id) == col(AuditEntry.about_id),
                col(Following.about_id) == col(AuditEntry.tenancy_id),
                and_(col(Following.about_id) == col(AuditEntry.property_id), col(AuditEntry.about_kind) == "unit"),
            ),
        )
        .where(
            col(AuditLink.position) > after,
            col(AuditLink.position) <= through,
            col(AuditEntry.user_id).is_distinct_from(col(Following.user_id)),
            col(AuditEntry.happened_at) >= col(Following.followed_at),
        )
        .order_by(col(AuditLink.position), col(Following.id))
    )
    return [_change(position, entry, following) for position, entry, following in rows]


def _change(position: int, entry: AuditEntry, following: Following) -> FollowedChange:
    return FollowedChange(
        position,
        entry.id,
        following.user_id,
        following.about_kind,
        following.about_id,
        following.about_name,
        entry.happened_at,
        entry.actor_name,
        entry.did,
        entry.about_kind,
        entry.about_id,
        entry.about_name,
        entry.property_id,
    )


def _rows(session: Session, limit: int, offset: int, *wanted: ColumnElement[bool] | bool) -> list[NotificationRow]:
    found = session.exec(
        select(Notification)
        .where(*wanted)
        .order_by(col(Notification.created_at).desc(), col(Notification.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        NotificationRow(row.id, row.kind, row.title, row.detail, row.path, row.created_at, row.read_at is not None)
        for row in found
    ]
