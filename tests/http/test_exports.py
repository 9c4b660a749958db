"""Lists as files: exactly what is filtered, for whoever may see it, and nothing that a spreadsheet would calculate."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.http.exports import ROUTES
from pm_app.lists.every import LISTS
from pm_app.lists.files import csv_of
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Property
from pm_app.ports import SheetColumn
from pm_app.receivables.enums import ChargeKind
from pm_app.runtime import installed
from tests.conftest import an_actor
from tests.factories.deposits import a_deposit, a_home_left
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.http.browser import Browser, browsing
from tests.ui.screen import a_browser


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        sign_in(made, session, manager)
        yield made


def sign_in(browser: Browser, session: Session, actor: Actor) -> None:
    browser.cookies[installed().settings.cookie_name] = a_browser(session, actor)


async def rows(browser: Browser, address: str) -> list[list[str]]:
    """The rows of a CSV export, the heading first."""
    answer = await browser.open(address)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def buildings(session: Session) -> tuple[Property, Property]:
    alder, birch = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    birch.kind = PropertyKind.CONDO
    session.commit()
    return alder, birch


async def test_properties_leave_as_they_are_filtered_and_sorted(session: Session, browser: Browser) -> None:
    buildings(session)

    every = await rows(browser, "/exports/properties.csv?sort=-name")
    found = await rows(browser, "/exports/properties.csv?q=birch&kind=condo&page=7")

    assert every[0] == ["Name", "Address", "Kind", "Units", "Built", "Manager"]
    assert [row[0] for row in every[1:]] == ["Birch House", "Alder Court"]
    assert [row[0] for row in found[1:]] == ["Birch House"]


async def test_more_rows_leave_than_a_page_has(session: Session, browser: Browser) -> None:
    for number in range(120):
        a_property(session, name=f"Property {number:03}")
    session.commit()

    assert len(await rows(browser, "/exports/properties.csv?size=25")) == 121


async def test_units_leave_with_household_rent_and_balance(session: Session, browser: Browser) -> None:
    alder, _ = buildings(session)
    household = a_household(session, a_unit(session, alder, name="204"), ends_on=date(2026, 6, 30), rent_cents=1_450_00)
    household.name = "Renee Castellano"
    a_charge(session, household, amount_cents=678_40, due_on=date(2026, 1, 1))
    a_unit(session, alder, name="205", market_rent_cents=None)
    session.commit()

    every = await rows(browser, f"/exports/units.csv?property={alder.id}")
    vacant = await rows(browser, f"/exports/units.csv?property={alder.id}&status=vacant")

    assert [row[1] for row in vacant[1:]] == ["205"]
    assert every[1] == [
        "Alder Court", "204", "2", "1", "800", "Occupied", "Renee Castellano", "1450.00", "1200.00", "2026-06-30",
        "678.40",
    ]  # fmt: skip


async def test_people_leave_by_role(session: Session, browser: Browser) -> None:
    a_person(session, name="Omar Said")
    session.commit()

    assert await rows(browser, "/exports/people.csv?q=omar") == [
        ["Name", "Kind", "Roles", "E-mail", "Phone"],
        ["Omar Said", "Person", "", "", ""],
    ]
    assert len(await rows(browser, "/exports/people.csv?role=owner")) == 1


async def test_leases_and_a_ledger_leave_with_their_money(session: Session, browser: Browser) -> None:
    household = a_household(session, rent_cents=1_000_00)
    household.name = "Renee Castellano"
    a_charge(session, household, amount_cents=600_00, due_on=date(2026, 1, 1))
    session.commit()

    leases = await rows(browser, "/exports/leases.csv")
    ledger = await rows(browser, f"/exports/ledger.csv?tenancy={household.id}&as_of=2026-01-10")

    assert (leases[1][0], leases[1][-2:]) == ("Renee Castellano", ["1000.00", "600.00"])
    assert ledger[0] == ["Date", "Kind", "Description", "Charge", "Payment", "Balance"]
    assert (ledger[1][0], ledger[1][3:]) == ("2026-01-01", ["600.00", "", "600.00"])


async def test_leases_leave_as_they_are_filtered(session: Session, browser: Browser) -> None:
    for name, ends_on, moved_out_on in (
        ("Soon", date(2026, 2, 10), None),
        ("Later", date(2026, 12, 31), None),
        ("Gone", date(2025, 12, 31), date(2025, 12, 31)),
    ):
        made = a_household(session, starts_on=date(2025, 1, 1), ends_on=ends_on, moved_out_on=moved_out_on)
        made.name = name
    session.commit()

    async def names(query: str) -> list[str]:
        return [row[0] for row in (await rows(browser, f"/exports/leases.csv?{query}"))[1:]]

    assert await names("sort=-name") == ["Soon", "Later"]
    assert await names("ends=0-30") == ["Soon"]
    assert await names("state=past") == ["Gone"]
    assert await names("state=nonsense&ends=nonsense") == ["Later", "Soon"]


async def test_a_ledger_leaves_as_it_was_known(session: Session, browser: Browser) -> None:
    household = a_household(session)
    a_charge(session, household, amount_cents=600_00, due_on=date(2026, 1, 1), today=date(2026, 1, 12))
    session.commit()
    address = f"/exports/ledger.csv?tenancy={household.id}&as_of=2026-01-14"

    assert len(await rows(browser, address)) == 2
    assert len(await rows(browser, f"{address}&known_on=2026-01-11")) == 1
    assert len(await rows(browser, f"{address}&from=2026-01-02")) == 1


@pytest.mark.parametrize("asked", ["known_on=9999-12-31", "as_of=9999-12-31", "as_of=0001-01-01"])
async def test_a_day_the_calendar_ends_at_is_answered_with_a_sentence(
    session: Session, browser: Browser, asked: str
) -> None:
    household = a_household(session)
    session.commit()

    for name in (f"ledger.csv?tenancy={household.id}&", "rent-roll.csv?", "delinquency.csv?"):
        answer = await browser.open(f"/exports/{name}{asked}")
        assert (answer.status_code, answer.text[-1]) == (422, ".")


async def test_a_workbook_holds_the_same_rows(session: Session, browser: Browser) -> None:
    buildings(session)

    answer = await browser.open("/exports/properties.xlsx?q=court")

    sheet: Any = load_workbook(io.BytesIO(answer.content)).active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Name", "Alder Court"]
    assert answer.headers["content-disposition"] == 'attachment; filename="properties-2026-01-15.xlsx"'
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_csv_file_is_a_formula(text: str) -> None:
    written = csv_of([SheetColumn("Name")], [(text,)])

    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))[1] == [f"'{text}"]


def test_amounts_in_a_csv_file_are_plain_numbers() -> None:
    written = csv_of([SheetColumn("Rent", "money"), SheetColumn("N", "count")], [(-20_05, -3), (5, 0), (None, None)])

    assert written.decode("utf-8-sig") == "Rent,N\r\n-20.05,-3\r\n0.05,0\r\n,\r\n"


@pytest.mark.parametrize("name", ["nothing.csv", "properties.docx", "properties", ".csv", "properties.csv.csv"])
async def test_a_list_that_there_is_not_is_not_found(browser: Browser, name: str) -> None:
    assert (await browser.open(f"/exports/{name}")).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/exports/units.csv?property=7",
        "/exports/ledger.csv",
        "/exports/ledger.csv?tenancy=x",
        "/exports/ledger.csv?tenancy=00000000-0000-4000-8000-000000000001&as_of=2026-02-30",
    ],
)
async def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(browser: Browser, address: str) -> None:
    answer = await browser.open(address)

    assert (answer.status_code, answer.text[-1]) == (422, ".")


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_nobody_gets_a_list_without_a_sign_in(session: Session, browser: Browser, name: str) -> None:
    household = a_household(session)
    session.commit()
    browser.cookies.clear()

    assert (await browser.open(f"/exports/{name}.csv?tenancy={household.id}")).status_code == 403


async def test_a_role_gets_only_the_lists_it_may_see(session: Session, browser: Browser) -> None:
    household = a_household(session)
    session.commit()
    sign_in(browser, session, an_actor(session, Role.MAINTENANCE))

    answers = {name: (await browser.open(f"/exports/{name}.csv?tenancy={household.id}")).status_code for name in LISTS}

    open_to_all = {"properties", "units", "compliance", "expirations"}
    assert answers == {name: 200 if name in open_to_all else 403 for name in LISTS}


async def test_only_what_is_within_scope_leaves(session: Session, browser: Browser, manager: Actor) -> None:
    alder, birch = buildings(session)
    other = a_household(session, a_unit(session, birch))
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=alder.id))
    session.commit()

    assert [row[0] for row in (await rows(browser, "/exports/properties.csv"))[1:]] == ["Alder Court"]
    assert len(await rows(browser, "/exports/units.csv")) == 1
    assert len(await rows(browser, "/exports/leases.csv")) == 1
    assert (await browser.open(f"/exports/units.csv?property={birch.id}")).status_code == 404
    assert (await browser.open(f"/exports/ledger.csv?tenancy={other.id}")).status_code == 404


async def test_deposits_leave_with_where_their_money_lies(session: Session, browser: Browser) -> None:
    home = a_home_left(session)
    a_deposit(session, home, kind=ChargeKind.PET_DEPOSIT, cents=250_00, bank=None)
    session.commit()

    heading, first, second = await rows(browser, "/exports/deposits.csv?as_of=2026-01-10")

    assert heading[4:] == ["Deposit", "Held", "In deposit bank", "On hand", "Taken over", "Transfer due"]
    assert first[4:] == ["Security deposit", "1000.00", "1000.00", "250.00", "0.00", "0.00"]
    assert second[4:] == ["Pet deposit", "250.00", "", "", "", ""]


async def test_receipts_leave_as_they_are_filtered_with_where_they_are(session: Session, browser: Browser) -> None:
    alder, _ = buildings(session)
    household = a_household(session, a_unit(session, alder, name="204"))
    a_receipt(session, household, amount_cents=40_00, received_on=date(2026, 1, 3))
    a_receipt(session, household, amount_cents=60_00, received_on=date(2026, 1, 9))
    session.commit()

    heading, *found = await rows(browser, "/exports/receipts.csv?from=2026-01-05&state=on+hand&sort=amount")

    assert heading[:4] == ["Received", "Household", "Property", "Unit"]
    assert [(row[0], row[2], row[3], row[8], row[11]) for row in found] == [
        ("2026-01-09", "Alder Court", "204", "On hand", "60.00")
    ]
