"""Who owes what on any day: by due day and by month, deposits apart, with all the office wants to know beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import OPERATING_BANK, PREPAYMENTS, RECEIVABLE
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.actions.noting import note_delinquency
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind, HoldKind, NoticeKind, PlanState
from pm_app.receivables.rules.aging import AgeBy
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise, ServedNotice
from pm_app.reports.queries.delinquency import DelinquencyList, delinquency, delinquency_list, open_charges_of
from pm_app.reports.queries.delinquents import DelinquentRow
from pm_app.reports.rules.delinquency import Owed
from tests.conftest import an_actor
from tests.counting import statements
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_20, FEB_1, MAR_5 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 3, 5)


def listed(session: Session, actor: Actor, as_of: date, **asked: object) -> DelinquencyList:
    listing = asked.pop("listing", Listing())
    return delinquency_list(session, actor, as_of=as_of, listing=listing, **asked)  # pyright: ignore[reportArgumentType]


def the_row(session: Session, actor: Actor, as_of: date, **asked: object) -> DelinquentRow:
    (row,) = listed(session, actor, as_of, show="all", **asked).rows
    return row


def by_age(*, to_30: int = 0, to_60: int = 0, to_90: int = 0, prepaid: int = 0) -> tuple[int, ...]:
    return (0, to_30, to_60, to_90, 0, 0, prepaid, to_30 + to_60 + to_90 + prepaid)


def ages(owed: Owed) -> tuple[int, ...]:
    parts = (owed.not_yet_due_cents, owed.days_0_30_cents, owed.days_31_60_cents, owed.days_61_90_cents)
    rest = (owed.over_90_cents, owed.deposits_unpaid_cents, owed.prepaid_cents)
    assert sum(parts) + sum(rest) == owed.balance_cents
    return (*parts, *rest, owed.balance_cents)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household with rents of 1,000 due in January and February, and 1,200 received in between."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="9"))
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=JAN_1)
    receipt_id = a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_20)
    banked = {"bank_account": OPERATING_BANK, "deposited_on": JAN_20, "today": JAN_20, "now": typed_on(JAN_20)}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=[receipt_id], **banked)
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=FEB_1)
    tenancy.notes = str(receipt_id)
    session.flush()
    return tenancy


def bounce(session: Session, home: Tenancy, on: date = MAR_5, typed: date | None = None) -> None:
    return_payment(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_id=UUID(home.notes),
        returned_on=on,
        reason="NSF",
        today=typed or on,
        now=typed_on(typed or on),
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 1, 15), by_age(to_30=1_000_00)),
        (date(2026, 1, 25), by_age(prepaid=-200_00)),
        (FEB_1, by_age(to_30=800_00)),
        (date(2026, 3, 4), by_age(to_60=800_00)),
        (MAR_5, by_age(to_60=1_000_00, to_90=1_000_00)),
        (date(2026, 3, 10), by_age(to_60=1_000_00, to_90=1_000_00)),
    ],
)
def test_what_is_owed_on_a_day_is_told_by_age_whatever_came_later(
    session: Session, manager: Actor, home: Tenancy, as_of: date, expected: tuple[int, ...]
):
    bounce(session, home)

    assert ages(the_row(session, manager, as_of).owed) == expected


def test_what_was_typed_later_was_not_known(session: Session, manager: Actor, home: Tenancy):
    bounce(session, home, on=date(2026, 2, 10), typed=MAR_5)

    then = the_row(session, manager, date(2026, 2, 28), known_at=typed_on(date(2026, 2, 28)))
    now = the_row(session, manager, date(2026, 2, 28))

    assert (then.owed.balance_cents, now.owed.balance_cents) == (800_00, 2_000_00)
    assert (then.last_payment is None, now.last_payment) == (False, None)


def test_by_charge_month_the_rent_of_july_is_two_months_old_on_the_last_of_august(session: Session, manager: Actor):
    tenancy = a_household(session)
    for month in (5, 6, 7, 8):
        a_charge(session, tenancy, amount_cents=month * 100_00, due_on=date(2026, month, 1))
    a_charge(session, tenancy, amount_cents=9_00, due_on=date(2026, 9, 1), today=date(2026, 8, 30))
    day = date(2026, 8, 31)

    by_day = the_row(session, manager, day).owed
    by_month = the_row(session, manager, day, by=AgeBy.CHARGE_MONTH).owed

    assert ages(by_day) == (9_00, 800_00, 0, 700_00, 1_100_00, 0, 0, 2_609_00)
    assert ages(by_month) == (9_00, 800_00, 700_00, 600_00, 500_00, 0, 0, 2_609_00)
    assert by_day.past_due.total_cents == by_month.past_due.total_cents == 2_600_00


def test_unpaid_deposits_stand_apart_unless_they_are_asked_to_be_aged(session: Session, manager: Actor, home: Tenancy):
    a_charge(session, home, amount_cents=500_00, due_on=JAN_1, kind=ChargeKind.PET_DEPOSIT)
    only = a_household(session)
    a_charge(session, only, amount_cents=700_00, due_on=JAN_1, kind=ChargeKind.SECURITY_DEPOSIT)
    day = date(2026, 2, 2)

    apart, aged = listed(session, manager, day), listed(session, manager, day, with_deposits=True)

    assert ages(apart.owed) == (0, 800_00, 0, 0, 0, 500_00, 0, 1_300_00)
    assert ages(aged.owed) == (0, 800_00, 1_200_00, 0, 0, 0, 0, 2_000_00)
    assert (apart.total, aged.total, listed(session, manager, day, show="deposits").total) == (1, 2, 2)


def test_a_list_holds_who_owes_something_of_that_kind(session: Session, manager: Actor, home: Tenancy):
    ahead = a_household(session)
    a_receipt(session, ahead, amount_cents=10_00, received_on=JAN_1)
    today = a_household(session)
    a_charge(session, today, amount_cents=20_00, due_on=FEB_1)

    totals = {
        show: listed(session, manager, FEB_1, show=show).total
        for show in ("", "1-30", "31-60", "61-90", "over-90", "prepaid", "not-yet-due", "all", "nonsense")
    }

    assert totals == {
        "": 0, "1-30": 0, "31-60": 0, "61-90": 0, "over-90": 0, "prepaid": 1, "not-yet-due": 0, "all": 3, "nonsense": 0,
    }  # fmt: skip
    assert listed(session, manager, date(2026, 2, 2)).total == 2


def test_everybodys_balances_are_those_of_the_books(session: Session, manager: Actor, home: Tenancy):
    bounce(session, home)
    other = a_household(session)
    a_charge(session, other, amount_cents=600_00, due_on=JAN_1, kind=ChargeKind.SECURITY_DEPOSIT)
    a_receipt(session, other, amount_cents=700_00, received_on=JAN_20)

    for day in (JAN_1, JAN_20, FEB_1, date(2026, 3, 4), MAR_5):
        booked = {one.number: one.balance_cents for one in account_balances(session, manager, as_of=day)}
        every = listed(session, manager, day, show="all")
        assert every.owed.balance_cents == booked[RECEIVABLE] - booked[PREPAYMENTS]
        assert every.owed == delinquency(session, manager, as_of=day).owed
        ages(every.owed)


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


def test_a_household_opens_to_its_open_charges(session: Session, manager: Actor, home: Tenancy):
    a_charge(session, home, amount_cents=500_00, due_on=FEB_1, kind=ChargeKind.KEY_DEPOSIT)

    rows = open_charges_of(session, manager, tenancy_id=home.id, as_of=date(2026, 2, 11))

    assert [(row.kind, row.days_late, row.open_cents, row.amount_cents, row.is_deposit) for row in rows] == [
        (ChargeKind.RENT, 10, 800_00, 1_000_00, False),
        (ChargeKind.KEY_DEPOSIT, 10, 500_00, 500_00, True),
    ]


def test_only_what_is_within_scope_is_told(session: Session, manager: Actor, home: Tenancy):
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert listed(session, elsewhere, MAR_5, show="all").rows == []
    refused: list[Callable[[], object]] = [
        lambda: listed(session, elsewhere, MAR_5, property_id=home.property_id),
        lambda: open_charges_of(session, elsewhere, tenancy_id=home.id, as_of=MAR_5),
    ]
    for ask in refused:
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotAllowed):
        listed(session, an_actor(session, Role.MAINTENANCE), MAR_5)


def test_more_households_take_no_more_questions(session: Session, manager: Actor, home: Tenancy):
    few = statements(session, lambda: listed(session, manager, MAR_5))
    for _ in range(3):
        a_charge(session, a_household(session))
    session.flush()

    assert statements(session, lambda: listed(session, manager, MAR_5)) == few
