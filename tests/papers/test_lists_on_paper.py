"""Every list as a PDF beside the spreadsheet: the same rows, what narrows them, and totals."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.http.exports import ROUTES
from pm_app.leasing.tables import Tenancy
from pm_app.lists.every import LISTS
from pm_app.runtime import installed
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.http.browser import Browser, browsing
from tests.papers.made_papers import text_of
from tests.ui.screen import a_browser

EVERYDAY = ("properties", "units", "people", "leases")


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        sign_in(made, session, manager)
        yield made


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household in Alder Court that owes $300 of its rent."""
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_household(session, unit, rent_cents=1_450_00)
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, amount_cents=1_450_00, due_on=date(2026, 1, 1))
    a_receipt(session, tenancy, amount_cents=1_150_00, received_on=date(2026, 1, 5))
    session.commit()
    return tenancy


def sign_in(browser: Browser, session: Session, actor: Actor) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, actor)


async def paper(browser: Browser, address: str) -> str:
    answer = await browser.open(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return text_of(answer.content)


@pytest.mark.parametrize("name", EVERYDAY)
async def test_the_everyday_lists_are_there_as_papers(browser: Browser, household: Tenancy, name: str):
    text = await paper(browser, f"/exports/{name}.pdf")

    assert text.startswith(f"{LISTS[name].title} As of Jan 15, 2026")
    assert text.endswith("Page 1 of 1")


async def test_a_paper_says_what_narrows_its_rows_and_adds_them_up(browser: Browser, household: Tenancy):
    text = await paper(browser, f"/exports/units.pdf?property={household.property_id}&status=occupied&q=renee")

    assert "Property Alder Court Search “renee” Status Occupied" in text
    assert "Total 1,450.00" in text
    assert "1 row " in text


async def test_a_ledger_names_its_household_and_its_days(browser: Browser, household: Tenancy):
    address = f"/exports/ledger.pdf?tenancy={household.id}&as_of=2026-01-10&from=2026-01-01&known_on=2026-01-15"
    text = await paper(browser, address)

    assert "Household Renee Castellano Home Alder Court, 204 As of Jan 10, 2026 From Jan 1, 2026" in text
    assert "As known on Jan 15, 2026" in text
    assert "Total 1,450.00 1,150.00" in text
    assert "2 rows" in text


async def test_a_list_that_nobody_may_see_is_none_on_paper_either(
    session: Session, browser: Browser, household: Tenancy
):
    sign_in(browser, session, an_actor(session, Role.MAINTENANCE))

    assert (await browser.open(f"/exports/ledger.pdf?tenancy={household.id}")).status_code == 403


@pytest.mark.parametrize("address", ["/exports/ledger.pdf", "/exports/units.docx", "/exports/secrets.pdf"])
async def test_what_is_no_list_is_answered_with_a_sentence(browser: Browser, address: str):
    answer = await browser.open(address)

    assert answer.status_code in {404, 422}
    assert answer.text.endswith(".")
