"""Late fees from proposal to charge: decided by received days, posted once, dismissed, waived, kept."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.periods import lock_period
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.queries import message_rows
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.actions.late_fees import Approved, LateFeeRefused, approve_late_fees, dismiss_late_fees
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind, HoldKind, SuspensionReason
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.late_fee_rows import DecidedRow, decided_rows
from pm_app.receivables.queries.late_fees import LateFeeProposal, late_fee_proposals
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.late_fees.policy import FeeRule
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise
from tests.conftest import an_actor
from tests.factories.late_fees import FIFTY, FIVE_PERCENT, TEN_A_DAY, late_fees
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_4, JAN_5, JAN_8, JAN_20 = (date(2026, 1, day) for day in (1, 4, 5, 8, 20))


def on(day: date) -> dict[str, Any]:
    return {"today": day, "now": typed_on(day)}


def proposals(session: Session, today: date, tenancy_id: UUID | None = None) -> list[LateFeeProposal]:
    return late_fee_proposals(session, CONSOLE, today=today, tenancy_id=tenancy_id)


def days(session: Session, today: date) -> list[tuple[date, int]]:
    return [(one.fee.fee_on, one.fee.amount_cents) for one in proposals(session, today)]


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


def test_a_late_fee_is_proposed_the_day_after_grace_with_how_it_was_computed(session: Session, home: Tenancy):
    assert proposals(session, JAN_4) == []

    (proposal,) = proposals(session, JAN_5)

    assert (proposal.home.name, proposal.home.tenancy_id) == (home.name, home.id)
    assert (proposal.fee.grace_ends_on, proposal.fee.outstanding_cents) == (JAN_4, 1_000_00)
    assert (proposal.requires_approval, proposal.notifies) == (True, False)


def test_an_approved_fee_is_a_charge_of_its_day_and_is_not_proposed_again(session: Session, home: Tenancy):
    answer = approve(session, JAN_8)

    assert (len(answer.charge_ids), answer.posted_cents, answer.refused) == (1, 50_00, [])
    found = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=JAN_5)
    assert [(one.kind, one.due_on, one.open_cents) for one in found.open_charges][1:] == [
        (ChargeKind.LATE_FEE, JAN_5, 50_00)
    ]
    assert proposals(session, JAN_20) == []
    assert findings(session, CONSOLE, as_of=JAN_8) == []


def test_approving_twice_posts_once_and_answers_with_the_same_charge(session: Session, home: Tenancy):
    fees = {one.fee.key: one.fee.amount_cents for one in proposals(session, JAN_5)}

    first, again = (approve_late_fees(session, CONSOLE, fees=fees, **on(JAN_5)) for _ in range(2))

    assert first.charge_ids == again.charge_ids
    assert (again.posted_cents, again.refused, len(decided(session))) == (0, [], 1)


@pytest.mark.parametrize(("received_on", "fees"), [(JAN_4, 0), (JAN_5, 1)])
def test_money_typed_later_counts_from_the_day_it_was_received(
    session: Session, home: Tenancy, received_on: date, fees: int
):
    a_receipt(session, home, received_on=received_on, today=JAN_20)

    assert len(proposals(session, JAN_20)) == fees


def test_three_nights_without_the_job_are_three_dated_fees(session: Session):
    home = a_household(session)
    late_fees(session, TEN_A_DAY)
    a_charge(session, home)
    approve(session, JAN_5)

    assert days(session, JAN_8) == [(JAN_5 + timedelta(days=number), 10_00) for number in (1, 2, 3)]
    assert approve(session, JAN_8).posted_cents == 30_00


def test_a_fee_of_another_amount_by_now_is_refused_and_stays_proposed(session: Session):
    home = a_household(session)
    late_fees(session, FIVE_PERCENT)
    a_charge(session, home)
    fees = {one.fee.key: one.fee.amount_cents for one in proposals(session, JAN_5)}
    a_receipt(session, home, amount_cents=400_00, received_on=JAN_4, today=JAN_5)

    answer = approve_late_fees(session, CONSOLE, fees=fees, **on(JAN_5))

    assert [one.problem for one in answer.refused] == ["This late fee is $30.00 by now. Look at the list again."]
    assert days(session, JAN_5) == [(JAN_5, 30_00)]


def test_a_fee_that_is_not_due_any_more_is_refused(session: Session, home: Tenancy):
    fees = {one.fee.key: one.fee.amount_cents for one in proposals(session, JAN_5)}
    a_receipt(session, home, received_on=JAN_4, today=JAN_5)

    answer = approve_late_fees(session, CONSOLE, fees=fees, **on(JAN_5))

    assert (answer.charge_ids, len(answer.refused)) == ({}, 1)
    assert decided(session) == []


def test_a_fee_of_a_closed_period_is_refused_alone_and_not_lost(session: Session):
    homes = [a_household(session, starts_on=JAN_1), a_household(session, starts_on=JAN_1)]
    late_fees(session, FIFTY)
    a_charge(session, homes[0])
    a_charge(session, homes[1], due_on=date(2026, 1, 10))
    lock_period(session, CONSOLE, locked_through=JAN_8, **on(JAN_20))

    answer = approve(session, JAN_20)

    assert (len(answer.charge_ids), answer.posted_cents) == (1, 50_00)
    assert ["closed" in one.problem for one in answer.refused] == [True]
    assert days(session, JAN_20) == [(JAN_5, 50_00)]


def test_a_dismissed_fee_is_charged_neither_now_nor_later(session: Session, home: Tenancy):
    (proposal,) = proposals(session, JAN_5)
    keys = [proposal.fee.key]
    given = {"keys": keys, "reason": "Told us before", **on(JAN_5)}

    dismissed = [dismiss_late_fees(session, CONSOLE, **given) for _ in range(2)]
    answer = approve_late_fees(session, CONSOLE, fees={keys[0]: 50_00}, **on(JAN_5))

    assert dismissed == [1, 0]
    assert [one.problem for one in answer.refused] == ["Console dismissed this late fee: Told us before"]
    assert proposals(session, JAN_20) == []
    (row,) = decided(session)
    assert (row.charge_id, row.dismissed, row.amount_cents) == (None, "Told us before", 50_00)
    assert "dismissed a late fee" in {one.did for one in history_of(session, CONSOLE, about_id=home.id)}


def test_what_was_posted_is_waived_and_not_dismissed(session: Session, home: Tenancy):
    (proposal,) = proposals(session, JAN_5)
    approve(session, JAN_5)

    with pytest.raises(LateFeeRefused, match="Waive it"):
        dismiss_late_fees(session, CONSOLE, keys=[proposal.fee.key], reason="x", **on(JAN_5))
    with pytest.raises(Refused, match="Write why"):
        dismiss_late_fees(session, CONSOLE, keys=[proposal.fee.key], reason=" ", **on(JAN_5))


def test_a_returned_payment_earns_the_fee_it_had_avoided(session: Session, home: Tenancy):
    paid = a_receipt(session, home, received_on=JAN_4)
    deposited = {"receipt_ids": [paid], "bank_account": OPERATING_BANK, "deposited_on": JAN_5}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), **deposited, **on(JAN_5))
    assert proposals(session, JAN_8) == []

    back = {"receipt_id": paid, "returned_on": JAN_20, "reason": "NSF", "nsf_fee_cents": 25_00}
    return_payment(session, CONSOLE, request_key=uuid4(), **back, **on(JAN_20))

    assert days(session, JAN_20) == [(JAN_5, 50_00)]


def test_the_base_leaves_out_fees_deposits_and_what_is_not_due(session: Session):
    home = a_household(session)
    late_fees(session, FIVE_PERCENT)
    a_charge(session, home)
    for kind in (ChargeKind.LATE_FEE, ChargeKind.NSF_FEE, ChargeKind.SECURITY_DEPOSIT):
        a_charge(session, home, kind=kind, amount_cents=500_00)
    a_charge(session, home, due_on=date(2026, 2, 1), today=JAN_5)

    assert days(session, JAN_20) == [(JAN_5, 50_00)]
    approve(session, JAN_20)
    assert proposals(session, JAN_20) == []


def test_a_percentage_of_the_rent_takes_the_rent_that_fell_due_with_what_is_open(session: Session):
    home = a_household(session)
    late_fees(session, FeeRule(1, FIVE_PERCENT.base.RENT, grace_days=3, rate_bps=500))
    a_charge(session, home)
    a_receipt(session, home, amount_cents=1_000_00, received_on=JAN_4)
    a_charge(session, home, amount_cents=80_00, kind=ChargeKind.PARKING)

    assert days(session, JAN_5) == [(JAN_5, 50_00)]


def test_fees_rest_under_a_hold_and_are_not_made_up(session: Session):
    home = a_household(session)
    late_fees(session, TEN_A_DAY)
    a_charge(session, home)
    hold = {"kind": HoldKind.LATE_FEES, "because": SuspensionReason.DISPUTE, "reason": "Leak", "ends_on": JAN_8}
    add_hold(session, CONSOLE, tenancy_id=home.id, starts_on=date(2026, 1, 6), **hold, **on(JAN_5))

    assert days(session, date(2026, 1, 7)) == []
    assert [day.day for day, _ in days(session, date(2026, 1, 10))] == [5, 9, 10]


def test_an_eviction_hold_stops_fees(session: Session, home: Tenancy):
    add_hold(
        session, CONSOLE, tenancy_id=home.id, kind=HoldKind.EVICTION, reason="Served", starts_on=JAN_4, **on(JAN_4)
    )

    assert proposals(session, JAN_20) == []


def test_fees_rest_while_a_payment_plan_is_kept_and_run_when_it_breaks(session: Session):
    home = a_household(session)
    late_fees(session, TEN_A_DAY)
    a_charge(session, home)
    plan = PaymentPlan(
        request_key=uuid4(), tenancy_id=home.id, starts_on=JAN_5, recorded_at=typed_on(JAN_4), recorded_by="x"
    )
    session.add(plan)
    session.flush()
    session.add(PlanPromise(payment_plan_id=plan.id, due_on=date(2026, 1, 9), amount_cents=500_00))
    session.flush()

    assert days(session, JAN_8) == []
    assert [day.day for day, _ in days(session, date(2026, 1, 11))] == [10, 11]


def test_a_household_is_written_to_where_the_policy_says_so(session: Session, manager: Actor):
    home = a_household(session)
    written_to_at(session, home, "ada@example.com")
    late_fees(session, TEN_A_DAY, notifies=True)
    a_charge(session, home)

    approve(session, date(2026, 1, 6), manager)
    approve(session, date(2026, 1, 6), manager)

    (mail,) = message_rows(session, manager, listing=Listing()).rows
    assert (mail.to_address, mail.subject.split(",")[0]) == ("ada@example.com", "Late fee of $20.00")


def written_to_at(session: Session, home: Tenancy, email: str) -> None:
    """Let the tenant of the household have a mail address."""
    party = session.exec(select(LeaseParty).where(LeaseParty.tenancy_id == home.id)).one()
    session.add(ContactWay(person_id=party.person_id, kind=ContactKind.EMAIL, value=email))
    session.flush()


def test_who_may_not_post_is_refused_and_who_sees_other_properties_sees_nothing(session: Session, home: Tenancy):
    (proposal,) = proposals(session, JAN_5)
    reader = an_actor(session, Role.READ_ONLY)
    elsewhere = Actor(None, "E", "", Role.MANAGER, CONSOLE.permissions, frozenset())

    with pytest.raises(NotAllowed):
        approve(session, JAN_5, reader)
    with pytest.raises(NotAllowed):
        dismiss_late_fees(session, reader, keys=[proposal.fee.key], reason="x", **on(JAN_5))
    assert late_fee_proposals(session, elsewhere, today=JAN_5) == []
    with pytest.raises(NotFound):
        approve(session, JAN_5, elsewhere)
