"""When the office works."""

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.calendars.rules import WorkingDays
from pm_app.calendars.tables import OfficeCalendar, OfficeClosure


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
