"""The dated facts of money, as the rules take them: of one tenancy, and what is a source of settlement at all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Subquery, Uuid, and_, cast, false, func, or_, true, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.rules.aging import AllocationFact, ChargeFact, SourceFact
from pm_app.receivables.rules.allocation import OpenCharge, Prepayment
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Receipt, Reversal

# Credits that were money before: they may settle deposits and be refunded.
MONEY_BEFORE = (CreditKind.DEPOSIT_RELEASE, CreditKind.DEPOSIT_INTEREST, CreditKind.OPENING_BALANCE)


@dataclass(frozen=True)
class Source:
    """A receipt or a credit: one of the two ids is given."""

    receipt_id: UUID | None = None
    credit_id: UUID | None = None

    @property
    def source_id(self) -> UUID:
        """The id that is given."""
        return self.receipt_id or self.credit_id  # pyright: ignore[reportReturnType]


@dataclass(frozen=True)
class Facts:
    """All charges, sources (receipts and credits) and allocations of a tenancy that were recorded by some moment."""

    charges: list[ChargeFact]
    sources: list[SourceFact]
    allocations: list[AllocationFact]


@dataclass(frozen=True)
class OpenItem:
    """A charge that is open now, and the earliest day from which money may settle it.

    That day is the posting day, or later when what had settled it was taken back.
    """

    charge: OpenCharge
    description: str
    settles_from: date


@dataclass(frozen=True)
class FreeMoney:
    """A receipt or credit of which something is left now, and the earliest day from which that may settle charges."""

    prepayment: Prepayment
    settles_from: date
    source: Source


def known(recorded_at: Any, known_at: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a row had been typed by that moment; None knows everything."""
    return true() if known_at is None else recorded_at <= known_at


def facts_of(session: Session, tenancy_id: UUID, known_at: datetime | None = None) -> Facts:
    """Return the facts of one tenancy in three queries."""
    charges = session.execute(
        sql_select(
            col(Charge.id),
            col(Charge.kind),
            col(Charge.amount_cents),
            col(Charge.posted_on),
            col(Charge.due_on),
            col(Reversal.reversed_on),
        )
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .where(col(Charge.tenancy_id) == tenancy_id, known(Charge.recorded_at, known_at))
    )
    every = sources(known_at)
    money = session.execute(
        sql_select(every.c.source_id, every.c.amount_cents, every.c.counts_from, every.c.reversed_on).where(
            every.c.tenancy_id == tenancy_id
        )
    )
    allocations = session.execute(
        sql_select(
            col(Allocation.source_id),
            col(Allocation.charge_id),
            col(Allocation.amount_cents),
            col(Allocation.allocated_on),
        )
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(col(Charge.tenancy_id) == tenancy_id, known(Allocation.recorded_at, known_at))
    )
    return Facts(
        [ChargeFact(*row) for row in charges],
        [SourceFact(*row) for row in money],
        [AllocationFact(*row) for row in allocations],
    )


def sources(known_at: datetime | None = None) -> Subquery:
    """Select every receipt and credit known at a moment: what it is, of whom, how much, from when until when.

    Columns: source_id, receipt_id, credit_id, tenancy_id, property_id, amount_cents, counts_from, reversed_on, kind
    (of a credit), money (whether it may settle deposits), tied (to one charge, so that nothing of it is ever free).
    """
    return union_all(_receipts(known_at), _credits(known_at)).subquery("source")


def _receipts(known_at: datetime | None) -> Any:
    return (
        sql_select(
            col(Receipt.id).label("source_id"),
            col(Receipt.id).label("receipt_id"),
            cast(None, Uuid).label("credit_id"),
            col(Receipt.tenancy_id).label("tenancy_id"),
            col(Receipt.property_id).label("property_id"),
            col(Receipt.amount_cents).label("amount_cents"),
            col(Receipt.received_on).label("counts_from"),
            col(Reversal.reversed_on).label("reversed_on"),
            cast(None, String).label("kind"),
            true().label("money"),
            false().label("tied"),
        )
        .outerjoin(Reversal, and_(col(Reversal.receipt_id) == col(Receipt.id), known(Reversal.recorded_at, known_at)))
        .where(known(Receipt.recorded_at, known_at))
    )


def _credits(known_at: datetime | None) -> Any:
    taken_back = aliased(Reversal)
    return (
        sql_select(
            col(Credit.id),
            cast(None, Uuid),
            col(Credit.id),
            col(Credit.tenancy_id),
            col(Credit.property_id),
            col(Credit.amount_cents),
            col(Credit.credited_on),
            col(taken_back.reversed_on),
            cast(col(Credit.kind), String),
            col(Credit.kind).in_(MONEY_BEFORE),
            col(Credit.charge_id).isnot(None),
        )
        .outerjoin(
            taken_back, and_(col(taken_back.credit_id) == col(Credit.id), known(taken_back.recorded_at, known_at))
        )
        .where(known(Credit.recorded_at, known_at))
    )


def open_items(session: Session, tenancy_id: UUID) -> list[OpenItem]:
    """Return the charges open now, whatever their day, oldest due day first."""
    settled = _allocated(col(Allocation.charge_id) == col(Charge.id))
    left = col(Charge.amount_cents) - func.coalesce(settled.c.cents, 0)
    rows = session.execute(
        sql_select(
            col(Charge.id),
            col(Charge.kind),
            col(Charge.due_on),
            left,
            col(Charge.description),
            func.greatest(col(Charge.posted_on), settled.c.taken_back_on),
        )
        .join(settled, true())
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(col(Charge.tenancy_id) == tenancy_id, col(Reversal.id).is_(None), left > 0)
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    return [
        OpenItem(OpenCharge(charge_id, ChargeKind(kind), due_on, int(cents)), description, settles_from)
        for charge_id, kind, due_on, cents, description, settles_from in rows
    ]


def free_money(session: Session, tenancy_id: UUID) -> list[FreeMoney]:
    """Return the receipts and credits of which something settles nothing now, oldest first."""
    every = sources()
    used = _allocated(col(Allocation.source_id) == every.c.source_id)
    left = every.c.amount_cents - func.coalesce(used.c.cents, 0)
    rows = session.execute(
        sql_select(
            every, left.label("left_cents"), func.greatest(every.c.counts_from, used.c.taken_back_on).label("free_on")
        )
        .join(used, true())
        .where(every.c.tenancy_id == tenancy_id, every.c.reversed_on.is_(None), every.c.tied.is_(False), left > 0)
        .order_by(every.c.counts_from, every.c.source_id)
    )
    return [
        FreeMoney(
            Prepayment(row.source_id, row.counts_from, int(row.left_cents), row.money),
            row.free_on,
            Source(row.receipt_id, row.credit_id),
        )
        for row in rows
    ]


def with_free_money(session: Session, tenancy_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these tenancies have money that settles nothing now."""
    every = sources()
    used = _allocated(col(Allocation.source_id) == every.c.source_id)
    rows = session.execute(
        sql_select(every.c.tenancy_id)
        .join(used, true())
        .where(
            every.c.tenancy_id.in_(tenancy_ids),
            every.c.reversed_on.is_(None),
            every.c.tied.is_(False),
            every.c.amount_cents > func.coalesce(used.c.cents, 0),
        )
        .distinct()
    )
    return set(rows.scalars())


def _allocated(of_it: ColumnElement[bool]) -> Any:
    """What is allocated of one source, or on one charge, and the last day on which some of it was taken back.

    It is asked row by row: a household has few rows, however many the office has.
    """
    taken_back_on = func.max(col(Allocation.allocated_on)).filter(col(Allocation.amount_cents) < 0)
    return (
        sql_select(func.sum(Allocation.amount_cents).label("cents"), taken_back_on.label("taken_back_on"))
        .where(of_it)
        .lateral()
    )


def stands(began_on: Any, reversed_on: Any, as_of: date) -> ColumnElement[bool]:
    """Return the condition that something had begun by a day and was not taken back by then."""
    return and_(began_on <= as_of, or_(reversed_on.is_(None), reversed_on > as_of))
