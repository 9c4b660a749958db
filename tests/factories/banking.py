"""Bank statements, as if read from a file and taken in."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from pm_app.access.rules import CONSOLE, Actor
from pm_app.banking.actions.importing import Imported, import_statement
from pm_app.banking.rules.statements import BankAccountStatement, BankFile, BankLine
from pm_app.banking.tables import BankStatementLine
from tests.conftest import NOON

JAN_12 = date(2026, 1, 12)


def a_line(
    amount_cents: int = 1_000_00, *, posted_on: date = JAN_12, payee: str = "", number: int = 1, **more: Any
) -> BankLine:
    """Return a movement; money in unless the amount is negative."""
    return BankLine(number=number, posted_on=posted_on, amount_cents=amount_cents, payee=payee, **more)


def a_file(*lines: BankLine, account: str = "000123456789") -> BankFile:
    """Return what a file with one account says."""
    days = [line.posted_on for line in lines]
    statement = BankAccountStatement(account, "USD", lines, min(days, default=None), max(days, default=None))
    return BankFile("ofx", (statement,))


def taken_in(
    session: Session,
    *lines: BankLine,
    actor: Actor = CONSOLE,
    file: BankFile | None = None,
    sha256: str = "",
    bank_account: int | None = None,
) -> Imported:
    """Take a statement in, from a file of its own unless its hash is given."""
    return import_statement(
        session,
        actor,
        file=file or a_file(*lines),
        sha256=sha256 or uuid4().hex,
        filename="january.ofx",
        now=NOON,
        bank_account=bank_account,
    )


def a_bank_line(session: Session, amount_cents: int = 1_000_00, **more: Any) -> UUID:
    """Take in a statement with one line and return that line's id."""
    (line_id,) = bank_lines(session, taken_in(session, a_line(amount_cents, bank_id=uuid4().hex, **more)))
    return line_id


def bank_lines(session: Session, imported: Imported) -> Sequence[UUID]:
    """Return the ids of the lines that came of an import, in the order of the file."""
    return session.exec(
        select(BankStatementLine.id)
        .where(col(BankStatementLine.bank_statement_id).in_(imported.statement_ids))
        .order_by(col(BankStatementLine.position))
    ).all()
