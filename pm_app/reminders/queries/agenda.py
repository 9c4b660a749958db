"""Dates by their days: for the calendar in the app, and for the programs that subscribe to one."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.enums import AlertState
from pm_app.reminders.queries.narrowing import AlertFilter, narrowed_to
from pm_app.reminders.queries.rows import AlertRow, alert_row, alerts_with_names
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.tables import Alert

# What is not done with: it stands in a calendar whoever has it in hand.
IN_CALENDARS = frozenset(
    {AlertState.UPCOMING, AlertState.DUE, AlertState.LATE, AlertState.ACKNOWLEDGED, AlertState.SNOOZED}
)
FEED_DAYS = 400
MOST_IN_A_FEED = 2_000
MOST_ON_A_DAY = 200


@dataclass(frozen=True)
class AgendaDay:
    """The dates on one day, by name, the first of them; `total` says how many there are."""

    day: date
    rows: list[AlertRow]
    total: int


def agenda(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    today: date,
    narrowed: AlertFilter | None = None,
    on_a_day: int = 4,
) -> list[AgendaDay]:
    """Return the days from `first` to `last` (included) that have dates, each with its first few.

    What is done with is left out. The states of the filter do not count, the rest of it does.
    """
    actor.must(Permission.VIEW_ALERTS)
    asked = narrowed or AlertFilter()
    conditions = [seen(actor), *narrowed_to(asked, today, states=False), *narrowed_to(AlertFilter(IN_CALENDARS), today)]
    conditions += [col(Alert.falls_on) >= first, col(Alert.falls_on) <= last]
    place = func.row_number().over(
        partition_by=col(Alert.falls_on), order_by=(col(Alert.what), col(Alert.who), col(Alert.id))
    )
    total = func.count().over(partition_by=col(Alert.falls_on))
    placed = sql_select(col(Alert.id), place.label("place"), total.label("total")).where(*conditions).subquery()
    wanted = (
        alerts_with_names(placed.c.total)
        .join(placed, placed.c.id == col(Alert.id))
        .where(placed.c.place <= min(on_a_day, MOST_ON_A_DAY))
        .order_by(col(Alert.falls_on), placed.c.place)
    )
    found = session.execute(wanted).all()
    return [
        AgendaDay(day, [alert_row(actor, row, today) for row in rows], rows[0].total)
        for day, rows in ((day, list(group)) for day, group in groupby(found, lambda row: row[0].falls_on))
    ]


def feed_dates(session: Session, actor: Actor, *, today: date) -> list[AlertRow]:
    """Return the dates of the next 400 days and those that are overdue, as far as this actor sees them, soonest first.

    At most 2,000: a calendar program shows no more.
    """
    actor.must(Permission.VIEW_ALERTS)
    wanted = (
        alerts_with_names()
        .where(
            seen(actor, few=True),
            *narrowed_to(AlertFilter(IN_CALENDARS), today),
            col(Alert.falls_on) <= today + timedelta(days=FEED_DAYS),
        )
        .order_by(col(Alert.falls_on), col(Alert.id))
        .limit(MOST_IN_A_FEED)
    )
    return [alert_row(actor, row, today) for row in session.execute(wanted)]
