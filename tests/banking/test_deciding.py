"""What a person decides a line is: a receipt, one recorded before, a deposit, or nothing of a tenant's."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.banking.actions.deciding import (
    LineDecided,
    Payment,
    confirm_match,
    dismiss_line,
    match_deposit,
    match_receipt,
)
from pm_app.banking.queries.lines import LineState, bank_line, line_counts, line_rows
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.actions.receipts import PossibleDuplicate
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.queries.undeposited import undeposited
from pm_app.receivables.tables.items import Receipt
from tests.conftest import NOON, an_actor
from tests.factories.banking import JAN_12, a_bank_line, a_line, bank_lines, taken_in
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household, a_receipt

JAN_15 = date(2026, 1, 15)
GIVEN = {"today": JAN_15, "now": NOON}


def scoped(actor: Actor, property_id: UUID) -> Actor:
    return Actor(actor.user_id, actor.name, actor.email, actor.role, actor.permissions, frozenset({property_id}))


def a_deposit(session: Session, *receipt_ids: UUID, on: date = JAN_12, account: int = OPERATING_BANK) -> UUID:
    return make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=receipt_ids,
        bank_account=account,
        deposited_on=on,
        **GIVEN,
    )


def test_a_confirmed_line_is_a_receipt_of_its_day_that_lies_in_the_bank(session: Session, manager: Actor) -> None:
    home, payer = a_household(session), a_person(session)
    a_charge(session, home)
    line_id = a_bank_line(session, payee="ANN LEE", memo="rent", reference="R7")

    receipt_id = confirm_match(
        session, manager, line_id=line_id, tenancy_id=home.id, payment=Payment(payer_id=payer.id), **GIVEN
    )

    receipt = session.get_one(Receipt, receipt_id)
    assert (receipt.received_on, receipt.amount_cents, receipt.method, receipt.payer_id) == (
        JAN_12,
        1_000_00,
        ReceiptMethod.TRANSFER,
        payer.id,
    )
    assert (receipt.reference, receipt.memo) == ("R7", "ANN LEE · rent")
    lies = deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id]
    assert (lies.bank_account, lies.deposited_on) == (OPERATING_BANK, JAN_12)
    assert tenancy_position(session, manager, tenancy_id=home.id, as_of=JAN_15).balance_cents == 0
    assert findings(session, manager, as_of=JAN_15) == []


def test_a_decided_line_tells_what_it_became_and_by_whom(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = a_bank_line(session)

    receipt_id = confirm_match(session, manager, line_id=line_id, tenancy_id=home.id, **GIVEN)

    decision = bank_line(session, manager, line_id=line_id).decision
    assert decision is not None
    assert (decision.receipt_id, decision.tenancy_id, decision.tenancy_name, decision.decided_by) == (
        receipt_id,
        home.id,
        home.name,
        manager.name,
    )
    assert line_counts(session, manager)[LineState.DECIDED] == 1


def test_confirming_again_returns_the_same_receipt(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = a_bank_line(session)

    ids = {confirm_match(session, manager, line_id=line_id, tenancy_id=home.id, **GIVEN) for _ in range(3)}

    assert len(ids) == 1
    assert len(session.exec(select(Receipt)).all()) == 1


def test_a_line_that_was_decided_is_not_decided_otherwise(session: Session, manager: Actor) -> None:
    home, other = a_household(session), a_household(session)
    line_id, dismissed = a_bank_line(session), a_bank_line(session)
    confirm_match(session, manager, line_id=line_id, tenancy_id=home.id, **GIVEN)
    dismiss_line(session, manager, line_id=dismissed, reason="interest", now=NOON)
    receipt_id = a_receipt(session, home)

    with pytest.raises(LineDecided, match=home.name):
        confirm_match(session, manager, line_id=line_id, tenancy_id=other.id, **GIVEN)
    with pytest.raises(LineDecided):
        dismiss_line(session, manager, line_id=line_id, reason="none of ours", now=NOON)
    with pytest.raises(LineDecided, match="not a receipt"):
        match_receipt(session, manager, line_id=dismissed, receipt_id=receipt_id, **GIVEN)


def test_money_that_went_out_is_no_receipt(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = a_bank_line(session, -50_00)

    with pytest.raises(Refused, match="went out"):
        confirm_match(session, manager, line_id=line_id, tenancy_id=home.id, **GIVEN)


def test_what_looks_like_a_receipt_recorded_before_is_asked_about(session: Session, manager: Actor) -> None:
    home = a_household(session)
    first, second = a_bank_line(session), a_bank_line(session)
    confirm_match(session, manager, line_id=first, tenancy_id=home.id, **GIVEN)

    with pytest.raises(PossibleDuplicate) as asked:
        confirm_match(session, manager, line_id=second, tenancy_id=home.id, **GIVEN)
    sure = Payment(duplicate_confirmed=True)
    confirm_match(session, manager, line_id=second, tenancy_id=home.id, payment=sure, **GIVEN)

    assert asked.value.field == "duplicate_confirmed"
    assert tenancy_position(session, manager, tenancy_id=home.id, as_of=JAN_15).prepaid_cents == 2_000_00


def test_a_receipt_typed_before_is_deposited_and_not_recorded_twice(session: Session, manager: Actor) -> None:
    home = a_household(session)
    receipt_id, line_id = a_receipt(session, home), a_bank_line(session)

    for _ in range(2):
        match_receipt(session, manager, line_id=line_id, receipt_id=receipt_id, **GIVEN)

    assert deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id].deposited_on == JAN_12
    assert undeposited(session, manager) == []
    assert len(session.exec(select(Receipt)).all()) == 1


def test_a_receipt_of_another_amount_or_in_a_deposit_is_refused(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = a_bank_line(session)
    other, lying = a_receipt(session, home, amount_cents=900_00), a_receipt(session, home)
    a_deposit(session, lying)

    with pytest.raises(Refused, match="another amount"):
        match_receipt(session, manager, line_id=line_id, receipt_id=other, **GIVEN)
    with pytest.raises(Refused, match="Choose that deposit"):
        match_receipt(session, manager, line_id=line_id, receipt_id=lying, **GIVEN)


def test_a_receipt_that_came_in_after_the_line_is_refused(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id, later = a_bank_line(session), a_receipt(session, home, received_on=JAN_15)

    with pytest.raises(Refused, match="came in on Jan 15"):
        match_receipt(session, manager, line_id=line_id, receipt_id=later, **GIVEN)


def test_a_deposit_made_before_is_found_and_nothing_is_posted(session: Session, manager: Actor) -> None:
    home = a_household(session)
    deposit = a_deposit(session, a_receipt(session, home, amount_cents=400_00), a_receipt(session, home))
    line_id = a_bank_line(session, 1_400_00)

    for _ in range(2):
        match_deposit(session, manager, line_id=line_id, bank_deposit_id=deposit, now=NOON)

    decision = bank_line(session, manager, line_id=line_id).decision
    assert decision is not None
    assert decision.deposit_number == 1
    assert len(session.exec(select(Receipt)).all()) == 2


def test_a_deposit_that_another_line_is_or_that_does_not_fit_is_refused(session: Session, manager: Actor) -> None:
    home = a_household(session)
    found, apart = a_deposit(session, a_receipt(session, home)), a_deposit(session, a_receipt(session, home))
    elsewhere = a_deposit(session, a_receipt(session, home), account=DEPOSIT_BANK)
    match_deposit(session, manager, line_id=a_bank_line(session), bank_deposit_id=found, now=NOON)
    take_back_deposit(
        session, manager, request_key=uuid4(), bank_deposit_id=apart, reversed_on=JAN_15, reason="wrong", **GIVEN
    )
    line_id = a_bank_line(session)

    for deposit, sentence in ((found, "another line"), (apart, "taken back"), (elsewhere, "another bank account")):
        with pytest.raises(Refused, match=sentence):
            match_deposit(session, manager, line_id=line_id, bank_deposit_id=deposit, now=NOON)
    with pytest.raises(NotFound):
        match_deposit(session, manager, line_id=line_id, bank_deposit_id=uuid4(), now=NOON)


def test_a_deposit_that_came_of_a_line_is_not_another_line(session: Session, manager: Actor) -> None:
    home = a_household(session)
    receipt_id = confirm_match(session, manager, line_id=a_bank_line(session), tenancy_id=home.id, **GIVEN)
    deposit = deposited_in(session, manager, receipt_ids=[receipt_id])[receipt_id].bank_deposit_id

    with pytest.raises(Refused, match="another line"):
        match_deposit(session, manager, line_id=a_bank_line(session), bank_deposit_id=deposit, now=NOON)


def test_a_dismissed_line_keeps_the_reason(session: Session, manager: Actor) -> None:
    line_id = a_bank_line(session)

    for _ in range(2):
        dismiss_line(session, manager, line_id=line_id, reason="Interest of the bank", now=NOON)

    (row,) = line_rows(session, manager, listing=Listing(), state=LineState.DECIDED).rows
    assert row.decision is not None
    assert row.decision.dismissed == "Interest of the bank"


@pytest.mark.parametrize("reason", ["", "  "])
def test_dismissing_needs_a_reason(session: Session, manager: Actor, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        dismiss_line(session, manager, line_id=a_bank_line(session), reason=reason, now=NOON)

    assert refused.value.field == "reason"


def test_whose_lease_is_out_of_scope_is_told_nothing(session: Session, manager: Actor) -> None:
    mine, other = a_household(session), a_household(session)
    somebody = scoped(manager, mine.property_id)
    receipt_id, deposit = a_receipt(session, other), a_deposit(session, a_receipt(session, other))
    line_id, decided = a_bank_line(session), a_bank_line(session)
    confirm_match(session, manager, line_id=decided, tenancy_id=other.id, **GIVEN)

    with pytest.raises(NotFound):
        confirm_match(session, somebody, line_id=line_id, tenancy_id=other.id, **GIVEN)
    with pytest.raises(NotFound):
        match_receipt(session, somebody, line_id=line_id, receipt_id=receipt_id, **GIVEN)
    with pytest.raises(NotFound):
        match_deposit(session, somebody, line_id=line_id, bank_deposit_id=deposit, now=NOON)
    with pytest.raises(NotFound):
        bank_line(session, somebody, line_id=decided)
    assert line_rows(session, somebody, listing=Listing(), state=LineState.DECIDED).total == 0


@pytest.mark.parametrize("role", [Role.LEASING, Role.READ_ONLY])
def test_who_may_not_record_receipts_decides_nothing(session: Session, role: Role) -> None:
    home = a_household(session)
    line_id, actor = a_bank_line(session), an_actor(session, role)

    with pytest.raises(NotAllowed):
        confirm_match(session, actor, line_id=line_id, tenancy_id=home.id, **GIVEN)
    with pytest.raises(NotAllowed):
        dismiss_line(session, actor, line_id=line_id, reason="no", now=NOON)


def test_lines_of_one_file_are_decided_one_by_one(session: Session, manager: Actor) -> None:
    home = a_household(session)
    first, _ = bank_lines(session, taken_in(session, a_line(1_00), a_line(2_00, number=2)))

    confirm_match(session, manager, line_id=first, tenancy_id=home.id, **GIVEN)

    assert [row.money.amount_cents for row in line_rows(session, manager, listing=Listing()).rows] == [2_00]


def test_a_line_that_was_a_deposit_is_seen_by_whoever_sees_all_its_money(session: Session, manager: Actor) -> None:
    here, there = a_household(session), a_household(session)
    deposit_id = a_deposit(session, a_receipt(session, here), a_receipt(session, there))
    line_id = a_bank_line(session, 2_000_00)
    match_deposit(session, manager, line_id=line_id, bank_deposit_id=deposit_id, now=NOON)
    apart = scoped(manager, here.property_id)

    with pytest.raises(NotFound):
        bank_line(session, apart, line_id=line_id)
    both = replace(apart, property_ids=frozenset({here.property_id, there.property_id}))
    assert bank_line(session, both, line_id=line_id).decision is not None
