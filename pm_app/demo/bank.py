"""What the sample office takes to its bank every week, and the payments that come back from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS
from pm_app.kernel.dates import add_months
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.queries.undeposited import undeposited
from pm_app.runtime import run_now

NSF_FEE_CENTS = 35_00
CERTIFIED_FOR_DAYS = 60


@dataclass(frozen=True)
class Bounce:
    """A payment that the bank sends back on a day, or a little after it was deposited."""

    receipt_id: UUID
    returned_on: date


def bank_the_month(staff: Staff, month: date, today: date, bounces: Iterable[Bounce]) -> None:
    """Take what came in to the bank at the end of every week, then hear of the payments that bounced."""
    for week in range(1, 6):
        friday = min(month + timedelta(days=7 * week), add_months(month, 1) - timedelta(days=1))
        if friday < today:
            _deposit(staff, friday)
    for bounce in bounces:
        _return(staff, bounce, today)


def _deposit(staff: Staff, day: date) -> None:
    on_hand = run_now(staff.accounting, undeposited, through=day)
    for account in (OPERATING_BANK, DEPOSIT_BANK):
        belonging = [row.receipt_id for row in on_hand if row.bank_account == account]
        if belonging:
            run_now(
                staff.accounting,
                make_bank_deposit,
                request_key=uuid5(KEYS, f"deposit {day} {account}"),
                receipt_ids=belonging,
                bank_account=account,
                deposited_on=day,
                today=day,
                now=at(day, 18),
            )


def _return(staff: Staff, bounce: Bounce, today: date) -> None:
    lies_in = run_now(staff.accounting, deposited_in, receipt_ids=[bounce.receipt_id]).get(bounce.receipt_id)
    if lies_in is None:
        return
    day = max(bounce.returned_on, lies_in.deposited_on + timedelta(days=3))
    if day > today:
        return
    run_now(
        staff.accounting,
        return_payment,
        request_key=uuid5(KEYS, f"returned {bounce.receipt_id}"),
        receipt_id=bounce.receipt_id,
        returned_on=day,
        reason="Insufficient funds",
        nsf_fee_cents=NSF_FEE_CENTS,
        certified_until=day + timedelta(days=CERTIFIED_FOR_DAYS),
        today=day,
        now=at(day, 17),
    )
