"""/leases/[tenancy_id]?tab=ledger: credits, waivers, write-offs, returned payments, refunds, and moved money."""

from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.ui import paths
from pm_app.ui.pages.lease.crediting import CreditingState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.ledger_lines import RowMay
from pm_app.ui.pages.lease.moving import MovingState
from pm_app.ui.pages.lease.receiving import ReceivingState
from pm_app.ui.pages.lease.refunding import RefundingState
from pm_app.ui.pages.lease.returning import ReturningState
from pm_app.ui.pages.lease.reversing import ReversingState
from tests.conftest import an_actor
from tests.factories.receivables import a_household, a_receipt, typed_on
from tests.ui.account import JAN_12, Account, balance_cents, dialog, form, ledger, terms
from tests.ui.screen import a_browser, open_page, said_by


@pytest.fixture
def account(session: Session) -> Account:
    """A household's account."""
    return Account(session)


async def may(session: Session, actor: Actor, account: Account, source: UUID) -> RowMay:
    state = await ledger(session, actor, account, f"tab=ledger&open={source}")
    return next(line.detail.may for line in state.lines if line.opened)


async def test_each_row_offers_what_can_be_done_with_it(session: Session, manager: Actor, account: Account):
    on_hand = a_receipt(session, account.tenancy, amount_cents=5_00, received_on=JAN_12)
    session.commit()

    assert await may(session, manager, account, account.check) == RowMay(returned=True, move=True, mail=True)
    assert await may(session, manager, account, on_hand) == RowMay(void=True, move=True, mail=True)
    assert await may(session, manager, account, account.fee) == RowMay(reverse=True, waive=True, write_off=True)
    assert await may(session, manager, account, account.rent) == RowMay(reverse=True, waive=True)
    assert await may(session, an_actor(session, Role.READ_ONLY), account, account.fee) == RowMay()


async def test_a_credit_is_given_and_settles_what_is_open(session: Session, manager: Actor, account: Account):
    state = dialog(CreditingState, session, manager, account)
    await state.open_credit()

    given = form(kind="concession", amount="80", credited_on="2026-01-15", reason="Noise")
    answer = await state.submit_credit(given)
    await state.submit_credit(given)

    assert said_by(answer) == ["A credit of $80.00 is given."]
    assert balance_cents(account) == -30_00
    shown = await ledger(session, manager, account)
    assert [(line.kind, line.description, line.payment) for line in shown.lines[:1]] == [
        ("Concession", "Noise", "$80.00")
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"kind": "waiver"}, "kind", id="a kind that has its own way"),
        pytest.param({"amount": "0"}, "amount", id="nothing"),
        pytest.param({"credited_on": "2026-01-16"}, "credited_on", id="tomorrow"),
    ],
)
async def test_a_refused_credit_stays_open(
    session: Session, manager: Actor, account: Account, given: dict[str, str], field: str
):
    state = dialog(CreditingState, session, manager, account)
    await state.open_credit()

    usual = form(kind="concession", amount="80", credited_on="2026-01-15", reason="Noise")
    assert await state.submit_credit(usual | given) is None

    assert (list(state.errors), state.asking) == ([field], "credit")
    assert balance_cents(account) == 50_00


async def test_a_fee_is_waived_by_a_credit_that_names_it(session: Session, manager: Actor, account: Account):
    state = dialog(CreditingState, session, manager, account)
    await state.open_waiver(str(account.fee))
    assert (state.title, state.amount) == ("Waive the late fee of $50.00, due Jan 12, 2026", "50.00")

    answer = await state.submit_waiver(
        form(source=state.source, amount="50.00", credited_on="2026-01-15", reason="First time")
    )

    assert said_by(answer) == ["$50.00 is waived."]
    assert balance_cents(account) == 0
    shown = await ledger(session, manager, account)
    await shown.open_line(shown.lines[0].key)
    assert (shown.lines[0].kind, shown.lines[0].detail.settled[0].what) == ("Waiver", "Late fee, due Jan 12, 2026")
    assert shown.lines[0].detail.may == RowMay(reverse=True)


async def test_an_open_charge_is_written_off_and_the_whole_balance_too(
    session: Session, manager: Actor, account: Account
):
    state = dialog(CreditingState, session, manager, account)
    await state.open_write_off(str(account.fee))
    assert state.amount == "50.00"
    given = {"credited_on": "2026-01-15", "reason": "Gone"}

    await state.submit_write_off(form(source=state.source, amount="20", **given))
    await state.open_balance()
    assert state.title == "Write off $30.00"
    answer = await state.submit_write_off(form(source="", **given))

    assert said_by(answer) == ["It is written off."]
    assert balance_cents(account) == 0
    assert said_by(await state.open_balance()) == ["Nothing is open that could be given up."]


async def test_a_returned_payment_opens_the_rent_again_with_the_fee_of_the_terms(
    session: Session, manager: Actor, account: Account
):
    terms(session, nsf_fee_cents=35_00)
    state = dialog(ReturningState, session, manager, account)
    await state.open_return("")
    assert [choice.label for choice in state.receipts] == ["Jan 2, 2026, Check, $1,000.00 (deposit 1)"]
    assert (state.fee, state.source) == ("35.00", "")

    given = form(receipt=str(account.check), reversed_on="2026-01-15", fee="35.00", reason="Insufficient funds")
    answer = await state.submit_return(given | {"certified_until": "2026-03-15"})

    assert said_by(answer) == ["The payment is returned. What it had settled is open again."]
    assert balance_cents(account) == 1_085_00
    shown = await ledger(session, manager, account)
    assert [(line.kind, line.badge) for line in shown.lines if line.is_receipt] == [
        ("Payment returned", ""),
        ("Receipt", "Returned"),
    ]
    receiving = dialog(ReceivingState, session, manager, account)
    await receiving.open_receipt()
    assert receiving.hold.startswith("Only cash, cashier's checks and money orders are taken until Mar 15, 2026")


async def test_a_return_names_its_payment_and_its_reason(session: Session, manager: Actor, account: Account):
    state = dialog(ReturningState, session, manager, account)
    await state.open_return(str(account.check))
    assert state.source == str(account.check)

    await state.submit_return(form(receipt="", reversed_on="2026-01-15", fee="", reason="NSF"))
    assert list(state.errors) == ["receipt"]
    await state.submit_return(form(receipt=state.source, reversed_on="2026-01-15", fee="", reason=" "))
    assert list(state.errors) == ["reason"]
    assert (state.opened, balance_cents(account)) == (True, 50_00)


async def test_what_lies_in_no_bank_cannot_come_back_and_what_does_is_not_voided(
    session: Session, manager: Actor, account: Account
):
    bare = a_household(session)
    session.commit()
    token = a_browser(session, manager)
    returning = open_page(ReturningState, token, paths.LEASE, "tab=ledger", tenancy_id=bare.id)

    said = said_by(await returning.open_return(""))
    assert said == ["Nothing of this household lies in the bank that could come back. Void a receipt instead."]
    reversing = dialog(ReversingState, session, manager, account)
    (sentence,) = said_by(await reversing.open_reversal(str(account.check)))
    assert sentence.startswith("This receipt lies in a bank deposit.")
    assert reversing.source == ""


async def test_a_refund_pays_what_cleared_and_says_when_the_rest_does(
    session: Session, manager: Actor, account: Account
):
    a_receipt(session, account.tenancy, amount_cents=130_00, received_on=JAN_12)
    session.commit()
    state = dialog(RefundingState, session, manager, account)
    await state.open_refund()
    assert [(line.words, line.amount) for line in state.lines] == [
        ("May not be paid out: it is no money, or was not deposited yet", "$80.00")
    ]
    assert state.amount == ""

    refused = form(amount="80", paid_on="2026-01-15", bank_account="1000", method="check", payee="Renee")
    await state.submit_refund(refused)
    assert list(state.errors) == ["amount"]
    assert state.opened


async def test_a_cleared_overpayment_is_paid_back_once(session: Session, manager: Actor, account: Account):
    paid = a_receipt(session, account.tenancy, amount_cents=130_00, received_on=JAN_12)
    given = {"bank_account": OPERATING_BANK, "deposited_on": JAN_12, "today": JAN_12, "now": typed_on(JAN_12)}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=[paid], **given)
    terms(session, refund_hold_days=2)
    state = dialog(RefundingState, session, manager, account)
    await state.open_refund()
    assert (state.amount, state.account, state.payee) == ("80.00", "1000", account.tenancy.name)

    asked = form(amount="80", paid_on="2026-01-15", bank_account="1000", method="check", payee="Renee", reference="88")
    answers = [await state.submit_refund(asked), await state.submit_refund(asked)]

    assert [said_by(answer) for answer in answers] == [["$80.00 is paid back."]] * 2
    shown = await ledger(session, manager, account)
    assert [(line.kind, line.description, line.charge) for line in shown.lines[:1]] == [
        ("Refund", "Refund to Renee, 88", "$80.00")
    ]
    assert said_by(await state.open_refund()) == [
        "Nothing of this household is prepaid, so there is nothing to pay back."
    ]


async def test_a_refund_names_its_payee_account_and_way(session: Session, manager: Actor, account: Account):
    state = dialog(RefundingState, session, manager, account)
    asked = form(amount="80", paid_on="2026-01-15", bank_account="1000", method="check", payee="")

    for given, field in (
        ({}, "payee"),
        ({"payee": "Renee", "bank_account": "1020"}, "bank_account"),
        ({"payee": "Renee", "method": "shells"}, "method"),
    ):
        await state.submit_refund(asked | given)
        assert list(state.errors) == [field]


async def test_money_is_moved_to_the_charge_that_was_meant(session: Session, manager: Actor, account: Account):
    state = dialog(MovingState, session, manager, account)
    await state.open_move(str(account.check))
    assert [(line.what, line.most, line.value) for line in state.charges] == [
        ("Rent, January 2026", "up to $1,000.00", "1000.00"),
        ("Late fee, due Jan 12, 2026", "up to $50.00", ""),
    ]

    asked = form(source=state.source) | {f"to_{account.fee}": "50", f"to_{account.rent}": "950"}
    await state.set_move(asked)
    assert state.changes == [
        "Rent, January 2026: $1,000.00 → $950.00",
        "Late fee, due Jan 12, 2026: $0.00 → $50.00",
    ]
    answer = await state.submit_move(asked)

    assert said_by(answer) == ["It settles something else now."]
    before = await ledger(session, manager, account, f"tab=ledger&as_of=2026-01-14&open={account.check}")
    after = await ledger(session, manager, account, f"tab=ledger&open={account.check}")

    def settled(shown: LedgerState) -> list[tuple[str, str]]:
        return [(one.what, one.amount) for line in shown.lines if line.opened for one in line.detail.settled]

    assert settled(before) == [("Rent, January 2026", "$1,000.00")]
    assert settled(after) == [("Rent, January 2026", "$950.00"), ("Late fee, due Jan 12, 2026", "$50.00")]


async def test_a_move_beyond_the_money_stays_open(session: Session, manager: Actor, account: Account):
    state = dialog(MovingState, session, manager, account)
    await state.open_move(str(account.check))

    asked = form(source=state.source) | {f"to_{account.fee}": "50", f"to_{account.rent}": "1000"}
    await state.set_move(asked)
    assert state.changes == ["More is given to charges than was received. Lower one of them."]
    assert await state.submit_move(asked) is None

    assert (list(state.errors), state.source) == (["designated"], str(account.check))


@pytest.mark.parametrize(
    ("state", "handler", "given"),
    [
        pytest.param(CreditingState, "submit_credit", {"kind": "concession", "amount": "5"}, id="credit"),
        pytest.param(RefundingState, "submit_refund", {"amount": "5", "payee": "Renee"}, id="refund"),
    ],
)
async def test_who_only_looks_changes_nothing(
    session: Session, account: Account, state: type[rx.State], handler: str, given: dict[str, str]
):
    usual = {"credited_on": "2026-01-15", "paid_on": "2026-01-15", "reason": "No", "bank_account": "1000"}
    shown = dialog(state, session, an_actor(session, Role.READ_ONLY), account)

    await getattr(shown, handler)(form(method="check", **usual, **given))

    assert "Your role does not allow this" in str(shown.errors)  # pyright: ignore[reportAttributeAccessIssue]
    assert balance_cents(account) == 50_00
