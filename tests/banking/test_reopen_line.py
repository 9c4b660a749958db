"""A decision taken back: what it posted is reversed, and the line waits again."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.access.tables import AuditEntry
from pm_app.banking.actions.deciding import confirm_match, dismiss_line, match_deposit, match_receipt
from pm_app.banking.actions.reopening import reopen_line
from pm_app.banking.queries.lines import bank_line
from pm_app.banking.queries.proposals import proposals
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.queries.undeposited import undeposited
from pm_app.receivables.tables.items import Receipt
from tests.conftest import NOON, an_actor
from tests.factories.banking import JAN_12, a_bank_line
from tests.factories.receivables import a_charge, a_household, a_receipt

JAN_15 = date(2026, 1, 15)
GIVEN = {"today": JAN_15, "now": NOON}


def test_a_line_confirmed_for_the_wrong_lease_is_confirmed_for_the_right_one(session: Session, manager: Actor) -> None:
    wrong, right = a_household(session), a_household(session)
    a_charge(session, wrong)
    a_charge(session, right)
    line_id = a_bank_line(session)
    confirm_match(session, manager, line_id=line_id, tenancy_id=wrong.id, **GIVEN)

    for _ in range(2):
        reopen_line(session, manager, line_id=line_id, reason="wrong lease", **GIVEN)
    waiting = bank_line(session, manager, line_id=line_id).decision
    receipt_id = confirm_match(session, manager, line_id=line_id, tenancy_id=right.id, **GIVEN)

    balances = [
        tenancy_position(session, manager, tenancy_id=home.id, as_of=JAN_15).balance_cents for home in (wrong, right)
    ]
    assert (waiting, balances) == (None, [1_000_00, 0])
    assert deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id].deposited_on == JAN_12
    assert undeposited(session, manager) == []
    assert findings(session, manager, as_of=JAN_15) == []


def test_a_line_dismissed_by_mistake_waits_again(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)
    dismiss_line(session, manager, line_id=line_id, reason="interest", now=NOON)

    reopen_line(session, manager, line_id=line_id, reason="it was rent", **GIVEN)

    assert bank_line(session, manager, line_id=line_id).decision is None
    dismiss_line(session, manager, line_id=line_id, reason="interest after all", now=NOON)


def test_a_receipt_that_was_there_before_stays_and_is_on_hand_again(session: Session, manager: Actor) -> None:
    home = a_household(session)
    receipt_id, line_id = a_receipt(session, home), a_bank_line(session)
    match_receipt(session, manager, line_id=line_id, receipt_id=receipt_id, **GIVEN)

    reopen_line(session, manager, line_id=line_id, reason="another line", **GIVEN)

    assert [row.receipt_id for row in undeposited(session, manager)] == [receipt_id]
    match_receipt(session, manager, line_id=line_id, receipt_id=receipt_id, **GIVEN)


def test_a_deposit_that_was_there_before_stays_and_is_proposed_again(session: Session, manager: Actor) -> None:
    receipt_id, line_id = a_receipt(session, a_household(session)), a_bank_line(session)
    given = {"bank_account": 1000, "deposited_on": JAN_12, **GIVEN}
    deposit = make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=[receipt_id], **given)
    match_deposit(session, manager, line_id=line_id, bank_deposit_id=deposit, now=NOON)

    reopen_line(session, manager, line_id=line_id, reason="another line", **GIVEN)

    money = bank_line(session, manager, line_id=line_id).money
    found = proposals(session, manager, money=[money], today=JAN_15)[line_id]
    assert found[0].about_id == deposit
    assert receipt_id in deposited_in(session, manager, receipt_ids=[receipt_id])


def test_what_was_taken_back_by_hand_before_is_not_taken_back_twice(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)
    receipt_id = confirm_match(session, manager, line_id=line_id, tenancy_id=a_household(session).id, **GIVEN)
    deposit = deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id].bank_deposit_id
    by_hand = {"request_key": uuid4(), "bank_deposit_id": deposit, "reversed_on": JAN_15, "reason": "wrong"}
    take_back_deposit(session, manager, **by_hand, **GIVEN)

    reopen_line(session, manager, line_id=line_id, reason="wrong lease", **GIVEN)

    assert (undeposited(session, manager), len(session.exec(select(Receipt)).all())) == ([], 1)


def test_money_the_bank_returned_is_not_taken_back(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)
    receipt_id = confirm_match(session, manager, line_id=line_id, tenancy_id=a_household(session).id, **GIVEN)
    returned = {"request_key": uuid4(), "receipt_id": receipt_id, "returned_on": JAN_15, "reason": "no funds"}
    return_payment(session, manager, **returned, **GIVEN)

    with pytest.raises(Refused, match="The bank returned"):
        reopen_line(session, manager, line_id=line_id, reason="wrong lease", **GIVEN)


def test_a_receipt_that_lies_in_another_deposit_now_is_not_taken_back(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)
    receipt_id = confirm_match(session, manager, line_id=line_id, tenancy_id=a_household(session).id, **GIVEN)
    deposit = deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id].bank_deposit_id
    by_hand = {"request_key": uuid4(), "bank_deposit_id": deposit, "reversed_on": JAN_15, "reason": "wrong"}
    take_back_deposit(session, manager, **by_hand, **GIVEN)
    given = {"bank_account": 1000, "deposited_on": JAN_15, **GIVEN}
    make_bank_deposit(session, manager, request_key=uuid4(), receipt_ids=[receipt_id], **given)

    with pytest.raises(Refused, match="another deposit"):
        reopen_line(session, manager, line_id=line_id, reason="wrong lease", **GIVEN)


def test_taking_back_needs_a_reason_and_the_right(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)
    dismiss_line(session, manager, line_id=line_id, reason="interest", now=NOON)

    with pytest.raises(Refused):
        reopen_line(session, manager, line_id=line_id, reason=" ", **GIVEN)
    with pytest.raises(NotAllowed):
        reopen_line(session, an_actor(session, Role.READ_ONLY), line_id=line_id, reason="why", **GIVEN)


def test_what_was_taken_back_is_told_where_the_money_was(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = a_bank_line(session)
    confirm_match(session, manager, line_id=line_id, tenancy_id=home.id, **GIVEN)

    reopen_line(session, manager, line_id=line_id, reason="wrong lease", **GIVEN)

    told = session.exec(select(AuditEntry).where(AuditEntry.did == "took back what a bank line was")).one()
    assert (told.property_id, told.tenancy_id) == (home.property_id, home.id)
