"""Adding to the books: the chart of accounts, entries, and their reversals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.periods import closed_period
from pm_app.books.rules import ACCOUNTS, Line, check_balanced, check_open_period, reversed_lines
from pm_app.books.tables import Account, EntryCounter, JournalEntry, JournalLine
from pm_app.kernel.errors import NotFound, Refused

POSTING_PERMISSIONS: dict[EntryKind, Permission] = {
    EntryKind.CHARGE: Permission.POST_CHARGES,
    EntryKind.OPENING_BALANCE: Permission.POST_CHARGES,
    EntryKind.RECEIPT: Permission.RECORD_RECEIPTS,
    EntryKind.ALLOCATION: Permission.RECORD_RECEIPTS,
    EntryKind.REVERSAL: Permission.REVERSE_ENTRIES,
    EntryKind.CREDIT: Permission.GIVE_CREDITS,
    EntryKind.REFUND: Permission.PAY_REFUNDS,
    EntryKind.BANK_DEPOSIT: Permission.RECORD_RECEIPTS,
    EntryKind.BANK_RETURN: Permission.REVERSE_ENTRIES,
    EntryKind.BANK_TRANSFER: Permission.PAY_REFUNDS,
}


class AlreadyReversed(Refused):
    """An entry that was reversed before."""


class ReversalNotReversible(Refused):
    """A reversal, which is undone by entering the original again."""


class ReversalBeforeOriginal(Refused):
    """A reversal dated before what it reverses."""


class AccountMissing(Refused):
    """A line on an account that is not in the chart."""


@dataclass(frozen=True)
class NewEntry:
    """An entry about to be posted; its key names it, so that it is posted once."""

    lines: Sequence[Line]
    posted_on: date
    kind: EntryKind
    source_kind: str
    source_id: UUID
    entry_key: str
    memo: str = ""
    reverses_entry_id: UUID | None = None


def open_books(session: Session, actor: Actor) -> int:
    """Add the accounts of the standard chart that are missing, and return how many were; twice adds nothing."""
    actor.must(Permission.LOCK_PERIODS)
    present = set(session.exec(select(Account.number)))
    missing = [spec for spec in ACCOUNTS if spec.number not in present]
    for spec in missing:
        values = Account(number=spec.number, name=spec.name, kind=spec.kind).model_dump(exclude={"organization_id"})
        session.exec(insert(Account).values(**values).on_conflict_do_nothing())
    return len(missing)


def post_entry(
    session: Session,
    actor: Actor,
    *,
    lines: Sequence[Line],
    posted_on: date,
    kind: EntryKind,
    source_kind: str,
    source_id: UUID,
    entry_key: str,
    now: datetime,
    memo: str = "",
    reverses_entry_id: UUID | None = None,
) -> UUID:
    """Add an entry to the books and return its id; the same `entry_key` again returns the entry it made.

    Its number is the next of the year of its posting day. Refuses lines that do not balance, a closed period, and
    accounts that are not in the chart. The caller writes the audit entry, and has locked the tenancy before.
    """
    new = NewEntry(lines, posted_on, kind, source_kind, source_id, entry_key, memo, reverses_entry_id)
    return post_entries(session, actor, new=[new], now=now)[0]


def post_entries(session: Session, actor: Actor, *, new: Sequence[NewEntry], now: datetime) -> list[UUID]:
    """Add many entries at once, as `post_entry` adds one, and return their ids in the same order: all, or none."""
    for one in new:
        actor.must(POSTING_PERMISSIONS[one.kind])
        check_balanced(one.lines)
    for property_id in {line.property_id for one in new for line in one.lines}:
        actor.must_see(property_id)
    counters = {year: _locked_counter(session, year) for year in sorted({one.posted_on.year for one in new})}
    made = _made_before(session, [one.entry_key for one in new])
    fresh = [one for one in new if one.entry_key not in made]
    closed = closed_period(session, actor) if fresh else None
    accounts = _account_ids(session, {line.account for one in fresh for line in one.lines})
    for one in fresh:
        check_open_period(one.posted_on, closed.locked_through if closed else None)
        counter = counters[one.posted_on.year]
        counter.last_number += 1
        made[one.entry_key] = _add(session, actor, one, counter.last_number, now)
    session.flush()
    for one in fresh:
        entry_id = made[one.entry_key]
        session.add_all(
            _line_row(entry_id, place, line, accounts[line.account]) for place, line in enumerate(one.lines, 1)
        )
    session.flush()
    return [made[one.entry_key] for one in new]


def _add(session: Session, actor: Actor, new: NewEntry, number: int, now: datetime) -> UUID:
    entry = JournalEntry(
        entry_year=new.posted_on.year,
        entry_number=number,
        posted_on=new.posted_on,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
        kind=new.kind,
        memo=new.memo,
        source_kind=new.source_kind,
        source_id=new.source_id,
        entry_key=new.entry_key,
        reverses_entry_id=new.reverses_entry_id,
        line_count=len(new.lines),
    )
    session.add(entry)
    return entry.id


def _made_before(session: Session, keys: Sequence[str]) -> dict[str, UUID]:
    rows = session.exec(select(JournalEntry.entry_key, JournalEntry.id).where(col(JournalEntry.entry_key).in_(keys)))
    return dict(rows.all())


def hold_entry_numbers(session: Session, actor: Actor, *, posted_on: date) -> None:
    """Hold the numbers of the year of a day until the transaction ends, before anything else that is counted."""
    actor.must(Permission.VIEW_LEDGER)
    _locked_counter(session, posted_on.year)


def _locked_counter(session: Session, year: int) -> EntryCounter:
    """Return the year's counter, made if need be and locked until the transaction ends: numbers have no gaps."""
    fresh = EntryCounter(entry_year=year, last_number=0).model_dump(exclude={"organization_id"})
    session.exec(insert(EntryCounter).values(**fresh).on_conflict_do_nothing())
    return session.exec(
        select(EntryCounter)
        .where(EntryCounter.entry_year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _account_ids(session: Session, numbers: set[int]) -> dict[int, UUID]:
    rows = session.exec(select(Account.number, Account.id).where(col(Account.number).in_(numbers)))
    found = dict(rows.all())
    if missing := sorted(numbers - set(found)):
        raise AccountMissing(f"Account {missing[0]} is not in the chart of accounts. Open the books first.")
    return found


def _line_row(entry_id: UUID, position: int, line: Line, account_id: UUID) -> JournalLine:
    return JournalLine(
        entry_id=entry_id,
        position=position,
        account_id=account_id,
        property_id=line.property_id,
        unit_id=line.unit_id,
        tenancy_id=line.tenancy_id,
        person_id=line.person_id,
        debit_cents=line.debit_cents,
        credit_cents=line.credit_cents,
    )


def reverse_entry(
    session: Session, actor: Actor, *, entry_id: UUID, reversed_on: date, now: datetime, memo: str = ""
) -> UUID:
    """Add the entry that undoes another, with the same lines turned round, and return its id.

    It has a day of its own, not before the original's and not in a closed period. Refused for an entry that was
    reversed already and for a reversal, which is undone by entering the original again (domain rules §4).
    """
    actor.must(Permission.REVERSE_ENTRIES)
    entry = session.get(JournalEntry, entry_id)
    if entry is None:
        raise NotFound("This entry does not exist, or it is not yours to see.")
    if entry.reverses_entry_id is not None:
        raise ReversalNotReversible("A reversal cannot be reversed. Enter the original again instead.")
    _locked_counter(session, reversed_on.year)
    if session.exec(select(JournalEntry.id).where(JournalEntry.reverses_entry_id == entry_id)).first():
        raise AlreadyReversed("This was reversed already. Look at the ledger again.")
    if reversed_on < entry.posted_on:
        raise ReversalBeforeOriginal(
            "A reversal cannot be dated before what it reverses. Choose that day or a later one.", field="reversed_on"
        )
    return post_entry(
        session,
        actor,
        lines=reversed_lines(_lines_of(session, entry_id)),
        posted_on=reversed_on,
        kind=EntryKind.REVERSAL,
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        entry_key=f"reversal:{entry_id}",
        now=now,
        memo=memo,
        reverses_entry_id=entry_id,
    )


def _lines_of(session: Session, entry_id: UUID) -> list[Line]:
    rows = session.exec(
        select(JournalLine, Account.number)
        .join(Account, col(Account.id) == col(JournalLine.account_id))
        .where(JournalLine.entry_id == entry_id)
        .order_by(col(JournalLine.position))
    )
    return [
        Line(
            number,
            row.property_id,
            debit_cents=row.debit_cents,
            credit_cents=row.credit_cents,
            unit_id=row.unit_id,
            tenancy_id=row.tenancy_id,
            person_id=row.person_id,
        )
        for row, number in rows
    ]
