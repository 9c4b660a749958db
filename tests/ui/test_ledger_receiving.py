"""/leases/[tenancy_id]?tab=ledger: receipts for a charge, by somebody else, twice, under a hold; parts of months."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.enums import ChargeKind, HoldKind
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import run_now
from pm_app.ui.pages.lease.billing import BillingState
from pm_app.ui.pages.lease.receiving import ReceivingState
from tests.conftest import an_actor
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, typed_on
from tests.ui.account import JAN_12, TODAY, Account, balance_cents, dialog, form, ledger
from tests.ui.screen import said_by


@pytest.fixture
def account(session: Session) -> Account:
    """A household's account."""
    return Account(session)


async def test_a_receipt_is_given_to_a_charge_and_comes_from_an_agency(
    session: Session, manager: Actor, account: Account
):
    agency = a_person(session, name="City Housing Agency")
    more = a_charge(session, account.tenancy, kind=ChargeKind.PARKING, amount_cents=50_00, due_on=JAN_12)
    session.commit()
    state = dialog(ReceivingState, session, manager, account)
    await state.open_receipt()
    assert "City Housing Agency" in {choice.label for choice in state.others}

    asked = form(amount="50", received_on="2026-01-15", method="transfer", other_payer="city housing agency")
    asked |= {f"to_{account.fee}": "50"}
    await state.set_preview(asked)
    assert [line.what for line in state.preview] == ["Late fee, due Jan 12, 2026"]
    await state.submit_receipt(asked)

    assert state.errors == {}
    stands = run_now(CONSOLE, tenancy_position, tenancy_id=account.tenancy.id, as_of=TODAY)
    assert [charge.charge_id for charge in stands.open_charges] == [more]
    shown = await ledger(session, manager, account)
    assert shown.lines[0].description == f"Transfer, from {agency.name}"


async def test_deposits_are_settled_when_they_are_ticked(session: Session, manager: Actor, account: Account):
    a_charge(session, account.tenancy, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00, due_on=JAN_12)
    session.commit()
    state = dialog(ReceivingState, session, manager, account)
    await state.open_receipt()
    assert state.deposits_open

    asked = {"amount": "150", "received_on": "2026-01-15", "include_deposits": ""}
    await state.set_preview(asked)
    assert [line.what for line in state.preview] == ["Late fee, due Jan 12, 2026"]
    await state.set_preview(asked | {"include_deposits": "1"})
    assert [line.what for line in state.preview] == ["Security deposit, due Jan 12, 2026"]


async def test_the_same_receipt_twice_is_asked_about(session: Session, manager: Actor, account: Account):
    asked = {"amount": "1000", "received_on": "2026-01-02", "method": "check"}
    state = dialog(ReceivingState, session, manager, account)
    await state.open_receipt()

    await state.submit_receipt(form(**asked))
    assert (state.twice, list(state.errors)) == (True, ["duplicate_confirmed"])
    await state.submit_receipt(form(**asked, duplicate_confirmed="1"))

    assert (state.opened, balance_cents(account)) == (False, -950_00)


async def test_money_under_an_eviction_hold_takes_a_manager_with_a_reason(
    session: Session, manager: Actor, account: Account
):
    given = {"kind": HoldKind.EVICTION, "reason": "Pay or quit served", "starts_on": JAN_12, "today": TODAY}
    add_hold(session, CONSOLE, tenancy_id=account.tenancy.id, ends_on=None, now=typed_on(TODAY), **given)
    session.commit()
    asked = {"amount": "10", "received_on": "2026-01-15", "method": "cash"}
    state = dialog(ReceivingState, session, manager, account)
    await state.open_receipt()
    assert state.hold == "An eviction hold is on this household since Jan 12, 2026: Pay or quit served"

    await state.submit_receipt(form(**asked))
    assert list(state.errors) == ["hold_override"]
    clerk = dialog(ReceivingState, session, an_actor(session, Role.ACCOUNTING), account)
    await clerk.open_receipt()
    await clerk.submit_receipt(form(**asked, hold_override="They insist"))
    assert (clerk.may_override, list(clerk.errors)) == (False, ["hold_override"])
    await state.submit_receipt(form(**asked, hold_override="Settled with counsel"))

    shown = await ledger(session, manager, account)
    await shown.open_line(shown.lines[0].key)
    assert shown.lines[0].detail.why == "Taken in spite of a hold: Settled with counsel"


async def test_a_part_of_a_month_costs_a_part(session: Session, manager: Actor, account: Account):
    state = dialog(BillingState, session, manager, account)
    await state.open_charge()
    asked = form(kind="parking", amount="60", due_on="2026-01-15", whole_month="1")

    await state.set_part(asked)
    assert state.part == "Give the first and the last day that this pays for."
    days = {"service_from": "2026-01-15", "service_to": "2026-01-31"}
    await state.set_part(asked | days)
    assert state.part == "That is $32.90."
    answer = await state.submit_charge(asked | days)

    assert said_by(answer) == ["Parking of $32.90 charged."]
