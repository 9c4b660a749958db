"""Charging a tenant, and taking a charge back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import post_entry, reverse_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import Line
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.releasing import take_back_forgiven
from pm_app.receivables.actions.reversals import add_reversal, checked_reason, reversed_before
from pm_app.receivables.actions.settling import give_back, ledger_of, settle_with_prepayments, standing_allocations
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.plausible import (
    ReversalTooEarly,
    check_at_once,
    check_due_on,
    check_reversed_on,
    check_service,
)
from pm_app.receivables.rules.postings import charge_lines
from pm_app.receivables.tables.items import Allocation, Charge

LONGEST_DESCRIPTION = 200


class FormUsedAlready(Refused):
    """The key of a form that posted something else before."""


class DepositReleased(Refused):
    """A deposit that was released or paid back already."""


@dataclass(frozen=True)
class NewCharge:
    """A charge about to be posted."""

    request_key: UUID
    kind: ChargeKind
    amount_cents: int
    posted_on: date
    due_on: date
    description: str
    service_from: date | None
    service_to: date | None
    rent_line_id: UUID | None = None
    period_starts_on: date | None = None
    opening: bool = False


def post_charge(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    kind: ChargeKind,
    amount_cents: int,
    due_on: date,
    today: date,
    now: datetime,
    description: str = "",
    service_from: date | None = None,
    service_to: date | None = None,
) -> UUID:
    """Charge a tenant and return the charge's id; the same `request_key` again returns the charge it made.

    It counts from its due day, or from today when that lies ahead. What is prepaid settles it at once. Refunds are
    paid, not charged: see `pay_refund`.
    """
    actor.must(Permission.POST_CHARGES)
    if kind == ChargeKind.REFUND:
        raise Refused("A refund is paid out of a credit balance. Choose Refund instead.", field="kind")
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id, amount_cents):
        return made
    check_at_once(amount_cents)
    check_due_on(due_on, starts_on=place.starts_on, today=today)
    check_service(service_from, service_to)
    charge = NewCharge(
        request_key=request_key,
        kind=kind,
        amount_cents=amount_cents,
        posted_on=min(due_on, today),
        due_on=due_on,
        description=cleaned(description, longest=LONGEST_DESCRIPTION, field="description", name="The description"),
        service_from=service_from,
        service_to=service_to,
    )
    return _post(session, actor, place, charge, now)


def _post(session: Session, actor: Actor, place: TenancyPlace, new: NewCharge, now: datetime) -> UUID:
    lines = charge_lines(ledger_of(place), new.kind, new.amount_cents)
    charge_id = add_charge(session, actor, place=place, new=new, lines=lines, kind=EntryKind.CHARGE, now=now)
    settle_with_prepayments(session, actor, place=place, not_before=new.posted_on, now=now)
    return charge_id


def add_charge(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    new: NewCharge,
    lines: Sequence[Line],
    kind: EntryKind,
    now: datetime,
) -> UUID:
    """Post a charge by these lines and return its id; nothing settles it yet. The caller has locked the tenancy."""
    actor.must(Permission.VIEW_LEDGER)
    charge_id = new_id()
    entry_id = post_entry(
        session,
        actor,
        lines=lines,
        posted_on=new.posted_on,
        kind=kind,
        source_kind="charge",
        source_id=charge_id,
        entry_key=f"charge:{charge_id}",
        now=now,
        memo=new.description,
    )
    charge = Charge(
        **asdict(new),
        id=charge_id,
        tenancy_id=place.tenancy_id,
        property_id=place.property_id,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )
    session.add(charge)
    session.flush()
    _note(session, actor, place, charge, "posted a charge", now, due=new.due_on.isoformat())
    return charge_id


def _note(
    session: Session, actor: Actor, place: TenancyPlace, charge: Charge, did: str, now: datetime, **more: str
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="charge",
        about_id=charge.id,
        about_name=f"{charge.kind.value.capitalize()}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"amount_cents": charge.amount_cents, "description": charge.description, **more},
    )


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID, amount_cents: int) -> UUID | None:
    made = session.exec(select(Charge).where(Charge.request_key == request_key)).first()
    if made is None:
        return None
    if (made.tenancy_id, made.amount_cents) != (tenancy_id, amount_cents):
        raise FormUsedAlready("This form was posted already, with other values. Close it and open it again.")
    return made.id


def reverse_charge(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    charge_id: UUID,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> UUID:
    """Take a charge back on a day of its own and return the reversal's id; the same key again returns that reversal.

    What settled it becomes a prepayment again, dated that day. Refuses a charge that was reversed before, a day before
    it was posted or in the future, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    charge, place = locked_charge(session, actor, charge_id=charge_id)
    if before := reversed_before(session, actor, source=charge, request_key=request_key):
        return before
    check_reversed_on(reversed_on, began_on=charge.posted_on, today=today)
    _check_after_taken_back(session, charge_id, reversed_on)
    reason = checked_reason(reason)
    _check_deposit_held(session, charge)
    take_back_forgiven(session, actor, charge_id=charge_id, reversed_on=reversed_on, reason=reason, now=now)
    entry_id = reverse_entry(session, actor, entry_id=charge.entry_id, reversed_on=reversed_on, now=now, memo=reason)
    give_back(session, actor, place=place, charge_id=charge_id, kind=charge.kind, given_back_on=reversed_on, now=now)
    given = {"source": charge, "request_key": request_key, "reversed_on": reversed_on, "reason": reason}
    reversal_id = add_reversal(session, actor, **given, entry_id=entry_id, now=now)
    _note(session, actor, place, charge, "reversed a charge", now, on=reversed_on.isoformat(), reason=reason)
    return reversal_id


def locked_charge(session: Session, actor: Actor, *, charge_id: UUID) -> tuple[Charge, TenancyPlace]:
    """Return a charge with its tenancy, which is locked; `NotFound` when it does not exist or is out of scope."""
    actor.must(Permission.VIEW_LEDGER)
    charge = session.get(Charge, charge_id)
    if charge is None:
        raise NotFound("This charge does not exist, or it is not yours to see.")
    return charge, lock_tenancy(session, actor, tenancy_id=charge.tenancy_id)


def _check_deposit_held(session: Session, charge: Charge) -> None:
    """Refuse to take back a deposit of which more was released than would then be held."""
    if charge.kind not in DEPOSIT_KINDS:
        return
    settled_cents = sum(part.amount_cents for part in standing_allocations(session, Allocation.charge_id == charge.id))
    if settled_cents > held_cents(session, charge.tenancy_id, charge.kind):
        raise DepositReleased("This deposit was released already. Reverse the release first.")


def _check_after_taken_back(session: Session, charge_id: UUID, reversed_on: date) -> None:
    """Refuse a day on which money still settled the charge that was taken off it later: that day is told already."""
    taken_back_on = session.exec(
        select(func.max(Allocation.allocated_on)).where(
            Allocation.charge_id == charge_id, col(Allocation.amount_cents) < 0
        )
    ).one()
    if taken_back_on is not None and reversed_on < taken_back_on:
        raise ReversalTooEarly(
            f"What had settled this charge was taken back on {in_words(taken_back_on)}. "
            "Choose that day or a later one.",
            field="reversed_on",
        )
