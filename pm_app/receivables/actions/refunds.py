"""Paying a credit balance back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready, NewCharge, add_charge
from pm_app.receivables.actions.receipts import LONGEST_MEMO, LONGEST_REFERENCE
from pm_app.receivables.actions.settling import ledger_of, settle
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.refundable import Refundable, refundable
from pm_app.receivables.rules.plausible import check_at_once, check_paid_on
from pm_app.receivables.rules.postings import refund_lines
from pm_app.receivables.tables.items import Charge, Refund

LONGEST_PAYEE = 200


class NothingToRefund(Refused):
    """More would be paid back than is prepaid."""


class NotCleared(Refused):
    """Money that has not cleared yet, or was never money."""


@dataclass(frozen=True)
class RefundTo:
    """Who is paid how: the name on the check, the person when known, where it is sent, and its number."""

    payee: str
    method: ReceiptMethod
    payee_id: UUID | None = None
    address: str = ""
    reference: str = ""


def pay_refund(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    amount_cents: int,
    paid_on: date,
    to: RefundTo,
    today: date,
    now: datetime,
    bank_account: int = OPERATING_BANK,
    disposition_id: UUID | None = None,
) -> UUID:
    """Pay prepaid money back, the oldest first, and return the id of the refund's charge; the same key pays once.

    It comes from one bank account: what was released from deposits lies in the deposit bank (domain rules §5, §11,
    §12). Refuses more than is prepaid there (`NothingToRefund`), money that has not cleared (`NotCleared`), a day in
    the future, and a missing payee.
    """
    actor.must(Permission.PAY_REFUNDS)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id, amount_cents):
        return made
    check_at_once(amount_cents)
    check_paid_on(paid_on, starts_on=place.starts_on, today=today)
    to = _checked(to)
    if bank_account not in {OPERATING_BANK, DEPOSIT_BANK}:
        raise Refused("Refunds are paid from a trust bank account. Choose one.", field="bank_account")
    lying_there = [one for one in refundable(session, actor, tenancy_id=tenancy_id) if one.bank_account == bank_account]
    chosen = _chosen(lying_there, amount_cents, paid_on)
    lines = refund_lines(ledger_of(place), amount_cents, bank_account)
    new = _charge(request_key, amount_cents, paid_on, to)
    charge_id = add_charge(session, actor, place=place, new=new, lines=lines, kind=EntryKind.REFUND, now=now)
    _settle(session, actor, place, charge_id, chosen, paid_on, now)
    _keep(session, actor, request_key, charge_id, tenancy_id, to, bank_account, paid_on, disposition_id, now)
    return charge_id


def _charge(request_key: UUID, amount_cents: int, paid_on: date, to: RefundTo) -> NewCharge:
    return NewCharge(
        request_key=request_key,
        kind=ChargeKind.REFUND,
        amount_cents=amount_cents,
        posted_on=paid_on,
        due_on=paid_on,
        description=f"Refund to {to.payee}" + (f", {to.reference}" if to.reference else ""),
        service_from=None,
        service_to=None,
    )


def _chosen(lying_there: list[Refundable], amount_cents: int, paid_on: date) -> list[tuple[Refundable, int]]:
    """Return what is paid out of which money; refuses when it is not there, or has not cleared."""
    left, waiting = amount_cents, [one.clears_on for one in lying_there if one.clears_on and one.clears_on > paid_on]
    chosen: list[tuple[Refundable, int]] = []
    for one in lying_there:
        cleared = one.clears_on is not None and max(one.clears_on, one.money.settles_from) <= paid_on
        if cleared and left > 0:
            chosen.append((one, min(left, one.amount_cents)))
            left -= chosen[-1][1]
    if left and waiting:
        raise NotCleared(
            f"Some of this money has not cleared: it may be paid back from {in_words(min(waiting))} on. "
            "Pay less, or later.",
            field="amount",
        )
    if left and sum(one.amount_cents for one in lying_there) >= amount_cents:
        raise NotCleared(
            "Only money that was received and deposited can be paid back. Deposit it first, or pay less.",
            field="amount",
        )
    if left:
        raise NothingToRefund("More would be paid back than is prepaid. Lower the amount.", field="amount")
    return chosen


def _settle(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    charge_id: UUID,
    chosen: list[tuple[Refundable, int]],
    paid_on: date,
    now: datetime,
) -> None:
    for one, cents in chosen:
        settle(
            session,
            actor,
            place=place,
            source=one.money.source,
            charge_id=charge_id,
            kind=ChargeKind.REFUND,
            amount_cents=cents,
            settles_on=paid_on,
            now=now,
        )


def _keep(
    session: Session,
    actor: Actor,
    request_key: UUID,
    charge_id: UUID,
    tenancy_id: UUID,
    to: RefundTo,
    bank_account: int,
    paid_on: date,
    disposition_id: UUID | None,
    now: datetime,
) -> None:
    session.add(
        Refund(
            request_key=request_key,
            charge_id=charge_id,
            tenancy_id=tenancy_id,
            payee=to.payee,
            payee_id=to.payee_id,
            address=to.address,
            method=to.method,
            reference=to.reference,
            bank_account=bank_account,
            paid_on=paid_on,
            disposition_id=disposition_id,
            recorded_at=now,
            recorded_by=actor.name,
        )
    )
    session.flush()


def _checked(to: RefundTo) -> RefundTo:
    payee = cleaned(to.payee, longest=LONGEST_PAYEE, field="payee", name="The payee")
    if not payee:
        raise Refused("Write who is paid.", field="payee")
    return RefundTo(
        payee=payee,
        method=to.method,
        payee_id=to.payee_id,
        address=cleaned(to.address, longest=LONGEST_MEMO, field="address", name="The address"),
        reference=cleaned(to.reference, longest=LONGEST_REFERENCE, field="reference", name="The reference"),
    )


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID, amount_cents: int) -> UUID | None:
    made = session.exec(select(Charge).where(Charge.request_key == request_key)).first()
    if made is None:
        return None
    if (made.tenancy_id, made.amount_cents) != (tenancy_id, amount_cents):
        raise FormUsedAlready("This form was posted already, with other values. Close it and open it again.")
    return made.id
