"""Deposits that are to be settled or moved need attention like every other date."""

from datetime import date
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, GRANTS, Actor
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.bank_transfers import move_deposit_money
from pm_app.receivables.actions.dispositions import mark_disposition_sent
from pm_app.receivables.actions.opening_balances import open_deposit
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.dates import critical_dates
from pm_app.reminders.rules.dates import Scope
from tests.factories.deposits import (
    DONE_ON,
    OUT_ON,
    a_deadline,
    a_home_left,
    an_open_disposition,
    itemized,
)
from tests.factories.receivables import a_household, typed_on
from tests.factories.reminders import TODAY, dates_of

DEADLINE, TRANSFER = CriticalDateKind.DEPOSIT_DEADLINE, CriticalDateKind.DEPOSIT_TRANSFER


def told(session: Session, kind: CriticalDateKind, actor: Actor = CONSOLE) -> list[tuple[date, str, str]]:
    return [(one.falls_on, one.what, one.path) for one in dates_of(session, kind, actor=actor)]


def path_of(home: Tenancy) -> str:
    return f"/leases/{home.id}?tab=deposit"


def test_a_deposit_to_be_settled_is_told_from_half_time_until_it_is_sent(session: Session):
    a_deadline(session, situation=DeadlineCase.NO_DEDUCTIONS, days=30)
    home = a_home_left(session, region="NY")
    assert told(session, DEADLINE) == [(date(2026, 1, 30), "Deposit to be settled", path_of(home))]
    (deadline,) = dates_of(session, DEADLINE)
    assert deadline.ladder == (15, 7, 3, 1, 0, -1)
    assert (deadline.unit_id, deadline.property_id) == (home.unit_id, home.property_id)

    an_open_disposition(session, home)
    itemized(session, home)
    assert len(told(session, DEADLINE)) == 1
    given = {"sent_on": DONE_ON, "method": "mail", "today": DONE_ON, "now": typed_on(DONE_ON)}
    mark_disposition_sent(session, CONSOLE, tenancy_id=home.id, **given)

    assert told(session, DEADLINE) == []


def test_a_place_without_a_deadline_and_a_clock_that_rests_are_not_told(session: Session):
    a_home_left(session, region="ZZ")
    a_deadline(session, place="CO", starts=ClockStart.ADDRESS_RECEIVED)
    a_home_left(session, region="CO")

    assert told(session, DEADLINE) == []


def test_money_in_the_wrong_bank_is_told_until_it_is_moved(session: Session):
    home = a_home_left(session, bank=OPERATING_BANK)
    assert [what for _, what, _ in told(session, TRANSFER)] == ["Deposit transfer due"]

    accounts = {"from_account": OPERATING_BANK, "to_account": DEPOSIT_BANK, "amount_cents": 1_000_00}
    given = {"moved_on": DONE_ON, "today": DONE_ON, "now": typed_on(DONE_ON)}
    move_deposit_money(session, CONSOLE, request_key=uuid4(), tenancy_id=home.id, **accounts, **given)

    assert told(session, TRANSFER) == []


def test_money_on_hand_and_deposits_taken_over_are_to_be_moved_nowhere(session: Session):
    a_home_left(session, bank=None)
    taken = a_household(session, starts_on=date(2024, 1, 1), moved_out_on=OUT_ON)
    given = {"kind": ChargeKind.SECURITY_DEPOSIT, "amount_cents": 500_00, "cut_over_on": date(2025, 6, 1)}
    open_deposit(session, CONSOLE, request_key=uuid4(), tenancy_id=taken.id, now=typed_on(OUT_ON), **given)

    assert told(session, TRANSFER) == []


def test_who_may_not_see_the_ledger_is_not_told_of_deposits(session: Session):
    a_deadline(session, situation=DeadlineCase.NO_DEDUCTIONS, days=20)
    a_home_left(session, region="NY")
    janitor = Actor(None, "Joe", "", Role.MAINTENANCE, GRANTS[Role.MAINTENANCE])

    assert told(session, DEADLINE, janitor) == []


def test_of_the_households_asked_for_the_same_is_found_as_of_all(session: Session):
    a_deadline(session, situation=DeadlineCase.NO_DEDUCTIONS, days=20)
    left, apart = a_home_left(session, region="NY"), a_home_left(session, bank=OPERATING_BANK, region="ZZ")

    for home in (left, apart):
        only = Scope(tenancy_ids=frozenset({home.id}))
        narrowed = critical_dates(session, CONSOLE, today=TODAY, only=only)
        assert narrowed
        assert narrowed == [one for one in dates_of(session, actor=CONSOLE) if one.tenancy_id == home.id]
