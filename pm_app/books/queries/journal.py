"""The journal as an accountant reads it: entries newest first, narrowed by day, account, property, lease and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, tuple_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.concerned import Concerned, concerned, concerned_columns, with_concerned
from pm_app.books.queries.entries import entry_number
from pm_app.books.queries.narrowing import JournalFilter, entries_where, in_order, lines_where, newest_first
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.kernel.listing import Listing

_HEAD = (
    *(col(JournalEntry.id), col(JournalEntry.entry_year), col(JournalEntry.entry_number), col(JournalEntry.kind)),
    *(col(JournalEntry.posted_on), col(JournalEntry.memo), col(JournalEntry.recorded_at)),
    *(col(JournalEntry.recorded_by), col(JournalEntry.reverses_entry_id)),
)


@dataclass(frozen=True)
class JournalLineRow:
    """One line of an entry, with whom it is about."""

    account: int
    account_name: str
    debit_cents: int
    credit_cents: int
    concerned: Concerned


@dataclass(frozen=True)
class JournalRow:
    """One entry with its lines in order; `reverses` and `reversed_by` are the numbers of the other entry, or empty."""

    entry_id: UUID
    number: str
    number_in_year: int
    kind: EntryKind
    posted_on: date
    memo: str
    recorded_at: datetime
    recorded_by: str
    reverses: str
    reversed_by: str
    lines: tuple[JournalLineRow, ...]


@dataclass(frozen=True)
class JournalPage:
    """One page of the journal; the totals are those of all pages."""

    rows: list[JournalRow]
    total: int
    debit_cents: int
    credit_cents: int


def journal_page(session: Session, actor: Actor, *, listing: Listing, asked: JournalFilter) -> JournalPage:
    """Return a page of the journal, newest first (or oldest first: `listing.descending` False with sort `day`).

    The search finds a number such as 2026-00041, an amount, words of the memo, a household, or who recorded it.
    """
    actor.must(Permission.VIEW_LEDGER)
    entries = entries_where(session, actor, asked, listing.search)
    lines = lines_where(actor, asked)
    oldest_first = listing.sort == "day" and not listing.descending
    heads = session.execute(
        sql_select(*_HEAD)
        .where(*entries)
        .order_by(*(in_order(JournalEntry) if oldest_first else newest_first(JournalEntry)))
        .limit(listing.limit)
        .offset(listing.offset)
    ).all()
    total, debit_cents, credit_cents = _totals(session, actor, asked, entries, lines)
    return JournalPage(_rows(session, heads, lines), total, debit_cents, credit_cents)


def journal_after(
    session: Session, actor: Actor, *, asked: JournalFilter, after: tuple[date, int] | None, limit: int
) -> list[JournalRow]:
    """Return the next entries in the order of the books, to read the whole journal part by part.

    `after` is the day and the number within its year of the last entry read; None begins.
    """
    actor.must(Permission.VIEW_LEDGER)
    entries = entries_where(session, actor, asked)
    if after is not None:
        entries.append(tuple_(*in_order(JournalEntry)) > tuple_(*after))
    heads = session.execute(sql_select(*_HEAD).where(*entries).order_by(*in_order(JournalEntry)).limit(limit)).all()
    return _rows(session, heads, lines_where(actor, asked))


def _totals(
    session: Session,
    actor: Actor,
    asked: JournalFilter,
    entries: Sequence[ColumnElement[bool]],
    lines: Sequence[ColumnElement[bool]],
) -> tuple[int, int, int]:
    count = session.execute(sql_select(func.count()).select_from(JournalEntry).where(*entries)).scalar_one()
    sums = sql_select(func.sum(JournalLine.debit_cents), func.sum(JournalLine.credit_cents)).where(*lines)
    if entries:
        sums = sums.join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id)).where(*entries)
    debit, credit = session.execute(sums).one()
    return count, int(debit or 0), int(credit or 0)


def _rows(session: Session, heads: Sequence[Any], where: Sequence[ColumnElement[bool]]) -> list[JournalRow]:
    ids = [head.id for head in heads]
    lines: dict[UUID, list[JournalLineRow]] = {}
    for entry_id, row in _lines_of(session, ids, where):
        lines.setdefault(entry_id, []).append(row)
    originals, reversals = _originals(session, heads), _reversals(session, heads)
    return [
        JournalRow(
            entry_id=head.id,
            number=entry_number(head.entry_year, head.entry_number),
            number_in_year=head.entry_number,
            kind=head.kind,
            posted_on=head.posted_on,
            memo=head.memo,
            recorded_at=head.recorded_at,
            recorded_by=head.recorded_by,
            reverses=originals[head.reverses_entry_id] if head.reverses_entry_id else "",
            reversed_by=reversals.get(head.id, ""),
            lines=tuple(lines.get(head.id, ())),
        )
        for head in heads
    ]


def _lines_of(
    session: Session, entry_ids: Sequence[UUID], where: Sequence[ColumnElement[bool]]
) -> list[tuple[UUID, JournalLineRow]]:
    lines = sql_select(
        col(JournalLine.entry_id),
        *(col(Account.number), col(Account.name)),
        *(col(JournalLine.debit_cents), col(JournalLine.credit_cents)),
        *concerned_columns(),
    ).join(Account, col(Account.id) == col(JournalLine.account_id))
    rows = session.execute(
        with_concerned(lines)
        .where(col(JournalLine.entry_id) == any_(literal(list(entry_ids), ARRAY(Uuid()))), *where)
        .order_by(col(JournalLine.entry_id), col(JournalLine.position))
    )
    return [
        (entry_id, JournalLineRow(number, name, debit, credit, concerned(*about)))
        for entry_id, number, name, debit, credit, *about in rows
    ]


def _originals(session: Session, heads: Sequence[Any]) -> dict[UUID, str]:
    """Return the numbers of the entries these reverse, by id."""
    ids = [head.reverses_entry_id for head in heads if head.reverses_entry_id]
    rows = session.exec(select(JournalEntry).where(col(JournalEntry.id).in_(ids))) if ids else ()
    return {row.id: entry_number(row.entry_year, row.entry_number) for row in rows}


def _reversals(session: Session, heads: Sequence[Any]) -> dict[UUID, str]:
    """Return the numbers of the entries that reverse these, by the id of what they reverse."""
    rows = session.exec(
        select(JournalEntry).where(col(JournalEntry.reverses_entry_id).in_([head.id for head in heads]))
    )
    return {
        row.reverses_entry_id: entry_number(row.entry_year, row.entry_number)
        for row in rows
        if row.reverses_entry_id is not None
    }
