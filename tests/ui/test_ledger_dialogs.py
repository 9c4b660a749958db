"""/leases/[tenancy_id]?tab=ledger: recording receipts, adding charges, taking either back."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.lease.billing import BillingState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.receiving import ReceivingState
from pm_app.ui.pages.lease.reversing import ReversingState
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, at, open_page, opened, said_by

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


async def test_a_receipt_is_recorded_and_the_ledger_read_again(session: Session, manager: Actor, tenancy: Tenancy):
    state = dialog(ReceivingState, session, manager, tenancy)
    await state.open_receipt()
    assert (state.opened, state.amount, state.today) == (True, "838.40", "2026-01-15")
    assert [(line.what, line.amount, line.left) for line in state.preview] == [
        ("Rent, January 2026", "$800.00", "paid in full"),
        ("Utility, due Feb 1, 2026", "$38.40", "paid in full"),
    ]
    assert state.outcome == "The balance goes $838.40 → $0.00."

    answer = await state.submit_receipt(
        {
            "request_key": str(uuid4()),
            "amount": "$1,000",
            "received_on": "01/14/2026",
            "method": ReceiptMethod.TRANSFER.value,
            "reference": "ACH 7",
            "payer_id": state.payers[0].value,
        }
    )

    assert said_by(answer) == ["$1,000.00 recorded."]
    assert LeaseState.load in answer
    assert not state.opened
    assert balance_cents(manager, tenancy.id) == -161_60
    ledger = await shown(session, manager, tenancy)
    assert ledger.lines[0].description == f"Transfer, ACH 7, from {state.payers[0].label}"


async def test_the_preview_follows_what_is_typed(session: Session, manager: Actor, tenancy: Tenancy):
    state = dialog(ReceivingState, session, manager, tenancy)
    await state.open_receipt()

    await state.set_preview({"amount": "1,000.00", "received_on": "2026-01-14"})
    assert state.outcome == "$161.60 stays prepaid. The balance goes $838.40 → −$161.60."
    await state.set_preview({"amount": "1,0", "received_on": "2026-01-14"})
    assert (state.preview, state.outcome) == ([], "")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"amount": ""}, "amount", id="no amount"),
        pytest.param({"amount": "-5"}, "amount", id="negative"),
        pytest.param({"amount": "9,999,999"}, "amount", id="absurd"),
        pytest.param({"received_on": "2026-01-16"}, "received_on", id="tomorrow"),
        pytest.param({"received_on": "yesterday"}, "received_on", id="no day"),
        pytest.param({"method": "shells"}, "method", id="no way to pay"),
        pytest.param({"payer_id": str(uuid4())}, "payer_id", id="nobody we know"),
        pytest.param({"payer_id": "me"}, "payer_id", id="no id"),
        pytest.param({"request_key": ""}, "form", id="no key"),
    ],
)
async def test_a_refused_receipt_stays_open_with_a_sentence_beside_its_field(
    session: Session, manager: Actor, tenancy: Tenancy, changed: dict[str, str], field: str
):
    state = dialog(ReceivingState, session, manager, tenancy)
    await state.open_receipt()
    form = {"request_key": str(uuid4()), "amount": "5", "received_on": "2026-01-14", "method": "check"}

    answer = await state.submit_receipt(form | changed)

    assert answer is None
    assert list(state.errors) == [field]
    assert state.opened
    assert balance_cents(manager, tenancy.id) == 838_40


async def test_a_charge_is_added(session: Session, manager: Actor, tenancy: Tenancy):
    state = dialog(BillingState, session, manager, tenancy)
    await state.open_charge()

    answer = await state.submit_charge(
        {
            "request_key": str(uuid4()),
            "kind": "NSF fee",
            "amount": "35",
            "due_on": "2026-01-15",
            "description": "Check 1182",
        }
    )

    assert said_by(answer) == ["NSF fee of $35.00 charged."]
    ledger = await shown(session, manager, tenancy)
    assert (ledger.lines[0].kind, ledger.lines[0].description, ledger.balance) == ("NSF fee", "Check 1182", "$873.40")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"kind": ""}, "kind", id="nothing chosen"),
        pytest.param({"amount": "0"}, "amount", id="nothing charged"),
        pytest.param({"due_on": "2031-01-01"}, "due_on", id="years ahead"),
        pytest.param({"service_from": "2026-01-01"}, "service_to", id="half a period"),
    ],
)
async def test_a_refused_charge_stays_open(
    session: Session, manager: Actor, tenancy: Tenancy, changed: dict[str, str], field: str
):
    state = dialog(BillingState, session, manager, tenancy)
    await state.open_charge()
    form = {"request_key": str(uuid4()), "kind": "parking", "amount": "5", "due_on": "2026-01-14"}

    assert await state.submit_charge(form | changed) is None

    assert list(state.errors) == [field]
    assert state.opened


async def test_reversing_says_what_will_happen_and_does_it(session: Session, manager: Actor, tenancy: Tenancy):
    ledger = await shown(session, manager, tenancy)
    state = dialog(ReversingState, session, manager, tenancy)
    await state.open_reversal(ledger.lines[1].source)
    assert state.title == "Void the receipt of $1,200.00"
    assert state.note == (
        "It was posted on Jan 5, 2026 and stays in the ledger; a further entry undoes it. The balance rises by "
        "$1,200.00 from the day chosen. 2 charges it settled ($1,200.00) will be open again."
    )

    answer = await state.submit_reversal(
        {
            "request_key": str(uuid4()),
            "source": state.source,
            "reversed_on": "2026-01-14",
            "reason": "Recorded twice",
        }
    )

    assert said_by(answer) == ["The receipt is voided."]
    assert balance_cents(manager, tenancy.id) == 2_038_40
    after = await shown(session, manager, tenancy)
    assert [(line.kind, line.badge, line.description, line.payment) for line in after.lines[:3]] == [
        ("Receipt voided", "", "Recorded twice", "−$1,200.00"),
        ("Utility", "", "Due Feb 1, 2026", ""),
        ("Receipt", "Void", "Check", "$1,200.00"),
    ]
    hidden = await shown(session, manager, tenancy, "tab=ledger&hide_reversed=1")
    assert (hidden.counted, hidden.balance) == ("3 entries", "$2,038.40")
    await after.open_line(after.lines[0].key)
    assert [one.debit for one in after.lines[0].detail.journal] == ["—", "$1,200.00"]


async def test_a_reversal_without_a_reason_stays_open(session: Session, manager: Actor, tenancy: Tenancy):
    ledger = await shown(session, manager, tenancy)
    state = dialog(ReversingState, session, manager, tenancy)
    await state.open_reversal(ledger.lines[3].source)
    assert state.title == "Reverse the charge of $1,000.00"

    form = {"request_key": str(uuid4()), "source": state.source, "reversed_on": "2026-01-14", "reason": " "}
    assert await state.submit_reversal(form) is None

    assert state.errors == {"reason": "Write why this is taken back."}
    assert state.source != ""


async def test_what_was_due_before_a_stay_was_taken_over_is_charged_on_request(session: Session, manager: Actor):
    taken_over = a_household(session, starts_on=date(2025, 9, 1), rent_cents=900_00, recorded_on=date(2026, 1, 12))
    session.commit()
    ledger = await shown(session, manager, taken_over)
    assert ledger.earlier == (
        "This stay was taken over: what was due from Sep 1, 2025 to Dec 31, 2025 (4 charges, $3,600.00) was not "
        "charged here."
    )

    answer = await dialog(BillingState, session, manager, taken_over).submit_earlier()

    assert said_by(answer) == ["4 charges posted."]
    await at(ledger, "tab=ledger").load()
    assert (ledger.earlier, ledger.counted) == ("", "4 entries")
