"""The books as files: the journal, one account, the trial balance, as their pages are filtered."""

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.rules import Actor
from pm_app.http.exports import ROUTES
from pm_app.leasing.tables import Tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.http.browser import Browser, browsing
from tests.http.test_exports import rows, sign_in

DEC_1, JAN_1, JAN_5 = date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 5)
HOME = ["Alder Court", "204", "Renee Castellano"]


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        sign_in(made, session, manager)
        yield made


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """900 charged in December, 1,000 in January, 1,200 paid on January 5."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, due_on=DEC_1, amount_cents=900_00, description="December")
    a_charge(session, tenancy, due_on=JAN_1, description="January")
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_5)
    session.commit()
    return tenancy


async def test_the_journal_leaves_line_by_line_as_it_is_filtered(browser: Browser, tenancy: Tenancy) -> None:
    every = await rows(browser, "/exports/journal.csv")
    found = await rows(browser, f"/exports/journal.csv?to=2025-12-31&account=4000&lease={tenancy.id}&page=3")

    assert len(every) == 1 + 6
    assert every[1][:2] == ["2026-01-05", "2026-00002"]
    assert found[1:] == [
        ["2025-12-01", "2025-00001", "Charge", "December", "", "1100", "Accounts receivable: tenants", *HOME,
         "900.00", "", "Console"],
        ["2025-12-01", "2025-00001", "Charge", "December", "", "4000", "Rent", *HOME, "", "900.00", "Console"],
    ]  # fmt: skip


async def test_an_account_leaves_with_its_opening_and_running_balance(browser: Browser, tenancy: Tenancy) -> None:
    found = await rows(browser, "/exports/account.csv?view=account&account=1100&from=2026-01-01")

    assert [(row[0], row[2], row[-3], row[-2], row[-1]) for row in found[1:]] == [
        ("2026-01-01", "Opening balance", "", "", "900.00"),
        ("2026-01-01", "Charge", "1000.00", "", "1900.00"),
        ("2026-01-05", "Receipt", "", "1200.00", "700.00"),
    ]


async def test_the_trial_balance_leaves_with_equal_sides(browser: Browser, tenancy: Tenancy) -> None:
    found = await rows(browser, "/exports/accounts.csv?as_of=2025-12-31")
    every = await rows(browser, "/exports/accounts.csv?show=all")

    assert found[1:] == [
        ["1100", "Accounts receivable: tenants", "Asset", "900.00", ""],
        ["4000", "Rent", "Income", "", "900.00"],
    ]
    assert len(every) > 40


async def test_the_trial_balance_is_a_workbook_too(browser: Browser, tenancy: Tenancy) -> None:
    answer = await browser.open("/exports/accounts.xlsx?as_of=2025-12-31")

    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in list(sheet.rows)[1]] == ["1100", "Accounts receivable: tenants", "Asset", 900, None]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/exports/account.csv", "does not say which account"),
        ("/exports/account.csv?account=x", "names no account"),
        ("/exports/journal.csv?from=2026-02-30", "a day that is none"),
        ("/exports/journal.csv?lease=none", "leads nowhere"),
    ],
)
async def test_an_address_that_makes_no_sense_is_refused(browser: Browser, address: str, said: str) -> None:
    answer = await browser.open(address)

    assert answer.status_code == 422
    assert said in answer.text
