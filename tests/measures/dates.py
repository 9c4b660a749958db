"""A hundred thousand dates: the scan of every night, the look at what was saved, the list of what needs attention."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import create_engine, text
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.books.actions.entries import open_books
from pm_app.freshening import freshen, scan_all
from pm_app.reminders.queries.alerts import needs_attention
from pm_app.runtime import run_now, running
from pm_app.schema import migrate
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.measures.opening import Figures

SQL = Path(__file__).with_name("dates.sql")
DOCUMENTS, TENANCIES, TODAY = 100_000, 10_000, date(2026, 11, 20)
ROUNDS = 20
COPIED = "copying the rows of those alerts into a table with the same indexes"


def measure_dates(figures: Figures, data: Path, *, documents: int = DOCUMENTS, tenancies: int = TENANCIES) -> None:
    """Write the office and scan it; the yardstick is what the database alone takes to write as many rows."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place:
        migrate(str(place.owner_url), place.app_url)
        with running(settings, place.app_url):
            run_now(CONSOLE, open_books)
            _write(str(place.owner_url), documents=documents, tenancies=tenancies)
            _measure(figures, str(place.owner_url))


def _measure(figures: Figures, owner_url: str) -> None:
    first = _timed(lambda: scan_all(TODAY))
    alerts = run_now(SCHEDULER, _count)
    _settle(owner_url)
    yardstick = _copied(owner_url)
    figures.seconds(f"{COPIED} ({alerts:,})", yardstick, yardstick, "that copy")
    figures.seconds(f"first scan, {alerts:,} dates raised", first, yardstick, "that copy")
    figures.seconds("a night's scan in which nothing changed", _timed(lambda: scan_all(TODAY)), yardstick, "that copy")
    run_now(SCHEDULER, _change, share=0.02)
    changed = _timed(lambda: scan_all(TODAY))
    figures.seconds("a night's scan in which one date in fifty changed", changed, yardstick, "that copy")
    freshen(TODAY)
    saved: list[float] = []
    for _ in range(ROUNDS):
        run_now(SCHEDULER, _change_one)
        saved.append(_timed(lambda: freshen(TODAY)))
    smallest = median(_timed(lambda: run_now(SCHEDULER, _smallest)) for _ in range(ROUNDS))
    figures.seconds("the dates of one saved document, looked at again", median(saved), smallest, "the smallest query")
    listed = median(_timed(lambda: run_now(CONSOLE, needs_attention, today=TODAY)) for _ in range(ROUNDS))
    figures.seconds("what needs attention, first rows and counts", listed, smallest, "the smallest query")


def _write(owner_url: str, *, documents: int, tenancies: int) -> None:
    given = {"documents": documents, "tenancies": tenancies, "today": f"'{TODAY.isoformat()}'"}
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "select set_config('app.organization_id', (select id::text from organization), true)"
        )
        for statement in SQL.read_text().format(**given).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()
    _settle(owner_url)


def _settle(owner_url: str) -> None:
    engine = create_engine(owner_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()


def _copied(owner_url: str) -> float:
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "select set_config('app.organization_id', (select id::text from organization), true)"
        )
        connection.exec_driver_sql("create table alert_copy (like alert including indexes)")
        taken = _timed(lambda: connection.exec_driver_sql("insert into alert_copy select * from alert"))
        connection.exec_driver_sql("drop table alert_copy")
    engine.dispose()
    return taken


def _change(session: Session, _: Actor, *, share: float) -> None:
    changed = "update document set valid_through = valid_through + 365 where random() < :share"
    session.connection().execute(text(changed), {"share": share})


def _change_one(session: Session, _: Actor) -> None:
    one = "select id from document where valid_through is not null order by random() limit 1"
    session.connection().execute(text(f"update document set valid_through = valid_through + 1 where id = ({one})"))


def _count(session: Session, _: Actor) -> int:
    return session.connection().execute(text("select count(*) from alert where closed_at is null")).scalar_one()


def _smallest(session: Session, _: Actor) -> object:
    return session.connection().execute(text("select 1 from organization")).scalar_one()


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
