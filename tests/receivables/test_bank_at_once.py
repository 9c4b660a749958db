"""Several people who take one receipt to the bank, or move it, at the same moment: it happens once."""

from datetime import date
from uuid import UUID, uuid4

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.reallocating import reallocate
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_rows
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from tests.factories.receivables import typed_on
from tests.receivables.acting import charge, receive
from tests.receivables.test_at_once import PEOPLE, at_once

JAN_5 = date(2026, 1, 5)
THEN = {"today": JAN_5, "now": typed_on(JAN_5)}


def test_one_receipt_goes_to_the_bank_once(tenancy_id: UUID):
    receipt_id = receive(CONSOLE, tenancy_id, 400_00, JAN_5)

    def deposit(_: int) -> UUID:
        given = {"receipt_ids": [receipt_id], "bank_account": OPERATING_BANK, "deposited_on": JAN_5}
        return run_now(CONSOLE, make_bank_deposit, request_key=uuid4(), **given, **THEN)

    answers = at_once(deposit)

    assert sum(isinstance(answer, Refused) for answer in answers) == PEOPLE - 1
    assert run_now(CONSOLE, bank_deposit_rows, listing=Listing()).total == 1
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_one_receipt_moves_once(tenancy_id: UUID):
    receipt_id = receive(CONSOLE, tenancy_id, 400_00, JAN_5)
    fee_id = charge(CONSOLE, tenancy_id, 50_00, JAN_5, kind=ChargeKind.LATE_FEE)
    moved: list[int] = []

    def move(_: int) -> UUID:
        moved.append(run_now(CONSOLE, reallocate, source_id=receipt_id, designated={fee_id: 50_00}, **THEN))
        return receipt_id

    at_once(move)

    assert sorted(moved) == [0] * (PEOPLE - 1) + [100_00]
    found = run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5)
    assert [charge.open_cents for charge in found.open_charges] == [650_00]
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []
