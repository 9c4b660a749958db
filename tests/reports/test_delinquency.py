"""Who owes what on any day: by due day and by month, deposits apart, with all the office wants to know beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import PREPAYMENTS, RECEIVABLE
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.aging import AgeBy
from pm_app.reports.queries.delinquency import delinquency, open_charges_of
from pm_app.reports.rules.delinquency import Owed
from tests.conftest import an_actor
from tests.counting import statements
from tests.factories.portfolio import a_property
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.reports.owing import bounce, listed, the_row

JAN_1, JAN_20, FEB_1, MAR_5 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 3, 5)


def by_age(*, to_30: int = 0, to_60: int = 0, to_90: int = 0, prepaid: int = 0) -> tuple[int, ...]:
    return (0, to_30, to_60, to_90, 0, 0, prepaid, to_30 + to_60 + to_90 + prepaid)


def ages(owed: Owed) -> tuple[int, ...]:
    parts = (owed.not_yet_due_cents, owed.days_0_30_cents, owed.days_31_60_cents, owed.days_61_90_cents)
    rest = (owed.over_90_cents, owed.deposits_unpaid_cents, owed.prepaid_cents)
    assert sum(parts) + sum(rest) == owed.balance_cents
    return (*parts, *rest, owed.balance_cents)


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
