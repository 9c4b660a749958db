"""When the office works, and the calendar feed of a user."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.calendars.rules import WorkingDays
from pm_app.calendars.tables import CalendarFeed, OfficeCalendar, OfficeClosure


@dataclass(frozen=True)
class ClosureRow:
    """Days on which the office is closed, the last one included, and who said so."""

    closure_id: UUID
    name: str
    starts_on: date
    ends_on: date
    added_by: str


@dataclass(frozen=True)
class FeedRow:
    """A calendar feed: since when it can be read, and when a calendar program last did (None: never)."""

    created_at: datetime
    read_at: datetime | None


def own_feed(session: Session, actor: Actor) -> FeedRow | None:
    """Return the calendar feed of the asking person, or None without one; its address is known to nobody."""
    found = session.exec(
        select(CalendarFeed).where(CalendarFeed.user_id == actor.user_id, col(CalendarFeed.revoked_at).is_(None))
    ).first()
    return FeedRow(found.created_at, found.read_at) if found else None


def working_days(session: Session, actor: Actor) -> WorkingDays:
    """Return the days on which the office works; until it is set, Monday to Friday without US federal holidays."""
    kept = session.exec(select(OfficeCalendar)).first()
    closed = tuple((row.starts_on, row.ends_on) for row in _closures(session))
    if kept is None:
        return WorkingDays(closures=closed)
    return WorkingDays(frozenset(kept.weekdays), kept.country, kept.subdivision, closed, kept.digest_hour)


def week_version(session: Session, actor: Actor) -> int:
    """Return the version of the office's week, for setting it; 1 until it was ever set."""
    actor.must(Permission.SET_POLICIES)
    return session.exec(select(OfficeCalendar.version)).first() or 1


def closures(session: Session, actor: Actor, *, since: date) -> list[ClosureRow]:
    """Return on which days the office is closed besides weekends and holidays: those that end on a day or after it."""
    actor.must(Permission.SET_POLICIES)
    return [
        ClosureRow(row.id, row.name, row.starts_on, row.ends_on, row.added_by)
        for row in _closures(session)
        if row.ends_on >= since
    ]


def _closures(session: Session) -> Sequence[OfficeClosure]:
    standing = select(OfficeClosure).where(col(OfficeClosure.removed_at).is_(None))
    return session.exec(standing.order_by(col(OfficeClosure.starts_on), col(OfficeClosure.ends_on))).all()
