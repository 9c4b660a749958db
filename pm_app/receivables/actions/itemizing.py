"""Itemizing a deposit: charging what is new, releasing the deposits, paying the rest; and taking all of it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused, Stale
from pm_app.leasing.queries.tenancies import TenancyPlace
from pm_app.receivables.actions.charges import FormUsedAlready, NewCharge, add_charge
from pm_app.receivables.actions.credits import NewCredit, post_credit
from pm_app.receivables.actions.deductions import DeductedAboveOpen
from pm_app.receivables.actions.dispositions import (
    AlreadyItemized,
    NothingHeld,
    locked_disposition,
    note_disposition,
)
from pm_app.receivables.actions.refunds import NotCleared, RefundTo, pay_refund
from pm_app.receivables.actions.settling import ledger_of, settle_with_prepayments
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.deposits_held import deposit_receipts
from pm_app.receivables.queries.disposition_rows import deductions_of, jointly, payees_of
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.rules.deposits import Deduction, Release, outcome, paid_out, releases
from pm_app.receivables.rules.postings import HELD_ACCOUNTS, charge_lines
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine
from pm_app.receivables.tables.items import Credit


@dataclass(frozen=True)
class Paying:
    """How the refund is paid, and the number of each payment in the order of the payees, where there is one."""

    method: ReceiptMethod
    references: tuple[str, ...] = ()


def itemize_disposition(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    itemized_on: date,
    shown_cents: int,
    paying: Paying,
    today: date,
    now: datetime,
) -> UUID:
    """Post a disposition, all of it or nothing, and return its id; the same key again posts nothing more.

    New deductions are charged; each deposit held and the interest become credits that settle the deductions in their
    order; what is left is paid to the payees out of the deposit bank (domain rules §5, §12). `shown_cents` is what the
    person saw as left: the refund, or negative what is due. Refuses other amounts than those (`Stale`), one itemized
    before, and a refund of money that is not in a bank or has not cleared.
    """
    actor.must(Permission.PAY_REFUNDS)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    if _made_before(session, row, request_key):
        return row.id
    _check_day(itemized_on, place, today)
    _post(session, actor, place, row, request_key, itemized_on, shown_cents, paying, today, now)
    settle_with_prepayments(session, actor, place=place, not_before=itemized_on, now=now)
    return row.id


def _post(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    row: Disposition,
    request_key: UUID,
    itemized_on: date,
    shown_cents: int,
    paying: Paying,
    today: date,
    now: datetime,
) -> None:
    held = _held(session, place.tenancy_id)
    lines = deductions_of(session, row)
    deductions = _checked(session, place.tenancy_id, lines)
    found = outcome(held, row.interest_cents, deductions)
    if found.left_cents != shown_cents:
        raise Stale("The amounts changed since this page was opened. Look at them again.")
    if found.refund_cents:
        _check_cleared(session, actor, place, itemized_on)
    charge_ids = [_charged(session, actor, place, line, itemized_on, now) for line in lines]
    for one in releases(held, row.interest_cents, deductions):
        _release(session, actor, place, one, charge_ids, request_key, itemized_on, now)
    row.itemized_at, row.itemized_on, row.itemized_by = now, itemized_on, actor.name
    row.version += 1
    session.flush()
    _pay(session, actor, place, row, found.refund_cents, paying, request_key, today, now)
    more = {"deducted_cents": found.deducted_cents, "refund_cents": found.refund_cents, "due_cents": found.due_cents}
    note_disposition(session, actor, place, row, "itemized the deposit disposition", now, **more)


def _held(session: Session, tenancy_id: UUID) -> dict[ChargeKind, int]:
    held = {kind: cents for kind in HELD_ACCOUNTS if (cents := held_cents(session, tenancy_id, kind))}
    if not held:
        raise NothingHeld("No deposit of this household is held any more, so there is nothing to settle.")
    return held


def _made_before(session: Session, row: Disposition, request_key: UUID) -> bool:
    keys = [_key(request_key, source, part) for source in (*HELD_ACCOUNTS, None) for part in ("withheld", "returned")]
    mine = session.exec(select(Credit.id).where(col(Credit.request_key).in_(keys))).first()
    if mine is None and row.itemized_at is None:
        return False
    if row.itemized_at is None:
        raise FormUsedAlready("What this form posted was taken back. Close it and open it again.")
    if mine is None:
        raise AlreadyItemized("Somebody itemized this disposition already. Look at it again.")
    return True


def _key(request_key: UUID, source: ChargeKind | None, part: str) -> UUID:
    return uuid5(request_key, f"{source or 'interest'} {part}")


def _check_day(itemized_on: date, place: TenancyPlace, today: date) -> None:
    if itemized_on > today:
        raise Refused("Money cannot be paid in the future. Choose today or an earlier day.", field="itemized_on")
    if place.moved_out_on is None or itemized_on < place.moved_out_on:
        raise Refused("They had not moved out by then. Choose a later day.", field="itemized_on")


def _checked(session: Session, tenancy_id: UUID, lines: Sequence[DispositionLine]) -> list[Deduction]:
    """Return the deductions; refuses one for a charge on which less is open now."""
    left = {item.charge.charge_id: item.charge.open_cents for item in open_items(session, tenancy_id)}
    for line in lines:
        if line.charge_id is not None and line.amount_cents > left.get(line.charge_id, 0):
            raise DeductedAboveOpen(f"Less is open now than is deducted: {line.reason}. Change or remove that line.")
    return [Deduction(ChargeKind(line.kind), line.amount_cents, line.reason, line.charge_id) for line in lines]


def _check_cleared(session: Session, actor: Actor, place: TenancyPlace, itemized_on: date) -> None:
    """Refuse to pay out a deposit of which a part is on hand, or may still come back from the bank."""
    receipt_ids = deposit_receipts(session, place.tenancy_id)
    lies_in = deposited_in(session, actor, receipt_ids=receipt_ids)
    if len(lies_in) < len(receipt_ids):
        raise NotCleared("A payment of this deposit was not taken to the bank yet. Deposit it first, then return it.")
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=place.tenancy_id)
    wait = timedelta(days=terms.refund_hold_days)
    clears_on = max((one.deposited_on + wait for one in lies_in.values()), default=itemized_on)
    if clears_on > itemized_on:
        raise NotCleared(
            f"A payment of this deposit has not cleared. It may be paid back from {in_words(clears_on)} on.",
            field="itemized_on",
        )


def _charged(
    session: Session, actor: Actor, place: TenancyPlace, line: DispositionLine, itemized_on: date, now: datetime
) -> UUID:
    """Return the charge of a deduction, posted now when there was none."""
    if line.charge_id is None:
        new = NewCharge(
            request_key=deduction_key(line),
            kind=ChargeKind(line.kind),
            amount_cents=line.amount_cents,
            posted_on=itemized_on,
            due_on=itemized_on,
            description=line.reason,
            service_from=None,
            service_to=None,
        )
        entry = charge_lines(ledger_of(place), new.kind, new.amount_cents)
        line.charge_id = add_charge(session, actor, place=place, new=new, lines=entry, kind=EntryKind.CHARGE, now=now)
        session.flush()
    return line.charge_id


def deduction_key(line: DispositionLine) -> UUID:
    """Return the request key of the charge that itemizing posts for a deduction; it tells such charges from others."""
    return uuid5(line.id, "deduction")


def _release(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    one: Release,
    charge_ids: Sequence[UUID],
    request_key: UUID,
    itemized_on: date,
    now: datetime,
) -> None:
    """Post what is withheld of a deposit and what goes back of it as two credits: a ledger tells one from the other."""
    settled = {charge_ids[place_]: cents for place_, cents in one.withheld}
    named = (one.deposit or "interest on deposits").capitalize()
    parts: tuple[tuple[str, int, Mapping[UUID, int]], ...] = (
        ("withheld", one.withheld_cents, settled),
        ("returned", one.returned_cents, {}),
    )
    for part, cents, designated in parts:
        if cents:
            new = NewCredit(
                request_key=_key(request_key, one.deposit, part),
                kind=CreditKind.DEPOSIT_RELEASE if one.deposit else CreditKind.DEPOSIT_INTEREST,
                amount_cents=cents,
                credited_on=itemized_on,
                reason=f"{named} {part}",
                deposit_kind=one.deposit,
            )
            given = {"designated": designated or None, "settles": list(designated)}
            post_credit(session, actor, place=place, new=new, now=now, **given)


def _pay(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    row: Disposition,
    refund_cents: int,
    paying: Paying,
    request_key: UUID,
    today: date,
    now: datetime,
) -> None:
    payees = payees_of(session, row) or [jointly(session, place)]
    for position, (payee, cents) in enumerate(paid_out(refund_cents, payees)):
        reference = paying.references[position] if position < len(paying.references) else ""
        pay_refund(
            session,
            actor,
            request_key=uuid5(request_key, f"refund {position}"),
            tenancy_id=place.tenancy_id,
            amount_cents=cents,
            paid_on=row.itemized_on or today,
            to=RefundTo(payee.name, paying.method, payee.person_id, row.forwarding_address, reference),
            today=today,
            now=now,
            bank_account=DEPOSIT_BANK,
            disposition_id=row.id,
        )
