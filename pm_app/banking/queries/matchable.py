"""Receipts and deposits as a line is held against them when a person decides."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.queries.standing import stands
from pm_app.banking.tables import BankMatch
from pm_app.kernel.errors import NotFound
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Receipt, Reversal


@dataclass(frozen=True)
class MatchableReceipt:
    """A receipt by its amount and whose it is, and the key it was recorded with."""

    request_key: UUID
    tenancy_id: UUID
    property_id: UUID
    amount_cents: int
    stands: bool


@dataclass(frozen=True)
class MatchableDeposit:
    """A bank deposit by its total; `is_free` says that it stands and that no line is it yet."""

    bank_account: int
    total_cents: int
    is_free: bool
    line_id: UUID | None


def matchable_receipt(session: Session, actor: Actor, *, receipt_id: UUID) -> MatchableReceipt:
    """Return a receipt; refuses (`NotFound`) one that is not there or out of scope."""
    actor.must(Permission.VIEW_LEDGER)
    receipt = session.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound("This receipt does not exist, or it is not yours to see.")
    actor.must_see(receipt.property_id)
    gone = session.exec(select(Reversal.id).where(Reversal.receipt_id == receipt_id)).first()
    return MatchableReceipt(
        receipt.request_key, receipt.tenancy_id, receipt.property_id, receipt.amount_cents, stands=gone is None
    )


def matchable_deposit(session: Session, actor: Actor, *, bank_deposit_id: UUID) -> MatchableDeposit:
    """Return a deposit and the line it was found as, if any; refuses one with money out of scope (`NotFound`)."""
    actor.must(Permission.VIEW_LEDGER)
    deposit = session.get(BankDeposit, bank_deposit_id)
    if deposit is None:
        raise NotFound("This deposit does not exist, or it is not yours to see.")
    receipts = session.exec(
        select(Receipt)
        .join(BankDepositLine, col(BankDepositLine.receipt_id) == col(Receipt.id))
        .where(BankDepositLine.bank_deposit_id == bank_deposit_id)
    ).all()
    for receipt in receipts:
        actor.must_see(receipt.property_id)
    itself = session.exec(select(BankMatch).where(BankMatch.bank_deposit_id == bank_deposit_id, stands())).first()
    of_receipt = select(BankMatch.id).where(
        col(BankMatch.receipt_id).in_([receipt.id for receipt in receipts]), stands()
    )
    gone = select(BankDepositReversal.id).where(BankDepositReversal.bank_deposit_id == bank_deposit_id)
    taken = itself is not None or session.exec(of_receipt).first() is not None or session.exec(gone).first() is not None
    line_id = itself.bank_statement_line_id if itself else None
    return MatchableDeposit(deposit.bank_account, deposit.total_cents, not taken, line_id)


def deposit_made_with(session: Session, actor: Actor, *, request_key: UUID) -> UUID | None:
    """Return the standing deposit that was made with this key, or None."""
    actor.must(Permission.VIEW_LEDGER)
    return session.exec(
        select(BankDeposit.id)
        .outerjoin(BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id))
        .where(BankDeposit.request_key == request_key, col(BankDepositReversal.id).is_(None))
    ).first()
