"""What the journal is narrowed to: days, account, property, lease, kind, words, amounts and numbers."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, select

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.kernel.listing import like_pattern, search_text
from pm_app.leasing.tables import Tenancy

_NUMBER = re.compile(r"(?:(?P<year>[0-9]{4})-)?(?P<number>[0-9]{1,9})")
_AMOUNT = re.compile(r"\$?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.(?P<part>[0-9]{2}))?")


@dataclass(frozen=True)
class JournalFilter:
    """What the journal is narrowed to; days are included, `known_at` leaves out what was recorded later.

    With an account, entries that touch it are shown whole; with a property or a tenancy, only their lines.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    account: int | None = None
    property_id: UUID | None = None
    tenancy_id: UUID | None = None
    kind: EntryKind | None = None
    known_at: datetime | None = None


def in_order(entry: Any) -> tuple[Any, ...]:
    """Return the columns that put entries into the order of the books: the day, then the number within its year."""
    return entry.posted_on, entry.entry_number


def newest_first(entry: Any) -> tuple[Any, ...]:
    """Return the same order, turned round."""
    return entry.posted_on.desc(), entry.entry_number.desc()


def lines_where(actor: Actor, asked: JournalFilter) -> list[ColumnElement[bool]]:
    """Return what a line must be to be shown: within scope, of the property and of the tenancy asked for."""
    found: list[ColumnElement[bool]] = []
    if actor.property_ids is not None:
        found.append(within_scope(actor, col(JournalLine.property_id)))
    if asked.property_id is not None:
        found.append(col(JournalLine.property_id) == asked.property_id)
    if asked.tenancy_id is not None:
        found.append(col(JournalLine.tenancy_id) == asked.tenancy_id)
    return found


def entries_where(session: Session, actor: Actor, asked: JournalFilter, search: str = "") -> list[ColumnElement[bool]]:
    """Return what an entry must be to be shown; an account narrows by the lines the entry has on it."""
    found = known_between(asked)
    if asked.kind is not None:
        found.append(col(JournalEntry.kind) == asked.kind)
    lines = lines_where(actor, asked)
    if asked.account is not None:
        number = select(Account.id).where(Account.number == asked.account)
        lines.append(col(JournalLine.account_id) == session.exec(number).first())
    if lines:
        found.append(col(JournalEntry.id).in_(select(JournalLine.entry_id).where(*lines)))
    if text := search_text(search):
        found.append(_says(text))
    return found


def known_between(asked: JournalFilter) -> list[ColumnElement[bool]]:
    """Return what an entry's days must be: posted from and through the days asked for, recorded by the moment."""
    found: list[ColumnElement[bool]] = []
    if asked.starts_on is not None:
        found.append(col(JournalEntry.posted_on) >= asked.starts_on)
    if asked.ends_on is not None:
        found.append(col(JournalEntry.posted_on) <= asked.ends_on)
    if asked.known_at is not None:
        found.append(col(JournalEntry.recorded_at) <= asked.known_at)
    return found


def _says(text: str) -> ColumnElement[bool]:
    pattern = like_pattern(text)
    households = select(Tenancy.id).where(col(Tenancy.name).ilike(pattern, escape="\\"))
    ways: list[ColumnElement[bool]] = [
        col(JournalEntry.memo).ilike(pattern, escape="\\"),
        col(JournalEntry.recorded_by).ilike(pattern, escape="\\"),
        col(JournalEntry.id).in_(select(JournalLine.entry_id).where(col(JournalLine.tenancy_id).in_(households))),
    ]
    if numbered := _NUMBER.fullmatch(text):
        of_year = col(JournalEntry.entry_year) == int(numbered["year"]) if numbered["year"] else true()
        ways.append(and_(of_year, col(JournalEntry.entry_number) == int(numbered["number"])))
    if (cents := _cents(text)) is not None:
        of_amount = or_(col(JournalLine.debit_cents) == cents, col(JournalLine.credit_cents) == cents)
        ways.append(col(JournalEntry.id).in_(select(JournalLine.entry_id).where(of_amount)))
    return or_(*ways)


def _cents(text: str) -> int | None:
    found = _AMOUNT.fullmatch(text)
    return int(found["whole"].replace(",", "")) * 100 + int(found["part"] or 0) if found else None
