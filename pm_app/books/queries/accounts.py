"""Accounts and their balances on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.enums import AccountKind
from pm_app.books.tables import Account, JournalEntry, JournalLine


@dataclass(frozen=True)
class AccountBalance:
    """One account on a day. `balance_cents` is positive on the side where the account normally stands."""

    number: int
    name: str
    kind: AccountKind
    debit_cents: int
    credit_cents: int
    balance_cents: int


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
