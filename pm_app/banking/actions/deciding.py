"""Deciding what a line of a bank statement is: once for each line, whoever decides first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import func, text
from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.queries.lines import BankLineRow, bank_line
from pm_app.banking.queries.matchable import matchable_deposit, matchable_receipt
from pm_app.banking.tables import BankMatch
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.receipts import LONGEST_MEMO, LONGEST_REFERENCE, record_receipt
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.receipts import deposited_in

LONGEST_REASON = 500
# Keys are made from the line, so that it becomes one receipt and one deposit whatever happens to the form.
_RECEIPT_KEYS = UUID("6d0a7a54-3f52-4f6b-9a0e-5f3f1f0f6c01")
_DEPOSIT_KEYS = UUID("6d0a7a54-3f52-4f6b-9a0e-5f3f1f0f6c02")
_HOLD_LINE = text("select pg_advisory_xact_lock(hashtextextended('bank line ' || :line, 0))")


class LineDecided(Refused):
    """Somebody decided this line before."""


@dataclass(frozen=True)
class Payment:
    """How a line is recorded as a receipt, where a person says more than the line itself."""

    method: ReceiptMethod = ReceiptMethod.TRANSFER
    payer_id: UUID | None = None
    hold_override: str = ""
    duplicate_confirmed: bool = False


def confirm_match(
    session: Session,
    actor: Actor,
    *,
    line_id: UUID,
    tenancy_id: UUID,
    today: date,
    now: datetime,
    payment: Payment | None = None,
) -> UUID:
    """Record the line as a receipt of this lease, of that day, deposited that day in its bank account; returns its id.

    Confirming the same again returns the same receipt. Refuses a line that was decided otherwise (`LineDecided`),
    money that went out, and whatever recording a receipt refuses.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    line = held_line(session, actor, line_id)
    if line.decision is not None and line.decision.receipt_id and line.decision.tenancy_id == tenancy_id:
        return line.decision.receipt_id
    _must_be_open(line)
    payment, money, attempt = payment or Payment(), line.money, attempt_at(session, line_id)
    receipt_id = record_receipt(
        session,
        actor,
        request_key=receipt_key(line_id, attempt),
        tenancy_id=tenancy_id,
        amount_cents=money.amount_cents,
        received_on=money.posted_on,
        method=payment.method,
        today=today,
        now=now,
        reference=money.reference[:LONGEST_REFERENCE],
        payer_id=payment.payer_id,
        memo=" · ".join(word for word in (money.payee, money.memo) if word)[:LONGEST_MEMO],
        hold_override=payment.hold_override,
        duplicate_confirmed=payment.duplicate_confirmed,
    )
    _deposit(session, actor, line, receipt_id, today, now)
    _decide(session, actor, line, now, receipt_id=receipt_id)
    return receipt_id


def match_receipt(
    session: Session, actor: Actor, *, line_id: UUID, receipt_id: UUID, today: date, now: datetime
) -> None:
    """Say that the line is a receipt recorded before: it is deposited that day, and nothing is posted twice.

    The same again changes nothing. Refuses a line decided otherwise, another amount, a receipt that was taken back,
    lies in a deposit already or came in later.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    line = held_line(session, actor, line_id)
    if line.decision is not None and line.decision.receipt_id == receipt_id:
        return
    _must_be_open(line)
    receipt = matchable_receipt(session, actor, receipt_id=receipt_id)
    if receipt.amount_cents != line.money.amount_cents:
        raise Refused("The receipt is of another amount than the line. Choose another one.")
    _deposit(session, actor, line, receipt_id, today, now)
    _decide(session, actor, line, now, receipt_id=receipt_id)


def match_deposit(session: Session, actor: Actor, *, line_id: UUID, bank_deposit_id: UUID, now: datetime) -> None:
    """Say that the line is a bank deposit made before; nothing is posted.

    The same again changes nothing. Refuses a line decided otherwise, and a deposit of another amount or account, that
    was taken back, or that another line was already.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    line = held_line(session, actor, line_id)
    session.connection().execute(_HOLD_LINE, {"line": str(bank_deposit_id)})
    deposit = matchable_deposit(session, actor, bank_deposit_id=bank_deposit_id)
    if deposit.line_id == line_id:
        return
    _must_be_open(line)
    if (deposit.total_cents, deposit.bank_account) != (line.money.amount_cents, line.money.bank_account):
        raise Refused("The deposit is of another amount or another bank account. Choose another one.")
    if not deposit.is_free:
        raise Refused("This deposit was taken back, or another line is it already. Choose another one.")
    _decide(session, actor, line, now, bank_deposit_id=bank_deposit_id)


def dismiss_line(session: Session, actor: Actor, *, line_id: UUID, reason: str, now: datetime) -> None:
    """Say that money in is no receipt of a tenant, and why. Dismissing again changes nothing.

    Refuses a line that became money (`LineDecided`), and a missing reason.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    line = held_line(session, actor, line_id)
    if line.decision is not None and line.decision.dismissed:
        return
    _must_be_open(line)
    reason = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not reason:
        raise Refused("Say what this money is, so that a colleague understands.", field="reason")
    _decide(session, actor, line, now, dismissed=reason)


def attempt_at(session: Session, line_id: UUID) -> int:
    """Return which attempt at a line the next decision is: how many were taken back."""
    return session.exec(
        select(func.count()).select_from(BankMatch).where(BankMatch.bank_statement_line_id == line_id)
    ).one()


def receipt_key(line_id: UUID, attempt: int) -> UUID:
    """Return the key with which a line is recorded as a receipt."""
    return uuid5(_RECEIPT_KEYS, f"{line_id} {attempt}")


def deposit_key(line_id: UUID, attempt: int) -> UUID:
    """Return the key with which the receipt of a line is deposited."""
    return uuid5(_DEPOSIT_KEYS, f"{line_id} {attempt}")


def held_line(session: Session, actor: Actor, line_id: UUID) -> BankLineRow:
    """Return the line, held until the transaction ends: one decision at a time."""
    actor.must(Permission.RECORD_RECEIPTS)
    session.connection().execute(_HOLD_LINE, {"line": str(line_id)})
    return bank_line(session, actor, line_id=line_id)


def _must_be_open(line: BankLineRow) -> None:
    if line.decision is not None:
        what = line.decision.tenancy_name or (line.decision.dismissed and "not a receipt") or "a deposit"
        raise LineDecided(f"{line.decision.decided_by} decided this line before: {what}. Look at the list again.")
    if line.money.amount_cents <= 0:
        raise Refused("This money went out. Only money that came in can be a receipt.")


def _deposit(session: Session, actor: Actor, line: BankLineRow, receipt_id: UUID, today: date, now: datetime) -> None:
    """Put the receipt into a deposit of its own; one that lies in one already is refused."""
    if receipt_id in deposited_in(session, actor, receipt_ids=[receipt_id]):
        raise Refused("This receipt lies in a deposit already. Choose that deposit instead.")
    make_bank_deposit(
        session,
        actor,
        request_key=deposit_key(line.money.line_id, attempt_at(session, line.money.line_id)),
        receipt_ids=[receipt_id],
        bank_account=line.money.bank_account,
        deposited_on=line.money.posted_on,
        today=today,
        now=now,
        memo=f"Bank statement {line.account_label}",
    )


def _decide(
    session: Session,
    actor: Actor,
    line: BankLineRow,
    now: datetime,
    *,
    receipt_id: UUID | None = None,
    bank_deposit_id: UUID | None = None,
    dismissed: str = "",
) -> None:
    session.add(
        BankMatch(
            bank_statement_line_id=line.money.line_id,
            attempt=attempt_at(session, line.money.line_id),
            receipt_id=receipt_id,
            bank_deposit_id=bank_deposit_id,
            dismissed=dismissed,
            decided_at=now,
            decided_by_id=actor.user_id,
            decided_by=actor.name,
        )
    )
    session.flush()
    receipt = matchable_receipt(session, actor, receipt_id=receipt_id) if receipt_id else None
    record_audit(
        session,
        actor,
        did="dismissed a bank line" if dismissed else "confirmed a bank line",
        about_kind="bank line",
        about_id=line.money.line_id,
        about_name=line.money.payee or line.money.memo or line.account_label,
        property_id=receipt.property_id if receipt else None,
        tenancy_id=receipt.tenancy_id if receipt else None,
        now=now,
        details={"amount_cents": line.money.amount_cents} | ({"reason": dismissed} if dismissed else {}),
    )
