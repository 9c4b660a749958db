"""Lists of households by money: sorted, searched and paged, and their sums are those of every page."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.receivables.queries.finding import find_receipts
from pm_app.reports.queries.delinquency import delinquency_list
from pm_app.reports.queries.households import month_rows
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.factories.reminders import TODAY

DECEMBER = date(2025, 12, 1)


@pytest.fixture
def office(session: Session) -> None:
    """Three late households: Ash in 10, Birch in 9, Cedar in another building, who owe 100, 300 and 200."""
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    for name, place, unit, cents in (
        ("Ash", alder, "10", 100_00),
        ("Birch", alder, "9", 300_00),
        ("Cedar", linden, "1", 200_00),
    ):
        household = a_household(session, a_unit(session, place, name=unit), starts_on=DECEMBER)
        household.name = name
        a_charge(session, household, amount_cents=cents, due_on=DECEMBER)
    session.flush()


def late(session: Session, actor: Actor, **asked: object) -> list[str]:
    listing = Listing(**asked)  # pyright: ignore[reportArgumentType]
    return [row.household.name for row in delinquency_list(session, actor, listing=listing, as_of=TODAY).rows]


@pytest.mark.parametrize(
    ("sort", "descending", "names"),
    [
        ("", False, ["Birch", "Cedar", "Ash"]),
        ("owed", False, ["Ash", "Cedar", "Birch"]),
        ("owed", True, ["Birch", "Cedar", "Ash"]),
        ("31-60", True, ["Birch", "Cedar", "Ash"]),
        ("name", False, ["Ash", "Birch", "Cedar"]),
        ("name", True, ["Cedar", "Birch", "Ash"]),
        ("unit", False, ["Birch", "Ash", "Cedar"]),
        ("unit", True, ["Cedar", "Ash", "Birch"]),
        ("nonsense", False, ["Birch", "Cedar", "Ash"]),
    ],
)
def test_the_delinquent_are_sorted_as_asked(
    session: Session, manager: Actor, office: None, sort: str, descending: bool, names: list[str]
):
    assert late(session, manager, sort=sort, descending=descending) == names


def test_a_search_narrows_the_rows_and_their_sum(session: Session, manager: Actor, office: None):
    found = delinquency_list(session, manager, listing=Listing(search="court b"), as_of=TODAY)

    assert ([row.household.name for row in found.rows], found.total) == (["Birch"], 1)
    assert found.owed.past_due.total_cents == 300_00


def test_the_sum_is_that_of_every_page(session: Session, manager: Actor, office: None):
    beyond = delinquency_list(session, manager, listing=Listing(page=2, size=25), as_of=TODAY)

    assert (beyond.rows, beyond.total, beyond.owed.past_due.total_cents) == ([], 3, 600_00)


@pytest.mark.parametrize(
    ("sort", "descending", "names"),
    [
        ("", False, ["Ash", "Birch", "Cedar"]),
        ("charged", True, ["Birch", "Cedar", "Ash"]),
        ("open", True, ["Birch", "Cedar", "Ash"]),
        ("collected", True, ["Ash", "Birch", "Cedar"]),
    ],
)
def test_the_households_of_a_month_are_sorted_as_asked(
    session: Session, manager: Actor, office: None, sort: str, descending: bool, names: list[str]
):
    listing = Listing(sort=sort, descending=descending)

    found = month_rows(session, manager, listing=listing, period=DECEMBER, today=TODAY)

    assert [row.household.name for row in found.rows] == names


def test_a_month_before_everything_is_empty(session: Session, manager: Actor, office: None):
    found = month_rows(session, manager, listing=Listing(), period=date(2025, 1, 1), today=TODAY)

    assert (found.rows, found.total, found.charged_cents) == ([], 0, 0)


def test_receipts_are_found_by_amount_newest_first(session: Session, manager: Actor):
    household = a_household(session, starts_on=DECEMBER)
    older = a_receipt(session, household, amount_cents=850_00, received_on=date(2025, 12, 5))
    newer = a_receipt(session, household, amount_cents=850_00, received_on=date(2026, 1, 5))
    a_receipt(session, household, amount_cents=85_00, received_on=date(2026, 1, 6))

    found = find_receipts(session, manager, amount_cents=850_00, reference="")

    assert [(row.receipt_id, row.is_reversed) for row in found] == [(newer, False), (older, False)]
    assert find_receipts(session, manager, amount_cents=None, reference="") == []
    assert find_receipts(session, manager, amount_cents=0, reference="x") == []
