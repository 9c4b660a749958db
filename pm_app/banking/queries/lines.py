"""The lines of bank statements: which are open, what became of the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.banking.queries.standing import deposits_out_of_scope, stands
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of
from pm_app.banking.rules.matching import MoneyIn
from pm_app.banking.tables import BankMatch, BankStatement, BankStatementLine
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.tables.bank_deposits import BankDeposit
from pm_app.receivables.tables.items import Receipt


class LineState(StrEnum):
    """Where a line stands: money in that waits for a person, money in that was decided, money out."""

    OPEN = "to confirm"
    DECIDED = "decided"
    OUT = "money out"


@dataclass(frozen=True)
class Decision:
    """What a person decided a line is: a receipt of a lease, a deposit by its number, or none, with the reason."""

    match_id: UUID
    decided_at: datetime
    decided_by: str
    receipt_id: UUID | None
    tenancy_id: UUID | None
    tenancy_name: str
    deposit_number: int | None
    dismissed: str


@dataclass(frozen=True)
class BankLineRow:
    """A movement on a bank account as the office sees it: positive when money came in."""

    money: MoneyIn
    account_label: str
    filename: str
    decision: Decision | None

    @property
    def state(self) -> LineState:
        """Return where the line stands."""
        if self.money.amount_cents < 0:
            return LineState.OUT
        return LineState.OPEN if self.decision is None else LineState.DECIDED


def line_rows(
    session: Session, actor: Actor, *, listing: Listing, state: LineState = LineState.OPEN
) -> Rows[BankLineRow]:
    """Return one page of the lines in a state and how many there are; found by words or amount.

    Lines that became money, or a deposit with money, of a property out of scope are left out. Sorts: posted (the
    default), amount.
    """
    actor.must(Permission.VIEW_LEDGER)
    conditions = [_in_state(state), _seen(actor), *_found_by(listing.search)]
    total = session.execute(_from(func.count()).where(*conditions)).scalar_one()
    rows = session.execute(
        _from(*_COLUMNS).where(*conditions).order_by(*_order(listing)).limit(listing.limit).offset(listing.offset)
    )
    return Rows([_row(row) for row in rows], int(total))


def line_counts(session: Session, actor: Actor, *, search: str = "") -> Mapping[LineState, int]:
    """Return how many lines are in each state, of those the search leaves."""
    actor.must(Permission.VIEW_LEDGER)
    counted = [func.count().filter(_in_state(state)) for state in LineState]
    row = session.execute(_from(*counted).where(_seen(actor), *_found_by(search))).one()
    return dict(zip(LineState, map(int, row), strict=True))


def open_line_count(session: Session, actor: Actor) -> int:
    """Return how many lines wait for a person: money in that nobody decided."""
    actor.must(Permission.VIEW_LEDGER)
    return int(session.execute(_from(func.count()).where(_in_state(LineState.OPEN))).scalar_one())


def bank_line(session: Session, actor: Actor, *, line_id: UUID) -> BankLineRow:
    """Return one line; refuses (`NotFound`) one that is not there or became money of a property out of scope."""
    actor.must(Permission.VIEW_LEDGER)
    row = session.execute(_from(*_COLUMNS).where(col(BankStatementLine.id) == line_id, _seen(actor))).first()
    if row is None:
        raise NotFound("This line of a bank statement does not exist, or it is not yours to see.")
    return _row(row)


_COLUMNS = (
    col(BankStatementLine.id).label("line_id"),
    col(BankStatement.bank_account),
    col(BankStatementLine.posted_on),
    col(BankStatementLine.amount_cents),
    col(BankStatementLine.payee),
    col(BankStatementLine.reference),
    col(BankStatementLine.memo),
    col(BankStatement.account_label),
    col(BankStatement.filename),
    col(BankMatch.id).label("match_id"),
    col(BankMatch.decided_at),
    col(BankMatch.decided_by),
    col(BankMatch.receipt_id),
    col(Receipt.tenancy_id),
    col(Tenancy.name).label("tenancy_name"),
    col(BankDeposit.number),
    col(BankMatch.dismissed),
)


def _from(*columns: Any) -> Any:
    return (
        sql_select(*columns)
        .select_from(BankStatementLine)
        .join(BankStatement, col(BankStatement.id) == col(BankStatementLine.bank_statement_id))
        .outerjoin(BankMatch, and_(col(BankMatch.bank_statement_line_id) == col(BankStatementLine.id), stands()))
        .outerjoin(Receipt, col(Receipt.id) == col(BankMatch.receipt_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .outerjoin(BankDeposit, col(BankDeposit.id) == col(BankMatch.bank_deposit_id))
    )


def _row(row: Any) -> BankLineRow:
    decision = None
    if row.decided_at is not None:
        decision = Decision(
            row.match_id,
            row.decided_at,
            row.decided_by,
            row.receipt_id,
            row.tenancy_id,
            row.tenancy_name or "",
            row.number,
            row.dismissed,
        )
    money = MoneyIn(row.line_id, row.bank_account, row.posted_on, row.amount_cents, row.payee, row.reference, row.memo)
    return BankLineRow(money, row.account_label, row.filename, decision)


def _in_state(state: LineState) -> ColumnElement[bool]:
    if state == LineState.OUT:
        return col(BankStatementLine.amount_cents) < 0
    undecided = col(BankMatch.id).is_(None)
    return and_(
        col(BankStatementLine.amount_cents) > 0, undecided if state == LineState.OPEN else col(BankMatch.id).isnot(None)
    )


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor.property_ids is None:
        return true()
    deposit = col(BankMatch.bank_deposit_id)
    return and_(
        within_scope(actor, col(Receipt.property_id)),
        or_(deposit.is_(None), deposit.not_in(deposits_out_of_scope(actor))),
    )


def _found_by(search: str) -> list[ColumnElement[bool]]:
    words = search_text(search)
    if not words:
        return []
    pattern = like_pattern(words)
    texts = (BankStatementLine.payee, BankStatementLine.reference, BankStatementLine.memo)
    found = [col(text).ilike(pattern, escape="\\") for text in texts]
    try:
        cents = cents_of(re.sub(r"^[-−]", "", words))
    except AmountUnreadable:
        return [or_(*found)]
    return [or_(func.abs(col(BankStatementLine.amount_cents)) == cents, *found)]


def _order(listing: Listing) -> list[Any]:
    column = col(BankStatementLine.amount_cents if listing.sort == "amount" else BankStatementLine.posted_on)
    return [
        column.desc() if listing.descending else column.asc(),
        col(BankStatementLine.posted_on).desc(),
        col(BankStatementLine.bank_statement_id),
        col(BankStatementLine.position),
    ]
