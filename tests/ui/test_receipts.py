"""/receipts and /bank-deposits: what is listed, what is taken to the bank, and what is taken back from there."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_rows
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.bank_deposits.depositing import DepositingState, TakingBackState
from pm_app.ui.pages.bank_deposits.loading import BankDepositsState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.receipts import ReceiptsState
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.ui.screen import a_browser, open_page, opened, said_by

JAN_5, JAN_8, TODAY = date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 15)


class Desk:
    """Rent and a deposit on hand, and a deposit at the bank of which one payment came back."""

    def __init__(self, session: Session) -> None:
        self.home = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
        self.home.name = "Castellano"
        a_charge(session, self.home, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00)
        self.banked = a_receipt(session, self.home, amount_cents=70_00)
        self.returned = a_receipt(session, self.home, amount_cents=30_00)
        self.deposit = self.take_to_the_bank(session, [self.banked, self.returned])
        given = {"reason": "NSF", "today": TODAY, "now": typed_on(TODAY)}
        return_payment(
            session, CONSOLE, request_key=uuid4(), receipt_id=self.returned, returned_on=date(2026, 1, 12), **given
        )
        self.rent = a_receipt(session, self.home, amount_cents=200_00, received_on=JAN_8)
        self.security = a_receipt(session, self.home, amount_cents=500_00, received_on=JAN_8)
        session.commit()

    def take_to_the_bank(self, session: Session, receipts: list[UUID]) -> UUID:
        given = {"bank_account": OPERATING_BANK, "deposited_on": JAN_8, "today": JAN_8, "now": typed_on(JAN_8)}
        return make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=receipts, **given)


@pytest.fixture
def desk(session: Session) -> Desk:
    """A desk with receipts."""
    return Desk(session)


async def seen(session: Session, actor: Actor, state: Any, path: str, query: str = "") -> Any:
    return await opened(state, a_browser(session, actor), path, query)


def a_form(**given: str) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "belongs": "1000",
        "bank_account": "1000",
        "deposited_on": "2026-01-15",
    } | given


async def test_receipts_are_listed_with_where_they_are(session: Session, manager: Actor, desk: Desk):
    state = await seen(session, manager, ReceiptsState, paths.RECEIPTS, "sort=amount")

    assert [(line.on, line.household, line.place, line.state, line.deposit, line.amount) for line in state.lines] == [
        ("Jan 5, 2026", "Castellano", "Alder Court 204", "Returned", "1, Jan 8, 2026", "$30.00"),
        ("Jan 5, 2026", "Castellano", "Alder Court 204", "Deposited", "1, Jan 8, 2026", "$70.00"),
        ("Jan 8, 2026", "Castellano", "Alder Court 204", "On hand", "", "$200.00"),
        ("Jan 8, 2026", "Castellano", "Alder Court 204", "On hand", "", "$500.00"),
    ]
    assert (state.summary, state.amount, state.total_words) == (
        "$770.00 received",
        "$800.00",
        "4 receipts, $30.00 of them returned or voided",
    )
    assert state.counts == {"on hand": "2", "deposited": "1", "returned": "1", "voided": "0"}


@pytest.mark.parametrize(
    ("query", "amounts"),
    [
        pytest.param("state=returned", ["$30.00"], id="a state"),
        pytest.param("from=2026-01-06", ["$200.00", "$500.00"], id="a day"),
        pytest.param("q=500", ["$500.00"], id="an amount"),
        pytest.param("method=cash", [], id="a method"),
        pytest.param("state=lost&from=yesterday&property=1", ["$30.00", "$70.00", "$200.00", "$500.00"], id="nonsense"),
    ],
)
async def test_the_address_narrows_the_list(
    session: Session, manager: Actor, desk: Desk, query: str, amounts: list[str]
):
    state = await seen(session, manager, ReceiptsState, paths.RECEIPTS, f"{query}&sort=amount")

    assert [line.amount for line in state.lines] == amounts


async def test_a_receipt_leads_to_its_row_of_the_ledger_opened(session: Session, manager: Actor, desk: Desk):
    query = f"tab=ledger&open={desk.banked}"
    ledger = await opened(LedgerState, a_browser(session, manager), paths.LEASE, query, tenancy_id=desk.home.id)

    (line,) = [line for line in ledger.lines if line.opened]
    assert line.source == str(desk.banked)
    assert line.detail.deposit == "Deposit 1 on Jan 8, 2026, operating trust bank"


async def test_a_row_on_a_later_page_is_turned_to(session: Session, manager: Actor, desk: Desk):
    for number in range(30):
        a_charge(session, desk.home, amount_cents=1_00 + number, due_on=date(2026, 1, 10))
    session.commit()
    query = f"tab=ledger&size=25&open={desk.banked}"
    token = a_browser(session, manager)
    ledger = open_page(LedgerState, token, paths.LEASE, query, tenancy_id=desk.home.id)

    answer = await ledger.load()

    assert f"open={desk.banked}&page=2" in str(answer)


async def test_what_is_on_hand_stands_with_the_account_it_belongs_to(session: Session, manager: Actor, desk: Desk):
    state = await seen(session, manager, BankDepositsState, paths.BANK_DEPOSITS)

    assert [(group.account, group.words, [line.household for line in group.lines]) for group in state.groups] == [
        ("1000", "1 receipt, $200.00", ["Castellano"]),
        ("1010", "1 receipt, $500.00", ["Castellano"]),
    ]
    (made,) = state.lines
    assert (made.number, made.counted, made.total, made.badge, made.may_take_back) == (
        "1",
        "2 receipts",
        "$100.00",
        "Returned",
        False,
    )
    assert made.slip == f"/papers/deposit-slip/{desk.deposit}"


async def test_a_deposit_opens_to_its_receipts(session: Session, manager: Actor, desk: Desk):
    state = await seen(session, manager, BankDepositsState, paths.BANK_DEPOSITS)

    await state.open_deposit(str(desk.deposit))

    assert sorted((line.household, line.amount, line.note) for line in state.lines[0].lines) == [
        ("Castellano", "$30.00", "returned Jan 12, 2026"),
        ("Castellano", "$70.00", ""),
    ]
    await state.open_deposit(str(desk.deposit))
    assert not state.lines[0].opened


async def test_ticked_receipts_are_deposited_once(session: Session, manager: Actor, desk: Desk):
    state = open_page(DepositingState, a_browser(session, manager), paths.BANK_DEPOSITS)
    form = a_form(receipts=f"{desk.rent},{desk.security}")

    await state.set_ticked(form)
    assert state.chosen["1000"] == "2 receipts, $700.00"
    answers = [await state.submit_deposit(form), await state.submit_deposit(form)]

    assert [said_by(answer) for answer in answers] == [["Deposit 2 made: 2 receipts, $700.00."]] * 2
    assert run_now(manager, bank_deposit_rows, listing=Listing()).total == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"receipts": ""}, "receipts", id="nothing ticked"),
        pytest.param({"deposited_on": "2026-01-16"}, "deposited_on", id="tomorrow"),
        pytest.param({"deposited_on": "2026-01-07"}, "deposited_on", id="before it came in"),
        pytest.param({"bank_account": "1020"}, "bank_account", id="not a trust bank"),
        pytest.param({"request_key": ""}, "form", id="no key"),
    ],
)
async def test_a_refused_deposit_says_why_beside_its_account(
    session: Session, manager: Actor, desk: Desk, given: dict[str, str], field: str
):
    state = open_page(DepositingState, a_browser(session, manager), paths.BANK_DEPOSITS)

    assert await state.submit_deposit(a_form(receipts=str(desk.rent)) | given) is None

    assert (list(state.errors), state.refused_at) == ([field], "1000")


async def test_what_is_deposited_is_not_deposited_again(session: Session, manager: Actor, desk: Desk):
    state = open_page(DepositingState, a_browser(session, manager), paths.BANK_DEPOSITS)

    assert await state.submit_deposit(a_form(receipts=str(desk.banked))) is None

    assert list(state.errors) == ["receipts"]


async def test_a_deposit_is_taken_back_with_a_reason(session: Session, manager: Actor, desk: Desk):
    token = a_browser(session, manager)
    made = desk.take_to_the_bank(session, [desk.rent])
    session.commit()
    state = open_page(TakingBackState, token, paths.BANK_DEPOSITS)
    await state.open_taking_back(str(made))
    assert state.title == "Take back deposit 2 of $200.00"

    form = {"request_key": str(uuid4()), "deposit": state.deposit, "reversed_on": "2026-01-15", "reason": ""}
    assert await state.submit_taking_back(form) is None
    assert list(state.errors) == ["reason"]
    answer = await state.submit_taking_back(form | {"reason": "Wrong account"})

    assert said_by(answer) == ["The deposit is taken back. Its receipts are on hand again."]
    page = await opened(BankDepositsState, token, paths.BANK_DEPOSITS)
    line = page.lines[0]
    assert (line.number, line.badge, line.why) == (
        "2",
        "Taken back",
        "Taken back on Jan 15, 2026: Wrong account",
    )
    assert page.groups[0].words == "1 receipt, $200.00"


async def test_who_only_looks_sees_both_pages_and_is_offered_nothing(session: Session, desk: Desk):
    reader = an_actor(session, Role.READ_ONLY)

    receipts = await seen(session, reader, ReceiptsState, paths.RECEIPTS)
    deposits = await seen(session, reader, BankDepositsState, paths.BANK_DEPOSITS)
    state = open_page(DepositingState, a_browser(session, reader), paths.BANK_DEPOSITS)
    await state.submit_deposit(a_form(receipts=str(desk.rent)))

    assert (receipts.may_receive, receipts.total, deposits.may_deposit) == (False, 4, False)
    assert state.errors == {"form": "Your role does not allow this (record receipts)."}
