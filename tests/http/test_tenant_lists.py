"""The rent roll and the delinquency as files: the columns of the field, as they are filtered."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.rules import Actor
from pm_app.http.exports import ROUTES
from pm_app.leasing.enums import RentLineKind
from pm_app.people.tables import Person
from pm_app.receivables.actions.noting import note_delinquency
from pm_app.receivables.enums import ChargeKind
from pm_app.runtime import installed
from tests.conftest import NOON
from tests.factories.leasing import a_notice, a_rent_line
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.http.browser import Browser, browsing
from tests.ui.screen import a_browser


@pytest.fixture
async def browser(session: Session, manager: Actor) -> AsyncIterator[Browser]:
    """A browser in which the manager is signed in."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        made.cookies[installed().settings.cookie_name] = a_browser(session, manager)
        yield made


@pytest.fixture
def alder(session: Session, manager: Actor) -> None:
    """Alder Court: 9 owes December and a deposit, 10 leaves, 11 is empty."""
    place = a_property(session, name="Alder Court")
    renee = Person(kind="person", name="Renee Castellano", sort_name="Castellano, Renee", created_at=NOON)  # pyright: ignore[reportArgumentType]
    session.add(renee)
    session.flush()
    since, until = date(2025, 12, 1), date(2026, 11, 30)
    first = a_household(session, a_unit(session, place, name="9"), starts_on=since, ends_on=until, rent_cents=900_00)
    leaving = a_household(session, a_unit(session, place, name="10"), starts_on=since, rent_cents=950_00)
    a_unit(session, place, name="11")
    a_rent_line(session, first, kind=RentLineKind.PARKING, amount_cents=50_00)
    a_notice(session, leaving)
    a_charge(session, first, amount_cents=900_00, due_on=since)
    a_charge(session, first, amount_cents=400_00, due_on=since, kind=ChargeKind.KEY_DEPOSIT)
    a_receipt(session, first, amount_cents=100_00, received_on=date(2025, 12, 9))
    note_delinquency(session, manager, tenancy_id=first.id, note="Called", now=NOON)
    session.commit()


async def rows(browser: Browser, address: str) -> list[dict[str, str]]:
    """The rows of a CSV export by the names of their columns."""
    answer = await browser.open(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_the_rent_roll_leaves_with_the_columns_of_the_field(browser: Browser, alder: None):
    every = await rows(browser, "/exports/rent-roll.csv")

    assert list(every[0]) == [
        "Section", "Property", "Unit", "Type", "Beds/baths", "Square feet", "Status", "Tenants", "Market rent",
        "Lease rent", "Parking", "Total recurring", "Loss to lease", "Deposits held", "Move-in", "Lease from",
        "Lease to", "M2M", "Notice", "Expected move-out", "Balance", "Prepaid", "Last receipt", "Last receipt amount",
    ]  # fmt: skip
    first = every[0]
    assert [row["Section"] for row in every] == ["Current", "On notice", "Vacant"]
    assert (first["Beds/baths"], first["Lease rent"], first["Parking"], first["Total recurring"]) == (
        "2 bd / 1 ba",
        "900.00",
        "50.00",
        "950.00",
    )
    assert (first["Balance"], first["Last receipt"], first["Last receipt amount"]) == (
        "1200.00",
        "2025-12-09",
        "100.00",
    )
    assert (every[1]["Notice"], every[1]["Expected move-out"], every[1]["M2M"]) == ("2026-01-10", "2026-02-28", "Yes")


async def test_the_rent_roll_leaves_as_it_is_filtered_and_as_of_its_day(browser: Browser, alder: None):
    vacant = await rows(browser, "/exports/rent-roll.csv?section=vacant")
    before = await rows(browser, "/exports/rent-roll.csv?as_of=2025-12-08")
    known = await rows(browser, "/exports/rent-roll.csv?known_on=2026-01-09")

    assert [row["Unit"] for row in vacant] == ["11"]
    assert [(row["Section"], row["Balance"]) for row in before][:2] == [("Current", "1300.00"), ("Current", "0.00")]
    assert [(row["Section"], row["Balance"]) for row in known][:2] == [("Current", "1200.00"), ("Current", "0.00")]


async def test_the_delinquency_leaves_with_the_columns_of_the_field(browser: Browser, alder: None):
    (row,) = await rows(browser, "/exports/delinquency.csv")

    assert list(row) == [
        "Property", "Unit", "Tenants", "Status", "Phone", "E-mail", "Move-in", "Lease to", "Rent", "Balance",
        "Not yet due", "0–30", "31–60", "61–90", "Over 90", "Unpaid deposits", "Prepaid", "Deposits held",
        "Last payment", "Last payment amount", "Times late", "Note",
    ]  # fmt: skip
    assert (row["Balance"], row["31–60"], row["Unpaid deposits"], row["Times late"], row["Note"]) == (
        "1200.00",
        "800.00",
        "400.00",
        "1",
        "Called",
    )


async def test_the_delinquency_leaves_as_it_is_filtered(browser: Browser, alder: None):
    async def found(query: str) -> list[str]:
        return [row["31–60"] for row in await rows(browser, f"/exports/delinquency.csv?{query}")]

    assert await found("age=over-90") == []
    assert await found("deposits=1") == ["1200.00"]
    assert await found("as_of=2025-12-31&by=month") == ["0.00"]


@pytest.mark.parametrize("name", ["rent-roll", "delinquency"])
async def test_a_paper_says_its_day_and_its_sums(browser: Browser, alder: None, name: str):
    paper = await browser.open(f"/exports/{name}.pdf?as_of=2026-01-10&age=31-60&section=current")

    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
