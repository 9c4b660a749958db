"""Lists of receipts and of bank deposits: what is found, what it adds up to, and who sees it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.actions.returns import return_payment, void_receipt
from pm_app.receivables.enums import ReceiptMethod, ReceiptState
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_details, bank_deposit_rows
from pm_app.receivables.queries.paying import paying_households
from pm_app.receivables.queries.receipt_rows import ReceiptFilter, receipt_rows
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_5, JAN_8, JAN_12 = (date(2026, 1, day) for day in (5, 8, 12))
THEN = {"today": JAN_12, "now": typed_on(JAN_12)}


class Desk:
    """Two households of two buildings, and a receipt in every state."""

    def __init__(self, session: Session) -> None:
        self.alder, self.linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
        self.castellano = named(session, a_household(session, a_unit(session, self.alder, name="204")), "Castellano")
        self.osei = named(session, a_household(session, a_unit(session, self.linden, name="3B")), "Osei")
        a_charge(session, self.castellano)
        self.deposited = a_receipt(session, self.castellano, amount_cents=400_00)
        self.returned = a_receipt(session, self.osei, amount_cents=300_00, method=ReceiptMethod.TRANSFER)
        self.voided = a_receipt(session, self.osei, amount_cents=20_00, received_on=JAN_8)
        self.on_hand = a_receipt(session, self.castellano, amount_cents=1_00, received_on=JAN_8)
        self.deposit = deposit(session, [self.deposited, self.returned], JAN_8)
        given = {"reason": "NSF", **THEN}
        key = uuid4()
        return_payment(session, CONSOLE, request_key=key, receipt_id=self.returned, returned_on=JAN_12, **given)
        void_receipt(session, CONSOLE, request_key=uuid4(), receipt_id=self.voided, reversed_on=JAN_12, **given)
        session.commit()


def named(session: Session, tenancy: Tenancy, name: str) -> Tenancy:
    tenancy.name = name
    session.flush()
    return tenancy


def deposit(session: Session, receipt_ids: list[UUID], day: date, bank_account: int = OPERATING_BANK) -> UUID:
    given = {"request_key": uuid4(), "receipt_ids": receipt_ids, "bank_account": bank_account}
    return make_bank_deposit(session, CONSOLE, **given, deposited_on=day, **THEN)


@pytest.fixture
def desk(session: Session) -> Desk:
    """A desk with receipts."""
    return Desk(session)


def test_each_receipt_is_where_it_is_and_only_what_stands_is_money(session: Session, manager: Actor, desk: Desk):
    found = run_now(manager, receipt_rows, listing=Listing())

    assert {row.receipt_id: row.state for row in found.rows} == {
        desk.deposited: ReceiptState.DEPOSITED,
        desk.returned: ReceiptState.RETURNED,
        desk.voided: ReceiptState.VOIDED,
        desk.on_hand: ReceiptState.ON_HAND,
    }
    assert (found.total, found.amount_cents, found.standing_cents) == (4, 721_00, 401_00)
    assert found.counts == dict.fromkeys(ReceiptState, 1)
    lying = {row.receipt_id: (row.deposit_number, row.bank_account) for row in found.rows if row.deposit_number}
    assert lying == {desk.deposited: (1, OPERATING_BANK), desk.returned: (1, OPERATING_BANK)}


@pytest.mark.parametrize(
    ("search", "narrowed", "amounts"),
    [
        pytest.param("", ReceiptFilter(state=ReceiptState.ON_HAND), [1_00], id="a state"),
        pytest.param("", ReceiptFilter(method=ReceiptMethod.TRANSFER), [300_00], id="a method"),
        pytest.param("", ReceiptFilter(starts_on=JAN_8), [1_00, 20_00], id="from a day"),
        pytest.param("", ReceiptFilter(ends_on=JAN_5), [300_00, 400_00], id="to a day"),
        pytest.param("castellano 204", ReceiptFilter(), [1_00, 400_00], id="words"),
        pytest.param("$400.00", ReceiptFilter(), [400_00], id="an amount"),
        pytest.param("osei 300", ReceiptFilter(), [], id="words that stand in no row together"),
        pytest.param("100%_", ReceiptFilter(), [], id="signs that mean themselves"),
    ],
)
def test_filters_narrow_the_list_and_its_totals(
    session: Session, manager: Actor, desk: Desk, search: str, narrowed: ReceiptFilter, amounts: list[int]
):
    found = run_now(manager, receipt_rows, listing=Listing(search, sort="amount"), narrowed=narrowed)

    assert [row.amount_cents for row in found.rows] == amounts
    assert (found.total, found.amount_cents) == (len(amounts), sum(amounts))


def test_who_sees_one_building_sees_its_receipts_and_no_deposit_with_others(session: Session, desk: Desk):
    scoped = replace(an_actor(session, Role.ACCOUNTING), property_ids=frozenset({desk.alder.id}))
    own = deposit(session, [desk.on_hand], JAN_12)
    session.commit()

    assert {row.receipt_id for row in run_now(scoped, receipt_rows, listing=Listing()).rows} == {
        desk.deposited,
        desk.on_hand,
    }
    assert [row.bank_deposit_id for row in run_now(scoped, bank_deposit_rows, listing=Listing()).rows] == [own]
    with pytest.raises(NotFound):
        run_now(scoped, bank_deposit_details, bank_deposit_id=desk.deposit)


def test_a_deposit_tells_what_is_in_it_and_what_came_back(session: Session, manager: Actor, desk: Desk):
    found = run_now(manager, bank_deposit_details, bank_deposit_id=desk.deposit)

    assert (found.deposit.number, found.deposit.total_cents, found.deposit.receipts, found.deposit.returned) == (
        1,
        700_00,
        2,
        1,
    )
    assert [(one.tenancy_name, one.unit_name, one.amount_cents, one.returned_on) for one in found.receipts] == [
        ("Castellano", "204", 400_00, None),
        ("Osei", "3B", 300_00, JAN_12),
    ]


def test_a_deposit_that_was_taken_back_stays_in_the_list_and_its_receipts_are_on_hand(
    session: Session, manager: Actor, desk: Desk
):
    made = deposit(session, [desk.on_hand], JAN_12, DEPOSIT_BANK)
    given = {"request_key": uuid4(), "reversed_on": JAN_12, "reason": "Wrong account", **THEN}
    take_back_deposit(session, CONSOLE, bank_deposit_id=made, **given)
    session.commit()

    (row,) = run_now(manager, bank_deposit_rows, listing=Listing(), bank_account=DEPOSIT_BANK).rows
    assert (row.number, row.taken_back_on, row.taken_back_because) == (2, JAN_12, "Wrong account")
    narrowed = ReceiptFilter(state=ReceiptState.ON_HAND)
    (receipt,) = run_now(manager, receipt_rows, listing=Listing(), narrowed=narrowed).rows
    assert (receipt.receipt_id, receipt.deposit_number) == (desk.on_hand, None)


def test_deposits_are_found_by_number_account_and_day(session: Session, manager: Actor, desk: Desk):
    second = deposit(session, [desk.on_hand], JAN_12)
    session.commit()

    def ids(search: str = "", **given: Any) -> list[UUID]:
        found = run_now(manager, bank_deposit_rows, listing=Listing(search), **given)
        return [row.bank_deposit_id for row in found.rows]

    assert ids() == [second, desk.deposit]
    assert ids("#1") == [desk.deposit]
    assert ids("slip") == []
    assert ids(starts_on=JAN_12) == [second]
    assert ids(ends_on=JAN_8) == [desk.deposit]
    assert ids(bank_account=DEPOSIT_BANK) == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("204", ["Castellano"], id="the unit"),
        pytest.param("cast", ["Castellano"], id="the beginning of a name"),
        pytest.param("linden os", ["Osei"], id="building and name"),
        pytest.param("castelano", ["Castellano"], id="a slip of the hand"),
        pytest.param("", [], id="nothing"),
        pytest.param("zzzzzz", [], id="nobody"),
    ],
)
def test_whose_check_it_is_is_found_by_unit_or_name(
    session: Session, manager: Actor, desk: Desk, typed: str, names: list[str]
):
    found = run_now(manager, paying_households, search=typed, as_of=JAN_12)

    assert [one.household.name for one in found] == names


def test_the_balance_stands_beside_the_household(session: Session, manager: Actor, desk: Desk):
    (found,) = run_now(manager, paying_households, search="204", as_of=JAN_12)

    assert (found.balance_cents, found.holds) == (599_00, ())


def test_who_only_looks_sees_the_list_and_offers_no_household(session: Session, desk: Desk):
    reader = an_actor(session, Role.READ_ONLY)

    assert run_now(reader, receipt_rows, listing=Listing()).total == 4
    with pytest.raises(NotAllowed):
        run_now(reader, paying_households, search="204", as_of=JAN_12)
    with pytest.raises(NotAllowed):
        run_now(an_actor(session, Role.MAINTENANCE), bank_deposit_rows, listing=Listing())
