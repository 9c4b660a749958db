"""Holds on a tenancy: set with a reason, lifted by somebody."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.enums import HoldKind, SuspensionReason
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.tables.arrangements import TenancyHold

LONGEST_REASON = 500


class HeldAlready(Refused):
    """A hold of the same kind that holds already."""


def add_hold(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    kind: HoldKind,
    reason: str,
    starts_on: date,
    today: date,
    now: datetime,
    ends_on: date | None = None,
    because: SuspensionReason | None = None,
) -> UUID:
    """Set a hold from a day on and return its id; suspended late fees need an end and say because of what.

    Refuses a missing reason, days out of order, and an eviction hold where one holds already. One of the other kinds
    that overlaps another is kept beside it (domain rules §10, §13).
    """
    actor.must(Permission.SET_POLICIES if kind == HoldKind.EVICTION else Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    _check_whole(kind, given, starts_on, ends_on, because)
    _check_not_held(session, actor, place, kind, starts_on)
    hold = TenancyHold(
        tenancy_id=tenancy_id,
        kind=kind,
        because=because,
        reason=given,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(hold)
    session.flush()
    _note(session, actor, place, hold, f"set a hold: {kind.value}", now)
    return hold.id


def lift_hold(session: Session, actor: Actor, *, hold_id: UUID, today: date, now: datetime) -> None:
    """End a hold with today, which is free again; one that was lifted before is left as it is."""
    actor.must(Permission.POST_CHARGES)
    hold = session.get(TenancyHold, hold_id)
    if hold is None:
        raise NotFound("This hold does not exist, or it is not yours to see.")
    if hold.kind == HoldKind.EVICTION:
        actor.must(Permission.SET_POLICIES)
    place = lock_tenancy(session, actor, tenancy_id=hold.tenancy_id)
    session.refresh(hold)
    if hold.lifted_at is not None:
        return
    hold.lifted_at, hold.lifted_on, hold.lifted_by = now, max(today, hold.starts_on), actor.name
    session.flush()
    _note(session, actor, place, hold, f"lifted a hold: {hold.kind.value}", now)


def _check_whole(
    kind: HoldKind, reason: str, starts_on: date, ends_on: date | None, because: SuspensionReason | None
) -> None:
    if not reason:
        raise Refused("Write why this is held.", field="reason")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The hold would end before it begins. Choose a later last day.", field="ends_on")
    if kind == HoldKind.LATE_FEES and (ends_on is None or because is None):
        raise Refused("Say until when late fees are suspended, and because of what.", field="ends_on")


def _check_not_held(session: Session, actor: Actor, place: TenancyPlace, kind: HoldKind, day: date) -> None:
    if kind != HoldKind.EVICTION:
        return
    holds = holds_of(session, actor, tenancy_id=place.tenancy_id).get(place.tenancy_id, [])
    if any(one.kind == kind and one.holds_on(day) for one in holds):
        raise HeldAlready("An eviction hold is on this household already.")


def _note(session: Session, actor: Actor, place: TenancyPlace, hold: TenancyHold, did: str, now: datetime) -> None:
    ends = hold.ends_on.isoformat() if hold.ends_on else None
    record_audit(
        session,
        actor,
        did=did,
        about_kind="tenancy",
        about_id=place.tenancy_id,
        about_name=place.name,
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"reason": hold.reason, "from": hold.starts_on.isoformat(), "until": ends},
    )
