"""Serving the app: the database, the screens, the web process, and all of it stopped again."""

import signal
import threading

from pm_app.access.actions.users import invite_first_administrator
from pm_app.access.rules import CONSOLE
from pm_app.cli.console import remark, say
from pm_app.cli.office import must_be_current, settings_chosen
from pm_app.cli.sample_office import make_sample_office
from pm_app.cli.screens import build_screens
from pm_app.cli.users import invitation_link
from pm_app.cli.web import WebProcess, must_be_free
from pm_app.demo.office import load
from pm_app.demo.users import EMAILS, PASSWORD, demo_users_exist
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.log import configure_logging
from pm_app.runtime import check_store, run_now, running, services
from pm_app.server import Database, database
from pm_app.settings import Settings, demo_environment, demo_settings

LOOK_SECONDS = 2.0


class DemoInPublic(Refused):
    """A database with the demo's sign-ins would be open to others than this machine."""


def serve() -> None:
    """Serve the app until Ctrl-C: database, screens (built when they changed), the web process and its jobs."""
    settings = settings_chosen()
    configure_logging("warning")
    must_be_free(settings)
    with database(settings) as place:
        must_be_current(place)
        with running(settings, place.app_url):
            check_store()
            _refuse_demo_in_public(settings)
            link = _first_link(settings)
        _serve_until_told(settings, place, environment=None, remarks=_welcome(link))


def demo() -> None:
    """Serve a sample office with data of its own, on this machine only; the data stay for the next time."""
    settings = demo_settings()
    configure_logging("warning")
    must_be_free(settings)
    with database(settings) as place:
        make_sample_office(settings, place, load=load)
        _serve_until_told(settings, place, environment=demo_environment(), remarks=_sign_ins())


def _serve_until_told(
    settings: Settings, place: Database, *, environment: dict[str, str] | None, remarks: list[str]
) -> None:
    folder = build_screens()
    told = _when_told_to_stop()
    with WebProcess(settings, place.app_url, environment=environment, screens=folder) as web:
        if not web.answers(told):
            return
        say(f"Property Desk is open at {settings.address}")
        for line in remarks:
            say(line)
        say("Ctrl-C stops it.")
        while not told.wait(LOOK_SECONDS):
            place.keep()
            web.must_run()
        remark("Stopping …")


def _when_told_to_stop() -> threading.Event:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told


def _refuse_demo_in_public(settings: Settings) -> None:
    if not settings.loopback_only and demo_users_exist():
        raise DemoInPublic(
            "This database has the demo's sign-ins, whose password everybody knows: serve it to this machine only."
        )


def _first_link(settings: Settings) -> str:
    try:
        token = run_now(CONSOLE, invite_first_administrator, now=services().clock.now())
    except NotAllowed:  # the office has users
        return ""
    return invitation_link(settings, token)


def _welcome(link: str) -> list[str]:
    if not link:
        return []
    return ["Nobody can sign in yet. Open this link to become the first administrator; it works once:", f"  {link}"]


def _sign_ins() -> list[str]:
    return ["Sign in with one of", *(f"  {email}" for email in EMAILS), f"and the password {PASSWORD}"]
