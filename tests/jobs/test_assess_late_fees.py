"""The nightly late fees: posted where nobody has to approve them, counted where somebody has to."""

from datetime import date

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.periods import lock_period
from pm_app.jobs.assess_late_fees import assess_late_fees
from pm_app.kernel.listing import Listing
from pm_app.receivables.queries.late_fee_rows import decided_rows
from pm_app.receivables.queries.late_fees import late_fee_proposals
from pm_app.tasks.queries.tasks import task_rows
from pm_app.worker import run_job
from tests.factories.late_fees import FIFTY, TEN_A_DAY, late_fees
from tests.factories.receivables import a_charge, a_household, typed_on
from tests.receivables.acting import receive

JAN_4, JAN_5, JAN_8 = (date(2026, 1, day) for day in (4, 5, 8))


def posted(session: Session) -> list[tuple[date, int, str]]:
    rows = decided_rows(session, CONSOLE, listing=Listing()).rows
    return sorted((row.fee_on, row.amount_cents, row.decided_by) for row in rows)


def test_fees_that_need_no_approval_are_posted_once_and_missed_nights_made_up(session: Session):
    a_charge(session, a_household(session))
    late_fees(session, TEN_A_DAY, requires_approval=False)
    session.commit()

    reports = [assess_late_fees(day) for day in (JAN_4, JAN_5, JAN_5, JAN_8)]

    assert [(one.done, one.failed) for one in reports] == [(0, 0), (1, 0), (0, 0), (3, 0)]
    assert posted(session) == [(date(2026, 1, day), 10_00, "Scheduler") for day in (5, 6, 7, 8)]


def test_fees_that_need_approval_wait_and_are_counted(session: Session, manager: Actor):
    paid_late = a_household(session)
    a_charge(session, paid_late)
    late_fees(session, FIFTY)
    session.commit()

    report, _ = (assess_late_fees(day) for day in (JAN_5, JAN_8))

    assert (report.done, report.failed) == (0, 0)
    assert report.summary == "0 late fees posted, 0 not; 1 wait for approval, 0 waivers."
    assert posted(session) == []
    (task,) = task_rows(session, CONSOLE, listing=Listing()).rows
    assert (task.title, task.assigned_to_id) == (
        "Approve or dismiss the late fees of January 2026",
        manager.user_id,
    )


def test_a_fee_of_a_closed_period_fails_alone_and_is_tried_again(session: Session):
    for day in (1, 4):
        a_charge(session, a_household(session, starts_on=date(2026, 1, 1)), due_on=date(2026, 1, day))
    late_fees(session, FIFTY, requires_approval=False)
    lock_period(session, CONSOLE, locked_through=date(2026, 1, 6), today=JAN_8, now=typed_on(JAN_8))
    session.commit()

    report = assess_late_fees(JAN_8)

    assert (report.done, report.failed) == (1, 1)
    assert "closed" in report.summary
    assert len(late_fee_proposals(session, CONSOLE, today=JAN_8)) == 1


def test_money_typed_after_the_job_is_counted_as_a_waiver_that_waits(session: Session):
    home = a_household(session)
    a_charge(session, home)
    late_fees(session, FIFTY, requires_approval=False)
    session.commit()
    assess_late_fees(JAN_5)
    receive(CONSOLE, home.id, 1_000_00, JAN_4, today=JAN_8)

    assert assess_late_fees(JAN_8).summary.startswith("0 late fees posted, 0 not; 0 wait for approval, 1 waivers.")


def test_the_job_is_on_the_timetable(session: Session):
    assert run_job("assess-late-fees", today=JAN_8).failed == 0
