"""Notices: by when one about a higher rent is to be served, and until when people may act on one that was."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE
from pm_app.leasing.enums import Frequency, RentLineKind
from pm_app.leasing.tables import Lease, RentLine, Tenancy
from pm_app.receivables.actions.notices import NewNotice, serve_notice, withdraw_served_notice
from pm_app.receivables.enums import NoticeKind
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.tables import ReminderRule
from tests.conftest import NOON
from tests.factories.leasing import a_rent_line, a_term
from tests.factories.receivables import a_household
from tests.factories.reminders import TODAY, dates_of

RISES_ON = date(2026, 3, 1)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that pays 1,200 since July 2025, from month to month."""
    return a_household(session, starts_on=date(2025, 7, 1), rent_cents=1_200_00)


def served(
    session: Session,
    home: Tenancy,
    *,
    kind: NoticeKind = NoticeKind.RENT_INCREASE,
    served_on: date = TODAY,
    deadline_on: date | None = None,
) -> UUID:
    notice = NewNotice(kind, served_on, method="posted", server="Dana", deadline_on=deadline_on)
    given = {"tenancy_id": home.id, "notice": notice, "today": TODAY, "now": NOON}
    return serve_notice(session, CONSOLE, request_key=uuid4(), **given)


def increases(session: Session, today: date = TODAY) -> list[tuple[UUID, date, str]]:
    return [(one.item_id, one.falls_on, one.what) for one in dates_of(session, K.RENT_INCREASE, today=today)]


def a_rise(session: Session, home: Tenancy, cents: int = 1_300_00, starts_on: date = RISES_ON) -> RentLine:
    return a_rent_line(session, home, amount_cents=cents, starts_on=starts_on)


def test_the_notice_of_a_higher_rent_is_to_be_served_thirty_days_before(session: Session, home: Tenancy):
    line = a_rise(session, home)

    [rise] = dates_of(session, K.RENT_INCREASE)

    assert (rise.item_id, rise.falls_on) == (line.id, date(2026, 1, 30))
    assert rise.what == "Notice of the rent increase on Mar 1, 2026 to be served"
    assert (rise.tenancy_id, rise.unit_id, rise.ladder) == (home.id, home.unit_id, (30, 14, 7, 0))


def test_the_office_says_how_long_before(session: Session, home: Tenancy):
    a_rise(session, home)
    rule = {"item_kind": K.RENT_INCREASE, "lead_days": 60, "roles": [], "outsider_rungs": []}
    session.add(ReminderRule(**rule, changed_at=NOON, changed_by="Dana"))

    assert [day for _, day, _ in increases(session)] == [date(2025, 12, 31)]


def test_once_it_is_served_nothing_is_left_to_do_until_it_is_withdrawn(session: Session, home: Tenancy):
    line = a_rise(session, home)
    notice = served(session, home)
    assert increases(session) == []

    withdraw_served_notice(session, CONSOLE, notice_id=notice, now=NOON)
    assert [item for item, _, _ in increases(session)] == [line.id]


def test_a_notice_of_another_kind_or_of_the_rise_before_does_not_count(session: Session, home: Tenancy):
    served(session, home, served_on=date(2025, 8, 1))
    session.flush()
    a_rent_line(session, home, amount_cents=1_250_00, starts_on=date(2025, 10, 1))
    line = a_rise(session, home)
    served(session, home, kind=NoticeKind.ENTRY)

    assert [item for item, _, _ in increases(session)] == [line.id]


def test_each_of_two_rises_needs_its_own_notice(session: Session, home: Tenancy):
    a_rise(session, home)
    second = a_rise(session, home, 1_400_00, date(2026, 9, 1))
    served(session, home)

    assert [item for item, _, _ in increases(session)] == [second.id]


def test_a_lower_or_equal_rent_and_the_first_one_need_no_notice(session: Session, home: Tenancy):
    a_rise(session, home, 1_200_00)
    a_rise(session, home, 1_100_00, date(2026, 4, 1))
    starts = a_household(session, starts_on=date(2026, 2, 1), rent_cents=900_00)

    assert increases(session) == []
    assert starts.id != home.id


def test_rents_are_compared_by_the_month(session: Session, home: Tenancy):
    weekly = a_rise(session, home, 290_00)
    weekly.frequency = Frequency.WEEKLY
    assert [item for item, _, _ in increases(session)] == [weekly.id]

    weekly.amount_cents = 270_00
    assert increases(session) == []


def test_what_is_agreed_in_a_signed_term_needs_no_notice(session: Session, home: Tenancy):
    line = a_rise(session, home)
    session.exec(select(Lease).where(Lease.tenancy_id == home.id)).one().ends_on = date(2026, 2, 28)
    session.flush()
    term = a_term(session, home, starts_on=RISES_ON, ends_on=date(2027, 2, 28))
    assert [item for item, _, _ in increases(session)] == [line.id]

    term.signed_on = TODAY
    assert increases(session) == []


def test_what_has_begun_other_charges_and_who_leaves_before_need_no_notice(session: Session, home: Tenancy):
    a_rise(session, home, starts_on=TODAY)
    a_rent_line(session, home, kind=RentLineKind.PET_RENT, amount_cents=50_00, starts_on=RISES_ON)
    leaves = a_household(session, starts_on=date(2025, 7, 1), rent_cents=1_200_00)
    leaves.move_out_planned_on = date(2026, 2, 28)
    a_rise(session, leaves)

    assert increases(session) == []


def test_the_deadline_of_a_notice_is_a_date_until_it_is_withdrawn(session: Session, home: Tenancy):
    notice = served(session, home, kind=NoticeKind.CURE_OR_QUIT, deadline_on=TODAY + timedelta(10))
    served(session, home, kind=NoticeKind.ENTRY)

    [deadline] = dates_of(session, K.NOTICE_DEADLINE)
    assert (deadline.item_id, deadline.falls_on) == (notice, TODAY + timedelta(10))
    assert (deadline.what, deadline.ladder) == ("Deadline of the notice (cure or quit)", (7, 1, 0, -1))

    withdraw_served_notice(session, CONSOLE, notice_id=notice, now=NOON)
    assert dates_of(session, K.NOTICE_DEADLINE) == []


def test_a_deadline_that_has_passed_stays_for_ninety_one_days_or_until_they_left(session: Session, home: Tenancy):
    served(session, home, kind=NoticeKind.CURE_OR_QUIT, deadline_on=TODAY)
    later = TODAY + timedelta(91)

    [deadline] = dates_of(session, K.NOTICE_DEADLINE, today=later)
    assert deadline.what == "Deadline of the notice (cure or quit) has passed"
    assert dates_of(session, K.NOTICE_DEADLINE, today=later + timedelta(1)) == []

    home.moved_out_on = TODAY
    assert dates_of(session, K.NOTICE_DEADLINE, today=TODAY + timedelta(1)) == []
