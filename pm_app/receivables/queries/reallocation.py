"""What a receipt or a credit settles, what it could settle instead, and what moving it would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import MONEY_BEFORE, open_items
from pm_app.receivables.rules.allocation import OpenCharge
from pm_app.receivables.rules.reallocation import Moves, NotMovable, reallocated
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Receipt, Reversal


@dataclass(frozen=True)
class Settleable:
    """A charge that money settles, or could: how much of it now, how much afterwards, and how much at most.

    `fixed`: it was paid back to the tenant, and stays.
    """

    charge_id: UUID
    kind: ChargeKind
    description: str
    due_on: date
    settled_cents: int
    after_cents: int
    most_cents: int
    fixed: bool


@dataclass(frozen=True)
class Reallocation:
    """A receipt or a credit spread anew: each charge, what moves, and what settles nothing before and after."""

    source_id: UUID
    tenancy_id: UUID
    amount_cents: int
    parts: list[Settleable]
    moves: Moves
    prepaid_cents: int
    prepaid_after_cents: int


def reallocation(
    session: Session, actor: Actor, *, source_id: UUID, designated: Mapping[UUID, int] | None = None
) -> Reallocation:
    """Return what a receipt or credit settles, and how that changes when it is spread anew; None changes nothing.

    Refuses (`NotMovable`) what was taken back, and a waiver or write-off, which forgives its one charge; and a
    designation beyond the charge or the money.
    """
    actor.must(Permission.VIEW_LEDGER)
    row = _source(session, source_id)
    place = tenancy_place(session, actor, tenancy_id=row.tenancy_id)
    _check_movable(session, row)
    standing = _standing(session, source_id)
    settled = {charge.charge_id: charge.open_cents for charge, _ in standing.values()}
    charges = _settleable(session, row.tenancy_id, standing)
    moves = Moves({}, {})
    if designated is not None:
        terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=row.tenancy_id)
        moves = reallocated(
            row.amount_cents,
            settled,
            [charge for charge, _ in charges.values()],
            designated=designated,
            money=isinstance(row, Receipt) or row.kind in MONEY_BEFORE,
            include_deposits=terms.deposits_automatic,
            priority=terms.priority,
        )
    parts = [_part(charge, words, settled, moves) for charge, words in charges.values()]
    prepaid_cents = row.amount_cents - sum(settled.values())
    left_cents = prepaid_cents + sum(moves.off.values()) - sum(moves.on.values())
    return Reallocation(source_id, row.tenancy_id, row.amount_cents, parts, moves, prepaid_cents, left_cents)


def _part(charge: OpenCharge, words: str, settled: Mapping[UUID, int], moves: Moves) -> Settleable:
    now_cents = settled.get(charge.charge_id, 0)
    return Settleable(
        charge_id=charge.charge_id,
        kind=charge.kind,
        description=words,
        due_on=charge.due_on,
        settled_cents=now_cents,
        after_cents=now_cents - moves.off.get(charge.charge_id, 0) + moves.on.get(charge.charge_id, 0),
        most_cents=charge.open_cents,
        fixed=charge.kind == ChargeKind.REFUND and now_cents > 0,
    )


def _source(session: Session, source_id: UUID) -> Receipt | Credit:
    row = session.get(Receipt, source_id) or session.get(Credit, source_id)
    if row is None:
        raise NotFound("This receipt or credit does not exist, or it is not yours to see.")
    return row


def _check_movable(session: Session, row: Receipt | Credit) -> None:
    if isinstance(row, Credit) and row.charge_id is not None:
        raise NotMovable(
            "A waiver or a write-off forgives its one charge. Reverse it, and forgive another one instead."
        )
    mine = col(Reversal.receipt_id) == row.id if isinstance(row, Receipt) else col(Reversal.credit_id) == row.id
    if session.exec(select(Reversal.id).where(mine)).first() is not None:
        raise NotMovable("This was taken back, so it settles nothing any more. Look at the ledger again.")


def _standing(session: Session, source_id: UUID) -> dict[UUID, tuple[OpenCharge, str]]:
    """Return what a source settles now: each charge, whose open cents are what this source settles of it."""
    net = func.sum(Allocation.amount_cents)
    rows = session.execute(
        sql_select(col(Charge.id), col(Charge.kind), col(Charge.due_on), net, col(Charge.description))
        .join(Allocation, col(Allocation.charge_id) == col(Charge.id))
        .where(col(Allocation.source_id) == source_id)
        .group_by(col(Charge.id))
        .having(net != 0)
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    return {
        charge_id: (OpenCharge(charge_id, ChargeKind(kind), due_on, int(cents)), words)
        for charge_id, kind, due_on, cents, words in rows
    }


def _settleable(
    session: Session, tenancy_id: UUID, standing: Mapping[UUID, tuple[OpenCharge, str]]
) -> dict[UUID, tuple[OpenCharge, str]]:
    """Return the charges a source settles and those that are open, each with what is open without this source."""
    found = dict(standing)
    for item in open_items(session, tenancy_id):
        charge = item.charge
        own_cents = found[charge.charge_id][0].open_cents if charge.charge_id in found else 0
        whole = OpenCharge(charge.charge_id, charge.kind, charge.due_on, charge.open_cents + own_cents)
        found[charge.charge_id] = (whole, item.description)
    return dict(sorted(found.items(), key=lambda one: (one[1][0].due_on, one[0])))
