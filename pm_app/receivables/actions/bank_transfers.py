"""Moving money of a deposit that lies in the wrong bank account."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import post_entry
from pm_app.books.enums import EntryKind
from pm_app.kernel.errors import Refused
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.bank_deposits import check_trust_bank
from pm_app.receivables.actions.settling import ledger_of
from pm_app.receivables.rules.plausible import check_at_once, check_paid_on
from pm_app.receivables.rules.postings import moved_lines
from pm_app.receivables.tables.bank_deposits import BankTransfer


def move_deposit_money(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    from_account: int,
    to_account: int,
    amount_cents: int,
    moved_on: date,
    today: date,
    now: datetime,
) -> UUID:
    """Record a bank transfer between the two trust accounts for one tenancy, and return its id.

    A deposit that was banked with the rent moves to the deposit bank; what was withheld of one moves back (domain
    rules §5, §12). The same key again returns the transfer it made.
    """
    actor.must(Permission.PAY_REFUNDS)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := session.exec(select(BankTransfer.id).where(BankTransfer.request_key == request_key)).first():
        return made
    check_trust_bank(from_account)
    check_trust_bank(to_account)
    if from_account == to_account:
        raise Refused("Money moves between two different accounts. Choose another one.", field="to_account")
    check_at_once(amount_cents)
    check_paid_on(moved_on, starts_on=place.starts_on, today=today)
    return _add(session, actor, place, request_key, from_account, to_account, amount_cents, moved_on, now)


def _add(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    request_key: UUID,
    from_account: int,
    to_account: int,
    amount_cents: int,
    moved_on: date,
    now: datetime,
) -> UUID:
    transfer = BankTransfer(
        request_key=request_key,
        tenancy_id=place.tenancy_id,
        from_account=from_account,
        to_account=to_account,
        amount_cents=amount_cents,
        moved_on=moved_on,
        entry_id=new_id(),
        recorded_at=now,
        recorded_by=actor.name,
    )
    transfer.entry_id = post_entry(
        session,
        actor,
        lines=moved_lines(ledger_of(place), amount_cents, from_account=from_account, to_account=to_account),
        posted_on=moved_on,
        kind=EntryKind.BANK_TRANSFER,
        source_kind="bank transfer",
        source_id=transfer.id,
        entry_key=f"bank transfer:{transfer.id}",
        now=now,
        memo=f"Deposit money of {place.name}",
    )
    session.add(transfer)
    session.flush()
    _note(session, actor, place, transfer, now)
    return transfer.id


def _note(session: Session, actor: Actor, place: TenancyPlace, transfer: BankTransfer, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did="recorded a transfer of deposit money",
        about_kind="tenancy",
        about_id=place.tenancy_id,
        about_name=place.name,
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={
            "amount_cents": transfer.amount_cents,
            "from": transfer.from_account,
            "to": transfer.to_account,
            "on": transfer.moved_on.isoformat(),
        },
    )
