"""What waits changes by itself in every open tab, whoever changed it, in whichever process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from pm_app.access.queries import user_ids
from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.filing import file_document
from pm_app.documents.enums import DocumentKind
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.runtime import run_now, running, services
from pm_app.server import database
from pm_app.settings import settings_from_environment
from pm_app.tasks.actions.tasks import add_task
from tests.journeys.office import PATIENCE_MS, RunningOffice, running_office

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PASSWORD = "a-quiet-orchard-lane"


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """An empty office of its own."""
    with running_office(tmp_path_factory.mktemp("live") / "data") as opened:
        yield opened


@contextmanager
def _another_process_of(office: RunningOffice) -> Iterator[str]:
    """Join the office's database as another process does, and yield its address."""
    settings = settings_from_environment(office.environment)
    with database(settings) as joined, running(settings, joined.app_url):
        yield joined.app_url.replace("+psycopg", "", 1)


def _signed_in(browser: Browser, link: str, name: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(link)
    if page.get_by_label("E-mail").count():  # the first administrator writes theirs
        page.get_by_label("Your name").fill(name)
        page.get_by_label("E-mail").fill(f"{name.split()[0].lower()}@example.com")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    return context


def _bell(tab: Page, unread: int) -> Locator:
    name = f"Notifications, {unread} unread" if unread else "Notifications"
    return tab.get_by_role("button", name=name, exact=True)


def _told(email: str, title: str) -> None:
    ids = run_now(CONSOLE, user_ids, emails=[email]).values()
    run_now(
        SCHEDULER,
        notify,
        user_ids=ids,
        key=str(uuid4()),
        kind=NotificationKind.DONE,
        title=title,
        path="/tasks",
        now=services().clock.now(),
    )


def _took(what: str, change: Callable[[], object], *seen: Locator) -> None:
    change()
    began = time.monotonic()
    for one in seen:
        expect(one).to_be_visible()
    print(f"{what}: {time.monotonic() - began:.2f} s")  # noqa: T201  what the promise is held against


def test_what_waits_changes_in_every_open_tab(browser: Browser, office: RunningOffice):
    dana = _signed_in(browser, office.link(), "Dana Whitlow")
    invited = office.pm("add-user", "luis@example.com", "--role", "leasing", "--name", "Luis Ortega")
    luis = _signed_in(browser, invited.split()[-1], "Luis Ortega")
    first, his = dana.pages[0], luis.pages[0]
    second = dana.new_page()
    second.goto(f"{office.address}/people")
    expect(_bell(second, 0)).to_be_visible()

    with _another_process_of(office) as url:
        _told_in_both_tabs(first, second, his)
        _read_in_one_tab_is_read_in_the_other(first, second)
        _work_is_counted(his)
        _heard_again_after_the_line_was_cut(first, url)
    dana.close()
    luis.close()


def _told_in_both_tabs(first: Page, second: Page, his: Page) -> None:
    told = lambda: _told("dana@example.com", "The export is ready")  # noqa: E731
    _took("two tabs of one user", told, _bell(first, 1), _bell(second, 1))
    expect(_bell(his, 0)).to_be_visible()
    _bell(first, 1).click()
    expect(first.get_by_role("link", name="The export is ready")).to_be_visible()
    again = lambda: _told("dana@example.com", "The import is done")  # noqa: E731
    _took("a list that is open", again, first.get_by_role("link", name="The import is done"), _bell(second, 2))


def _read_in_one_tab_is_read_in_the_other(first: Page, second: Page) -> None:
    link = first.get_by_role("link", name="The import is done")
    _took("read in the other tab", link.click, _bell(second, 1))
    expect(first.get_by_role("heading", name="Tasks", level=1)).to_be_visible()
    _bell(second, 1).click()
    _took("all read", second.get_by_role("button", name="Mark all read").click, _bell(first, 0))


def _work_is_counted(his: Page) -> None:
    menu = his.get_by_role("navigation", name="Main")
    luis = next(iter(run_now(CONSOLE, user_ids, emails=["luis@example.com"]).values()))
    given = {"title": "Change the lock", "assigned_to_id": luis}
    add = lambda: run_now(CONSOLE, add_task, request_key=uuid4(), now=services().clock.now(), **given)  # noqa: E731
    _took("a task given to somebody", add, menu.get_by_role("link", name="Tasks 1 open"))
    alerts = menu.get_by_role("link", name="Alerts 1 open")
    _took("an expiration that was saved", _file_what_expires_soon, alerts)


def _file_what_expires_soon() -> None:
    run_now(
        CONSOLE,
        file_document,
        request_key=uuid4(),
        sha256="0" * 64,
        size_bytes=10,
        media_type="text/plain",
        filename="insurance.txt",
        title="Insurance",
        kind=DocumentKind.PROPERTY_INSURANCE,
        links=(),
        tags=(),
        valid_from=None,
        valid_through=services().clock.today() + timedelta(days=3),
        notes="",
        replaces_id=None,
        now=services().clock.now(),
    )


def _heard_again_after_the_line_was_cut(first: Page, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        ours = "application_name = 'property-desk-listener'"
        cut = connection.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where {ours}").fetchall()
        assert (True,) in cut
    _took("after the line was cut", lambda: _told("dana@example.com", "Still there"), _bell(first, 1))
