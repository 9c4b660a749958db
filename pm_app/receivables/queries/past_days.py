"""What stood on many past days, all told in one pass over the books: for comparing what was kept of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, func, literal
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.facts import sources
from pm_app.receivables.rules.aging import Aging, aging
from pm_app.receivables.rules.allocation import OpenCharge
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.items import Allocation, Charge, Reversal


@dataclass(frozen=True)
class PastDay:
    """The figures of one day: debits and credits by account, aging by tenancy, deposits held by tenancy and account."""

    as_of: date
    accounts: dict[int, tuple[int, int]]
    agings: dict[UUID, Aging]
    held: dict[tuple[UUID, int], int]


def past_days(session: Session, actor: Actor, *, days: Iterable[date]) -> list[PastDay]:
    """Return the figures of all properties on each of these days, earliest first, however many they are.

    Each row of the books is read once and counted from the first of the days that it belongs to.
    """
    actor.must(Permission.VIEW_LEDGER)
    ordered = sorted(set(days))
    if not ordered:
        return []
    accounts = _running(_by_account(session, ordered), len(ordered))
    held = _running(_held(session, ordered), len(ordered))
    ages = _agings(session, ordered)
    return [
        PastDay(
            as_of=day,
            accounts={number: (debit, credit) for number, (debit, credit) in accounts[place].items()},
            agings=ages[place],
            held={key: credit - debit for key, (debit, credit) in held[place].items()},
        )
        for place, day in enumerate(ordered)
    ]


def _place(column: Any, days: Sequence[date]) -> Any:
    """Select which of the days is the first that a dated row belongs to: their number when it is later than all."""
    after = [day + timedelta(days=1) for day in days]
    return func.width_bucket(column, literal(after, ARRAY(Date())))


def _by_account(session: Session, days: Sequence[date]) -> Iterable[Any]:
    place = _place(JournalEntry.posted_on, days)
    return session.execute(_lines(col(Account.number), place).group_by(col(Account.number), place))


def _held(session: Session, days: Sequence[date]) -> Iterable[Any]:
    place = _place(JournalEntry.posted_on, days)
    rows = session.execute(
        _lines(col(JournalLine.tenancy_id), col(Account.number), place)
        .where(col(Account.number).in_(HELD_ACCOUNTS.values()), col(JournalLine.tenancy_id).isnot(None))
        .group_by(col(JournalLine.tenancy_id), col(Account.number), place)
    )
    return (((tenancy_id, number), at, debit, credit) for tenancy_id, number, at, debit, credit in rows)


def _lines(*columns: Any) -> Any:
    return (
        sql_select(*columns, func.sum(JournalLine.debit_cents), func.sum(JournalLine.credit_cents))
        .select_from(JournalLine)
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .join(Account, col(Account.id) == col(JournalLine.account_id))
    )


def _running(rows: Iterable[Any], count: int) -> list[dict[Any, tuple[int, int]]]:
    """Return debits and credits up to and including each day, from what was added on each."""
    added: list[dict[Any, tuple[int, int]]] = [{} for _ in range(count + 1)]
    for key, place, debit, credit in rows:
        added[place][key] = (int(debit), int(credit))
    totals: list[dict[Any, tuple[int, int]]] = []
    running: dict[Any, tuple[int, int]] = {}
    for new in added[:count]:
        running = dict(running)
        for key, (debit, credit) in new.items():
            before = running.get(key, (0, 0))
            running[key] = (before[0] + debit, before[1] + credit)
        totals.append(running)
    return totals


def _agings(session: Session, days: Sequence[date]) -> list[dict[UUID, Aging]]:
    owed: list[dict[UUID, list[OpenCharge]]] = [defaultdict(list) for _ in days]
    settled = _settled(session, Allocation.charge_id, days)
    for charge_id, tenancy_id, kind, due_on, cents, first, end in session.execute(_charges(days)):
        for place, left in _left(cents, settled.get(charge_id, {}), first, min(end, len(days))):
            owed[place][tenancy_id].append(OpenCharge(charge_id, ChargeKind(kind), due_on, left))
    prepaid: list[dict[UUID, int]] = [defaultdict(int) for _ in days]
    used = _settled(session, Allocation.source_id, days)
    for source_id, tenancy_id, cents, first, end in session.execute(_sources(days)):
        for place, left in _left(cents, used.get(source_id, {}), first, min(end, len(days))):
            prepaid[place][tenancy_id] += left
    return [
        {
            one: aging(day, owed[place].get(one, ()), prepaid[place].get(one, 0))
            for one in {*owed[place], *prepaid[place]}
        }
        for place, day in enumerate(days)
    ]


def _charges(days: Sequence[date]) -> Any:
    return sql_select(
        *(col(Charge.id), col(Charge.tenancy_id), col(Charge.kind), col(Charge.due_on), col(Charge.amount_cents)),
        _place(Charge.posted_on, days),
        func.coalesce(_place(Reversal.reversed_on, days), len(days)),
    ).outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))


def _sources(days: Sequence[date]) -> Any:
    every = sources()
    return sql_select(
        *(every.c.source_id, every.c.tenancy_id, every.c.amount_cents),
        _place(every.c.counts_from, days),
        func.coalesce(_place(every.c.reversed_on, days), len(days)),
    )


def _settled(session: Session, item_id: Any, days: Sequence[date]) -> dict[UUID, dict[int, int]]:
    """Return by charge or by source how many cents were allocated from which day on."""
    place = _place(Allocation.allocated_on, days)
    rows = session.execute(sql_select(item_id, place, func.sum(Allocation.amount_cents)).group_by(item_id, place))
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    for one, at, cents in rows:
        found[one][at] = int(cents)
    return found


def _left(cents: int, taken: Mapping[int, int], first: int, end: int) -> Iterable[tuple[int, int]]:
    """Yield each day from `first` until before `end` on which something is left, and how much."""
    left = cents - sum(part for place, part in taken.items() if place < first)
    last = max(taken, default=first)
    for place in range(first, end):
        left -= taken.get(place, 0)
        if left:
            yield place, left
        elif place >= last:
            return
