"""One account line by line: what it stood at before, each line with the balance after it, what it stands at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.accounts import AccountRow, account, on_normal_side
from pm_app.books.queries.concerned import Concerned, concerned, concerned_columns, with_concerned
from pm_app.books.queries.entries import entry_number
from pm_app.books.queries.narrowing import JournalFilter, in_order, known_between, lines_where
from pm_app.books.tables import JournalEntry, JournalLine
from pm_app.kernel.listing import Listing

_ORDER = (*in_order(JournalEntry), col(JournalLine.position), col(JournalLine.id))


@dataclass(frozen=True)
class AccountLineRow:
    """One line on the account; `balance_cents` is that after it, positive on the account's normal side."""

    line_id: UUID
    number: str
    kind: EntryKind
    posted_on: date
    memo: str
    concerned: Concerned
    debit_cents: int
    credit_cents: int
    balance_cents: int


@dataclass(frozen=True)
class AccountDetail:
    """A page of an account's lines, oldest first; opening and closing balances and sums are those of all pages."""

    account: AccountRow
    opening_cents: int
    rows: list[AccountLineRow]
    total: int
    debit_cents: int
    credit_cents: int
    closing_cents: int

    def on_account(self, net_debit_cents: int) -> int:
        """Debits less credits as this account shows them, positive on its normal side."""
        return on_normal_side(self.account.kind, net_debit_cents)


def account_detail(
    session: Session, actor: Actor, *, number: int, listing: Listing, asked: JournalFilter
) -> AccountDetail:
    """Return what was posted on an account in the days asked for, oldest first, with the running balance.

    It opens with everything posted before the first day. Of the filter, days, property, tenancy and `known_at` count.
    """
    actor.must(Permission.VIEW_LEDGER)
    shown = account(session, actor, number=number)
    mine = [col(JournalLine.account_id) == shown.account_id, *lines_where(actor, asked)]
    within = [*mine, *known_between(asked)]
    opening = _net(session, [*mine, *_before(asked)]) if asked.starts_on else 0
    total, debit, credit = _sums(session, within)
    lines = _page(session, within, listing)
    return AccountDetail(
        account=shown,
        opening_cents=on_normal_side(shown.kind, opening),
        rows=_rows(shown, lines, opening + _earlier(session, within, lines, listing)),
        total=total,
        debit_cents=debit,
        credit_cents=credit,
        closing_cents=on_normal_side(shown.kind, opening + debit - credit),
    )


def _before(asked: JournalFilter) -> list[ColumnElement[bool]]:
    known = known_between(JournalFilter(known_at=asked.known_at))
    return [col(JournalEntry.posted_on) < asked.starts_on, *known]


def _sums(session: Session, where: Sequence[ColumnElement[bool]]) -> tuple[int, int, int]:
    sums = sql_select(func.count(), func.sum(JournalLine.debit_cents), func.sum(JournalLine.credit_cents))
    count, debit, credit = session.execute(_joined(sums).where(*where)).one()
    return count, int(debit or 0), int(credit or 0)


def _net(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    _, debit, credit = _sums(session, where)
    return debit - credit


def _joined(query: Any) -> Any:
    return query.select_from(JournalLine).join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))


def _page(session: Session, where: Sequence[ColumnElement[bool]], listing: Listing) -> Sequence[Any]:
    query = sql_select(
        *_ORDER,
        *(col(JournalEntry.entry_year), col(JournalEntry.kind), col(JournalEntry.memo)),
        *(col(JournalLine.debit_cents), col(JournalLine.credit_cents)),
        *concerned_columns(),
    )
    return session.execute(
        with_concerned(_joined(query)).where(*where).order_by(*_ORDER).limit(listing.limit).offset(listing.offset)
    ).all()


def _earlier(session: Session, where: Sequence[ColumnElement[bool]], lines: Sequence[Any], listing: Listing) -> int:
    """Return debits less credits of the lines on the pages before."""
    if not listing.offset or not lines:
        return 0
    return _net(session, [*where, tuple_(*_ORDER) < tuple_(*lines[0][: len(_ORDER)])])


def _rows(shown: AccountRow, lines: Sequence[Any], net: int) -> list[AccountLineRow]:
    rows: list[AccountLineRow] = []
    for posted_on, number, _, line_id, year, kind, memo, debit, credit, *about in lines:
        net += debit - credit
        rows.append(
            AccountLineRow(
                line_id=line_id,
                number=entry_number(year, number),
                kind=kind,
                posted_on=posted_on,
                memo=memo,
                concerned=concerned(*about),
                debit_cents=debit,
                credit_cents=credit,
                balance_cents=on_normal_side(shown.kind, net),
            )
        )
    return rows
