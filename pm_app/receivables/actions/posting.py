"""Posting what settles charges, be it money or a credit, and taking it back with all it had settled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import post_entry, reverse_entry
from pm_app.books.enums import EntryKind
from pm_app.books.queries.entries import reversed_entry_ids
from pm_app.kernel.dates import in_words
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace
from pm_app.receivables.actions.settling import ledger_of, settle, standing_allocations, undo
from pm_app.receivables.queries.facts import OpenItem, Source
from pm_app.receivables.rules.allocation import Allocation as Part
from pm_app.receivables.rules.plausible import ReversalTooEarly
from pm_app.receivables.rules.postings import receipt_lines, settled_by_kind
from pm_app.receivables.tables.items import Allocation, Credit, Receipt


@dataclass(frozen=True)
class NewSource:
    """What is about to settle charges: the kind of its entry, the account it debits, how much, and from when."""

    kind: EntryKind
    account: int
    amount_cents: int
    counts_from: date
    memo: str


def post_source(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    new: NewSource,
    parts: Sequence[Part],
    items: Mapping[UUID, OpenItem],
    make: Callable[[UUID, UUID], Receipt | Credit],
    now: datetime,
) -> UUID:
    """Post a receipt or a credit with what it settles on its own day, and return its id; `make` builds its row.

    Charges that count from a later day are settled then, by entries of their own.
    """
    actor.must(Permission.VIEW_LEDGER)
    source_id = new_id()
    at_once = [part for part in parts if items[part.charge_id].settles_from <= new.counts_from]
    settled = settled_by_kind(at_once, {charge_id: item.charge.kind for charge_id, item in items.items()})
    entry_id = post_entry(
        session,
        actor,
        lines=receipt_lines(ledger_of(place), new.amount_cents, settled, new.account),
        posted_on=new.counts_from,
        kind=new.kind,
        source_kind=new.kind.value,
        source_id=source_id,
        entry_key=f"{new.kind}:{source_id}",
        now=now,
        memo=new.memo,
    )
    session.add(row := make(source_id, entry_id))
    session.flush()
    source = _source(row)
    session.add_all(_allocation(actor, source, part, new.counts_from, entry_id, now) for part in at_once)
    session.flush()
    for part in parts:
        if part not in at_once:
            _settle_later(session, actor, place, source, part, items[part.charge_id], now)
    return source_id


def _settle_later(
    session: Session, actor: Actor, place: TenancyPlace, source: Source, part: Part, item: OpenItem, now: datetime
) -> None:
    settle(
        session,
        actor,
        place=place,
        source=source,
        charge_id=part.charge_id,
        kind=item.charge.kind,
        amount_cents=part.amount_cents,
        settles_on=item.settles_from,
        now=now,
    )


def _source(row: Receipt | Credit) -> Source:
    return Source(receipt_id=row.id) if isinstance(row, Receipt) else Source(credit_id=row.id)


def _allocation(
    actor: Actor, source: Source, part: Part, allocated_on: date, entry_id: UUID, now: datetime
) -> Allocation:
    return Allocation(
        receipt_id=source.receipt_id,
        credit_id=source.credit_id,
        charge_id=part.charge_id,
        amount_cents=part.amount_cents,
        allocated_on=allocated_on,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by=actor.name,
    )


def last_taken_off(session: Session, source_id: UUID) -> date:
    """Return the last day on which something was taken off what a receipt or credit had settled; date.min for never."""
    found = session.exec(
        select(func.max(Allocation.allocated_on)).where(
            col(Allocation.source_id) == source_id, col(Allocation.amount_cents) < 0
        )
    ).one()
    return found or date.min


def check_after_taken_off(session: Session, source_id: UUID, reversed_on: date) -> None:
    """Refuse a day on which a receipt or credit still settled what was taken off it later: that day is told already."""
    day = last_taken_off(session, source_id)
    if reversed_on < day:
        raise ReversalTooEarly(
            f"Something it had settled was taken off it on {in_words(day)}. Choose that day or a later one.",
            field="reversed_on",
        )


def unwind(
    session: Session, actor: Actor, *, row: Receipt | Credit, reversed_on: date, reason: str, now: datetime
) -> UUID:
    """Reverse every entry that moved this money, take back what it settles, return its own entry's reversal.

    An entry dated later than the reversal is reversed on its own day: before it, there is nothing to undo.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    began_on = row.received_on if isinstance(row, Receipt) else row.credited_on
    moves = session.exec(
        select(Allocation).where(col(Allocation.source_id) == row.id, Allocation.entry_id != row.entry_id)
    )
    dated = {row.entry_id: began_on, **{move.entry_id: move.allocated_on for move in moves}}
    undone = reversed_entry_ids(session, actor, entry_ids=dated)
    reversals: dict[UUID, tuple[UUID, date]] = {}
    for entry_id, posted_on in sorted(dated.items(), key=lambda one: (one[1], one[0])):
        if entry_id not in undone:
            day = max(reversed_on, posted_on)
            reversal_id = reverse_entry(session, actor, entry_id=entry_id, reversed_on=day, now=now, memo=reason)
            reversals[entry_id] = (reversal_id, day)
    for part in standing_allocations(session, col(Allocation.source_id) == row.id):  # pyright: ignore[reportArgumentType]
        entry_id, day = reversals[part.entry_id]
        undo(session, actor, part, new_id(), day, entry_id, now)
    return reversals[row.entry_id][0]
