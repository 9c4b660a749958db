"""Receipts that were not taken to the bank yet, and where each would go."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.tables.bank_deposits import BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal


@dataclass(frozen=True)
class UndepositedRow:
    """A receipt on hand. `bank_account` is where it belongs: deposits apart from all else (domain rules §12).

    `deposit_cents` is what of it settles deposits; when it is more than nothing and less than all, the rest has to be
    moved after depositing.
    """

    receipt_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    property_id: UUID
    property_name: str
    payer: str
    method: ReceiptMethod
    reference: str
    received_on: date
    amount_cents: int
    deposit_cents: int
    bank_account: int


def undeposited(session: Session, actor: Actor, *, through: date | None = None) -> list[UndepositedRow]:
    """Return the standing receipts on hand that were received by a day, oldest first."""
    actor.must(Permission.VIEW_LEDGER)
    for_deposits = _for_deposits()
    rows = session.execute(
        sql_select(
            col(Receipt.id),
            col(Receipt.tenancy_id),
            col(Tenancy.name),
            col(Receipt.property_id),
            col(Property.name),
            func.coalesce(col(Person.name), col(Tenancy.name)),
            col(Receipt.method),
            col(Receipt.reference),
            col(Receipt.received_on),
            col(Receipt.amount_cents),
            func.coalesce(for_deposits.c.cents, 0),
            case((for_deposits.c.cents * 2 > col(Receipt.amount_cents), DEPOSIT_BANK), else_=OPERATING_BANK),
        )
        .join(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .join(Property, col(Property.id) == col(Receipt.property_id))
        .outerjoin(Person, col(Person.id) == col(Receipt.payer_id))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .outerjoin(for_deposits, for_deposits.c.receipt_id == col(Receipt.id))
        .where(
            col(Reversal.id).is_(None),
            col(Receipt.id).not_in(_deposited()),
            col(Receipt.received_on) <= (through or date.max),
            within_scope(actor, col(Receipt.property_id)),
        )
        .order_by(col(Receipt.received_on), col(Receipt.id))
    )
    return [UndepositedRow(*row[:-2], deposit_cents=int(row[-2]), bank_account=int(row[-1])) for row in rows]


def _deposited() -> Any:
    return (
        sql_select(col(BankDepositLine.receipt_id))
        .outerjoin(
            BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDepositLine.bank_deposit_id)
        )
        .where(col(BankDepositReversal.id).is_(None))
    )


def _for_deposits() -> Any:
    """Sum what of each receipt settles deposits now."""
    return (
        sql_select(col(Allocation.receipt_id).label("receipt_id"), func.sum(Allocation.amount_cents).label("cents"))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(col(Charge.kind).in_(DEPOSIT_KINDS), col(Allocation.receipt_id).isnot(None))
        .group_by(col(Allocation.receipt_id))
        .subquery()
    )
