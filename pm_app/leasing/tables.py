"""Tenancies, their terms, parties, rent lines, notices and offers of renewal."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.leasing.enums import (
    Frequency,
    NoticeGiver,
    OfferOutcome,
    PartyRole,
    ProrationMethod,
    RentLineKind,
    SentHow,
    TermKind,
)

# A stay lasts until people moved out, or are to move out, or else without end: passing the last day of the
# lease does not empty a unit. One that was cancelled takes no days.
_STAY = (
    "case when cancelled_at is null then daterange(starts_on, coalesce(moved_out_on, move_out_planned_on), '[]')"
    " else 'empty'::daterange end"
)


class Tenancy(Table, table=True):
    """One household's stay in a unit. `days` is derived by the database and guarded against double occupancy."""

    __table_args__ = (
        ExcludeConstraint(("unit_id", "="), ("days", "&&"), using="gist", name="no_double_occupancy"),
        CheckConstraint("moved_out_on is null or moved_out_on >= starts_on", name="out_after_in"),
        CheckConstraint("move_out_planned_on is null or move_out_planned_on >= starts_on", name="plan_after_in"),
        CheckConstraint("least(month_to_month_premium_bps, holdover_premium_bps) >= 0", name="premium_not_negative"),
        UniqueConstraint("request_key"),
        Index("ix_tenancy_property_id", "property_id"),
    )

    request_key: UUID
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    property_id: UUID = Field(foreign_key="property.id")
    name: str
    starts_on: date
    move_out_planned_on: date | None = None
    moved_out_on: date | None = None
    cancelled_at: datetime | None = moment(default=None)
    rolls_month_to_month: bool = True
    # What staying on past the lease costs more, in basis points of the rent.
    month_to_month_premium_bps: int = 0
    holdover_premium_bps: int = 0
    days: Range[date] | None = Field(
        default=None, sa_type=DATERANGE, sa_column_args=(Computed(_STAY, persisted=True),), nullable=True
    )
    notes: str = ""
    created_at: datetime = moment()
    version: int = 1


class Lease(Table, table=True):
    """One term of a tenancy; `ends_on` is the last day of possession, None for month-to-month."""

    __table_args__ = (
        ExcludeConstraint(("tenancy_id", "="), ("days", "&&"), using="gist", name="terms_do_not_overlap"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="in_order"),
    )

    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    kind: TermKind = chosen(TermKind)
    starts_on: date
    ends_on: date | None = Field(default=None, index=True)
    signed_on: date | None = None
    days: Range[date] | None = Field(
        default=None,
        sa_type=DATERANGE,
        sa_column_args=(Computed("daterange(starts_on, ends_on, '[]')", persisted=True),),
        nullable=True,
    )
    created_at: datetime = moment()


class LeaseParty(Table, table=True):
    """A person's part in a tenancy, from when until when (last day included)."""

    __table_args__ = (UniqueConstraint("tenancy_id", "person_id", "role", "starts_on"),)

    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: PartyRole = chosen(PartyRole)
    starts_on: date
    ends_on: date | None = None
    position: int = 0


class RentLine(Table, table=True):
    """What is charged again and again while people live there. An increase closes one line and opens the next."""

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("due_day between 1 and 31", name="due_day_of_month"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="in_order"),
    )

    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    kind: RentLineKind = chosen(RentLineKind)
    amount_cents: int = cents()
    frequency: Frequency = chosen(Frequency, default=Frequency.MONTHLY)
    due_day: int = 1
    starts_on: date
    ends_on: date | None = None
    prorated: bool = True
    proration: ProrationMethod = chosen(ProrationMethod, default=ProrationMethod.ACTUAL_DAYS)
    description: str = ""


class LeaseNotice(Table, table=True):
    """A notice to end the tenancy; withdrawing it is a moment, not a deletion."""

    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    given_by: NoticeGiver = chosen(NoticeGiver)
    given_on: date
    move_out_on: date
    reason: str = ""
    recorded_at: datetime = moment()
    withdrawn_at: datetime | None = moment(default=None)


class RenewalOffer(Table, table=True):
    """A further term offered to a household at a rent, until a day; the next offer to it supersedes an open one.

    What is offered never changes: another rent or another day is another offer, with the next `number`. `late_rise`:
    somebody was told that the rise is announced with less notice than the office gives, and offered it all the same.
    """

    __table_args__ = (
        UniqueConstraint("request_key"),
        UniqueConstraint("tenancy_id", "number"),
        Index("uq_renewal_offer_open", "tenancy_id", unique=True, postgresql_where=text("outcome is null")),
        CheckConstraint("number > 0", name="number_counted"),
        CheckConstraint("rent_cents > 0", name="rent_positive"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="in_order"),
        CheckConstraint("reply_by <= starts_on", name="reply_before_term"),
        CheckConstraint("(sent_on is null) = (sent_how is null)", name="sent_somehow"),
        CheckConstraint("(outcome is null) = (closed_at is null)", name="closed_with_outcome"),
        CheckConstraint(
            "(outcome is not distinct from 'accepted') = (lease_id is not null)", name="accepted_is_a_term"
        ),
    )

    request_key: UUID
    tenancy_id: UUID = Field(foreign_key="tenancy.id", index=True)
    number: int
    starts_on: date
    ends_on: date | None = None
    rent_cents: int = cents()
    reply_by: date
    note: str = ""
    late_rise: bool = False
    made_at: datetime = moment()
    made_by: str
    sent_on: date | None = None
    sent_how: SentHow | None = chosen(SentHow, default=None, nullable=True)
    sent_by: str = ""
    # Without a foreign key: the letter may be deleted for good, that it was sent stays.
    document_id: UUID | None = Field(default=None, index=True)
    outcome: OfferOutcome | None = chosen(OfferOutcome, default=None, nullable=True)
    outcome_on: date | None = None
    outcome_reason: str = ""
    closed_at: datetime | None = moment(default=None)
    closed_by: str = ""
    lease_id: UUID | None = Field(default=None, foreign_key="lease.id", index=True)
