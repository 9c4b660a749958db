"""What is agreed with, held for, or served on a household: late fees, holds, payment plans, notices, notes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.receivables.enums import HoldKind, NoticeKind, SuspensionReason


class LateFee(Table, table=True):
    """What became of one late fee: posted as a charge, or dismissed with a reason. Each is decided once.

    It is named by the tenancy, the day the late rent was due, the place of its rule, and how many times. `basis_cents`
    is what was open of the rent when the day of the fee began.
    """

    __table_args__ = (
        CheckConstraint("(charge_id is null) = (dismissed <> '')", name="posted_or_dismissed"),
        UniqueConstraint("tenancy_id", "due_on", "position", "occurrence"),
    )

    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    due_on: date
    position: int
    occurrence: int
    fee_on: date
    basis_cents: int = cents()
    amount_cents: int = cents()
    charge_id: UUID | None = Field(default=None, foreign_key="charge.id", index=True)
    dismissed: str = ""
    recorded_at: datetime = moment()
    recorded_by: str


class LateFeeKept(Table, table=True):
    """A waiver of a posted late fee that was proposed and declined, with the reason; it is not proposed again."""

    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"), UniqueConstraint("late_fee_id"))

    late_fee_id: UUID = Field(foreign_key="late_fee.id")
    reason: str
    recorded_at: datetime = moment()
    recorded_by: str


class TenancyHold(Table, table=True):
    """Something held on a tenancy from a day until another (last day included; None: until it is lifted)."""

    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="in_order"),
    )

    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    kind: HoldKind = chosen(HoldKind)
    because: SuspensionReason | None = chosen(SuspensionReason, default=None, nullable=True)
    reason: str
    starts_on: date
    ends_on: date | None = None
    recorded_at: datetime = moment()
    recorded_by: str
    lifted_at: datetime | None = moment(default=None)
    lifted_on: date | None = None
    lifted_by: str = ""


class PaymentPlan(Table, table=True):
    """Promises on what is owed already; it makes and removes no charge. Whether it is kept is derived."""

    __table_args__ = (UniqueConstraint("request_key"),)

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    starts_on: date
    grace_days: int = 0
    note: str = ""
    recorded_at: datetime = moment()
    recorded_by: str
    cancelled_at: datetime | None = moment(default=None)
    cancelled_on: date | None = None
    cancelled_by: str = ""


class PlanPromise(Table, table=True):
    """An amount promised by a day."""

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        UniqueConstraint("payment_plan_id", "due_on"),
    )

    payment_plan_id: UUID = Field(foreign_key="payment_plan.id")
    due_on: date
    amount_cents: int = cents()


class ServedNotice(Table, table=True):
    """A notice served on a household, what it demands, and the day until which they may act."""

    __table_args__ = (UniqueConstraint("request_key"),)

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    kind: NoticeKind = chosen(NoticeKind)
    served_on: date
    method: str = ""
    server: str = ""
    demanded_cents: int = cents(default=0)
    deadline_on: date | None = None
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    recorded_at: datetime = moment()
    recorded_by: str
    withdrawn_at: datetime | None = moment(default=None)


class ServedNoticeItem(Table, table=True):
    """A charge that a notice demands, with what of it was open then."""

    __table_args__ = (UniqueConstraint("served_notice_id", "charge_id"),)

    served_notice_id: UUID = Field(foreign_key="served_notice.id")
    charge_id: UUID = Field(foreign_key="charge.id", index=True)
    amount_cents: int = cents()


class DelinquencyNote(Table, table=True):
    """What is known about a household that is behind, and who follows it up; the newest row counts."""

    __table_args__ = (Index("ix_delinquency_note_tenancy_id_noted_at", "tenancy_id", "noted_at"),)

    tenancy_id: UUID = Field(foreign_key="tenancy.id")
    note: str = ""
    assigned_to_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    in_collections: bool = False
    noted_at: datetime = moment()
    noted_by: str
