"""Changes to when the office works, and the secret addresses of calendar feeds."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import token_hash
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.calendars.tables import CalendarFeed
from pm_app.kernel.errors import NotAllowed, NotFound

# A calendar program asks all day long; that it did is written down this often.
_NOTED_EVERY = timedelta(hours=1)


class FeedUnknown(NotFound):
    """The address of a calendar that was revoked, whose user has left, or that never was one."""


def make_feed(session: Session, actor: Actor, *, now: datetime) -> str:
    """Return the secret of a new address for the asking person's calendar; the one before works no more.

    Only its hash is kept: nobody can be told it again.
    """
    actor.must(Permission.VIEW_ALERTS)
    if actor.user_id is None:
        raise NotAllowed("Please sign in.")
    _revoke(session, actor, now)
    secret = secrets.token_urlsafe(32)
    session.add(CalendarFeed(user_id=actor.user_id, token_hash=token_hash(secret), created_at=now))
    _record(session, actor, "made an address for the calendar of", now)
    return secret


def revoke_feed(session: Session, actor: Actor, *, now: datetime) -> None:
    """End the address of the asking person's calendar; what a calendar program holds of it is not called back."""
    if _revoke(session, actor, now):
        _record(session, actor, "ended the address of the calendar of", now)


def read_feed(session: Session, actor: Actor, *, secret: str, now: datetime) -> Actor:
    """Return whose calendar this is, with what that user may see at this moment.

    Refuses (`FeedUnknown`) an address that is unknown or was revoked, and one of a user who is disabled.
    """
    hashed = token_hash(secret)
    feed = session.exec(
        select(CalendarFeed).where(CalendarFeed.token_hash == hashed, col(CalendarFeed.revoked_at).is_(None))
    ).first()
    reader = acting_as(session, actor, user_ids=[feed.user_id]).get(feed.user_id) if feed else None
    if feed is None or reader is None:
        raise FeedUnknown("There is no such calendar.")
    if feed.read_at is None or now - feed.read_at >= _NOTED_EVERY:
        feed.read_at = now
    return reader


def _revoke(session: Session, actor: Actor, now: datetime) -> bool:
    held = session.exec(
        select(CalendarFeed)
        .where(CalendarFeed.user_id == actor.user_id, col(CalendarFeed.revoked_at).is_(None))
        .with_for_update()
    ).all()
    for feed in held:
        feed.revoked_at = now
    return bool(held)


def _record(session: Session, actor: Actor, did: str, now: datetime) -> None:
    if actor.user_id is not None:
        about = {"about_kind": "user", "about_id": actor.user_id, "about_name": actor.name}
        record_audit(session, actor, did=did, now=now, **about)
