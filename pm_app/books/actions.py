"""Adding to the books: the chart of accounts, entries, their reversals, and the closed period."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.periods import closed_period
from pm_app.books.rules import ACCOUNTS, Line, check_balanced, check_open_period, reversed_lines
from pm_app.books.tables import Account, EntryCounter, JournalEntry, JournalLine, PeriodLock
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned

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


class LockOutOfOrder(Refused):
    """A closing day that is not later, or a reopening that is not earlier, than the present one."""


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
    actor.must(POSTING_PERMISSIONS[kind])
    check_balanced(lines)
    for property_id in {line.property_id for line in lines}:
        actor.must_see(property_id)
    entry = JournalEntry(
        entry_year=posted_on.year,
        entry_number=0,
        posted_on=posted_on,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
        kind=kind,
        memo=memo,
        source_kind=source_kind,
        source_id=source_id,
        entry_key=entry_key,
        reverses_entry_id=reverses_entry_id,
        line_count=len(lines),
    )
    return _numbered(session, actor, entry, lines)


def _numbered(session: Session, actor: Actor, entry: JournalEntry, lines: Sequence[Line]) -> UUID:
    counter = _locked_counter(session, entry.entry_year)
    made = session.exec(select(JournalEntry.id).where(JournalEntry.entry_key == entry.entry_key)).first()
    if made is not None:
        return made
    closed = closed_period(session, actor)
    check_open_period(entry.posted_on, closed.locked_through if closed else None)
    accounts = _account_ids(session, {line.account for line in lines})
    counter.last_number += 1
    entry.entry_number = counter.last_number
    session.add(entry)
    session.flush()
    session.add_all(_line_row(entry.id, place, line, accounts[line.account]) for place, line in enumerate(lines, 1))
    session.flush()
    return entry.id


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


def lock_period(
    session: Session, actor: Actor, *, locked_through: date, today: date, now: datetime, reason: str = ""
) -> UUID:
    """Close the books up to and including a day that has passed; nothing is posted there any more.

    Refuses a day that is not over yet, and one that is not later than the present closing day: that is reopening.
    """
    actor.must(Permission.LOCK_PERIODS)
    if locked_through >= today:
        raise LockOutOfOrder(
            "Only days that are over can be closed. Choose a day before today.", field="locked_through"
        )
    before = _lock_for_decision(session, actor)
    if before is not None and locked_through <= before:
        raise LockOutOfOrder(
            "The books are closed through that day already. Choose a later one.", field="locked_through"
        )
    return _decide(session, actor, before, locked_through, "closed the books", reason, now)


def unlock_period(session: Session, actor: Actor, *, locked_through: date | None, reason: str, now: datetime) -> UUID:
    """Reopen the books after an earlier day, or wholly (None); a reason is obligatory and kept."""
    actor.must(Permission.LOCK_PERIODS)
    before = _lock_for_decision(session, actor)
    if before is None or (locked_through is not None and locked_through >= before):
        raise LockOutOfOrder("The books are open after that day already.", field="locked_through")
    if not reason.strip():
        raise Refused("Write why the books are reopened.", field="reason")
    return _decide(session, actor, before, locked_through, "reopened the books", reason, now)


def _lock_for_decision(session: Session, actor: Actor) -> date | None:
    """Wait until nobody is posting, keep others from it until the decision is written, and return the present lock."""
    session.connection().execute(text("lock table entry_counter in share row exclusive mode"))
    closed = closed_period(session, actor)
    return closed.locked_through if closed else None


def _decide(
    session: Session,
    actor: Actor,
    before: date | None,
    locked_through: date | None,
    did: str,
    reason: str,
    now: datetime,
) -> UUID:
    decision = PeriodLock(
        locked_through=locked_through,
        locked_at=now,
        locked_by_id=actor.user_id,
        reason=cleaned(reason, longest=500, field="reason", name="The reason"),
    )
    session.add(decision)
    session.flush()
    record_audit(
        session,
        actor,
        did=did,
        about_kind="books",
        about_id=decision.id,
        about_name="Closed period",
        now=now,
        details={"closed through": [_iso(before), _iso(locked_through)], "reason": decision.reason},
    )
    return decision.id


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
