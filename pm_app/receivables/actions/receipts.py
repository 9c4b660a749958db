"""Recording money that came in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.rules import UNDEPOSITED_FUNDS
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.posting import NewSource, post_source
from pm_app.receivables.enums import ReceiptMethod
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.payers import check_payer
from pm_app.receivables.queries.receipts import same_receipt
from pm_app.receivables.rules.allocation import allocate
from pm_app.receivables.rules.holds import check_receipt_allowed
from pm_app.receivables.rules.plausible import check_at_once, check_received_on
from pm_app.receivables.tables.items import Receipt

LONGEST_REFERENCE = 100
LONGEST_MEMO = 500


class PossibleDuplicate(Refused):
    """Money that looks like one that was recorded before; whoever means it says so."""


@dataclass(frozen=True)
class _NewReceipt:
    request_key: UUID
    payer_id: UUID | None
    method: ReceiptMethod
    amount_cents: int
    received_on: date
    reference: str
    memo: str
    hold_override: str


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
    include_deposits: bool = False,
    hold_override: str = "",
    duplicate_confirmed: bool = False,
) -> UUID:
    """Record money received for a tenancy and settle its open charges; the rest stays prepaid. Returns its id.

    The same `request_key` again returns the receipt it made. `designated` is cents by charge, settled first; deposits
    only when designated, included, or by the tenancy's terms. Refuses absurd amounts and days, an unknown payer, more
    given to charges than is open or was received, what a hold forbids (`ReceiptHeld`), and, unless confirmed, what
    looks like an earlier receipt of the same payer, amount, reference and day (`PossibleDuplicate`).
    """
    actor.must(Permission.RECORD_RECEIPTS)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id, amount_cents):
        return made
    check_at_once(amount_cents)
    check_received_on(received_on, starts_on=place.starts_on, today=today)
    check_payer(session, actor, payer_id=payer_id)
    new = _new(request_key, payer_id, method, amount_cents, received_on, (reference, memo, hold_override))
    _check_holds(session, actor, place, new, today)
    if not duplicate_confirmed:
        _check_not_twice(session, actor, place, new)
    return _post(session, actor, place, new, designated, include_deposits, now)


def _new(
    request_key: UUID,
    payer_id: UUID | None,
    method: ReceiptMethod,
    amount_cents: int,
    received_on: date,
    words: tuple[str, str, str],
) -> _NewReceipt:
    reference, memo, hold_override = words
    return _NewReceipt(
        request_key=request_key,
        payer_id=payer_id,
        method=method,
        amount_cents=amount_cents,
        received_on=received_on,
        reference=cleaned(reference, longest=LONGEST_REFERENCE, field="reference", name="The reference"),
        memo=cleaned(memo, longest=LONGEST_MEMO, field="memo", name="The note"),
        hold_override=cleaned(hold_override, longest=LONGEST_MEMO, field="hold_override", name="The reason"),
    )


def _check_holds(session: Session, actor: Actor, place: TenancyPlace, new: _NewReceipt, today: date) -> None:
    holds = holds_of(session, actor, tenancy_id=place.tenancy_id).get(place.tenancy_id, [])
    check_receipt_allowed(
        holds,
        method=new.method,
        day=today,
        override=new.hold_override,
        may_override=actor.may(Permission.OVERRIDE_HOLDS),
    )


def _check_not_twice(session: Session, actor: Actor, place: TenancyPlace, new: _NewReceipt) -> None:
    found = same_receipt(
        session,
        actor,
        tenancy_id=place.tenancy_id,
        payer_id=new.payer_id,
        amount_cents=new.amount_cents,
        reference=new.reference,
        received_on=new.received_on,
    )
    if found is not None:
        raise PossibleDuplicate(
            "The same amount with the same reference was recorded for that day already. "
            "Confirm that this is another payment, or leave it.",
            field="duplicate_confirmed",
        )


def _post(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    new: _NewReceipt,
    designated: Mapping[UUID, int] | None,
    include_deposits: bool,
    now: datetime,
) -> UUID:
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=place.tenancy_id)
    items = {item.charge.charge_id: item for item in open_items(session, place.tenancy_id)}
    parts = allocate(
        new.amount_cents,
        [item.charge for item in items.values()],
        designated=designated,
        include_deposits=include_deposits or terms.deposits_automatic,
        priority=terms.priority,
    )

    def make(receipt_id: UUID, entry_id: UUID) -> Receipt:
        return Receipt(
            **asdict(new),
            id=receipt_id,
            tenancy_id=place.tenancy_id,
            property_id=place.property_id,
            entry_id=entry_id,
            recorded_at=now,
            recorded_by_id=actor.user_id,
            recorded_by=actor.name,
        )

    money = NewSource(EntryKind.RECEIPT, UNDEPOSITED_FUNDS, new.amount_cents, new.received_on, new.reference)
    given = {"place": place, "new": money, "parts": parts, "items": items, "make": make}
    receipt_id = post_source(session, actor, **given, now=now)
    details = {"received": new.received_on.isoformat()} | (
        {"taken because": new.hold_override} if new.hold_override else {}
    )
    note_receipt(session, actor, place, receipt_id, new.method, "recorded a receipt", now, **details, **_amounts(new))
    return receipt_id


def _amounts(new: _NewReceipt) -> dict[str, str | int]:
    return {"amount_cents": new.amount_cents, "reference": new.reference}


def note_receipt(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    receipt_id: UUID,
    method: ReceiptMethod,
    did: str,
    now: datetime,
    **details: str | int,
) -> None:
    """Write into the history what was done to a receipt."""
    actor.must(Permission.VIEW_LEDGER)
    record_audit(
        session,
        actor,
        did=did,
        about_kind="receipt",
        about_id=receipt_id,
        about_name=f"{method.value.capitalize()}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details=details,
    )


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID, amount_cents: int) -> UUID | None:
    made = session.exec(select(Receipt).where(Receipt.request_key == request_key)).first()
    if made is None:
        return None
    if (made.tenancy_id, made.amount_cents) != (tenancy_id, amount_cents):
        raise FormUsedAlready("This form was posted already, with other values. Close it and open it again.")
    return made.id
