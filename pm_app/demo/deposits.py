"""The deposits of the sample office: deadlines as examples, and what became of those who moved out."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid5

from pm_app.demo.households import Story
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS, Stay
from pm_app.kernel.dates import add_months, last_of_month
from pm_app.receivables.actions.deductions import add_deduction
from pm_app.receivables.actions.deposit_deadlines import set_deposit_deadline
from pm_app.receivables.actions.dispositions import (
    DispositionFacts,
    change_disposition,
    close_disposition,
    mark_disposition_sent,
    open_disposition,
)
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase, ReceiptMethod
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.rules.deposits import Deduction
from pm_app.runtime import run_now

EXAMPLE = "Example, verify before use"
DAYS = 60


def settle_deposits(staff: Staff, stays: Sequence[Stay], today: date) -> None:
    """Set deadlines for the state of the office; settle with the first household that left, begin with the next."""
    for situation in (DeadlineCase.NO_DEDUCTIONS, DeadlineCase.DEDUCTIONS):
        run_now(
            staff.accounting,
            set_deposit_deadline,
            jurisdiction="OH",
            situation=situation,
            starts=ClockStart.LATER_OF_BOTH,
            days=DAYS,
            source=EXAMPLE,
            verified_on=add_months(today, -3),
            today=today,
            now=at(add_months(today, -3)),
        )
    left = [stay for stay in stays if stay.household.story == Story.ENDED]
    left_on = last_of_month(add_months(today, -2))
    for place, stay in enumerate(left[:2]):
        _open(staff, stay, left_on)
        if place == 0:
            _finish(staff, stay, left_on + timedelta(days=24))


def _open(staff: Staff, stay: Stay, left_on: date) -> None:
    day = left_on + timedelta(days=5)
    when = {"tenancy_id": stay.tenancy_id, "now": at(day)}
    run_now(staff.accounting, open_disposition, today=day, **when)
    facts = DispositionFacts(left_on, day, "88 Harbor Street, Apt 4\nLakewood, OH 44107")
    run_now(staff.accounting, change_disposition, version=1, facts=facts, today=day, **when)
    cleaning = Deduction(ChargeKind.CLEANING, 145_00, "Carpet cleaned to move-in condition")
    run_now(staff.accounting, add_deduction, new=cleaning, **when)


def _finish(staff: Staff, stay: Stay, day: date) -> None:
    when = {"tenancy_id": stay.tenancy_id, "now": at(day)}
    sheet = run_now(staff.accounting, disposition_sheet, tenancy_id=stay.tenancy_id)
    run_now(
        staff.accounting,
        itemize_disposition,
        request_key=uuid5(KEYS, f"deposit settled {stay.tenancy_id}"),
        itemized_on=day,
        shown_cents=sheet.outcome.left_cents,
        paying=Paying(ReceiptMethod.CHECK, ("2041",)),
        today=day,
        **when,
    )
    sent = {"sent_on": day, "method": "Certified mail"}
    run_now(staff.accounting, mark_disposition_sent, today=day, **sent, **when)
    run_now(staff.accounting, close_disposition, **when)
