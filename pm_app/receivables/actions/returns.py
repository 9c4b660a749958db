"""Taking a receipt back: voided before it is deposited, returned by the bank after. All it fed is unwound."""

from collections import defaultdict
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import post_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import UNDEPOSITED_FUNDS
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.actions.posting import check_after_taken_off, unwind
from pm_app.receivables.actions.receipts import note_receipt
from pm_app.receivables.actions.releasing import take_back_releases
from pm_app.receivables.actions.reversals import add_reversal, checked_reason, reversed_before
from pm_app.receivables.actions.settling import ledger_of, settle_with_prepayments, standing_allocations
from pm_app.receivables.enums import ChargeKind, HoldKind, ReceiptMethod, ReversalKind
from pm_app.receivables.queries.receipts import DepositedIn, deposited_in
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.plausible import check_reversed_on
from pm_app.receivables.rules.postings import moved_lines
from pm_app.receivables.tables.items import Allocation, Charge, Receipt

NEVER_RETURNED = frozenset({ReceiptMethod.CASH})


class NotDeposited(Refused):
    """A receipt that no bank can return, because no bank has it."""


class Deposited(Refused):
    """A receipt that lies in a bank deposit and can only be returned by the bank."""


def void_receipt(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    receipt_id: UUID,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> UUID:
    """Take back a receipt that is not deposited and return the reversal's id; the same key again returns that one.

    What it settled is open again, and other money that is prepaid settles it. Refuses one that lies in a bank deposit
    (`Deposited`), one taken back before, a day before it came in or in the future, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    receipt, place = _locked_receipt(session, actor, receipt_id)
    if before := reversed_before(session, actor, source=receipt, request_key=request_key):
        return before
    if receipt_id in deposited_in(session, actor, receipt_ids=[receipt_id]):
        raise Deposited("This receipt lies in a bank deposit. Record it as returned, or take the deposit back first.")
    check_reversed_on(reversed_on, began_on=receipt.received_on, today=today)
    return _take_back(session, actor, receipt, place, request_key, reversed_on, checked_reason(reason), None, now)


def return_payment(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    receipt_id: UUID,
    returned_on: date,
    reason: str,
    today: date,
    now: datetime,
    nsf_fee_cents: int = 0,
    certified_until: date | None = None,
) -> UUID:
    """Record that the bank sent a payment back and return the reversal's id; the same key again returns that one.

    The deposit stands and the return is a bank line of its own (domain rules §11). With a fee, the tenant is charged
    it; with `certified_until`, only certified funds are taken until that day. Refuses what is not deposited
    (`NotDeposited`), cash, a second return, and a day before the deposit or in the future.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    receipt, place = _locked_receipt(session, actor, receipt_id)
    if before := reversed_before(session, actor, source=receipt, request_key=request_key):
        return before
    lies_in = _returnable(session, actor, receipt)
    check_reversed_on(returned_on, began_on=lies_in.deposited_on, today=today)
    reason = checked_reason(reason)
    reversal_id = _take_back(session, actor, receipt, place, request_key, returned_on, reason, lies_in, now)
    if nsf_fee_cents:
        fee = {"kind": ChargeKind.NSF_FEE, "amount_cents": nsf_fee_cents, "due_on": returned_on}
        key = uuid5(NAMESPACE_OID, f"NSF fee {request_key}")
        words = f"Payment of {in_words(receipt.received_on)} returned"
        given = {"request_key": key, "tenancy_id": place.tenancy_id, "description": words, "today": today, "now": now}
        post_charge(session, actor, **fee, **given)
    if certified_until is not None:
        given = {"kind": HoldKind.CERTIFIED_FUNDS, "reason": f"Payment returned: {reason}", "starts_on": returned_on}
        add_hold(session, actor, tenancy_id=place.tenancy_id, ends_on=certified_until, today=today, now=now, **given)
    return reversal_id


def _returnable(session: Session, actor: Actor, receipt: Receipt) -> DepositedIn:
    lies_in = deposited_in(session, actor, receipt_ids=[receipt.id]).get(receipt.id)
    if lies_in is None:
        raise NotDeposited("This receipt was not deposited, so no bank returned it. Void it instead.")
    if receipt.method in NEVER_RETURNED:
        raise NotDeposited("Cash is not returned by a bank. Take the deposit back and void the receipt instead.")
    return lies_in


def _locked_receipt(session: Session, actor: Actor, receipt_id: UUID) -> tuple[Receipt, TenancyPlace]:
    receipt = session.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound("This receipt does not exist, or it is not yours to see.")
    return receipt, lock_tenancy(session, actor, tenancy_id=receipt.tenancy_id)


def _take_back(
    session: Session,
    actor: Actor,
    receipt: Receipt,
    place: TenancyPlace,
    request_key: UUID,
    reversed_on: date,
    reason: str,
    lies_in: DepositedIn | None,
    now: datetime,
) -> UUID:
    check_after_taken_off(session, receipt.id, reversed_on)
    for kind, cents in _of_deposits(session, receipt).items():
        given = {"tenancy_id": place.tenancy_id, "kind": kind, "leaving_cents": cents, "reversed_on": reversed_on}
        take_back_releases(session, actor, **given, reason=reason, now=now)
    reversal_id = add_reversal(
        session,
        actor,
        source=receipt,
        request_key=request_key,
        reversed_on=reversed_on,
        reason=reason,
        entry_id=unwind(session, actor, row=receipt, reversed_on=reversed_on, reason=reason, now=now),
        kind=ReversalKind.RETURNED if lies_in else ReversalKind.VOID,
        bank_entry_id=_out_of_bank(session, actor, receipt, place, reversed_on, lies_in, now) if lies_in else None,
        now=now,
    )
    settle_with_prepayments(session, actor, place=place, not_before=reversed_on, now=now)
    did = "recorded a returned payment" if lies_in else "voided a receipt"
    details = {"amount_cents": receipt.amount_cents, "on": reversed_on.isoformat(), "reason": reason}
    note_receipt(session, actor, place, receipt.id, receipt.method, did, now, **details)
    return reversal_id


def _of_deposits(session: Session, receipt: Receipt) -> dict[ChargeKind, int]:
    """Return how many cents of a receipt settle each kind of deposit."""
    cents: dict[ChargeKind, int] = defaultdict(int)
    for part in standing_allocations(session, Allocation.receipt_id == receipt.id):
        kind = ChargeKind(session.exec(select(Charge.kind).where(col(Charge.id) == part.charge_id)).one())
        if kind in DEPOSIT_KINDS:
            cents[kind] += part.amount_cents
    return cents


def _out_of_bank(
    session: Session,
    actor: Actor,
    receipt: Receipt,
    place: TenancyPlace,
    returned_on: date,
    lies_in: DepositedIn,
    now: datetime,
) -> UUID:
    lines = moved_lines(
        ledger_of(place), receipt.amount_cents, from_account=lies_in.bank_account, to_account=UNDEPOSITED_FUNDS
    )
    return post_entry(
        session,
        actor,
        lines=lines,
        posted_on=returned_on,
        kind=EntryKind.BANK_RETURN,
        source_kind="receipt",
        source_id=receipt.id,
        entry_key=f"bank return:{receipt.id}",
        now=now,
        memo=f"Deposit {lies_in.number}: {receipt.reference or receipt.method.value} returned",
    )
