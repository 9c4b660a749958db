"""Deposit money that lies in the wrong bank account, and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.portfolio.tables import Property
from pm_app.receivables.queries.deposits_held import DepositPlace, household_deposits
from pm_app.receivables.rules.postings import HELD_ACCOUNTS

_ACCOUNTS = (DEPOSIT_BANK, *HELD_ACCOUNTS.values())


@dataclass(frozen=True)
class TransferDue:
    """What is to be moved into the deposit bank for a household (negative: out of it), and since when it is due."""

    place: DepositPlace
    manager_id: UUID | None
    amount_cents: int
    since: date


def transfers_due(
    session: Session, actor: Actor, *, as_of: date, tenancy_ids: Collection[UUID] | None = None
) -> list[TransferDue]:
    """Return the households, all or these, of which deposit money lies in the wrong account on a day (§12).

    Money that is still on hand is none of it: it goes to the right bank with its deposit.
    """
    actor.must(Permission.VIEW_LEDGER)
    apart: dict[UUID, int] = {}
    balances = tenancy_balances(session, actor, accounts=_ACCOUNTS, as_of=as_of, tenancy_ids=tenancy_ids)
    for (tenancy_id, _), cents in balances.items():
        apart[tenancy_id] = apart.get(tenancy_id, 0) - cents
    uneven = [tenancy_id for tenancy_id, cents in apart.items() if cents]
    found = household_deposits(session, actor, as_of=as_of, tenancy_ids=uneven) if uneven else []
    due = {one.place.tenancy_id: one for one in found if one.transfer_due_cents}
    since = _since(session, list(due), as_of)
    managers = _managers(session, {one.place.property_id for one in due.values()})
    return [
        TransferDue(one.place, managers.get(one.place.property_id), one.transfer_due_cents, since[tenancy_id])
        for tenancy_id, one in due.items()
    ]


def _managers(session: Session, property_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    rows = session.execute(
        sql_select(col(Property.id), col(Property.manager_id)).where(col(Property.id).in_(property_ids))
    )
    return {row[0]: row[1] for row in rows}


def _since(session: Session, tenancy_ids: list[UUID], as_of: date) -> dict[UUID, date]:
    """The last day on which a deposit was received, released or banked."""
    rows = session.execute(
        sql_select(col(JournalLine.tenancy_id), func.max(JournalEntry.posted_on))
        .join(JournalEntry, col(JournalEntry.id) == col(JournalLine.entry_id))
        .join(Account, col(Account.id) == col(JournalLine.account_id))
        .where(
            col(Account.number).in_(_ACCOUNTS),
            col(JournalLine.tenancy_id).in_(tenancy_ids),
            col(JournalEntry.posted_on) <= as_of,
        )
        .group_by(col(JournalLine.tenancy_id))
    )
    return {tenancy_id: day for tenancy_id, day in rows if tenancy_id is not None}
