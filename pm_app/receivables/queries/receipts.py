"""Receipts as such: whether one was recorded before, and where each lies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Receipt, Reversal


def same_receipt(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    payer_id: UUID | None,
    amount_cents: int,
    reference: str,
    received_on: date,
) -> UUID | None:
    """Return a standing receipt of the same payer, amount, reference and day, if there is one (domain rules §6)."""
    actor.must(Permission.VIEW_LEDGER)
    payer = col(Receipt.payer_id).is_(None) if payer_id is None else col(Receipt.payer_id) == payer_id
    return session.exec(
        select(Receipt.id)
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .where(
            Receipt.tenancy_id == tenancy_id,
            Receipt.amount_cents == amount_cents,
            Receipt.received_on == received_on,
            Receipt.reference == reference,
            payer,
            col(Reversal.id).is_(None),
        )
    ).first()


@dataclass(frozen=True)
class DepositedIn:
    """The bank deposit in which a receipt lies: its number, its day, and which bank account of the chart."""

    bank_deposit_id: UUID
    number: int
    bank_account: int
    deposited_on: date


def deposited_in(session: Session, actor: Actor, *, receipt_ids: Collection[UUID]) -> dict[UUID, DepositedIn]:
    """Return where receipts lie; those that are undeposited are left out."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.exec(
        select(BankDepositLine.receipt_id, BankDeposit)
        .join(BankDepositLine, col(BankDepositLine.bank_deposit_id) == col(BankDeposit.id))
        .outerjoin(BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id))
        .where(col(BankDepositLine.receipt_id).in_(receipt_ids), col(BankDepositReversal.id).is_(None))
    )
    return {
        receipt_id: DepositedIn(deposit.id, deposit.number, deposit.bank_account, deposit.deposited_on)
        for receipt_id, deposit in rows
    }
