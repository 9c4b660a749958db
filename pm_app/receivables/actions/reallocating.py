"""Moving money that was recorded from one charge to another, by rows that take back and rows that settle anew."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import DepositReleased
from pm_app.receivables.actions.settling import settle, settle_with_prepayments, standing_allocations, take_off
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.facts import free_money, open_items
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.queries.reallocation import Reallocation, reallocation
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.tables.items import Allocation, Credit, Receipt


def reallocate(
    session: Session,
    actor: Actor,
    *,
    source_id: UUID,
    designated: Mapping[UUID, int],
    today: date,
    now: datetime,
) -> int:
    """Spread a receipt or a credit anew and return the cents that moved; the same again moves nothing more.

    `designated` is cents by charge afterwards; the rest settles what else is open by the tenancy's order, and what is
    left is prepaid. Every row is dated today or later: what any earlier day looked like does not change (domain
    rules §6). Refuses what is tied to one charge or was taken back (`NotMovable`), a
    deposit that was released (`DepositReleased`), and a designation beyond the charge or the money.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    place = _locked(session, actor, source_id)
    planned = reallocation(session, actor, source_id=source_id, designated=designated)
    moved_cents = sum(planned.moves.off.values()) + sum(planned.moves.on.values())
    if not moved_cents:
        return 0
    _check_deposits_held(session, place, planned)
    _take_off(session, actor, place, planned, today, now)
    _put_on(session, actor, place, source_id, planned.moves.on, today, now)
    settle_with_prepayments(session, actor, place=place, not_before=today, now=now)
    _note(session, actor, place, planned, today, now)
    return moved_cents


def _locked(session: Session, actor: Actor, source_id: UUID) -> TenancyPlace:
    row = session.get(Receipt, source_id) or session.get(Credit, source_id)
    if row is None:
        raise NotFound("This receipt or credit does not exist, or it is not yours to see.")
    return lock_tenancy(session, actor, tenancy_id=row.tenancy_id)


def _check_deposits_held(session: Session, place: TenancyPlace, planned: Reallocation) -> None:
    leaving: dict[ChargeKind, int] = {}
    for part in planned.parts:
        if part.kind in DEPOSIT_KINDS:
            leaving[part.kind] = leaving.get(part.kind, 0) + part.settled_cents - part.after_cents
    for kind, cents in leaving.items():
        if cents > held_cents(session, place.tenancy_id, kind):
            raise DepositReleased("This deposit was released already. Reverse the release first.", field="designated")


def _take_off(
    session: Session, actor: Actor, place: TenancyPlace, planned: Reallocation, day: date, now: datetime
) -> None:
    kinds = {part.charge_id: part.kind for part in planned.parts}
    for charge_id, cents in planned.moves.off.items():
        mine = (col(Allocation.source_id) == planned.source_id) & (col(Allocation.charge_id) == charge_id)
        left_cents = cents
        for part in reversed(standing_allocations(session, mine)):  # pyright: ignore[reportArgumentType]
            if left_cents > 0:
                take_off(session, actor, place=place, part=part, kind=kinds[charge_id], taken_off_on=day, now=now)
                left_cents -= part.amount_cents
        if left_cents < 0:  # a row is taken back whole, and what of it stays is put on again
            _put_on(session, actor, place, planned.source_id, {charge_id: -left_cents}, day, now)


def _put_on(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    source_id: UUID,
    cents_of: Mapping[UUID, int],
    day: date,
    now: datetime,
) -> None:
    for charge_id, cents in cents_of.items():
        item = next(one for one in open_items(session, place.tenancy_id) if one.charge.charge_id == charge_id)
        free = next(one for one in free_money(session, place.tenancy_id) if one.prepayment.source_id == source_id)
        settle(
            session,
            actor,
            place=place,
            source=free.source,
            charge_id=charge_id,
            kind=item.charge.kind,
            amount_cents=cents,
            settles_on=max(day, item.settles_from, free.settles_from),
            now=now,
        )


def _note(session: Session, actor: Actor, place: TenancyPlace, planned: Reallocation, day: date, now: datetime) -> None:
    receipt = session.get(Receipt, planned.source_id)
    record_audit(
        session,
        actor,
        did="re-allocated a receipt" if receipt else "re-allocated a credit",
        about_kind="receipt" if receipt else "credit",
        about_id=planned.source_id,
        about_name=f"{receipt.method.value.capitalize() if receipt else 'Credit'}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"on": day.isoformat(), "moved_cents": sum(planned.moves.off.values())},
    )
