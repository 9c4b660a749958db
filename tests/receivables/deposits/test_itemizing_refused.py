"""A deposit that cannot be itemized as asked: each refusal in a sentence, and nothing is posted."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.kernel.errors import NotAllowed, Refused, Stale
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.deductions import DeductedAboveOpen, add_deduction
from pm_app.receivables.actions.dispositions import (
    AlreadyItemized,
    NothingHeld,
)
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.actions.refunds import NotCleared
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.rules.deposits import Deduction
from tests.conftest import an_actor
from tests.factories.deposits import (
    DONE_ON,
    OUT_ON,
    PAID_ON,
    a_deposit,
    a_home_left,
    an_open_disposition,
    bank_it,
    itemized,
)
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

DAMAGE = Deduction(ChargeKind.DAMAGES, 180_00, "Two broken blinds")
WHEN = {"today": DONE_ON, "now": typed_on(DONE_ON)}


def test_other_amounts_than_those_that_were_seen_are_not_posted(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(Stale, match="changed"):
        _itemize(session, home, shown_cents=999_99)

    assert held_cents(session, home.id, ChargeKind.SECURITY_DEPOSIT) == 1_000_00


def _itemize(session: Session, home: Tenancy, *, shown_cents: int = 1_000_00, on: date = DONE_ON, by=CONSOLE) -> None:
    itemize_disposition(
        session,
        by,
        request_key=uuid4(),
        tenancy_id=home.id,
        itemized_on=on,
        shown_cents=shown_cents,
        paying=Paying(ReceiptMethod.CHECK),
        **WHEN,
    )


def test_money_that_is_on_hand_or_has_not_cleared_is_not_returned(session: Session):
    home = a_household(session, starts_on=date(2025, 1, 1), moved_out_on=OUT_ON)
    receipt_id = a_deposit(session, home, paid_on=date(2026, 1, 5), bank=None)
    an_open_disposition(session, home)
    with pytest.raises(NotCleared, match="not taken to the bank"):
        _itemize(session, home)

    bank_it(session, receipt_id, DEPOSIT_BANK, date(2026, 1, 6))

    with pytest.raises(NotCleared, match="Jan 16, 2026"):
        _itemize(session, home)


def test_a_deduction_that_was_paid_meanwhile_is_not_withheld(session: Session):
    home = a_home_left(session)
    a_charge(session, home, amount_cents=300_00, due_on=date(2025, 12, 1))
    an_open_disposition(session, home)
    a_receipt(session, home, amount_cents=300_00, received_on=DONE_ON)

    with pytest.raises(DeductedAboveOpen, match="Less is open now"):
        _itemize(session, home, shown_cents=700_00)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2025, 12, 30), "had not moved out"), (date(2026, 1, 11), "future")],
    ids=["before the move-out", "in the future"],
)
def test_implausible_days_are_refused(session: Session, day: date, sentence: str):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(Refused, match=sentence):
        _itemize(session, home, on=day)


def test_a_deposit_that_is_gone_is_not_itemized(session: Session):
    home = a_household(session, starts_on=date(2025, 1, 1), moved_out_on=OUT_ON)
    receipt_id = a_deposit(session, home)
    an_open_disposition(session, home)
    given = {"receipt_id": receipt_id, "returned_on": PAID_ON, "reason": "NSF", "today": PAID_ON}
    return_payment(session, CONSOLE, request_key=uuid4(), now=typed_on(PAID_ON), **given)

    with pytest.raises(NothingHeld):
        _itemize(session, home)


def test_nothing_is_changed_once_it_is_itemized(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    itemized(session, home)

    with pytest.raises(AlreadyItemized):
        add_deduction(session, CONSOLE, tenancy_id=home.id, new=DAMAGE, now=typed_on(DONE_ON))


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_pay_may_not_itemize(session: Session, role: Role):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(NotAllowed):
        _itemize(session, home, by=an_actor(session, role))
