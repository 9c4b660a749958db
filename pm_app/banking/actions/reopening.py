"""Taking a decision back: what it posted is reversed, and the line waits again."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.actions.deciding import attempt_at, deposit_key, held_line, receipt_key
from pm_app.banking.queries.matchable import deposit_made_with, matchable_receipt
from pm_app.banking.tables import BankMatchReversal
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.bank_deposits import take_back_deposit
from pm_app.receivables.actions.returns import void_receipt
from pm_app.receivables.actions.reversals import checked_reason
from pm_app.receivables.queries.receipts import deposited_in

_KEYS = UUID("6d0a7a54-3f52-4f6b-9a0e-5f3f1f0f6c03")


def reopen_line(session: Session, actor: Actor, *, line_id: UUID, reason: str, today: date, now: datetime) -> None:
    """Take the decision on a line back; an open line stays as it is.

    The deposit that came of the line is taken back, and the receipt that came of it is voided, both today; a receipt or
    deposit that was there before stays. Refuses a missing reason, money the bank returned meanwhile, and a receipt that
    lies in another deposit now.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    line = held_line(session, actor, line_id)
    if line.decision is None:
        return
    reason = checked_reason(reason)
    match_id, receipt_id = line.decision.match_id, line.decision.receipt_id
    receipt = matchable_receipt(session, actor, receipt_id=receipt_id) if receipt_id else None
    if receipt_id:
        _take_back(session, actor, line_id, match_id, receipt_id, reason, today, now)
    session.add(BankMatchReversal(bank_match_id=match_id, reason=reason, reversed_at=now, reversed_by=actor.name))
    session.flush()
    record_audit(
        session,
        actor,
        did="took back what a bank line was",
        about_kind="bank line",
        about_id=line_id,
        about_name=line.money.payee or line.money.memo or line.account_label,
        property_id=receipt.property_id if receipt else None,
        tenancy_id=line.decision.tenancy_id,
        now=now,
        details={"reason": reason, "amount_cents": line.money.amount_cents},
    )


def _take_back(
    session: Session,
    actor: Actor,
    line_id: UUID,
    match_id: UUID,
    receipt_id: UUID,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Reverse what the decision posted, as far as it still stands."""
    given = {"reversed_on": today, "reason": reason, "today": today, "now": now}
    attempt = attempt_at(session, line_id) - 1
    deposit_id = deposit_made_with(session, actor, request_key=deposit_key(line_id, attempt))
    if deposit_id is not None:
        key = uuid5(_KEYS, f"deposit {match_id}")
        take_back_deposit(session, actor, request_key=key, bank_deposit_id=deposit_id, **given)
    if deposited_in(session, actor, receipt_ids=[receipt_id]):
        raise Refused("The receipt lies in another deposit now. Take that deposit back first.")
    receipt = matchable_receipt(session, actor, receipt_id=receipt_id)
    if receipt.request_key == receipt_key(line_id, attempt) and receipt.stands:
        key = uuid5(_KEYS, f"receipt {match_id}")
        void_receipt(session, actor, request_key=key, receipt_id=receipt_id, **given)
