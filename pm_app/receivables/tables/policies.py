"""How the office bills: for all, for a property, for one tenancy. The most specific row counts, whole."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.leasing.enums import ProrationMethod
from pm_app.receivables.enums import CapChoice, LateFeeBase, LateFeeFrequency

_ONE_LEVEL = "num_nonnulls(property_id, tenancy_id) <= 1"


class BillingPolicy(Table, table=True):
    """Allocation order and billing. `priority` is a list of lists of kinds of charges, the first settled first."""

    __table_args__ = (
        CheckConstraint(_ONE_LEVEL, name="one_level"),
        UniqueConstraint("organization_id", "property_id", "tenancy_id", postgresql_nulls_not_distinct=True),
    )

    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    priority: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    deposits_automatic: bool = False
    nsf_fee_cents: int = cents(default=0)
    refund_hold_days: int
    advance_days: int
    proration: ProrationMethod = chosen(ProrationMethod, default=ProrationMethod.ACTUAL_DAYS)
    removed_at: datetime | None = moment(default=None)
    set_at: datetime = moment()
    set_by: str
    version: int = 1


class LateFeePolicy(Table, table=True):
    """When rent is late and what that costs; its rules stand in `late_fee_rule`. One without rules charges nothing.

    It counts for rent due on `due_from` or later. One that was removed (`removed_at`) counts no more.
    """

    __table_args__ = (
        CheckConstraint(_ONE_LEVEL, name="one_level"),
        CheckConstraint("minimum_cents >= 0", name="minimum_not_negative"),
        UniqueConstraint("organization_id", "property_id", "tenancy_id", postgresql_nulls_not_distinct=True),
    )

    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    eligible: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    minimum_cents: int = cents(default=0)
    requires_approval: bool = True
    notifies: bool = False
    due_from: date
    set_at: datetime = moment()
    set_by: str
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class LateFeeRule(Table, table=True):
    """One rule of a late-fee policy. `rate_bps` counts for the bases by percent, `amount_cents` for the fixed one.

    Caps hold within `cap_days` (None: for one rent for ever); which counts, when both are given, is said by the choice.
    """

    __table_args__ = (UniqueConstraint("late_fee_policy_id", "position"),)

    late_fee_policy_id: UUID = Field(foreign_key="late_fee_policy.id")
    position: int
    base: LateFeeBase = chosen(LateFeeBase)
    amount_cents: int = cents(default=0)
    rate_bps: int = 0
    grace_days: int
    frequency: LateFeeFrequency = chosen(LateFeeFrequency, default=LateFeeFrequency.ONCE)
    cap_cents: int | None = cents(default=None, nullable=True)
    cap_bps: int | None = None
    cap_choice: CapChoice = chosen(CapChoice, default=CapChoice.LESSER)
    cap_days: int | None = None
