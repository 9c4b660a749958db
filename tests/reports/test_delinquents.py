"""What the office wants to know of a household that owes something: how it pays, and what is done about it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.actions.noting import note_delinquency
from pm_app.receivables.enums import ChargeKind, HoldKind, NoticeKind, PlanState
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise, ServedNotice
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.reports.owing import bounce, the_row

JAN_1, JAN_20, FEB_1, MAR_5 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 3, 5)


def test_a_row_says_who_it_is_and_how_to_reach_them(session: Session, manager: Actor, home: Tenancy):
    row = the_row(session, manager, MAR_5)
    (person_id,) = row.stay.person_ids
    for position, (kind, value) in enumerate(
        [
            (ContactKind.PHONE, "614 555 0100"),
            (ContactKind.PHONE, "614 555 0199"),
            (ContactKind.EMAIL, "renee@example.com"),
        ]
    ):
        session.add(ContactWay(person_id=person_id, kind=kind, value=value, position=position))
    session.flush()

    row = the_row(session, manager, MAR_5)

    assert (row.phone, row.email) == ("614 555 0100", "renee@example.com")
    assert (row.household.property_name, row.household.unit_name) == ("Alder Court", "9")
    assert (row.stay.state, row.stay.move_in_on) == (LeaseState.MONTH_TO_MONTH, JAN_1)
    assert row.last_payment is not None
    assert (row.last_payment.received_on, row.last_payment.amount_cents) == (JAN_20, 1_200_00)


def test_rent_is_late_when_it_was_not_paid_in_full_on_its_day_by_money_that_stands(
    session: Session, manager: Actor, home: Tenancy
):
    march = date(2026, 3, 1)
    a_charge(session, home, amount_cents=500_00, due_on=march)
    a_charge(session, home, amount_cents=30_00, due_on=march, kind=ChargeKind.LATE_FEE, today=march)

    before = the_row(session, manager, date(2026, 3, 4))
    bounce(session, home)
    after = the_row(session, manager, MAR_5)

    # January was paid on the 20th, 800 of February and all of March not at all.
    assert (before.times_late, before.last_late_fee_on) == (3, march)
    assert (the_row(session, manager, JAN_1).times_late, the_row(session, manager, FEB_1).times_late) == (0, 1)
    assert after.times_late == 3
    assert the_row(session, manager, date(2027, 1, 15)).times_late == 2


def test_a_returned_payment_did_not_pay_in_time(session: Session, manager: Actor):
    tenancy = a_household(session)
    a_charge(session, tenancy, amount_cents=100_00, due_on=JAN_1)
    receipt_id = a_receipt(session, tenancy, amount_cents=100_00, received_on=JAN_1)
    a_charge(session, tenancy, amount_cents=5_00, due_on=FEB_1, kind=ChargeKind.OTHER)
    tenancy.notes = str(receipt_id)
    banked = {"bank_account": OPERATING_BANK, "deposited_on": JAN_1, "today": JAN_1, "now": typed_on(JAN_1)}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=[receipt_id], **banked)

    bounce(session, tenancy)

    assert the_row(session, manager, date(2026, 3, 4)).times_late == 0
    assert the_row(session, manager, MAR_5).times_late == 1


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 14), PlanState.ACTIVE),
        (date(2026, 2, 18), PlanState.ACTIVE),
        (date(2026, 2, 19), PlanState.BROKEN),
    ],
)
def test_a_payment_plan_is_told_as_it_stood(
    session: Session, manager: Actor, home: Tenancy, day: date, state: PlanState
):
    plan = PaymentPlan(
        request_key=uuid4(),
        tenancy_id=home.id,
        starts_on=date(2026, 2, 5),
        grace_days=3,
        recorded_at=typed_on(date(2026, 2, 5)),
        recorded_by="Mara",
    )
    session.add(plan)
    session.flush()
    session.add(PlanPromise(payment_plan_id=plan.id, due_on=date(2026, 2, 15), amount_cents=400_00))
    session.flush()
    a_receipt(session, home, amount_cents=100_00, received_on=date(2026, 2, 12))

    found = the_row(session, manager, day).plan

    assert found is not None
    assert (found.state, found.received_cents, found.next_cents) == (state, 100_00, 300_00)
    assert the_row(session, manager, date(2026, 2, 4)).plan is None


def test_notices_and_holds_are_told_while_they_stand(session: Session, manager: Actor, home: Tenancy):
    session.add(
        ServedNotice(
            request_key=uuid4(),
            tenancy_id=home.id,
            kind=NoticeKind.PAY_OR_QUIT,
            served_on=date(2026, 2, 10),
            deadline_on=date(2026, 2, 13),
            recorded_at=typed_on(date(2026, 2, 12)),
            recorded_by="Mara",
            withdrawn_at=datetime(2026, 2, 20, 15, tzinfo=UTC),
        )
    )
    since = date(2026, 2, 15)
    held = {"reason": "Filed", "starts_on": since, "today": since, "now": typed_on(since)}
    add_hold(session, CONSOLE, tenancy_id=home.id, kind=HoldKind.EVICTION, **held)

    def told(day: date, known: date | None = None) -> tuple[bool, bool]:
        row = the_row(session, manager, day, known_at=typed_on(known) if known else None)
        return row.notice is not None, row.under_eviction

    assert told(date(2026, 2, 9)) == (False, False)
    assert told(date(2026, 2, 15)) == (True, True)
    assert told(date(2026, 2, 15), known=date(2026, 2, 11)) == (False, False)
    assert told(date(2026, 2, 20)) == (False, True)


def test_the_newest_note_of_the_day_is_told_with_who_follows_it_up(session: Session, manager: Actor, home: Tenancy):
    for day, words in ((6, "Called, no answer"), (9, "Pays on the 15th")):
        note_delinquency(
            session,
            manager,
            tenancy_id=home.id,
            note=words,
            assigned_to_id=manager.user_id,
            in_collections=day == 9,
            now=typed_on(date(2026, 2, day)),
        )

    first, last = the_row(session, manager, date(2026, 2, 7)), the_row(session, manager, date(2026, 2, 9))

    assert first.note is not None
    assert last.note is not None
    assert (first.note.note, first.in_collections) == ("Called, no answer", False)
    assert (last.note.note, last.note.assigned_to, last.in_collections) == ("Pays on the 15th", manager.name, True)
    assert the_row(session, manager, date(2026, 2, 5)).note is None
