"""Changes to when the office works, and the secret addresses of calendar feeds."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries import token_hash
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.calendars.rules import COUNTRY, DIGEST_HOUR, MONDAY_TO_FRIDAY, WEEKDAYS, checked_closure, checked_week
from pm_app.calendars.tables import CalendarFeed, OfficeCalendar, OfficeClosure
from pm_app.kernel.dates import clock_words, in_words
from pm_app.kernel.errors import NotAllowed, NotFound, Stale
from pm_app.kernel.tables import new_id

# A calendar program asks all day long; that it did is written down this often.
_NOTED_EVERY = timedelta(hours=1)


class FeedUnknown(NotFound):
    """The address of a calendar that was revoked, whose user has left, or that never was one."""


class FeedRevoked(FeedUnknown):
    """The address was one, and is none any more."""


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

    Refuses (`FeedUnknown`) an address that is unknown, and (`FeedRevoked`) one that was revoked or whose user is
    disabled.
    """
    feed = session.exec(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash(secret))).first()
    if feed is None:
        raise FeedUnknown("There is no such calendar.")
    reader = None if feed.revoked_at else acting_as(session, actor, user_ids=[feed.user_id]).get(feed.user_id)
    if reader is None:
        raise FeedRevoked("There is no such calendar.")
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


def set_office_week(
    session: Session,
    actor: Actor,
    *,
    weekdays: Iterable[int],
    country: str,
    subdivision: str,
    digest_hour: int,
    version: int,
    now: datetime,
) -> None:
    """Set on which weekdays the office works (0 is Monday), whose public holidays it keeps, and when the digest goes.

    `version` is that of the week that was looked at. Refuses (`Stale`) when somebody else set it meanwhile.
    """
    actor.must(Permission.SET_POLICIES)
    wanted = checked_week(weekdays, country, subdivision, digest_hour)
    row = _office_week(session)
    if row.version != version:
        raise Stale("Somebody set the office's calendar meanwhile. Look at it again.")
    before = _said(row)
    row.weekdays, row.country, row.subdivision = sorted(wanted.weekdays), country, subdivision
    row.digest_hour, row.version = digest_hour, version + 1
    session.flush()
    changed = {name: [before[name], value] for name, value in _said(row).items() if before[name] != value}
    _note(session, actor, row.id, "set when the office works", "the office's calendar", now, changed)


def add_closure(
    session: Session, actor: Actor, *, request_key: UUID, name: str, starts_on: date, ends_on: date, now: datetime
) -> UUID:
    """Close the office on some days, the last one included, and return the closure's id; the same key does so once."""
    actor.must(Permission.SET_POLICIES)
    # A form that is sent twice at the same moment is added one after the other: the second finds the first.
    session.execute(sql_select(func.pg_advisory_xact_lock(func.hashtextextended(str(request_key), 0))))
    if session.get(OfficeClosure, request_key) is not None:
        return request_key
    closure = OfficeClosure(
        id=request_key,
        name=checked_closure(name, starts_on, ends_on),
        starts_on=starts_on,
        ends_on=ends_on,
        added_at=now,
        added_by=actor.name,
    )
    session.add(closure)
    session.flush()
    days = {"from": in_words(starts_on), "through": in_words(ends_on)}
    _note(session, actor, closure.id, "closed the office", closure.name, now, days)
    return closure.id


def remove_closure(session: Session, actor: Actor, *, closure_id: UUID, now: datetime) -> None:
    """Take a closure back: the office works on its days again."""
    closure = _closure(session, actor, closure_id)
    if closure.removed_at is None:
        closure.removed_at = now
        _note(session, actor, closure.id, "took back a closure", closure.name, now, {})


def restore_closure(session: Session, actor: Actor, *, closure_id: UUID, now: datetime) -> None:
    """Put back a closure that was taken back."""
    closure = _closure(session, actor, closure_id)
    if closure.removed_at is not None:
        closure.removed_at = None
        _note(session, actor, closure.id, "closed the office", closure.name, now, {})


def _office_week(session: Session) -> OfficeCalendar:
    """Return the one row, made as shipped when there is none, locked until the transaction ends."""
    shipped = {
        "id": new_id(),
        "weekdays": list(MONDAY_TO_FRIDAY),
        "country": COUNTRY,
        "subdivision": "",
        "digest_hour": DIGEST_HOUR,
        "version": 1,
    }
    made = insert(OfficeCalendar).values(shipped).on_conflict_do_nothing(index_elements=["organization_id"])
    session.execute(made)
    return session.exec(select(OfficeCalendar).with_for_update()).one()


def _said(row: OfficeCalendar) -> dict[str, str]:
    return {
        "works on": ", ".join(WEEKDAYS[day] for day in row.weekdays),
        "holidays of": " ".join(filter(None, (row.country, row.subdivision))) or "no country",
        "digest at": clock_words(time(row.digest_hour)),
    }


def _closure(session: Session, actor: Actor, closure_id: UUID) -> OfficeClosure:
    actor.must(Permission.SET_POLICIES)
    closure = session.get(OfficeClosure, closure_id, with_for_update=True)
    if closure is None:
        raise NotFound("This closure does not exist.")
    return closure


def _note(
    session: Session, actor: Actor, about_id: UUID, did: str, name: str, now: datetime, details: Mapping[str, object]
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="calendar",
        about_id=about_id,
        about_name=name,
        now=now,
        details=dict(details),
    )
