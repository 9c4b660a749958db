"""/leases/[tenancy_id]?tab=ledger: what the ledger shows, and what its dialogs do."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.receiving import ReceivingState
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)
TODAY = date(2026, 1, 15)
JAN_1, JAN_5, DEC_1 = date(2026, 1, 1), date(2026, 1, 5), date(2025, 12, 1)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """Rent of December and January, of which 1,200 is paid, and water due in February."""
    tenancy = a_household(session, starts_on=DEC_1)
    a_charge(session, tenancy, due_on=DEC_1, description="December 2025")
    a_charge(session, tenancy, due_on=JAN_1, description="January 2026")
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_5)
    a_charge(
        session, tenancy, amount_cents=38_40, due_on=date(2026, 2, 1), kind=ChargeKind.UTILITY, today=date(2026, 1, 12)
    )
    session.commit()
    return tenancy


async def shown(session: Session, actor: Actor, tenancy: Tenancy, query: str = "tab=ledger") -> LedgerState:
    return await opened(LedgerState, a_browser(session, actor), paths.LEASE, query, tenancy_id=tenancy.id)


def dialog(state: type[S], session: Session, actor: Actor, tenancy: Tenancy) -> S:
    return open_page(state, a_browser(session, actor), paths.LEASE, "tab=ledger", tenancy_id=tenancy.id)


def balance_cents(actor: Actor, tenancy_id: UUID) -> int:
    return run_now(actor, tenancy_position, tenancy_id=tenancy_id, as_of=TODAY).balance_cents


async def test_the_ledger_runs_newest_first_with_its_balance(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, tenancy)

    assert [
        (line.on, line.kind, line.description, line.charge, line.payment, line.balance) for line in state.lines
    ] == [
        ("Jan 12, 2026", "Utility", "Due Feb 1, 2026", "$38.40", "", "$838.40"),
        ("Jan 5, 2026", "Receipt", "Check", "", "$1,200.00", "$800.00"),
        ("Jan 1, 2026", "Rent", "January 2026", "$1,000.00", "", "$2,000.00"),
        ("Dec 1, 2025", "Rent", "December 2025", "$1,000.00", "", "$1,000.00"),
    ]
    assert (state.counted, state.charged, state.paid, state.balance) == (
        "4 entries",
        "$2,038.40",
        "$1,200.00",
        "$838.40",
    )


async def test_the_aging_strip_adds_up_to_the_balance(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, tenancy)

    assert [(cell.label, cell.amount, cell.tone) for cell in state.aging] == [
        ("Not yet due", "$38.40", ""),
        ("0–30 days", "$800.00", "overdue"),
        ("31–60 days", "$0.00", "zero"),
        ("61–90 days", "$0.00", "zero"),
        ("Over 90 days", "$0.00", "zero"),
        ("Prepaid", "$0.00", "zero"),
        ("Balance", "$838.40", "total"),
    ]


@pytest.mark.parametrize(
    ("query", "balance", "entries"),
    [
        pytest.param("as_of=2026-01-03", "$2,000.00", "2 entries", id="as of a day"),
        pytest.param("from=2026-01-01", "$838.40", "3 entries", id="from a day"),
        pytest.param("to=2026-01-05", "$800.00", "3 entries", id="to a day"),
        pytest.param("known_on=2026-01-02", "$2,000.00", "2 entries", id="as known on a day"),
        pytest.param("as_of=yesterday&from=%27;--&known_on=9999", "$838.40", "4 entries", id="what makes no sense"),
    ],
)
async def test_the_address_narrows_the_ledger(
    session: Session, manager: Actor, tenancy: Tenancy, query: str, balance: str, entries: str
):
    state = await shown(session, manager, tenancy, f"tab=ledger&{query}")

    assert (state.balance, state.counted) == (balance, entries)


async def test_what_lies_before_the_first_day_is_brought_forward(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, tenancy, "tab=ledger&from=2026-01-02")

    assert (state.before, state.before_on) == ("$2,000.00", "Jan 2, 2026")


async def test_a_row_opens_to_what_it_settled(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, tenancy)

    await state.open_line(state.lines[1].key)

    line = state.lines[1]
    assert line.opened
    assert [(one.what, one.state, one.amount) for one in line.detail.settled] == [
        ("Rent, December 2025", "paid in full", "$1,000.00"),
        ("Rent, January 2026", "$800.00 left", "$200.00"),
    ]
    assert [(one.account, one.debit, one.credit) for one in line.detail.journal] == [
        ("1050 Undeposited funds", "$1,200.00", "—"),
        ("1100 Accounts receivable: tenants", "—", "$1,200.00"),
    ]
    assert line.detail.recorded.startswith("Console, Jan 5, 2026 at ")
    assert line.detail.reversal == "Not reversed"

    await state.open_line(line.key)
    assert not state.lines[1].opened


async def test_a_charge_opens_to_what_settled_it(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, tenancy)

    await state.open_line(state.lines[3].key)

    detail = state.lines[3].detail
    assert detail.title == "Settled by"
    assert [(one.what, one.state, one.amount) for one in detail.settled] == [("Check", "Jan 5, 2026", "$1,000.00")]


async def test_who_only_looks_is_offered_no_change(session: Session, tenancy: Tenancy):
    reader = an_actor(session, Role.READ_ONLY)

    state = await shown(session, reader, tenancy)
    head = await opened(HouseholdState, a_browser(session, reader), paths.LEASE, tenancy_id=tenancy.id)

    assert not any(line.may_reverse for line in state.lines)
    assert (head.may_charge, head.may_receive, state.may_post) == (False, False, False)
    receiving = dialog(ReceivingState, session, reader, tenancy)
    await receiving.open_receipt()
    form = {"request_key": str(uuid4()), "amount": "5", "received_on": "2026-01-14", "method": "check"}
    await receiving.submit_receipt(form)
    assert receiving.errors == {"form": "Your role does not allow this (record receipts)."}


async def test_who_sees_no_ledgers_sees_none(session: Session, tenancy: Tenancy):
    state = await shown(session, an_actor(session, Role.MAINTENANCE), tenancy)

    assert (state.refused, state.lines) == ("Your role does not allow this (view ledger).", [])


async def test_a_dialog_of_who_sees_no_ledgers_does_not_open(session: Session, tenancy: Tenancy):
    state = dialog(ReceivingState, session, an_actor(session, Role.MAINTENANCE), tenancy)

    with pytest.raises(NotAllowed):
        await state.open_receipt()
