"""The statements that were taken in, and what is known of an account from before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.tables import BankStatement, BankStatementLine
from pm_app.kernel.listing import Listing, Rows


@dataclass(frozen=True)
class StatementRow:
    """A statement as it was taken in, with how many of its lines were new then."""

    statement_id: UUID
    filename: str
    format: str
    account_label: str
    bank_account: int
    starts_on: date | None
    ends_on: date | None
    closing_cents: int | None
    imported_at: datetime
    imported_by: str
    line_count: int


def statement_rows(session: Session, actor: Actor, *, listing: Listing) -> Rows[StatementRow]:
    """Return one page of the statements taken in, the newest first, and how many there are."""
    actor.must(Permission.VIEW_LEDGER)
    counted = (
        sql_select(col(BankStatementLine.bank_statement_id).label("statement_id"), func.count().label("lines"))
        .group_by(col(BankStatementLine.bank_statement_id))
        .subquery()
    )
    total = session.exec(select(func.count()).select_from(BankStatement)).one()
    rows = session.execute(
        sql_select(BankStatement, func.coalesce(counted.c.lines, 0))
        .outerjoin(counted, counted.c.statement_id == col(BankStatement.id))
        .order_by(col(BankStatement.imported_at).desc(), col(BankStatement.id).desc())
        .limit(listing.limit)
        .offset(listing.offset)
    )
    return Rows([_row(statement, int(lines)) for statement, lines in rows], int(total))


def _row(statement: BankStatement, lines: int) -> StatementRow:
    return StatementRow(
        statement.id,
        statement.filename,
        statement.format,
        statement.account_label,
        statement.bank_account,
        statement.starts_on,
        statement.ends_on,
        statement.closing_cents,
        statement.imported_at,
        statement.imported_by,
        lines,
    )


def known_accounts(session: Session, actor: Actor, *, labels: Collection[str]) -> dict[str, int]:
    """Return which bank account of the chart each of these accounts was taken as last; unknown ones are left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(BankStatement.account_label, BankStatement.bank_account)
        .where(col(BankStatement.account_label).in_(labels))
        .order_by(col(BankStatement.imported_at))
    )
    return dict(rows.all())
