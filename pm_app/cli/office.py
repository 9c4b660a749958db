"""Which office a command works on, and opening it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from pm_app.demo.making import must_be_finished
from pm_app.kernel.errors import Refused
from pm_app.log import configure_logging, referenced
from pm_app.runtime import Runtime, running
from pm_app.schema import is_current
from pm_app.server import Database, database
from pm_app.settings import Settings, SettingsProblem, demo_settings, settings_from_environment

# Whether `--demo` was said before the command's name.
demo_chosen: ContextVar[bool] = ContextVar("demo_chosen", default=False)


class SchemaOutdated(Refused):
    """The database was not brought up to this version."""


def settings_chosen() -> Settings:
    """Return the settings of the office, or of the demo when `--demo` was said; that must be whole."""
    if not demo_chosen.get():
        return settings_from_environment()
    settings = demo_settings()
    must_be_finished(settings.data_dir)
    return settings


@contextmanager
def open_office(settings: Settings | None = None) -> Generator[Runtime]:
    """Start or join the database, see that its schema is current, and install the runtime for the block."""
    settings = settings or settings_chosen()
    configure_logging("warning")
    with referenced(), database(settings) as place:
        must_be_current(place)
        with running(settings, place.app_url) as runtime:
            yield runtime


def must_be_current(place: Database) -> None:
    """Refuse a database whose schema is not the newest."""
    if not is_current(place.app_url):
        raise SchemaOutdated("The database does not have the newest schema yet: run `pm migrate` first.")


def owner_url(place: Database) -> str:
    """Return the address for the owner of the schema; says which setting is missing when it is not known."""
    if place.owner_url is None:
        raise SettingsProblem(
            "PM_DATABASE_OWNER_URL is missing: set it to the address of the role that owns the tables."
        )
    return place.owner_url
