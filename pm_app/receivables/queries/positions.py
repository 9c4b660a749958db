"""Where the money of one tenancy, or of all, stands on a day; and what a receipt would settle."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, true, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import facts_of, known, open_items, sources, stands
from pm_app.receivables.rules.aging import Aging, Position, aging, position
from pm_app.receivables.rules.allocation import OpenCharge, allocate
from pm_app.receivables.tables.items import Allocation, Charge, Reversal


@dataclass(frozen=True)
class TenancyAging:
    """A tenancy's balance by age, and how much of it was due before the day."""

    tenancy_id: UUID
    aging: Aging
    overdue_cents: int


@dataclass(frozen=True)
class PreviewPart:
    """A charge that a receipt would settle: from which day, how much of it, and what would then be open."""

    charge_id: UUID
    kind: ChargeKind
    description: str
    due_on: date
    settles_on: date
    amount_cents: int
    left_cents: int


@dataclass(frozen=True)
class ReceiptPreview:
    """What a receipt would settle, what would stay prepaid, and the balance before and after it."""

    parts: list[PreviewPart]
    prepaid_cents: int
    balance_cents: int
    balance_after_cents: int


def tenancy_position(
    session: Session, actor: Actor, *, tenancy_id: UUID, as_of: date, known_at: datetime | None = None
) -> Position:
    """Return where a tenancy's money stood at the end of a day, as far as it had been typed by `known_at`."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    facts = facts_of(session, tenancy_id, known_at)
    return position(as_of, facts.charges, facts.sources, facts.allocations)


def balances(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    property_id: UUID | None = None,
    known_at: datetime | None = None,
    tenancy_ids: Collection[UUID] | None = None,
) -> dict[UUID, int]:
    """Return the balance in cents on a day of every tenancy that has any charge, receipt or credit by then.

    Of these tenancies alone, when they are named.
    """
    actor.must(Permission.VIEW_LEDGER)
    charged = (
        sql_select(col(Charge.tenancy_id).label("tenancy_id"), col(Charge.amount_cents).label("cents"))
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .where(
            stands(Charge.posted_on, col(Reversal.reversed_on), as_of),
            known(Charge.recorded_at, known_at),
            _seen(actor, col(Charge.property_id), property_id),
        )
    )
    money = sources(known_at)
    received = sql_select(money.c.tenancy_id, -money.c.amount_cents).where(
        stands(money.c.counts_from, money.c.reversed_on, as_of), _seen(actor, money.c.property_id, property_id)
    )
    if tenancy_ids is not None:
        charged = charged.where(col(Charge.tenancy_id).in_(tenancy_ids))
        received = received.where(money.c.tenancy_id.in_(tenancy_ids))
    both = union_all(charged, received).subquery()
    rows = session.execute(sql_select(both.c.tenancy_id, func.sum(both.c.cents)).group_by(both.c.tenancy_id))
    return {tenancy_id: int(cents) for tenancy_id, cents in rows}


def agings(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    property_id: UUID | None = None,
    known_at: datetime | None = None,
) -> dict[UUID, TenancyAging]:
    """Return the balance by age on a day of every tenancy with something open or prepaid, in two queries."""
    actor.must(Permission.VIEW_LEDGER)
    open_charges = charges_open_on(session, actor, as_of=as_of, property_id=property_id, known_at=known_at)
    rows = session.execute(_prepaid_at(actor, as_of, property_id, known_at))
    prepaid = {tenancy_id: int(cents) for tenancy_id, cents in rows}
    return {
        tenancy_id: TenancyAging(
            tenancy_id,
            aging(as_of, open_charges.get(tenancy_id, ()), prepaid.get(tenancy_id, 0)),
            sum(charge.open_cents for charge in open_charges.get(tenancy_id, ()) if charge.due_on < as_of),
        )
        for tenancy_id in {*open_charges, *prepaid}
    }


def charges_open_on(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    property_id: UUID | None = None,
    known_at: datetime | None = None,
) -> dict[UUID, list[OpenCharge]]:
    """Return by tenancy the charges that are open on a day, oldest due day first."""
    actor.must(Permission.VIEW_LEDGER)
    found: dict[UUID, list[OpenCharge]] = defaultdict(list)
    for tenancy_id, charge_id, kind, due_on, cents in session.execute(_open_at(actor, as_of, property_id, known_at)):
        found[tenancy_id].append(OpenCharge(charge_id, ChargeKind(kind), due_on, int(cents)))
    return dict(found)


def receipt_preview(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    amount_cents: int,
    received_on: date,
    today: date,
    designated: Mapping[UUID, int] | None = None,
    include_deposits: bool = False,
) -> ReceiptPreview:
    """Return what a receipt of this amount would settle if it were recorded now, in the order of the tenancy's terms.

    Nothing is written. `designated` (cents by charge) and `include_deposits` count as when it is recorded.
    """
    actor.must(Permission.VIEW_LEDGER)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=tenancy_id)
    balance_cents = tenancy_position(session, actor, tenancy_id=tenancy_id, as_of=today).balance_cents
    items = {item.charge.charge_id: item for item in open_items(session, tenancy_id)}
    parts = [
        PreviewPart(
            charge_id=part.charge_id,
            kind=items[part.charge_id].charge.kind,
            description=items[part.charge_id].description,
            due_on=items[part.charge_id].charge.due_on,
            settles_on=max(received_on, items[part.charge_id].settles_from),
            amount_cents=part.amount_cents,
            left_cents=items[part.charge_id].charge.open_cents - part.amount_cents,
        )
        for part in allocate(
            amount_cents,
            [item.charge for item in items.values()],
            designated=designated,
            include_deposits=include_deposits or terms.deposits_automatic,
            priority=terms.priority,
        )
    ]
    settled_cents = sum(part.amount_cents for part in parts)
    return ReceiptPreview(parts, amount_cents - settled_cents, balance_cents, balance_cents - amount_cents)


def _seen(actor: Actor, column: Any, property_id: UUID | None) -> ColumnElement[bool]:
    return and_(within_scope(actor, column), true() if property_id is None else column == property_id)


def _open_at(actor: Actor, as_of: date, property_id: UUID | None, known_at: datetime | None) -> Any:
    """Select tenancy, charge, kind, due day and open cents of every charge open on a day."""
    settled = _allocated_at(Allocation.charge_id, as_of, known_at)
    left = col(Charge.amount_cents) - func.coalesce(settled.c.cents, 0)
    return (
        sql_select(col(Charge.tenancy_id), col(Charge.id), col(Charge.kind), col(Charge.due_on), left)
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .outerjoin(settled, settled.c.item_id == col(Charge.id))
        .where(
            stands(Charge.posted_on, col(Reversal.reversed_on), as_of),
            known(Charge.recorded_at, known_at),
            left != 0,
            _seen(actor, col(Charge.property_id), property_id),
        )
        .order_by(col(Charge.due_on), col(Charge.id))
    )


def _prepaid_at(actor: Actor, as_of: date, property_id: UUID | None, known_at: datetime | None) -> Any:
    """Select tenancy and unallocated cents of every tenancy with a prepayment on a day."""
    money = sources(known_at)
    used = _allocated_at(Allocation.source_id, as_of, known_at)
    left = money.c.amount_cents - func.coalesce(used.c.cents, 0)
    return (
        sql_select(money.c.tenancy_id, func.sum(left))
        .outerjoin(used, used.c.item_id == money.c.source_id)
        .where(
            stands(money.c.counts_from, money.c.reversed_on, as_of),
            left != 0,
            _seen(actor, money.c.property_id, property_id),
        )
        .group_by(money.c.tenancy_id)
    )


def _allocated_at(item_id: Any, as_of: date, known_at: datetime | None) -> Any:
    """Sum what settles each charge, or what each source settles, on a day.

    Taking a charge or a source back takes back what it settled by the same day, so both ends stand wherever this sum
    is not zero.
    """
    return (
        sql_select(item_id.label("item_id"), func.sum(Allocation.amount_cents).label("cents"))
        .where(col(Allocation.allocated_on) <= as_of, known(Allocation.recorded_at, known_at))
        .group_by(item_id)
        .subquery()
    )
