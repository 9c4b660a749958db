"""Moving money between receipts and charges: what is free settles what is open, and is given back."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import post_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import Line
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import Source, free_money, open_items
from pm_app.receivables.rules.allocation import apply_prepayments
from pm_app.receivables.rules.postings import LedgerOf, applied_prepayment_lines, unallocated_lines
from pm_app.receivables.tables.items import Allocation


def ledger_of(place: TenancyPlace) -> LedgerOf:
    """Return the dimensions that stand on every line of a tenancy."""
    return LedgerOf(property_id=place.property_id, tenancy_id=place.tenancy_id, unit_id=place.unit_id)


def settle_with_prepayments(
    session: Session, actor: Actor, *, place: TenancyPlace, not_before: date, now: datetime
) -> None:
    """Settle what is open with what is prepaid, oldest first, each part from the first day it can count.

    A part counts from `not_before` on, and not before its receipt came in, its charge was posted, or what had been
    settled was given back. The order is the tenancy's own (domain rules §6). The caller has locked the tenancy.
    """
    actor.must(Permission.VIEW_LEDGER)
    money = {one.prepayment.source_id: one for one in free_money(session, place.tenancy_id)}
    if not money:
        return
    items = {item.charge.charge_id: item for item in open_items(session, place.tenancy_id)}
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=place.tenancy_id)
    parts = apply_prepayments(
        [one.prepayment for one in money.values()],
        [item.charge for item in items.values()],
        include_deposits=terms.deposits_automatic,
        priority=terms.priority,
    )
    for part in parts:
        item, free = items[part.charge_id], money[part.source_id]
        settles_on = max(not_before, item.settles_from, free.settles_from)
        settle(
            session,
            actor,
            place=place,
            source=free.source,
            charge_id=part.charge_id,
            kind=item.charge.kind,
            amount_cents=part.amount_cents,
            settles_on=settles_on,
            now=now,
        )


def settle(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    source: Source,
    charge_id: UUID,
    kind: ChargeKind,
    amount_cents: int,
    settles_on: date,
    now: datetime,
) -> None:
    """Settle a part of a charge with what is prepaid, by an entry of its own dated the day it counts."""
    actor.must(Permission.VIEW_LEDGER)
    allocation_id = new_id()
    lines = applied_prepayment_lines(ledger_of(place), {kind: amount_cents})
    session.add(
        Allocation(
            id=allocation_id,
            receipt_id=source.receipt_id,
            credit_id=source.credit_id,
            charge_id=charge_id,
            amount_cents=amount_cents,
            allocated_on=settles_on,
            entry_id=_moved(session, actor, lines, allocation_id, settles_on, now),
            recorded_at=now,
            recorded_by=actor.name,
        )
    )
    session.flush()


def give_back(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    charge_id: UUID,
    kind: ChargeKind,
    given_back_on: date,
    now: datetime,
) -> int:
    """Make what settles a charge a prepayment again, and return how many cents that were.

    Each part is given back on the day given, or on the day it counts from when that is later.
    """
    actor.must(Permission.VIEW_LEDGER)
    standing = standing_allocations(session, Allocation.charge_id == charge_id)
    for part in standing:
        take_off(session, actor, place=place, part=part, kind=kind, taken_off_on=given_back_on, now=now)
    return sum(part.amount_cents for part in standing)


def take_off(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    part: Allocation,
    kind: ChargeKind,
    taken_off_on: date,
    now: datetime,
) -> None:
    """Make one allocation a prepayment again by an entry of its own, not before the day it counts from."""
    actor.must(Permission.VIEW_LEDGER)
    allocation_id, day = new_id(), max(taken_off_on, part.allocated_on)
    lines = unallocated_lines(ledger_of(place), {kind: part.amount_cents})
    undo(session, actor, part, allocation_id, day, _moved(session, actor, lines, allocation_id, day, now), now)


def undo(
    session: Session,
    actor: Actor,
    part: Allocation,
    allocation_id: UUID,
    undone_on: date,
    entry_id: UUID,
    now: datetime,
) -> None:
    """Add the row that takes an allocation back, booked by the entry."""
    session.add(
        Allocation(
            id=allocation_id,
            receipt_id=part.receipt_id,
            credit_id=part.credit_id,
            charge_id=part.charge_id,
            amount_cents=-part.amount_cents,
            allocated_on=undone_on,
            entry_id=entry_id,
            reverses_allocation_id=part.id,
            recorded_at=now,
            recorded_by=actor.name,
        )
    )
    session.flush()


def standing_allocations(session: Session, of: bool) -> list[Allocation]:
    """Return the allocations of a source or a charge that were not taken back, oldest first."""
    undone = select(Allocation.reverses_allocation_id).where(col(Allocation.reverses_allocation_id).isnot(None))
    rows = session.exec(
        select(Allocation)
        .where(of, col(Allocation.amount_cents) > 0, col(Allocation.id).not_in(undone))
        .order_by(col(Allocation.allocated_on), col(Allocation.id))
    )
    return list(rows)


def _moved(
    session: Session, actor: Actor, lines: Iterable[Line], allocation_id: UUID, day: date, now: datetime
) -> UUID:
    return post_entry(
        session,
        actor,
        lines=tuple(lines),
        posted_on=day,
        kind=EntryKind.ALLOCATION,
        source_kind="allocation",
        source_id=allocation_id,
        entry_key=f"allocation:{allocation_id}",
        now=now,
    )
