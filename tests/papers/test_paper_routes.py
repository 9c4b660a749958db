"""Papers in the browser: for whoever may see the ledger, shown in place, kept by nobody on the way."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.http.papers import ROUTES
from pm_app.leasing.tables import Tenancy
from pm_app.runtime import installed
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.http.browser import Browser, browsing
from tests.papers.made_papers import text_of
from tests.ui.screen import a_browser


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        sign_in(made, session, manager)
        yield made


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household with rent of December and January."""
    tenancy = a_household(session, starts_on=date(2025, 12, 1))
    a_charge(session, tenancy, amount_cents=900_00, due_on=date(2025, 12, 1), description="Rent, December")
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1), description="Rent, January")
    session.commit()
    return tenancy


def sign_in(browser: Browser, session: Session, actor: Actor) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, actor)


async def test_a_statement_of_this_month_opens_in_place(browser: Browser, household: Tenancy):
    answer = await browser.open(f"/papers/statement/{household.id}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('inline; filename="statement-')
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    text = text_of(answer.content)
    assert "Balance forward $900.00" in text
    assert "Jan 1, 2026 – Jan 15, 2026" in text


async def test_the_address_says_which_days(browser: Browser, household: Tenancy):
    answer = await browser.open(f"/papers/statement/{household.id}?from=2025-12-01&to=2025-12-31")

    text = text_of(answer.content)
    assert "Rent, December" in text
    assert "Rent, January" not in text
    assert "Amount due $900.00" in text


async def test_a_receipt_opens_in_place(session: Session, browser: Browser, household: Tenancy):
    receipt_id = a_receipt(session, household, amount_cents=900_00)
    session.commit()

    answer = await browser.open(f"/papers/receipt/{receipt_id}")

    assert "the amount of $900.00" in text_of(answer.content)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/papers/statement/{id}?from=soon", 422),
        ("/papers/statement/{id}?known_on=9999-12-31", 422),
        ("/papers/statement/{id}?as_of=9999-12-31", 422),
        ("/papers/statement/{id}?as_of=0001-01-01", 422),
        ("/papers/receipt/{id}?as_of=9999-12-31", 422),
        ("/papers/late-notice/{id}?pay_by=9999-12-31", 422),
        ("/papers/statement/{id}?from=2026-02-01&to=2026-01-01", 422),
        ("/papers/statement/nonsense", 404),
        ("/papers/receipt/{id}", 404),
        ("/papers/ransom/{id}", 404),
    ],
)
async def test_what_makes_no_paper_is_answered_with_a_sentence(
    browser: Browser, household: Tenancy, address: str, status: int
):
    answer = await browser.open(address.format(id=household.id))

    assert answer.status_code == status
    assert answer.text.endswith(".")


async def test_a_household_that_is_not_there_is_not_found(browser: Browser):
    assert (await browser.open(f"/papers/statement/{uuid4()}")).status_code == 404


async def test_who_may_not_see_money_is_refused(session: Session, browser: Browser, household: Tenancy):
    sign_in(browser, session, an_actor(session, Role.MAINTENANCE))

    for query in ("", "?known_on=9999-12-31", "?as_of=soon"):
        assert (await browser.open(f"/papers/statement/{household.id}{query}")).status_code == 403


async def test_who_is_not_signed_in_is_refused(browser: Browser, household: Tenancy):
    browser.cookies.clear()

    assert (await browser.open(f"/papers/statement/{household.id}")).status_code == 403


async def test_the_letterhead_can_be_looked_at(browser: Browser):
    assert "Your tenant" in text_of((await browser.open("/papers/example")).content)


async def test_nobody_looks_at_it_who_is_not_signed_in(browser: Browser):
    browser.cookies.clear()

    assert (await browser.open("/papers/example")).status_code == 403
