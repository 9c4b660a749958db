"""The app: its pages, its routes, what happens to a failure, and what is open while it runs."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import reflex as rx
from reflex.constants import Dirs
from reflex.utils.prerequisites import get_web_dir
from starlette.applications import Starlette
from starlette.types import ASGIApp

from pm_app.freshening import freshen
from pm_app.http import auth, calendar, exports, health, imports, letters, metrics, papers, photos, unsubscribe
from pm_app.http.entrance.entrance import Entrance
from pm_app.http.files import routes as files
from pm_app.kernel.errors import Refused
from pm_app.live import live_updates
from pm_app.log import configure_logging, reference, referenced
from pm_app.pulse import beating
from pm_app.runtime import running
from pm_app.settings import SettingsProblem, settings_from_environment
from pm_app.ui import theme
from pm_app.ui.gate import Gate
from pm_app.ui.parts.page import missing_page
from pm_app.ui.parts.toasts import warned
from pm_app.ui.parts.waiting import pushing
from pm_app.ui.paths import HOME
from pm_app.ui.routes.entry import Page
from pm_app.ui.routes.menu import ADDS, PAGES, navigation
from pm_app.ui.shell import ShellState, framed
from pm_app.worker import stop, timetable

logger = logging.getLogger(__name__)

_NEEDS = [(page.path, page.needs) for page in PAGES]
# These routes count what they are sent themselves.
_UPLOADS = ("/files", "/photos", "/imports")
_ROUTES = [
    *auth.ROUTES,
    *calendar.ROUTES,
    *files.ROUTES,
    *photos.ROUTES,
    *imports.ROUTES,
    *exports.ROUTES,
    *papers.ROUTES,
    *letters.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
    *unsubscribe.ROUTES,
]


def answer_failure(exception: Exception) -> rx.event.EventSpec:
    """Say a refusal to the person; log anything else with a reference number, and say only that number."""
    if isinstance(exception, Refused):
        return warned(exception.message)
    with referenced(reference.get()) as number:
        logger.error("an event failed", exc_info=exception)
    return warned(f"Something went wrong. Tell us this number: {number}")


@asynccontextmanager
async def office_hours() -> AsyncIterator[None]:
    """Keep the log, the database connections and the timetable open while the process serves."""
    settings = settings_from_environment()
    configure_logging(settings.log_level)
    if settings.database_url is None:
        raise SettingsProblem("PM_DATABASE_URL is missing: start the app with `pm serve`, which sets it.")
    with running(settings, settings.database_url):
        clock = timetable(settings)
        clock.start()
        try:
            async with beating(), live_updates(settings.database_url, show=pushing(app), freshen=freshen):
                yield
        finally:
            stop(clock)


def _shown(page: Page) -> Callable[[], rx.Component]:
    def framed_page() -> rx.Component:
        return framed(page.page(), navigation=navigation(), adds=ADDS)

    return framed_page


def _nowhere() -> rx.Component:
    return framed(missing_page("There is no such page", HOME, "Go home"), navigation=navigation(), adds=ADDS)


def _guarded(inner: ASGIApp) -> ASGIApp:
    return Entrance(inner, pages=_NEEDS, built=get_web_dir() / Dirs.STATIC, uploads=_UPLOADS)


def _made() -> rx.App:
    made = rx.App(
        stylesheets=theme.STYLESHEETS,
        head_components=theme.head_components(),
        html_lang=theme.LANGUAGE,
        toaster=theme.toaster(),
        backend_exception_handler=answer_failure,
        api_transformer=[Starlette(routes=_ROUTES), _guarded],
    )
    made.add_middleware(Gate(_NEEDS))
    for page in PAGES:
        made.add_page(
            _shown(page),
            route=page.path,
            title=f"{page.title} · Property Desk",
            on_load=[ShellState.load, page.on_load],
        )
    made.add_page(_nowhere, route="404", title="Not found · Property Desk", on_load=ShellState.load)
    made.register_lifespan_task(office_hours)
    return made


app = _made()
