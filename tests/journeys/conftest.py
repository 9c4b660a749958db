"""An office and a browser for every journey; without a Chromium they are skipped, but never in CI."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import PATIENCE_MS, RunningOffice, chromium, chromium_path, running_office

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put one journey before all other tests: it builds the screens, for which two at once would wait."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/journeys/test_first_day.py"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, for one file: while it is open no other loop runs, and so no test of another file."""
    if chromium_path() is None:
        assert os.environ.get("CI") != "true", "there is no Chromium, and in CI the journeys must run"
        pytest.skip("there is no Chromium on this machine: THE BROWSER JOURNEYS ARE SKIPPED")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """An empty office, served as `make run` serves it."""
    folder: Path = tmp_path_factory.mktemp("journey") / "data"
    with running_office(folder) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, which fails the test when its code raised anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()
    assert problems == []
