"""The ledger as it is asked for: pages, days, what was known, totals by month."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.ledger import LedgerPage, ledger
from pm_app.receivables.queries.ledger_items import ledger_item
from pm_app.receivables.queries.payers import payer_choices
from pm_app.receivables.queries.totals import MonthTotals, collected_by_month, deposits_held, last_payment
from pm_app.runtime import run_now
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.receivables.acting import charge, receive, take_back_receipt

JAN_1, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)


@pytest.fixture
def tenancy_id(session: Session, manager: Actor) -> UUID:
    """A household with thirty charges of a dollar, one a day, from January 1."""
    tenancy = a_household(session)
    for number in range(30):
        a_charge(session, tenancy, amount_cents=1_00, due_on=date(2026, 1, 1 + number), kind=ChargeKind.LAUNDRY)
    session.commit()
    return tenancy.id


def page(actor: Actor, tenancy_id: UUID, listing: Listing, **asked: object) -> LedgerPage:
    return run_now(actor, ledger, tenancy_id=tenancy_id, as_of=FEB_1, listing=listing, **asked)  # pyright: ignore


def test_pages_go_back_in_time_and_carry_the_running_balance(manager: Actor, tenancy_id: UUID):
    first = page(manager, tenancy_id, Listing(size=25))
    second = page(manager, tenancy_id, Listing(size=25, page=2))

    assert (first.total, len(first.rows), len(second.rows)) == (30, 25, 5)
    assert [row.balance_cents for row in (first.rows[0], first.rows[-1], second.rows[0], second.rows[-1])] == [
        30_00,
        6_00,
        5_00,
        1_00,
    ]
    assert (first.charged_cents, first.paid_cents, first.balance_cents) == (30_00, 0, 30_00)


def test_days_narrow_the_rows_and_bring_the_rest_forward(manager: Actor, tenancy_id: UUID):
    found = page(manager, tenancy_id, Listing(), starts_on=date(2026, 1, 11), ends_on=date(2026, 1, 20))

    assert (found.total, found.brought_forward_cents, found.charged_cents, found.balance_cents) == (
        10,
        10_00,
        10_00,
        20_00,
    )


def test_days_without_any_row_keep_the_balance(manager: Actor, tenancy_id: UUID):
    found = page(manager, tenancy_id, Listing(), starts_on=date(2026, 1, 31))

    assert (found.rows, found.brought_forward_cents, found.balance_cents) == ([], 30_00, 30_00)


def test_what_was_not_typed_yet_is_not_known(manager: Actor, tenancy_id: UUID):
    receive(manager, tenancy_id, 5_00, JAN_15, today=FEB_1)

    known = page(manager, tenancy_id, Listing(), known_at=typed_on(date(2026, 1, 31)))

    assert known.balance_cents == 30_00
    assert page(manager, tenancy_id, Listing()).balance_cents == 25_00


def test_a_row_that_is_not_there_is_not_shown(manager: Actor, tenancy_id: UUID):
    with pytest.raises(NotFound):
        run_now(manager, ledger_item, tenancy_id=tenancy_id, source_id=uuid4(), as_of=FEB_1)


def test_a_row_of_another_household_is_not_shown(session: Session, manager: Actor, tenancy_id: UUID):
    other = a_household(session)
    charge_id = a_charge(session, other)
    session.commit()

    with pytest.raises(NotFound):
        run_now(manager, ledger_item, tenancy_id=tenancy_id, source_id=charge_id, as_of=FEB_1)


def test_a_reversed_receipt_shows_both_entries(session: Session, manager: Actor):
    tenancy = a_household(session)
    session.commit()
    charge(manager, tenancy.id, 500_00, JAN_1)
    receipt_id = receive(manager, tenancy.id, 500_00, date(2026, 1, 5))
    take_back_receipt(manager, receipt_id, JAN_15)

    item = run_now(manager, ledger_item, tenancy_id=tenancy.id, source_id=receipt_id, as_of=FEB_1)

    assert [(entry.kind, entry.posted_on) for entry in item.entries] == [
        ("receipt", date(2026, 1, 5)),
        ("reversal", JAN_15),
    ]
    assert item.reversal is not None
    assert (item.reversal.reason, item.settlements) == ("Returned by the bank", [])


def test_months_count_neither_deposits_nor_what_was_reversed(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 12, 1))
    a_charge(session, tenancy, due_on=date(2025, 12, 1))
    a_charge(session, tenancy, amount_cents=900_00, due_on=date(2025, 12, 1), kind=ChargeKind.SECURITY_DEPOSIT)
    a_receipt(session, tenancy, amount_cents=900_00, received_on=date(2025, 12, 2))
    a_receipt(session, tenancy, amount_cents=600_00, received_on=date(2025, 12, 3))
    a_charge(session, tenancy, due_on=JAN_1)
    session.commit()
    returned = receive(manager, tenancy.id, 300_00, date(2026, 1, 4))
    take_back_receipt(manager, returned, date(2026, 1, 10))

    found = run_now(manager, collected_by_month, today=JAN_15, months=3)

    assert found == [
        MonthTotals(date(2025, 11, 1), 0, 0),
        MonthTotals(date(2025, 12, 1), 1_000_00, 600_00),
        MonthTotals(JAN_1, 1_000_00, 0),
    ]
    assert run_now(manager, deposits_held, as_of=JAN_15) == {tenancy.id: 900_00}
    last = run_now(manager, last_payment, tenancy_id=tenancy.id, as_of=JAN_15)
    assert last is not None
    assert (last.amount_cents, last.received_on) == (600_00, date(2025, 12, 3))


def test_payers_are_the_people_of_the_household_and_who_paid_before(session: Session, manager: Actor):
    tenancy = a_household(session)
    agency = a_person(session, name="Riverton Housing Agency")
    a_person(session, name="Somebody Else")
    session.commit()
    receive(manager, tenancy.id, 5_00, JAN_15, payer_id=agency.id)

    found = run_now(manager, payer_choices, tenancy_id=tenancy.id)

    assert {one.name for one in found} == {tenancy.name, "Riverton Housing Agency"}
