"""Waivers of posted late fees: proposed, given once, or declined for a reason."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.late_fee_waivers import WaiverRefused, keep_late_fee, waive_late_fee
from pm_app.receivables.actions.late_fees import Approved, approve_late_fees
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.late_fee_rows import DecidedRow, decided_rows
from pm_app.receivables.queries.late_fees import LateFeeProposal, late_fee_proposals, waiver_proposals
from pm_app.receivables.queries.positions import tenancy_position
from tests.factories.late_fees import FIFTY, late_fees
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_4, JAN_5, JAN_8, JAN_20 = (date(2026, 1, day) for day in (1, 4, 5, 8, 20))


def on(day: date) -> dict[str, Any]:
    return {"today": day, "now": typed_on(day)}


def proposals(session: Session, today: date, tenancy_id: UUID | None = None) -> list[LateFeeProposal]:
    return late_fee_proposals(session, CONSOLE, today=today, tenancy_id=tenancy_id)


def approve(session: Session, today: date, actor: Actor = CONSOLE) -> Approved:
    fees = {one.fee.key: one.fee.amount_cents for one in proposals(session, today)}
    return approve_late_fees(session, actor, fees=fees, **on(today))


def decided(session: Session) -> list[DecidedRow]:
    return decided_rows(session, CONSOLE, listing=Listing()).rows


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that owes its January rent under a rule of $50 after three days."""
    home = a_household(session)
    late_fees(session, FIFTY)
    a_charge(session, home)
    return home


def test_a_fee_whose_rent_was_paid_inside_grace_is_proposed_for_a_waiver_that_names_it(session: Session, home: Tenancy):
    (charge_id,) = approve(session, JAN_5).charge_ids.values()
    assert waiver_proposals(session, CONSOLE) == []
    a_receipt(session, home, received_on=JAN_4, today=JAN_8)

    (proposal,) = waiver_proposals(session, CONSOLE)
    credit = waive_late_fee(session, CONSOLE, late_fee_id=proposal.late_fee_id, amount_cents=50_00, **on(JAN_8))

    assert proposal.waiver.fee.charge_id == charge_id
    assert credit
    assert waiver_proposals(session, CONSOLE) == []
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_8).balance_cents == 0
    assert (decided(session)[0].waived_cents, proposals(session, JAN_20)) == (50_00, [])
    assert findings(session, CONSOLE, as_of=JAN_8) == []
    with pytest.raises(WaiverRefused):
        waive_late_fee(session, CONSOLE, late_fee_id=proposal.late_fee_id, amount_cents=50_00, **on(JAN_8))


def test_a_waiver_of_another_amount_is_refused(session: Session, home: Tenancy):
    approve(session, JAN_5)
    a_receipt(session, home, received_on=JAN_4, today=JAN_8)
    (proposal,) = waiver_proposals(session, CONSOLE)

    with pytest.raises(WaiverRefused, match=r"\$50.00"):
        waive_late_fee(session, CONSOLE, late_fee_id=proposal.late_fee_id, amount_cents=40_00, **on(JAN_8))


def test_a_fee_that_is_kept_for_a_reason_is_not_proposed_for_a_waiver_again(session: Session, home: Tenancy):
    approve(session, JAN_5)
    a_receipt(session, home, received_on=JAN_4, today=JAN_8)
    (proposal,) = waiver_proposals(session, CONSOLE)
    given = {"late_fee_id": proposal.late_fee_id, "now": typed_on(JAN_8)}

    with pytest.raises(Refused, match="Write why"):
        keep_late_fee(session, CONSOLE, reason="", **given)
    for _ in range(2):
        keep_late_fee(session, CONSOLE, reason="The check was dated back", **given)

    assert waiver_proposals(session, CONSOLE) == []
    assert decided(session)[0].kept == "The check was dated back"
