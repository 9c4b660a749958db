"""Accounts and what stands on them: on a day, as it was known at a moment, by property and by tenancy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.enums import AccountKind
from pm_app.books.queries.concerned import Concerned, concerned
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.kernel.errors import NotFound
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class AccountRow:
    """One account of the chart."""

    account_id: UUID
    number: int
    name: str
    kind: AccountKind


@dataclass(frozen=True)
class AccountBalance:
    """One account on a day. `balance_cents` is positive on the side where the account normally stands."""

    number: int
    name: str
    kind: AccountKind
    debit_cents: int
    credit_cents: int
    balance_cents: int

    @property
    def net_debit_cents(self) -> int:
        """What a trial balance shows in its debit column: debits less credits, if that is above zero."""
        return max(0, self.debit_cents - self.credit_cents)

    @property
    def net_credit_cents(self) -> int:
        """What a trial balance shows in its credit column."""
        return max(0, self.credit_cents - self.debit_cents)


@dataclass(frozen=True)
class LeaseBalances:
    """What stands on the accounts for one lease: debits less credits in cents, by account number."""

    concerned: Concerned
    cents: dict[int, int]


def chart(session: Session, actor: Actor) -> list[AccountRow]:
    """Return the chart of accounts by number."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(select(Account).order_by(col(Account.number)))
    return [AccountRow(row.id, row.number, row.name, row.kind) for row in rows]


def account(session: Session, actor: Actor, *, number: int) -> AccountRow:
    """Return the account of a number; `NotFound` when it is not in the chart."""
    actor.must(Permission.VIEW_LEDGER)
    row = session.exec(select(Account).where(Account.number == number)).first()
    if row is None:
        raise NotFound(f"Account {number} is not in the chart of accounts. Choose another one.")
    return AccountRow(row.id, row.number, row.name, row.kind)


def account_balances(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    property_id: UUID | None = None,
    known_at: datetime | None = None,
) -> list[AccountBalance]:
    """Return every account with what was debited and credited up to and including a day, by number.

    `known_at` leaves out what was recorded after that moment.
    """
    actor.must(Permission.VIEW_LEDGER)
    posted = (
        select(
            JournalLine.account_id,
            func.sum(JournalLine.debit_cents).label("debit"),
            func.sum(JournalLine.credit_cents).label("credit"),
        )
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .where(*_posted(actor, as_of, known_at))
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
    return AccountBalance(
        number, name, kind, debit_cents, credit_cents, on_normal_side(kind, debit_cents - credit_cents)
    )


def on_normal_side(kind: AccountKind, net_debit_cents: int) -> int:
    """Return debits less credits as the account shows them: positive on the side where its kind normally stands."""
    return net_debit_cents if kind in {AccountKind.ASSET, AccountKind.EXPENSE} else -net_debit_cents


def tenancy_balances(
    session: Session,
    actor: Actor,
    *,
    accounts: Collection[int] | None = None,
    as_of: date,
    tenancy_id: UUID | None = None,
    tenancy_ids: Collection[UUID] | None = None,
    known_at: datetime | None = None,
) -> dict[tuple[UUID, int], int]:
    """Return debits less credits in cents by tenancy and account number, up to and including a day.

    All accounts and tenancies unless some are named; `known_at` leaves out what was recorded after that moment.
    """
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(JournalLine.tenancy_id, Account.number, func.sum(JournalLine.debit_cents - JournalLine.credit_cents))
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .join(Account, col(Account.id) == col(JournalLine.account_id))
        .where(
            col(Account.number).in_(accounts) if accounts is not None else True,
            col(JournalLine.tenancy_id) == tenancy_id if tenancy_id else col(JournalLine.tenancy_id).isnot(None),
            col(JournalLine.tenancy_id).in_(tenancy_ids) if tenancy_ids is not None else True,
            *_posted(actor, as_of, known_at),
        )
        .group_by(col(JournalLine.tenancy_id), col(Account.number))
    )
    return {(tenancy, number): int(cents) for tenancy, number, cents in rows if tenancy is not None}


def lease_balances(
    session: Session, actor: Actor, *, as_of: date, known_at: datetime | None = None
) -> list[LeaseBalances]:
    """Return what stands on each account for each lease on a day, by property, unit and lease; accounts by number."""
    found: dict[UUID, dict[int, int]] = {}
    of_all = tenancy_balances(session, actor, as_of=as_of, known_at=known_at)
    for (tenancy_id, number), cents in sorted(of_all.items()):
        found.setdefault(tenancy_id, {})[number] = cents
    rows = session.execute(
        sql_select(col(Tenancy.id), col(Tenancy.name), col(Property.name), col(Unit.name))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .order_by(col(Property.name), col(Unit.name), col(Tenancy.id))
    )
    return [LeaseBalances(concerned(*row), found[row[0]]) for row in rows if row[0] in found]


def _posted(actor: Actor, as_of: date, known_at: datetime | None) -> list[ColumnElement[bool]]:
    found = [col(JournalEntry.posted_on) <= as_of, within_scope(actor, col(JournalLine.property_id))]
    if known_at is not None:
        found.append(col(JournalEntry.recorded_at) <= known_at)
    return found
