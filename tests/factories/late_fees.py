"""Late-fee policies, set by the action that sets them in the app."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.receivables.actions.late_fee_policies import set_late_fee_policy
from pm_app.receivables.enums import LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule
from tests.factories.receivables import typed_on

FIFTY = FeeRule(1, LateFeeBase.FIXED, grace_days=3, amount_cents=50_00)
FIVE_PERCENT = FeeRule(1, LateFeeBase.OUTSTANDING, grace_days=3, rate_bps=500)
TEN_A_DAY = FeeRule(1, LateFeeBase.FIXED, grace_days=3, amount_cents=10_00, frequency=LateFeeFrequency.DAILY)


def late_fees(
    session: Session,
    *rules: FeeRule,
    due_from: date = date(2026, 1, 1),
    property_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    version: int = 0,
    **more: Any,
) -> UUID:
    """Set a policy of these rules on the day it counts from, for the company unless a level is named."""
    return set_late_fee_policy(
        session,
        CONSOLE,
        policy=FeePolicy(rules, due_from, **more),
        version=version,
        property_id=property_id,
        tenancy_id=tenancy_id,
        today=due_from,
        now=typed_on(due_from),
    )
