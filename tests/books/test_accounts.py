"""Accounts on a day, by property and as known on; one account line by line."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.account_detail import AccountDetail, account_detail
from pm_app.books.queries.accounts import account_balances, chart, lease_balances, tenancy_balances
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.books.rules import ACCOUNTS
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from tests.factories.books import the_books
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt

DEC_1, JAN_1, JAN_5, JAN_9 = date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 9)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """900 charged in December, 1,000 in January, 1,200 paid on January 5."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
    a_charge(session, tenancy, due_on=DEC_1, amount_cents=900_00)
    a_charge(session, tenancy, due_on=JAN_1)
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_5)
    return tenancy


def detail(session: Session, number: int = 1100, page: int = 1, size: int = 50, **asked: object) -> AccountDetail:
    listing = Listing(page=page, size=size)
    return account_detail(session, CONSOLE, number=number, listing=listing, asked=JournalFilter(**asked))  # pyright: ignore[reportArgumentType]


def test_the_chart_stands_by_number(session: Session) -> None:
    the_books(session)

    assert [row.number for row in chart(session, CONSOLE)] == sorted(spec.number for spec in ACCOUNTS)


def test_a_trial_balance_has_debits_equal_to_credits(session: Session, tenancy: Tenancy) -> None:
    rows = account_balances(session, CONSOLE, as_of=JAN_9)

    assert {row.number: (row.net_debit_cents, row.net_credit_cents) for row in rows if row.debit_cents} == {
        1050: (1_200_00, 0),
        1100: (700_00, 0),
    }
    assert sum(row.net_debit_cents for row in rows) == sum(row.net_credit_cents for row in rows) == 1_900_00


def test_balances_are_as_of_a_day_and_as_known_on_another(session: Session, tenancy: Tenancy) -> None:
    a_receipt(session, tenancy, amount_cents=50_00, received_on=JAN_5, today=JAN_9)

    of_dec = account_balances(session, CONSOLE, as_of=date(2025, 12, 31))
    known = account_balances(session, CONSOLE, as_of=JAN_9, known_at=datetime(2026, 1, 6, tzinfo=UTC))
    of_lease = tenancy_balances(
        session, CONSOLE, accounts=[1050], as_of=JAN_9, known_at=datetime(2026, 1, 6, tzinfo=UTC)
    )

    assert {row.number: row.balance_cents for row in of_dec if row.balance_cents} == {1100: 900_00, 4000: 900_00}
    assert {row.number: row.balance_cents for row in known}[1050] == 1_200_00
    assert of_lease == {(tenancy.id, 1050): 1_200_00}


def test_balances_of_leases_stand_by_property_and_unit(session: Session, tenancy: Tenancy) -> None:
    later = a_household(session, a_unit(session, a_property(session, name="Aardvark House"), name="1"))
    a_charge(session, later, amount_cents=10_00)

    found = lease_balances(session, CONSOLE, as_of=JAN_9)

    assert [(one.concerned.tenancy_id, one.cents) for one in found] == [
        (later.id, {1100: 10_00, 4000: -10_00}),
        (tenancy.id, {1050: 1_200_00, 1100: 700_00, 4000: -1_900_00}),
    ]


def test_an_account_runs_from_its_opening_to_its_closing_balance(session: Session, tenancy: Tenancy) -> None:
    found = detail(session, starts_on=JAN_1)

    assert (found.account.name, found.opening_cents, found.closing_cents) == (
        "Accounts receivable: tenants",
        900_00,
        700_00,
    )
    assert [(row.number, row.debit_cents, row.credit_cents, row.balance_cents) for row in found.rows] == [
        ("2026-00001", 1_000_00, 0, 1_900_00),
        ("2026-00002", 0, 1_200_00, 700_00),
    ]
    assert (found.total, found.debit_cents, found.credit_cents) == (2, 1_000_00, 1_200_00)


def test_an_income_account_grows_by_its_credits(session: Session, tenancy: Tenancy) -> None:
    found = detail(session, 4000)

    assert [row.balance_cents for row in found.rows] == [900_00, 1_900_00]
    assert (found.opening_cents, found.closing_cents, found.on_account(-5_00)) == (0, 1_900_00, 5_00)


def test_the_balance_runs_on_over_pages(session: Session, tenancy: Tenancy) -> None:
    for day in range(1, 31):
        a_charge(session, tenancy, due_on=date(2025, 11, day), amount_cents=1_00)

    second = detail(session, page=2, size=25)

    assert (second.total, len(second.rows)) == (33, 8)
    assert [row.balance_cents for row in second.rows[:2]] == [26_00, 27_00]
    assert second.rows[-1].balance_cents == second.closing_cents == 730_00


def test_an_account_is_narrowed_by_days_property_lease_and_moment(session: Session, tenancy: Tenancy) -> None:
    other = a_household(session)
    a_charge(session, other, amount_cents=5_00)

    assert detail(session, ends_on=DEC_1).closing_cents == 900_00
    assert detail(session, tenancy_id=other.id).closing_cents == 5_00
    assert detail(session, property_id=other.property_id).closing_cents == 5_00
    assert detail(session, known_at=datetime(2025, 12, 31, tzinfo=UTC)).closing_cents == 900_00
    assert detail(session, starts_on=JAN_5, known_at=datetime(2025, 12, 31, tzinfo=UTC)).opening_cents == 900_00


def test_an_account_that_is_not_in_the_chart_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="Account 9999 is not in the chart of accounts"):
        detail(session, 9999)
