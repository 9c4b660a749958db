"""Taking receipts to the bank, and taking such a deposit back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import hold_entry_numbers, post_entry, reverse_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK, UNDEPOSITED_FUNDS, Line
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.receipts import LONGEST_MEMO
from pm_app.receivables.actions.reversals import checked_reason
from pm_app.receivables.actions.settling import ledger_of
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.rules.plausible import check_reversed_on
from pm_app.receivables.rules.postings import moved_lines
from pm_app.receivables.tables.bank_deposits import (
    BankDeposit,
    BankDepositLine,
    BankDepositReversal,
)
from pm_app.receivables.tables.items import Receipt, Reversal

BANK_ACCOUNTS = (OPERATING_BANK, DEPOSIT_BANK)
MOST_RECEIPTS = 500


class ReceiptNotOnHand(Refused):
    """A receipt that lies in a deposit already, or was taken back."""


def make_bank_deposit(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    receipt_ids: Collection[UUID],
    bank_account: int,
    deposited_on: date,
    today: date,
    now: datetime,
    memo: str = "",
) -> UUID:
    """Deposit receipts, whole, in one bank account as one line of its statement; returns the deposit's id.

    The same key again returns the deposit it made. Refuses receipts that lie in a deposit already or were taken back
    (`ReceiptNotOnHand`), a day before the newest of them or in the future, and an account that is no trust bank.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    if made := session.exec(select(BankDeposit.id).where(BankDeposit.request_key == request_key)).first():
        return made
    check_trust_bank(bank_account)
    rows = _locked(session, actor, receipt_ids)
    made = session.exec(select(BankDeposit.id).where(BankDeposit.request_key == request_key)).first()
    if made is not None:
        return made
    _check_on_hand(session, actor, [receipt for receipt, _ in rows])
    _check_day(deposited_on, [receipt for receipt, _ in rows], today)
    memo = cleaned(memo, longest=LONGEST_MEMO, field="memo", name="The note")
    return _add(session, actor, request_key, rows, bank_account, deposited_on, memo, now)


def _add(
    session: Session,
    actor: Actor,
    request_key: UUID,
    rows: Sequence[tuple[Receipt, TenancyPlace]],
    bank_account: int,
    deposited_on: date,
    memo: str,
    now: datetime,
) -> UUID:
    hold_entry_numbers(session, actor, posted_on=deposited_on)
    deposit_id, number = new_id(), _next_number(session)
    deposit = BankDeposit(
        id=deposit_id,
        request_key=request_key,
        number=number,
        bank_account=bank_account,
        deposited_on=deposited_on,
        total_cents=sum(receipt.amount_cents for receipt, _ in rows),
        memo=memo,
        entry_id=_posted(session, actor, deposit_id, rows, bank_account, deposited_on, f"Deposit {number}", now),
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )
    session.add(deposit)
    session.flush()
    session.add_all(
        BankDepositLine(bank_deposit_id=deposit_id, receipt_id=receipt.id, amount_cents=receipt.amount_cents)
        for receipt, _ in rows
    )
    session.flush()
    _note(session, actor, deposit, "made a bank deposit", now, receipts=len(rows))
    return deposit_id


def _posted(
    session: Session,
    actor: Actor,
    deposit_id: UUID,
    rows: Sequence[tuple[Receipt, TenancyPlace]],
    bank_account: int,
    deposited_on: date,
    memo: str,
    now: datetime,
) -> UUID:
    return post_entry(
        session,
        actor,
        lines=_lines(rows, bank_account),
        posted_on=deposited_on,
        kind=EntryKind.BANK_DEPOSIT,
        source_kind="bank deposit",
        source_id=deposit_id,
        entry_key=f"bank deposit:{deposit_id}",
        now=now,
        memo=memo,
    )


def _locked(session: Session, actor: Actor, receipt_ids: Collection[UUID]) -> list[tuple[Receipt, TenancyPlace]]:
    """Return the receipts with their tenancies, locked in one order for everybody."""
    wanted = set(receipt_ids)
    if not wanted:
        raise Refused("Choose the receipts that go to the bank.", field="receipts")
    if len(wanted) > MOST_RECEIPTS:
        raise Refused(f"Deposit at most {MOST_RECEIPTS} receipts at once.", field="receipts")
    rows = list(session.exec(select(Receipt).where(col(Receipt.id).in_(wanted))))
    if len(rows) < len(wanted):
        raise NotFound("One of these receipts does not exist, or it is not yours to see.")
    tenancies = sorted({row.tenancy_id for row in rows})
    places = {one: lock_tenancy(session, actor, tenancy_id=one) for one in tenancies}
    rows.sort(key=lambda row: (row.received_on, row.id))
    return [(row, places[row.tenancy_id]) for row in rows]


def _check_on_hand(session: Session, actor: Actor, rows: Sequence[Receipt]) -> None:
    ids = [row.id for row in rows]
    gone = session.exec(select(Reversal.receipt_id).where(col(Reversal.receipt_id).in_(ids))).first()
    if gone is not None or deposited_in(session, actor, receipt_ids=ids):
        raise ReceiptNotOnHand(
            "One of these receipts was deposited or taken back meanwhile. Look at the list again.", field="receipts"
        )


def _check_day(deposited_on: date, rows: Sequence[Receipt], today: date) -> None:
    newest = max(row.received_on for row in rows)
    if deposited_on > today:
        raise Refused("A deposit cannot be made in the future. Choose today or an earlier day.", field="deposited_on")
    if deposited_on < newest:
        raise Refused(
            f"One of these receipts came in on {in_words(newest)}. Choose that day or a later one.",
            field="deposited_on",
        )


def check_trust_bank(bank_account: int) -> None:
    """Refuse an account that is not one of the trust bank accounts."""
    if bank_account not in BANK_ACCOUNTS:
        raise Refused("Receipts go to a trust bank account. Choose one.", field="bank_account")


def _next_number(session: Session) -> int:
    """Return the next number of a deposit; others wait until this transaction ends.

    The numbers of the books are held before: a receipt recorded in the same transaction holds those already.
    """
    session.connection().execute(text("select pg_advisory_xact_lock(hashtext('bank deposit number'))"))
    return (session.exec(select(func.max(BankDeposit.number))).one() or 0) + 1


def _lines(rows: Sequence[tuple[Receipt, TenancyPlace]], bank_account: int) -> tuple[Line, ...]:
    return tuple(
        line
        for receipt, place in rows
        for line in moved_lines(
            ledger_of(place), receipt.amount_cents, from_account=UNDEPOSITED_FUNDS, to_account=bank_account
        )
    )


def take_back_deposit(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    bank_deposit_id: UUID,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> UUID:
    """Take a deposit back: its receipts are undeposited again, none is reversed. Returns the reversal's id.

    Refuses one taken back before, one of which the bank returned a payment, implausible days, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    if (deposit := session.get(BankDeposit, bank_deposit_id)) is None:
        raise NotFound("This deposit does not exist, or it is not yours to see.")
    ids = _receipts_of(session, actor, deposit.id)
    before = session.exec(select(BankDepositReversal).where(BankDepositReversal.bank_deposit_id == deposit.id)).first()
    if before is not None and before.request_key == request_key:
        return before.id
    _check_may_go_back(session, before, ids)
    check_reversed_on(reversed_on, began_on=deposit.deposited_on, today=today)
    reason = checked_reason(reason)
    entry_id = reverse_entry(session, actor, entry_id=deposit.entry_id, reversed_on=reversed_on, now=now, memo=reason)
    reversal = BankDepositReversal(
        request_key=request_key,
        bank_deposit_id=deposit.id,
        reversed_on=reversed_on,
        reason=reason,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(reversal)
    session.flush()
    _note(session, actor, deposit, "took back a bank deposit", now, reason=reason)
    return reversal.id


def _receipts_of(session: Session, actor: Actor, deposit_id: UUID) -> Sequence[UUID]:
    """Return the receipts of a deposit, whose tenancies are locked from now on."""
    ids = session.exec(select(BankDepositLine.receipt_id).where(BankDepositLine.bank_deposit_id == deposit_id)).all()
    _locked(session, actor, ids)
    return ids


def _check_may_go_back(session: Session, before: BankDepositReversal | None, receipt_ids: Sequence[UUID]) -> None:
    if before is not None:
        raise Refused("This deposit was taken back already. Look at the list again.")
    if session.exec(select(Reversal.id).where(col(Reversal.receipt_id).in_(receipt_ids))).first():
        raise Refused("The bank returned a payment of this deposit, so it was made. It cannot be taken back.")


def _note(session: Session, actor: Actor, deposit: BankDeposit, did: str, now: datetime, **more: str | int) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="bank deposit",
        about_id=deposit.id,
        about_name=f"Deposit {deposit.number}",
        now=now,
        details={"total_cents": deposit.total_cents, "account": deposit.bank_account, **more},
    )
