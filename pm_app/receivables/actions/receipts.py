"""Recording money that came in, and taking a receipt back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions import post_entry, reverse_entry
from pm_app.books.enums import EntryKind
from pm_app.books.queries.entries import reversed_entry_ids
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.reversals import add_reversal, checked_reason, reversed_before
from pm_app.receivables.actions.settling import (
    ledger_of,
    settle,
    settle_with_prepayments,
    standing_allocations,
    undo,
)
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.payers import check_payer
from pm_app.receivables.rules.allocation import Allocation as Part
from pm_app.receivables.rules.allocation import allocate
from pm_app.receivables.rules.plausible import check_at_once, check_received_on, check_reversed_on
from pm_app.receivables.rules.postings import receipt_lines, settled_by_kind
from pm_app.receivables.tables.items import Allocation, Receipt

LONGEST_REFERENCE = 100
LONGEST_MEMO = 500


@dataclass(frozen=True)
class _NewReceipt:
    request_key: UUID
    payer_id: UUID | None
    method: ReceiptMethod
    amount_cents: int
    received_on: date
    reference: str
    memo: str


def record_receipt(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    amount_cents: int,
    received_on: date,
    method: ReceiptMethod,
    today: date,
    now: datetime,
    reference: str = "",
    payer_id: UUID | None = None,
    memo: str = "",
    designated: Mapping[UUID, int] | None = None,
) -> UUID:
    """Record money received for a tenancy and settle its open charges; the rest stays prepaid. Returns its id.

    The same `request_key` again returns the receipt it made. `designated` is cents by charge, settled first. Refuses
    future days, absurd amounts and days, an unknown payer, and more given to charges than is open or was received.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id, amount_cents):
        return made
    check_at_once(amount_cents)
    check_received_on(received_on, starts_on=place.starts_on, today=today)
    check_payer(session, actor, payer_id=payer_id)
    new = _NewReceipt(
        request_key=request_key,
        payer_id=payer_id,
        method=method,
        amount_cents=amount_cents,
        received_on=received_on,
        reference=cleaned(reference, longest=LONGEST_REFERENCE, field="reference", name="The reference"),
        memo=cleaned(memo, longest=LONGEST_MEMO, field="memo", name="The note"),
    )
    return _settle(session, actor, place, new, designated, now)


def _settle(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    new: _NewReceipt,
    designated: Mapping[UUID, int] | None,
    now: datetime,
) -> UUID:
    """Post the receipt with what it settles on its own day; charges that count from a later day are settled then."""
    items = {item.charge.charge_id: item for item in open_items(session, place.tenancy_id)}
    parts = allocate(new.amount_cents, [item.charge for item in items.values()], designated=designated)
    at_once = [part for part in parts if items[part.charge_id].settles_from <= new.received_on]
    settled = settled_by_kind(at_once, {charge_id: item.charge.kind for charge_id, item in items.items()})
    receipt = _post(session, actor, place, new, settled, now)
    _allocate(session, receipt, at_once)
    for part in parts:
        if part not in at_once:
            settle(
                session,
                actor,
                place=place,
                receipt_id=receipt.id,
                charge_id=part.charge_id,
                kind=items[part.charge_id].charge.kind,
                amount_cents=part.amount_cents,
                settles_on=items[part.charge_id].settles_from,
                now=now,
            )
    _note(session, actor, place, receipt, "recorded a receipt", now, received=new.received_on.isoformat())
    return receipt.id


def _post(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    new: _NewReceipt,
    settled: Mapping[ChargeKind, int],
    now: datetime,
) -> Receipt:
    receipt_id = new_id()
    entry_id = post_entry(
        session,
        actor,
        lines=receipt_lines(ledger_of(place), new.amount_cents, settled),
        posted_on=new.received_on,
        kind=EntryKind.RECEIPT,
        source_kind="receipt",
        source_id=receipt_id,
        entry_key=f"receipt:{receipt_id}",
        now=now,
        memo=new.reference,
    )
    receipt = Receipt(
        **asdict(new),
        id=receipt_id,
        tenancy_id=place.tenancy_id,
        property_id=place.property_id,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )
    session.add(receipt)
    session.flush()
    return receipt


def _allocate(session: Session, receipt: Receipt, parts: Iterable[Part]) -> None:
    session.add_all(
        Allocation(
            receipt_id=receipt.id,
            charge_id=part.charge_id,
            amount_cents=part.amount_cents,
            allocated_on=receipt.received_on,
            entry_id=receipt.entry_id,
            recorded_at=receipt.recorded_at,
            recorded_by=receipt.recorded_by,
        )
        for part in parts
    )
    session.flush()


def _note(
    session: Session, actor: Actor, place: TenancyPlace, receipt: Receipt, did: str, now: datetime, **more: str
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="receipt",
        about_id=receipt.id,
        about_name=f"{receipt.method.value.capitalize()}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"amount_cents": receipt.amount_cents, "reference": receipt.reference, **more},
    )


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID, amount_cents: int) -> UUID | None:
    made = session.exec(select(Receipt).where(Receipt.request_key == request_key)).first()
    if made is None:
        return None
    if (made.tenancy_id, made.amount_cents) != (tenancy_id, amount_cents):
        raise FormUsedAlready("This form was posted already, with other values. Close it and open it again.")
    return made.id


def reverse_receipt(
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
    """Take a receipt back on a day of its own and return the reversal's id; the same key again returns that reversal.

    What it settled is open again, and other money that is prepaid settles it. Refuses a receipt that was reversed
    before, a day before it came in or in the future, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    receipt = session.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFound("This receipt does not exist, or it is not yours to see.")
    place = lock_tenancy(session, actor, tenancy_id=receipt.tenancy_id)
    if before := reversed_before(session, actor, source=receipt, request_key=request_key):
        return before
    check_reversed_on(reversed_on, began_on=receipt.received_on, today=today)
    reason = checked_reason(reason)
    entry_id = _unwind(session, actor, receipt, reversed_on, reason, now)
    given = {"source": receipt, "request_key": request_key, "reversed_on": reversed_on, "reason": reason}
    reversal_id = add_reversal(session, actor, **given, entry_id=entry_id, now=now)
    settle_with_prepayments(session, actor, place=place, not_before=reversed_on, now=now)
    _note(session, actor, place, receipt, "reversed a receipt", now, on=reversed_on.isoformat(), reason=reason)
    return reversal_id


def _unwind(session: Session, actor: Actor, receipt: Receipt, reversed_on: date, reason: str, now: datetime) -> UUID:
    """Reverse every entry that moved this receipt's money, take back what it settles, return its own entry's reversal.

    An entry dated later than the reversal is reversed on its own day: before it, there is nothing to undo.
    """
    moves = session.exec(
        select(Allocation).where(Allocation.receipt_id == receipt.id, Allocation.entry_id != receipt.entry_id)
    )
    dated = {receipt.entry_id: receipt.received_on, **{move.entry_id: move.allocated_on for move in moves}}
    undone = reversed_entry_ids(session, actor, entry_ids=dated)
    reversals: dict[UUID, tuple[UUID, date]] = {}
    for entry_id, posted_on in sorted(dated.items(), key=lambda one: (one[1], one[0])):
        if entry_id not in undone:
            day = max(reversed_on, posted_on)
            reversal_id = reverse_entry(session, actor, entry_id=entry_id, reversed_on=day, now=now, memo=reason)
            reversals[entry_id] = (reversal_id, day)
    for part in standing_allocations(session, Allocation.receipt_id == receipt.id):
        entry_id, day = reversals[part.entry_id]
        undo(session, actor, part, new_id(), day, entry_id, now)
    return reversals[receipt.entry_id][0]
