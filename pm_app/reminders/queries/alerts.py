"""What needs attention and how much of it there is: asked of the alerts alone, in two statements however many."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.listing import Listing, Rows
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.narrowing import AlertFilter, in_states, narrowed_to
from pm_app.reminders.queries.rows import AlertRow, alert_row, alerts_with_names
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.tables import Alert

# Whatever is not closed, for the choice of properties.
_STANDING = frozenset(AlertState) - {AlertState.CANCELLED}
MOST_PROPERTIES = 500
_NAMES: dict[str, Any] = {
    "what": func.lower(Alert.what),
    "who": func.lower(Alert.who),
    "property": func.lower(Property.name),
    "responsible": func.lower(User.name),
}


@dataclass(frozen=True)
class Attention:
    """The most urgent dates, how many there are in all of the kinds asked for, and how many of each kind."""

    rows: list[AlertRow]
    total: int
    counts: dict[CriticalDateKind, int]


def alert_rows(
    session: Session, actor: Actor, *, listing: Listing, today: date, narrowed: AlertFilter | None = None
) -> Rows[AlertRow]:
    """Return one page of the dates asked for and how many there are; those that need attention unless others are named.

    The most urgent first. Sorts: days, what, who, property, responsible. Each of several words of the search must be
    in what, who or the property.
    """
    actor.must(Permission.VIEW_ALERTS)
    asked = narrowed or AlertFilter()
    narrowing = narrowed_to(asked, today)
    counted = sql_select(func.count()).select_from(Alert)
    if asked.search:
        counted = counted.outerjoin(Property, col(Property.id) == col(Alert.property_id))
    total = session.execute(counted.where(seen(actor), *narrowing)).scalar_one()
    # By their days the first rows are found at once; any other order looks at all of them.
    by_day = listing.sort not in _NAMES
    page = alerts_with_names().where(seen(actor, few=by_day), *narrowing).order_by(*_order(listing))
    found = session.execute(page.offset(listing.offset).limit(listing.limit))
    return Rows([alert_row(actor, row, today) for row in found], total)


def needs_attention(
    session: Session,
    actor: Actor,
    *,
    today: date,
    kinds: tuple[CriticalDateKind, ...] = (),
    property_id: UUID | None = None,
    responsible_id: UUID | None = None,
    limit: int = 11,
) -> Attention:
    """Return the first of the dates that are due or late, and how many there are of each kind.

    What has only been missing since some day comes after what happens on a day: nothing is lost tomorrow by it.
    """
    actor.must(Permission.VIEW_ALERTS)
    asked = AlertFilter(property_id=property_id, responsible_id=responsible_id)
    narrowing = narrowed_to(asked, today)
    # Gathered first: counted straight away, they would be read in the order of their kinds, from all over the table.
    kind = sql_select(col(Alert.item_kind)).where(seen(actor), *narrowing).cte("due").prefix_with("materialized").c[0]
    counted = sql_select(kind, func.count()).group_by(kind)
    counts = {CriticalDateKind(kind): number for kind, number in session.execute(counted)}
    page = alerts_with_names().where(seen(actor, few=True), *narrowing).order_by(*_order(Listing()))
    page = page.where(col(Alert.item_kind).in_(kinds)) if kinds else page
    missing = col(Alert.item_kind) == CriticalDateKind.MISSING_DOCUMENT
    # Two questions instead of one order over both: each takes its first rows from the index of days.
    found = list(session.execute(page.where(~missing).limit(limit)))
    if len(found) < limit:
        found += session.execute(page.where(missing).limit(limit - len(found)))
    return Attention(
        rows=[alert_row(actor, row, today) for row in found],
        total=sum(number for kind, number in counts.items() if not kinds or kind in kinds),
        counts={kind: counts.get(kind, 0) for kind in CriticalDateKind},
    )


def alert_state_counts(
    session: Session, actor: Actor, *, today: date, narrowed: AlertFilter | None = None
) -> dict[AlertState, int]:
    """Return how many dates there are in each state, of those the rest of the filter leaves; none is 0."""
    actor.must(Permission.VIEW_ALERTS)
    asked = narrowed or AlertFilter()
    each = [func.count().filter(in_states({state}, today)) for state in AlertState]
    counted = sql_select(*each).select_from(Alert)
    if asked.search:
        counted = counted.outerjoin(Property, col(Property.id) == col(Alert.property_id))
    found = session.execute(counted.where(seen(actor), *narrowed_to(asked, today, states=False))).one()
    return dict(zip(AlertState, found, strict=True))


def open_alert_count(session: Session, actor: Actor, *, today: date) -> int:
    """Return how many dates need attention: due or late, neither acknowledged nor put off."""
    actor.must(Permission.VIEW_ALERTS)
    counted = sql_select(func.count()).select_from(Alert).where(seen(actor), *narrowed_to(AlertFilter(), today))
    return session.execute(counted).scalar_one()


def properties_with_alerts(session: Session, actor: Actor, *, today: date) -> list[tuple[UUID, str]]:
    """Return (id, name) of the properties within scope that dates which stand are about, by name; at most 500."""
    actor.must(Permission.VIEW_ALERTS)
    # Asked property by property, each until the first date is found: most have one.
    one = sql_select(col(Alert.id)).where(
        col(Alert.property_id) == col(Property.id), seen(actor, few=True), in_states(_STANDING, today)
    )
    first = one.correlate(Property).limit(1).scalar_subquery()
    wanted = sql_select(col(Property.id), col(Property.name)).where(first.isnot(None))
    if actor.property_ids is not None:
        wanted = wanted.where(col(Property.id).in_(actor.property_ids))
    found = session.execute(wanted.order_by(func.lower(Property.name), col(Property.id)).limit(MOST_PROPERTIES))
    return [(property_id, name) for property_id, name in found]


def _order(listing: Listing) -> tuple[Any, ...]:
    chosen = _NAMES.get(listing.sort, col(Alert.falls_on))
    first = chosen.desc().nulls_last() if listing.descending else chosen.asc().nulls_last()
    return first, col(Alert.falls_on), col(Alert.who), col(Alert.id)
