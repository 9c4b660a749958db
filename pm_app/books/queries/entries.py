"""Entries with their lines, and which of them were reversed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.kernel.errors import NotFound


@dataclass(frozen=True)
class EntryLineRow:
    """One line of an entry."""

    account: int
    account_name: str
    debit_cents: int
    credit_cents: int


@dataclass(frozen=True)
class EntryRow:
    """One entry with its lines in order. `number` is the year and the place within it, such as 2026-00041."""

    entry_id: UUID
    number: str
    kind: EntryKind
    posted_on: date
    memo: str
    recorded_at: datetime
    recorded_by: str
    lines: tuple[EntryLineRow, ...]


def entry_number(year: int, number: int) -> str:
    """Return an entry's number as people say it: `2026-00041`."""
    return f"{year}-{number:05d}"


def entry_lines(session: Session, actor: Actor, *, entry_id: UUID) -> EntryRow:
    """Return one entry with its lines; `NotFound` when it does not exist or is out of scope."""
    found = entries(session, actor, entry_ids=[entry_id])
    if entry_id not in found:
        raise NotFound("This entry does not exist, or it is not yours to see.")
    return found[entry_id]


def entries(session: Session, actor: Actor, *, entry_ids: Collection[UUID]) -> dict[UUID, EntryRow]:
    """Return entries by id; those out of scope are left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(JournalEntry, JournalLine, Account.number, Account.name)
        .join(JournalLine, col(JournalLine.entry_id) == col(JournalEntry.id))
        .join(Account, col(Account.id) == col(JournalLine.account_id))
        .where(col(JournalEntry.id).in_(entry_ids), within_scope(actor, col(JournalLine.property_id)))
        .order_by(col(JournalEntry.posted_on), col(JournalEntry.id), col(JournalLine.position))
    )
    lines: dict[UUID, list[EntryLineRow]] = {}
    heads: dict[UUID, JournalEntry] = {}
    for entry, line, number, name in rows:
        heads[entry.id] = entry
        lines.setdefault(entry.id, []).append(EntryLineRow(number, name, line.debit_cents, line.credit_cents))
    return {entry_id: _entry_row(entry, lines[entry_id]) for entry_id, entry in heads.items()}


def _entry_row(entry: JournalEntry, lines: Iterable[EntryLineRow]) -> EntryRow:
    return EntryRow(
        entry_id=entry.id,
        number=entry_number(entry.entry_year, entry.entry_number),
        kind=entry.kind,
        posted_on=entry.posted_on,
        memo=entry.memo,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        lines=tuple(lines),
    )


def reversed_entry_ids(session: Session, actor: Actor, *, entry_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return which of these entries were reversed, each with the entry that reversed it."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(JournalEntry.reverses_entry_id, JournalEntry.id).where(
            col(JournalEntry.reverses_entry_id).in_(entry_ids)
        )
    )
    return {original: reversal for original, reversal in rows if original is not None}
