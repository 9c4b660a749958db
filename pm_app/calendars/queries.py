"""When the office works, and the calendar feed of a user."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.calendars.rules import WorkingDays
from pm_app.calendars.tables import CalendarFeed, OfficeCalendar, OfficeClosure


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
    closed = session.exec(
        select(OfficeClosure.starts_on, OfficeClosure.ends_on)
        .where(col(OfficeClosure.removed_at).is_(None))
        .order_by(col(OfficeClosure.starts_on), col(OfficeClosure.ends_on))
    )
    closures = tuple((first, last) for first, last in closed)
    if kept is None:
        return WorkingDays(closures=closures)
    return WorkingDays(frozenset(kept.weekdays), kept.country, kept.subdivision, closures, kept.digest_hour)
