"""Required documents and expirations as files: the rows of the page as it is filtered, and on paper."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.rules import Actor
from pm_app.documents.actions.requirements import add_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.http.exports import ROUTES
from pm_app.people.enums import PersonRole
from pm_app.runtime import installed
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.http.browser import Browser, browsing
from tests.ui.screen import a_browser


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in, in an office that asks for licenses and certificates."""
    add_requirement(session, manager, rule=Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY), now=NOON)
    cover = DocumentKind.CERTIFICATE_OF_INSURANCE
    add_requirement(session, manager, rule=Requirement(cover, KindLevel.VENDOR), now=NOON)
    vendor = a_person(session, name="Brightwater", role=PersonRole.VENDOR)
    a_document(session, LinkTarget(person_id=vendor.id), kind=cover, title="=COI", valid_through=date(2026, 1, 20))
    for name in ("Birch House", "Alder Court"):
        a_property(session, name=name)
    session.commit()
    async with browsing(Starlette(routes=ROUTES)) as made:
        made.cookies[installed().settings.cookie_name] = a_browser(session, manager)
        yield made


async def rows(browser: Browser, address: str) -> list[dict[str, str]]:
    answer = await browser.open(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_what_is_filtered_leaves_by_property(browser: Browser):
    every = await rows(browser, "/exports/compliance.csv")
    missing = await rows(browser, "/exports/compliance.csv?state=missing&level=property")

    assert list(every[0]) == ["Property", "Level", "Of", "Document", "Status", "Due", "Covered through", "On file"]
    assert [(row["Property"], row["Of"], row["Status"]) for row in every] == [
        ("", "Brightwater", "Expiring"),
        ("Alder Court", "Alder Court", "Missing"),
        ("Birch House", "Birch House", "Missing"),
    ]
    assert (every[0]["Covered through"], every[0]["On file"]) == ("2026-01-20", "'=COI")
    assert [row["Of"] for row in missing] == ["Alder Court", "Birch House"]


async def test_expirations_leave_as_they_are_filtered(browser: Browser):
    near = await rows(browser, "/exports/expirations.csv")
    past = await rows(browser, "/exports/expirations.csv?within=past")

    assert [(row["Document"], row["What"], row["Day"]) for row in near] == [("'=COI", "Expires", "2026-01-20")]
    assert past == []


@pytest.mark.parametrize("name", ["compliance", "expirations"])
async def test_they_leave_on_paper_and_as_a_workbook(browser: Browser, name: str):
    paper, sheet = await browser.open(f"/exports/{name}.pdf"), await browser.open(f"/exports/{name}.xlsx")

    assert (paper.content[:5], sheet.content[:2]) == (b"%PDF-", b"PK")


async def test_an_address_that_leads_nowhere_is_refused(browser: Browser):
    answer = await browser.open("/exports/compliance.csv?property=x")

    assert answer.status_code == 422
