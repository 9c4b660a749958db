"""Every table of the app, so that migrations see the whole schema; and bringing a database up to it."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from alembic import command
from pm_app.access import tables as access
from pm_app.banking import tables as banking
from pm_app.books import tables as books
from pm_app.calendars import tables as calendars
from pm_app.correspondence import tables as correspondence
from pm_app.documents.tables import documents, findings, kinds, pages, saved
from pm_app.kernel.errors import Unavailable
from pm_app.kernel.tables import Table
from pm_app.leasing import tables as leasing
from pm_app.messages import tables as messages
from pm_app.notifications import tables as notifications
from pm_app.outbox import tables as outbox
from pm_app.people import tables as people
from pm_app.portfolio import tables as portfolio
from pm_app.receivables.tables import arrangements, bank_deposits, dispositions, items, openings, policies
from pm_app.reminders import tables as reminders
from pm_app.reports import tables as reports
from pm_app.tasks import tables as tasks

METADATA = Table.metadata
FEATURES = (
    access,
    banking,
    books,
    calendars,
    correspondence,
    documents,
    findings,
    kinds,
    pages,
    saved,
    leasing,
    messages,
    notifications,
    outbox,
    people,
    portfolio,
    items,
    arrangements,
    bank_deposits,
    dispositions,
    openings,
    policies,
    reminders,
    reports,
    tasks,
)
_SCRIPTS = Path(__file__).resolve().parent.parent / "alembic"


def migration_config(owner_url: str, app_url: str) -> Config:
    """Return what alembic needs: where the scripts are, the owner's address, the name of the app's role."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    config.attributes["owner_url"] = owner_url
    config.attributes["app_role"] = make_url(app_url).username
    return config


def migrate(owner_url: str, app_url: str) -> None:
    """Bring the database to the newest schema, as the owner, granting the app's role what it needs."""
    command.upgrade(migration_config(owner_url, app_url), "head")


def is_current(app_url: str) -> bool:
    """Return whether the database has the newest schema; raises `Unavailable` when it does not answer."""
    wanted = set(ScriptDirectory(str(_SCRIPTS)).get_heads())
    engine = create_engine(app_url, poolclass=pool.NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == wanted
    except OperationalError as problem:
        said = str(problem.orig).strip().splitlines()[0]
        raise Unavailable(f"The database does not answer: {said}") from problem


def new_migration(owner_url: str, app_url: str, message: str) -> None:
    """Write a migration from the difference between the tables and the database; a person reads it before it lands."""
    command.revision(migration_config(owner_url, app_url), message=message, autogenerate=True)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether a database object is ours to compare; extensions bring tables of their own."""
    return kind != "table" or name in METADATA.tables
