"""When rent is late in the sample office: set some weeks ago, so that a few fees wait for approval."""

from datetime import date

from pm_app.demo.staff import Staff, at
from pm_app.kernel.dates import add_months, first_of_month
from pm_app.receivables.actions.late_fee_policies import set_late_fee_policy
from pm_app.receivables.enums import LateFeeBase
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule
from pm_app.runtime import run_now


def set_late_fees(people: Staff, today: date) -> None:
    """Charge 5 % of what is open after five days of grace, at most $75 for one rent, once somebody approves it."""
    since = first_of_month(add_months(today, -1))
    rule = FeeRule(1, LateFeeBase.OUTSTANDING, grace_days=5, rate_bps=500, cap_cents=75_00)
    policy = FeePolicy((rule,), since, minimum_cents=25_00)
    run_now(people.manager, set_late_fee_policy, policy=policy, version=0, today=since, now=at(since))
