"""What the books say: accounts and their balances, entries with their lines, the closed period, what does not agree."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.enums import AccountKind, EntryKind
from pm_app.books.rules import Finding
from pm_app.books.tables import Account, JournalEntry, JournalLine, PeriodLock
from pm_app.kernel.errors import NotFound


@dataclass(frozen=True)
class AccountBalance:
    """One account on a day. `balance_cents` is positive on the side where the account normally stands."""

    number: int
    name: str
    kind: AccountKind
    debit_cents: int
    credit_cents: int
    balance_cents: int


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


@dataclass(frozen=True)
class ClosedPeriod:
    """Until when the books are closed (None: they are open), who decided that, when and why."""

    locked_through: date | None
    locked_at: datetime
    reason: str


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
        number=f"{entry.entry_year}-{entry.entry_number:05d}",
        kind=entry.kind,
        posted_on=entry.posted_on,
        memo=entry.memo,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        lines=tuple(lines),
    )


def account_balances(
    session: Session, actor: Actor, *, as_of: date, property_id: UUID | None = None
) -> list[AccountBalance]:
    """Return every account with what was debited and credited up to and including a day, by number."""
    actor.must(Permission.VIEW_LEDGER)
    posted = (
        select(
            JournalLine.account_id,
            func.sum(JournalLine.debit_cents).label("debit"),
            func.sum(JournalLine.credit_cents).label("credit"),
        )
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .where(col(JournalEntry.posted_on) <= as_of, within_scope(actor, col(JournalLine.property_id)))
        .where(col(JournalLine.property_id) == property_id if property_id else True)
        .group_by(col(JournalLine.account_id))
        .subquery()
    )
    rows = session.execute(
        sql_select(col(Account.number), col(Account.name), col(Account.kind), posted.c.debit, posted.c.credit)
        .outerjoin(posted, posted.c.account_id == col(Account.id))
        .order_by(col(Account.number))
    )
    return [
        _balance(number, name, kind, int(debit or 0), int(credit or 0)) for number, name, kind, debit, credit in rows
    ]


def _balance(number: int, name: str, kind: AccountKind, debit_cents: int, credit_cents: int) -> AccountBalance:
    debit_side = kind in {AccountKind.ASSET, AccountKind.EXPENSE}
    balance_cents = debit_cents - credit_cents if debit_side else credit_cents - debit_cents
    return AccountBalance(number, name, kind, debit_cents, credit_cents, balance_cents)


def tenancy_balances(
    session: Session, actor: Actor, *, accounts: Collection[int], as_of: date, tenancy_id: UUID | None = None
) -> dict[tuple[UUID, int], int]:
    """Return debits less credits in cents by tenancy and account number, up to and including a day."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(JournalLine.tenancy_id, Account.number, func.sum(JournalLine.debit_cents - JournalLine.credit_cents))
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .join(Account, col(Account.id) == col(JournalLine.account_id))
        .where(
            col(Account.number).in_(accounts),
            col(JournalEntry.posted_on) <= as_of,
            col(JournalLine.tenancy_id) == tenancy_id if tenancy_id else col(JournalLine.tenancy_id).isnot(None),
            within_scope(actor, col(JournalLine.property_id)),
        )
        .group_by(col(JournalLine.tenancy_id), col(Account.number))
    )
    return {(tenancy, number): int(cents) for tenancy, number, cents in rows if tenancy is not None}


def closed_period(session: Session, actor: Actor) -> ClosedPeriod | None:
    """Return the newest decision about the closed period, or None when none was ever made."""
    actor.must(Permission.VIEW_LEDGER)
    lock = session.exec(
        select(PeriodLock).order_by(col(PeriodLock.locked_at).desc(), col(PeriodLock.id).desc()).limit(1)
    ).first()
    return ClosedPeriod(lock.locked_through, lock.locked_at, lock.reason) if lock else None


def reversed_entry_ids(session: Session, actor: Actor, *, entry_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return which of these entries were reversed, each with the entry that reversed it."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(JournalEntry.reverses_entry_id, JournalEntry.id).where(
            col(JournalEntry.reverses_entry_id).in_(entry_ids)
        )
    )
    return {original: reversal for original, reversal in rows if original is not None}


_FINDINGS = {
    "entries balance": (
        "do not balance within each property, or lack a line",
        """
        select entry_id from journal_line group by entry_id, property_id
          having sum(debit_cents) <> sum(credit_cents)
        union
        select e.id from journal_entry e left join journal_line l on l.entry_id = e.id
          group by e.id having count(l.id) <> e.line_count
        """,
    ),
    "reversals mirror": (
        "are reversals that do not mirror their original",
        """
        with reversal as (
          select r.id, r.posted_on < o.posted_on or o.reverses_entry_id is not null as misplaced, o.id as original_id
          from journal_entry r join journal_entry o on o.id = r.reverses_entry_id
        ), uneven as (
          select r.id from reversal r join journal_line l on l.entry_id in (r.id, r.original_id)
          group by r.id, l.account_id, l.property_id, l.unit_id, l.tenancy_id, l.person_id
          having sum(l.debit_cents) <> sum(l.credit_cents)
        )
        select id from reversal where misplaced union select id from uneven
        """,
    ),
    "closed periods": (
        "were posted into a period after it was closed",
        """
        select e.id from journal_entry e cross join lateral (
          select p.locked_through from period_lock p where p.locked_at < e.recorded_at
          order by p.locked_at desc, p.id desc limit 1
        ) closed where closed.locked_through >= e.posted_on
        """,
    ),
    "entry numbers": (
        "are numbered outside the sequence of their year",
        """
        select e.id from journal_entry e left join entry_counter c using (organization_id, entry_year)
          where e.entry_number > coalesce(c.last_number, 0)
        union
        select max(e.id::text)::uuid from entry_counter c join journal_entry e using (organization_id, entry_year)
          group by c.id, c.last_number having count(*) <> c.last_number
        """,
    ),
}


def book_findings(session: Session, actor: Actor) -> list[Finding]:
    """Return what is wrong inside the books themselves, whoever's property it is; empty is good (domain rules §25).

    Entries that do not balance, reversals that do not mirror, postings into a closed period, gaps in the numbers.
    """
    actor.must(Permission.VIEW_LEDGER)
    found: list[Finding] = []
    for name, (wrong, statement) in _FINDINGS.items():
        ids = tuple(session.connection().execute(text(statement)).scalars())
        if ids:
            found.append(Finding(name, f"{len(ids)} {'entry' if len(ids) == 1 else 'entries'}: {wrong}.", ids))
    return found
