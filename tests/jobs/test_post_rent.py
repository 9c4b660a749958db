"""Rent by the clock: every period once, whatever the clock does."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import lock_period
from pm_app.jobs.check_books import check_books
from pm_app.jobs.post_rent import post_rent
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.actions.rent import change_rent
from pm_app.leasing.actions.terms import renew_lease
from pm_app.leasing.enums import RentLineKind
from pm_app.receivables.actions.posting_rent import RentNotDue, post_rent_charge
from pm_app.receivables.queries.ledger import ledger
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.recurring import NextCharge, earlier_rent, next_charge, rent_not_posted
from pm_app.runtime import run_now
from pm_app.tasks.queries.tasks import task_rows
from tests.conftest import an_actor
from tests.factories.leasing import a_rent_line
from tests.factories.receivables import a_household, typed_on
from tests.receivables.acting import charge, receive

JAN_15, FEB_1 = date(2026, 1, 15), date(2026, 2, 1)


def posted(actor: Actor, tenancy_id: UUID, as_of: date = date(2026, 12, 31)) -> list[tuple[date, str, int]]:
    """Return day, description and cents of every charge, oldest first."""
    page = run_now(actor, ledger, tenancy_id=tenancy_id, as_of=as_of, listing=Listing())
    return [(row.shown_on, row.description, row.charge_cents) for row in reversed(page.rows) if row.charge_cents]


def test_rent_is_posted_a_few_days_ahead_and_counts_from_its_due_day(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2026, 1, 1), rent_cents=1_000_00)
    session.commit()

    first = post_rent(date(2026, 1, 26))
    second = post_rent(date(2026, 1, 27))

    assert (first.done, first.failed, first.summary) == (1, 0, "1 charges posted, 0 not.")
    assert second.done == 1
    assert posted(manager, tenancy.id) == [
        (date(2026, 1, 1), "January 2026", 1_000_00),
        (FEB_1, "February 2026", 1_000_00),
    ]
    assert run_now(manager, tenancy_position, tenancy_id=tenancy.id, as_of=date(2026, 1, 31)).balance_cents == 1_000_00


def test_a_second_run_posts_nothing_more(session: Session):
    a_household(session, rent_cents=1_000_00)
    session.commit()

    assert (post_rent(JAN_15).done, post_rent(JAN_15).done) == (1, 0)


def test_missed_nights_are_made_up_with_the_right_days(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 11, 10), rent_cents=900_00)
    a_rent_line(session, tenancy, kind=RentLineKind.PARKING, amount_cents=60_00, starts_on=date(2026, 1, 1))
    session.commit()

    post_rent(JAN_15)

    assert sorted(posted(manager, tenancy.id)) == [
        (date(2025, 11, 10), "Nov 10 – Nov 30, 2025", 630_00),
        (date(2025, 12, 1), "December 2025", 900_00),
        (date(2026, 1, 1), "January 2026", 60_00),
        (date(2026, 1, 1), "January 2026", 900_00),
    ]
    assert check_books(JAN_15).failed == 0


def test_passing_the_end_of_the_lease_does_not_stop_the_rent(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 11, 1), ends_on=date(2025, 12, 31), rent_cents=900_00)
    session.commit()

    post_rent(JAN_15)

    assert [day for day, _, _ in posted(manager, tenancy.id)][-1] == date(2026, 1, 1)


def test_a_household_that_stays_beyond_its_notice_is_charged(session: Session, manager: Actor):
    tenancy = a_household(
        session, starts_on=date(2025, 12, 1), rent_cents=900_00, move_out_planned_on=date(2025, 12, 31)
    )
    session.commit()

    assert run_now(manager, rent_not_posted, today=date(2025, 12, 30))[-1].period.ends_on == date(2025, 12, 31)
    post_rent(JAN_15)

    assert [words for _, words, _ in posted(manager, tenancy.id)] == ["December 2025", "January 2026"]


def test_the_rent_stops_with_the_day_they_moved_out(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 12, 1), rent_cents=930_00, moved_out_on=date(2026, 1, 10))
    session.commit()

    post_rent(date(2026, 3, 1))

    assert posted(manager, tenancy.id) == [
        (date(2025, 12, 1), "December 2025", 930_00),
        (date(2026, 1, 1), "Jan 1 – Jan 10, 2026", 300_00),
    ]


def test_a_cancelled_tenancy_is_not_charged(session: Session):
    tenancy = a_household(session, rent_cents=900_00)
    tenancy.cancelled_at = typed_on(date(2026, 1, 1))
    session.commit()

    assert post_rent(JAN_15).done == 0


def test_a_stay_that_was_taken_over_is_charged_from_the_month_it_was_typed_in(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2019, 6, 1), rent_cents=900_00, recorded_on=date(2026, 1, 12))
    session.commit()

    post_rent(JAN_15)

    assert posted(manager, tenancy.id) == [(date(2026, 1, 1), "January 2026", 900_00)]
    earlier = run_now(manager, earlier_rent, tenancy_id=tenancy.id, today=JAN_15)
    assert (len(earlier), earlier[0].description, earlier[-1].description) == (79, "June 2019", "December 2025")


def test_money_that_was_prepaid_settles_the_rent(session: Session, manager: Actor):
    tenancy = a_household(session, rent_cents=1_000_00)
    session.commit()
    receive(manager, tenancy.id, 1_200_00, date(2025, 12, 28))

    post_rent(JAN_15)

    found = run_now(manager, tenancy_position, tenancy_id=tenancy.id, as_of=JAN_15)
    assert (found.balance_cents, found.prepaid_cents) == (-200_00, 200_00)


def test_a_closed_period_is_told_once_and_stops_none_of_the_others(session: Session, administrator: Actor):
    tenancy = a_household(session, starts_on=date(2025, 12, 1), rent_cents=900_00)
    session.commit()
    run_now(administrator, lock_period, locked_through=date(2025, 12, 31), today=JAN_15, now=typed_on(date(2026, 1, 2)))

    report = post_rent(JAN_15)

    assert (report.done, report.failed) == (1, 1)
    assert "1 fall into the closed period through Dec 31, 2025." in report.summary
    assert (post_rent(JAN_15).done, post_rent(JAN_15).failed) == (0, 1)
    [task] = run_now(administrator, task_rows, listing=Listing()).rows
    assert task.title == "Rent is not posted: the books are closed through Dec 31, 2025"
    assert tenancy.name in task.notes


def test_rent_that_is_not_due_is_not_posted(session: Session, manager: Actor):
    tenancy = a_household(session)
    line = a_rent_line(session, tenancy)
    session.commit()

    with pytest.raises(RentNotDue):
        run_now(
            manager,
            post_rent_charge,
            rent_line_id=line.id,
            period_starts_on=date(2026, 3, 1),
            today=JAN_15,
            now=typed_on(JAN_15),
        )


def test_the_next_charge_is_all_that_falls_due_on_the_next_day(session: Session, manager: Actor):
    tenancy = a_household(session, rent_cents=1_485_00)
    a_rent_line(session, tenancy, kind=RentLineKind.PARKING, amount_cents=60_00)
    session.commit()
    post_rent(JAN_15)

    assert run_now(manager, next_charge, tenancy_id=tenancy.id, today=JAN_15) == NextCharge(FEB_1, 1_545_00)
    post_rent(date(2026, 1, 28))
    charge(manager, tenancy.id, 38_40, FEB_1, today=date(2026, 1, 28))
    assert run_now(manager, next_charge, tenancy_id=tenancy.id, today=date(2026, 1, 28)) == NextCharge(FEB_1, 1_583_40)


def test_nothing_more_is_charged_to_who_moved_out(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 12, 1), rent_cents=930_00, moved_out_on=date(2026, 1, 10))
    session.commit()

    assert run_now(manager, next_charge, tenancy_id=tenancy.id, today=JAN_15) is None


def test_the_next_charge_of_a_household_out_of_scope_is_not_told(session: Session, manager: Actor):
    tenancy = a_household(session)
    session.commit()
    charge(manager, tenancy.id, 38_40, FEB_1, today=JAN_15)

    with pytest.raises(NotFound):
        run_now(replace(manager, property_ids=frozenset({uuid4()})), next_charge, tenancy_id=tenancy.id, today=JAN_15)


def test_who_may_not_charge_posts_no_rent(session: Session):
    tenancy = a_household(session)
    line = a_rent_line(session, tenancy)
    actor = an_actor(session, Role.LEASING)

    with pytest.raises(NotAllowed):
        run_now(
            actor,
            post_rent_charge,
            rent_line_id=line.id,
            period_starts_on=date(2026, 1, 1),
            today=JAN_15,
            now=typed_on(JAN_15),
        )


def test_staying_on_past_the_lease_is_billed_with_its_premium_until_the_renewal(session: Session, manager: Actor):
    tenancy = a_household(session, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), rent_cents=1_000_00)
    tenancy.month_to_month_premium_bps = 10_00
    tenancy.created_at = typed_on(date(2026, 1, 1))
    session.commit()

    post_rent(JAN_15)
    post_rent(date(2026, 1, 28))
    given = {"today": date(2026, 2, 10), "now": typed_on(date(2026, 2, 10))}
    run_now(manager, renew_lease, tenancy_id=tenancy.id, starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28), **given)
    post_rent(date(2026, 3, 1))

    charged = posted(manager, tenancy.id)
    assert [one for one in charged if "past the lease" in one[1]] == [
        (date(2026, 1, 1), "Stays on past the lease, January 2026", 100_00),
        (FEB_1, "Stays on past the lease, February 2026", 100_00),
    ]
    assert (date(2026, 3, 1), "March 2026", 1_000_00) in charged


def test_a_rent_that_changes_within_a_month_is_billed_in_two_slices(session: Session, manager: Actor):
    tenancy = a_household(session, rent_cents=1_800_00)
    session.commit()
    post_rent(JAN_15)
    asked = {"tenancy_id": tenancy.id, "rent_cents": 1_900_00, "effective_on": date(2026, 3, 15)}
    run_now(manager, change_rent, **asked, today=JAN_15, now=typed_on(JAN_15))

    post_rent(date(2026, 3, 20))

    assert [one for one in posted(manager, tenancy.id) if one[0] >= date(2026, 3, 1)] == [
        (date(2026, 3, 1), "Mar 1 – Mar 14, 2026", 812_90),
        (date(2026, 3, 15), "Mar 15 – Mar 31, 2026", 1_041_94),
    ]
