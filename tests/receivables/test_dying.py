"""What a process leaves that dies in the middle of an action: all of it or nothing, and once when tried again."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, text

from pm_app.access.rules import CONSOLE
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.credits import give_credit
from pm_app.receivables.actions.forgiving import waive_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import Runtime, run_now
from tests.guarded import ADDED_TO_ONLY
from tests.receivables.acting import charge, receive

JAN_1, JAN_5, JAN_12 = date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 12)
NOON_12 = datetime(2026, 1, 12, 12, tzinfo=UTC)
PROJECT = Path(__file__).resolve().parent.parent.parent


class LineCutError(Exception):
    """The connection was lost at this statement."""


def rows(office: Runtime) -> list[int]:
    """How many rows each posted table has."""
    counts = ", ".join(f"(select count(*) from {table})" for table in sorted({*ADDED_TO_ONLY, "tenancy_hold"}))
    with office.sessions.begin() as session:
        connection = session.connection()
        set_office = text("select set_config('app.organization_id', :id, true)")
        connection.execute(set_office, {"id": str(office.organization_id)})
        return list(connection.execute(text(f"select {counts}")).one())


def engine_of(office: Runtime) -> Engine:
    """The engine behind the sessions."""
    return office.sessions.kw["bind"]


def cut_at_every_statement(office: Runtime, work: Callable[[], object]) -> int:
    """Cut the line at the first statement, then the second, until the work is done; returns how often it was cut."""
    engine, sent, cut_at = engine_of(office), [0], [0]

    def cut(*_: object) -> None:
        sent[0] += 1
        if sent[0] == cut_at[0]:
            raise LineCutError

    before = rows(office)
    event.listen(engine, "before_cursor_execute", cut)
    try:
        while True:
            sent[0], cut_at[0] = 0, cut_at[0] + 1
            try:
                work()
                return cut_at[0] - 1
            except LineCutError:
                cut_now, cut_at[0] = cut_at[0], 0
                assert rows(office) == before
                cut_at[0] = cut_now
    finally:
        event.remove(engine, "before_cursor_execute", cut)


def given(**more: Any) -> dict[str, Any]:
    return {"request_key": uuid4(), "today": JAN_12, "now": NOON_12, **more}


def receiving(tenancy_id: UUID) -> Callable[[], object]:
    asked = given(tenancy_id=tenancy_id, amount_cents=1_500_00, received_on=JAN_5, method=ReceiptMethod.CHECK)
    return lambda: run_now(CONSOLE, record_receipt, **asked)


def returning(tenancy_id: UUID) -> Callable[[], object]:
    paid = receive(CONSOLE, tenancy_id, 1_500_00, JAN_5)
    run_now(CONSOLE, make_bank_deposit, **given(receipt_ids=[paid], bank_account=1000, deposited_on=JAN_5))
    asked = given(
        receipt_id=paid, returned_on=JAN_12, reason="NSF", nsf_fee_cents=35_00, certified_until=date(2026, 7, 1)
    )
    return lambda: run_now(CONSOLE, return_payment, **asked)


def waiving(tenancy_id: UUID) -> Callable[[], object]:
    fee = charge(CONSOLE, tenancy_id, 50_00, JAN_5, kind=ChargeKind.LATE_FEE)
    receive(CONSOLE, tenancy_id, 1_050_00, JAN_5)
    asked = given(charge_id=fee, amount_cents=50_00, waived_on=JAN_12, reason="agreed")
    return lambda: run_now(CONSOLE, waive_charge, **asked)


def crediting(tenancy_id: UUID) -> Callable[[], object]:
    asked = given(
        tenancy_id=tenancy_id, kind=CreditKind.CONCESSION, amount_cents=1_200_00, credited_on=JAN_5, reason="x"
    )
    return lambda: run_now(CONSOLE, give_credit, **asked)


@pytest.mark.parametrize("action", [receiving, returning, waiving, crediting])
def test_a_line_cut_between_any_two_statements_leaves_nothing_half_done(
    office: Runtime, tenancy_id: UUID, action: Callable[[UUID], Callable[[], object]]
) -> None:
    work = action(tenancy_id)

    cuts = cut_at_every_statement(office, work)

    assert cuts > 10
    done = rows(office)
    work()
    assert rows(office) == done
    assert run_now(CONSOLE, findings, as_of=JAN_12) == []


def test_a_process_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_once(
    office: Runtime, tenancy_id: UUID, tmp_path: Path
) -> None:
    paid = receive(CONSOLE, tenancy_id, 1_000_00, JAN_5)
    run_now(CONSOLE, make_bank_deposit, **given(receipt_ids=[paid], bank_account=1000, deposited_on=JAN_5))
    before, key = rows(office), str(uuid4())
    url = engine_of(office).url.render_as_string(hide_password=False)

    def started(statement: int) -> int:
        command = [sys.executable, "-m", "tests.receivables.dying", url, str(tmp_path), str(paid), key, str(statement)]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=300, check=False).returncode

    for statement in (20, 45):
        assert started(statement) == -9
        assert rows(office) == before

    assert [started(0), started(0)] == [0, 0]

    position = run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_12)
    assert position.balance_cents == 1_035_00
    assert run_now(CONSOLE, findings, as_of=JAN_12) == []
