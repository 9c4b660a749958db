"""A month that goes wrong: half of the rent, a late fee, a check that bounces, and what each day said of it."""

from datetime import date

from sqlmodel import Session

from pm_app.books.rules import OPERATING_BANK
from pm_app.receivables.actions.late_fee_policies import set_late_fee_policy
from pm_app.receivables.enums import LateFeeBase, ReceiptMethod
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule
from tests.worked_examples.desk import Desk

MAY_1, MAY_3, MAY_4, MAY_5, MAY_10 = (date(2026, 5, day) for day in (1, 3, 4, 5, 10))
MAY_11, MAY_16, MAY_20, MAY_31 = (date(2026, 5, day) for day in (11, 16, 20, 31))


def test_a_partial_receipt_a_late_fee_and_a_bounced_check(session: Session) -> None:
    desk = Desk(session).on(MAY_1)
    five_percent = FeeRule(1, LateFeeBase.OUTSTANDING, grace_days=3, rate_bps=5_00)
    desk.do(set_late_fee_policy, policy=FeePolicy((five_percent,), MAY_1), version=0)
    home = desk.lets("101", "Tom Brandt", starts_on=MAY_1, ends_on=date(2027, 4, 30), rent_cents=1_200_00)
    desk.night_job_posts_rent()

    # He brings 800.00 on the 3rd. The due day is no day of grace: the 2nd, 3rd and 4th are, and the fee is the 5th's.
    desk.on(MAY_3)
    half = desk.receives(home, 800_00, number="501")
    desk.on(MAY_4)
    assert desk.late_fees() == []
    desk.on(MAY_5)
    assert desk.late_fees() == [(MAY_5, 20_00)]
    desk.approves_late_fees()
    assert desk.late_fees() == []
    assert desk.balance(home) == 420_00

    # The rest comes by check, is banked with the first, and comes back on the 16th.
    rest = desk.on(MAY_10).receives(home, 420_00, number="502")
    assert desk.balance(home) == 0
    desk.on(MAY_11).banks(half, rest, account=OPERATING_BANK)
    desk.on(MAY_16).bank_returns(rest, fee_cents=35_00)

    # 400.00 of rent and the fee are open again, as old as they are, and the bank's fee is new.
    assert desk.balance(home) == 455_00
    assert desk.aging(home, date(2026, 6, 2)).days_31_60_cents == 400_00
    assert desk.aging(home, date(2026, 6, 2)).days_0_30_cents == 55_00
    # What was said of the days before stays as it was said.
    assert [desk.balance(home, day) for day in (MAY_3, MAY_5, MAY_10, date(2026, 5, 15))] == [400_00, 420_00, 0, 0]
    assert desk.accounts() == {1000: 800_00, 1100: 455_00, 4000: 1_200_00, 4010: 20_00, 4020: 35_00}

    # A money order of 415.00 pays the rent first, then the bank's fee, and late fees last.
    desk.on(MAY_20).receives(home, 415_00, method=ReceiptMethod.MONEY_ORDER, number="M-9")
    assert desk.balance(home) == 40_00
    assert desk.aging(home).days_0_30_cents == 40_00

    for day in (MAY_3, MAY_5, MAY_11, MAY_16, MAY_31):
        desk.books_hold(day)
