"""Deposits held: by household and kind, on any day, as known at any moment, and where the money lies."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, NOBODY
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.bank_deposits import take_back_deposit
from pm_app.receivables.actions.opening_balances import open_deposit
from pm_app.receivables.enums import ChargeKind, DispositionState
from pm_app.receivables.queries.deposits_held import HeldRows, held_rows, household_deposits
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.queries.settling_deposits import deposits_to_settle, settling_rows
from tests.factories.deposits import (
    DONE_ON,
    PAID_ON,
    a_deadline,
    a_deposit,
    a_home_left,
    an_open_disposition,
    itemized,
)
from tests.factories.receivables import a_household, typed_on

DEC_31 = date(2025, 12, 31)


def held(session: Session, as_of: date = DONE_ON, **asked: object) -> HeldRows:
    return held_rows(session, CONSOLE, as_of=as_of, listing=Listing(), **asked)  # pyright: ignore[reportArgumentType]


def test_each_kind_stands_apart_and_the_sums_are_those_of_the_books(session: Session):
    home = a_home_left(session)
    a_deposit(session, home, kind=ChargeKind.PET_DEPOSIT, cents=250_00, bank=OPERATING_BANK)
    a_home_left(session, bank=None)

    found = held(session)

    mine = [row for row in found.rows if row.household.place.tenancy_id == home.id]
    assert [(row.kind, row.held_cents, row.first) for row in mine] == [
        (ChargeKind.SECURITY_DEPOSIT, 1_000_00, True),
        (ChargeKind.PET_DEPOSIT, 250_00, False),
    ]
    assert (found.held_cents, found.in_bank_cents, found.on_hand_cents) == (2_250_00, 1_000_00, 1_000_00)
    assert (found.into_bank_cents, found.out_of_bank_cents, found.households) == (250_00, 0, 2)
    booked = {row.number: row.balance_cents for row in account_balances(session, CONSOLE, as_of=DONE_ON)}
    assert booked[2100] + booked[2110] + booked[2120] + booked[2130] == found.held_cents
    assert booked[DEPOSIT_BANK] == found.in_bank_cents


def test_a_past_day_and_a_past_moment_answer_as_they_did(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    itemized(session, home)

    assert held(session).held_cents == 0
    assert held(session, DEC_31).held_cents == 1_000_00
    assert held(session, date(2024, 12, 31)).total == 0
    before = datetime(2026, 1, 9, tzinfo=UTC)
    assert held(session, known_at=before).held_cents == 1_000_00
    assert held(session, known_at=datetime(2024, 1, 1, tzinfo=UTC)).total == 0


def test_a_deposit_slip_that_was_taken_back_leaves_the_money_on_hand(session: Session):
    home = a_household(session, starts_on=date(2025, 1, 1))
    receipt_id = a_deposit(session, home)
    lies_in = deposited_in(session, CONSOLE, receipt_ids=[receipt_id])[receipt_id].bank_deposit_id
    given = {"bank_deposit_id": lies_in, "reversed_on": DONE_ON, "reason": "x", "today": DONE_ON}
    take_back_deposit(session, CONSOLE, request_key=uuid4(), now=typed_on(DONE_ON), **given)

    (now,) = household_deposits(session, CONSOLE, as_of=DONE_ON)
    (then,) = household_deposits(session, CONSOLE, as_of=PAID_ON)
    assert (now.in_bank_cents, now.on_hand_cents, now.transfer_due_cents) == (0, 1_000_00, 0)
    assert (then.in_bank_cents, then.on_hand_cents, then.transfer_due_cents) == (1_000_00, 0, 0)


def test_a_deposit_taken_over_is_held_and_to_be_moved_nowhere(session: Session):
    home = a_household(session, starts_on=date(2024, 1, 1))
    given = {"kind": ChargeKind.SECURITY_DEPOSIT, "amount_cents": 900_00, "cut_over_on": PAID_ON}
    open_deposit(session, CONSOLE, request_key=uuid4(), tenancy_id=home.id, now=typed_on(PAID_ON), **given)

    found = held(session)
    assert (found.held_cents, found.taken_over_cents, found.into_bank_cents) == (900_00, 900_00, 0)


def test_the_list_is_narrowed_sorted_and_cut(session: Session):
    homes = [a_home_left(session, cents=cents) for cents in (300_00, 100_00, 200_00)]
    a_home_left(session, cents=400_00, bank=OPERATING_BANK)

    page = held_rows(session, CONSOLE, as_of=DONE_ON, listing=Listing(sort="held", descending=True))
    assert [row.held_cents for row in page.rows] == [400_00, 300_00, 200_00, 100_00]
    assert [row.held_cents for row in held(session, property_id=homes[1].property_id).rows] == [100_00]
    assert [row.held_cents for row in held(session, to_move=True).rows] == [400_00]
    found = held_rows(session, CONSOLE, as_of=DONE_ON, listing=Listing(search=homes[2].name))
    assert [row.held_cents for row in found.rows] == [200_00]


def test_who_moved_out_with_a_deposit_is_to_be_settled_with_by_its_deadline(session: Session):
    a_deadline(session, days=30)
    a_deadline(session, place="PA", days=14)
    late, soon = a_home_left(session), a_home_left(session, region="pa")
    a_household(session)
    an_open_disposition(session, late)

    rows = deposits_to_settle(session, CONSOLE, today=DONE_ON)

    assert [(row.place.tenancy_id, row.due_on, row.state) for row in rows] == [
        (soon.id, date(2026, 1, 14), None),
        (late.id, date(2026, 1, 30), DispositionState.OPEN),
    ]
    by_name = settling_rows(session, CONSOLE, listing=Listing(search=soon.name), today=DONE_ON)
    assert (by_name.total, by_name.rows[0].held_cents) == (1, 1_000_00)
    assert settling_rows(session, CONSOLE, listing=Listing(), today=DONE_ON, closed=True).total == 0


def test_who_may_not_see_the_ledger_sees_no_deposits(session: Session):
    with pytest.raises(NotAllowed):
        held_rows(session, NOBODY, as_of=DONE_ON, listing=Listing())
    with pytest.raises(NotAllowed):
        deposits_to_settle(session, NOBODY, today=DONE_ON)
