"""Lists of dates over a hundred thousand that stand, as the dashboard, the pages and calendar programs ask for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import create_engine, text
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.queries import has_users
from pm_app.access.rules import CONSOLE, GRANTS, Actor
from pm_app.access.tables import User
from pm_app.kernel.listing import Listing
from pm_app.portfolio.tables import Property
from pm_app.reminders.queries.agenda import agenda, feed_dates
from pm_app.reminders.queries.alerts import (
    alert_rows,
    alert_state_counts,
    needs_attention,
    open_alert_count,
    properties_with_alerts,
)
from pm_app.reminders.queries.narrowing import AlertFilter
from pm_app.runtime import run_now, running
from pm_app.schema import migrate
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.measures.opening import Figures

SQL = Path(__file__).with_name("alerts.sql")
TODAY = date(2026, 11, 20)
ALERTS, BUILDINGS = 100_000, 500
TIMES = 40


def measure_alerts(figures: Figures, data: Path, *, alerts: int = ALERTS) -> None:
    """Write so many dates and ask for them as somebody who sees all, and as one of twenty buildings."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place:
        migrate(str(place.owner_url), place.app_url)
        with running(settings, place.app_url):
            fill(str(place.owner_url), alerts=alerts)
            smallest = median(_timed(lambda: run_now(CONSOLE, has_users)) for _ in range(TIMES))
            for who, actor in run_now(CONSOLE, _actors).items():
                for what, ask in questions(actor).items():
                    times = [_timed(ask) for _ in range(TIMES)]
                    slowest = quantiles(times, n=20)[-1]
                    said = f"{what}, {who}, {alerts:,} dates, 95th percentile"
                    figures.seconds(said, slowest, smallest, "the smallest query")


def fill(owner_url: str, *, alerts: int, buildings: int = BUILDINGS) -> None:
    """Write the dates straight into the tables."""
    engine = create_engine(owner_url)
    statements = SQL.read_text().format(alerts=alerts, buildings=buildings, today=TODAY.isoformat())
    with engine.begin() as connection:
        connection.execute(
            text("select set_config('app.organization_id', (select id::text from organization limit 1), true)")
        )
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()


def questions(actor: Actor) -> dict[str, Callable[[], Any]]:
    """Return what is asked, by name."""
    page, mine = Listing(size=50), AlertFilter(responsible_id=actor.user_id)
    first, last = TODAY.replace(day=1), TODAY.replace(day=1) + timedelta(days=41)
    return {
        "needs attention": lambda: run_now(actor, needs_attention, today=TODAY),
        "the count beside the menu": lambda: run_now(actor, open_alert_count, today=TODAY),
        "a page of alerts": lambda: run_now(actor, alert_rows, listing=page, today=TODAY),
        "a page of one's own alerts": lambda: run_now(actor, alert_rows, listing=page, today=TODAY, narrowed=mine),
        "a page of a search": lambda: run_now(
            actor, alert_rows, listing=page, today=TODAY, narrowed=AlertFilter(search="household 4711")
        ),
        "the counts of the states": lambda: run_now(actor, alert_state_counts, today=TODAY),
        "the properties to choose from": lambda: run_now(actor, properties_with_alerts, today=TODAY),
        "a month of the calendar": lambda: run_now(actor, agenda, first=first, last=last, today=TODAY),
        "a calendar program's feed": lambda: run_now(actor, feed_dates, today=TODAY),
    }


def _actors(session: Session, actor: Actor) -> dict[str, Actor]:
    user = session.exec(select(User).where(col(User.email).like("measured%"))).first()
    places = session.exec(select(Property.id).order_by(col(Property.name)).limit(20)).all()
    if user is None:
        raise RuntimeError("Nobody was written.")
    whole = Actor(user.id, user.name, user.email, Role.MANAGER, GRANTS[Role.MANAGER])
    looking = replace(whole, role=Role.READ_ONLY, permissions=GRANTS[Role.READ_ONLY])
    return {
        "seeing everything": whole,
        "without restricted papers": looking,
        "of twenty buildings": replace(looking, property_ids=frozenset(places)),
    }


def _timed(ask: Callable[[], object]) -> float:
    started = perf_counter()
    ask()
    return perf_counter() - started
