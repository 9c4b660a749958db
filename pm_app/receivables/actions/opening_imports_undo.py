"""Undoing an import: what it posted is reversed, what it made is cancelled or archived; nothing is deleted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.periods import closed_period
from pm_app.kernel.dates import day_after
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.actions.starting import annul_lease
from pm_app.leasing.queries.tenancies import lock_tenancies
from pm_app.people.actions import archive_person
from pm_app.portfolio.actions.properties import archive_property
from pm_app.portfolio.actions.units import archive_unit
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.credits import reverse_credit
from pm_app.receivables.actions.posting import last_taken_off
from pm_app.receivables.actions.reversals import checked_reason
from pm_app.receivables.queries.openings import still_used, used_since
from pm_app.receivables.tables.items import Allocation, Charge, Credit, Reversal
from pm_app.receivables.tables.openings import OpeningBatch, OpeningItem


class UsedSince(Refused):
    """Money was recorded since on a lease that the import made."""


def undo_opening(
    session: Session, actor: Actor, *, batch_id: UUID, reason: str, today: date, now: datetime
) -> OpeningBatch:
    """Undo an import as a whole and return it; one that was undone is left as it is.

    Every charge and credit it posted is reversed on the day it was posted, or on the first open day when that day is
    closed, and so is the rent posted since on leases it made. Those leases are annulled; properties, units and people
    it made are archived where nothing else needs them. Refuses (`UsedSince`) while a lease it made has receipts,
    charges or credits entered by hand that stand.
    """
    actor.must(Permission.IMPORT_PORTFOLIO)
    actor.must(Permission.REVERSE_ENTRIES)
    batch = session.exec(select(OpeningBatch).where(OpeningBatch.id == batch_id).with_for_update()).first()
    if batch is None:
        raise NotFound("This import does not exist.")
    if batch.undone_at is not None:
        return batch
    reason = checked_reason(reason)
    records = _records(session, batch_id)
    _hold_households(session, actor, records)
    if used := used_since(session, actor, tenancy_ids=records["tenancy"], batch_id=batch_id):
        names = ", ".join(used[:5]) + (f" and {len(used) - 5:,} more" if len(used) > 5 else "")
        raise UsedSince(f"Something was recorded since for {names}. Reverse it first, then undo the import.")
    _reverse_all(session, actor, batch_id, records, reason, today, now)
    for tenancy_id in records["tenancy"]:
        annul_lease(session, actor, tenancy_id=tenancy_id, today=today, now=now, reason=reason)
    session.flush()
    _archive_all(session, actor, records, now)
    batch.undone_at, batch.undone_by, batch.undone_because = now, actor.name, reason
    _note(session, actor, batch, reason, now)
    return batch


def _records(session: Session, batch_id: UUID) -> dict[str, list[UUID]]:
    """Return what the import made, by kind, in the order it was made."""
    records: dict[str, list[UUID]] = {
        kind: [] for kind in ("charge", "credit", "tenancy", "unit", "property", "person")
    }
    items = select(OpeningItem).where(OpeningItem.opening_batch_id == batch_id).order_by(col(OpeningItem.id))
    for item in session.exec(items):
        records[item.record_kind].append(item.record_id)
    return records


def _hold_households(session: Session, actor: Actor, records: dict[str, list[UUID]]) -> None:
    """Hold every household concerned before anything is posted, so that nothing is recorded for it meanwhile."""
    charged = set(session.exec(select(Charge.tenancy_id).where(col(Charge.id).in_(records["charge"]))))
    credited = set(session.exec(select(Credit.tenancy_id).where(col(Credit.id).in_(records["credit"]))))
    lock_tenancies(session, actor, tenancy_ids={*records["tenancy"], *charged, *credited})


def _reverse_all(
    session: Session,
    actor: Actor,
    batch_id: UUID,
    records: dict[str, list[UUID]],
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Reverse what stands: the credits from the last one made to the first, so that none settles anew what another
    left open, then the rent that the job posted since, then the charges."""
    closed = closed_period(session, actor)
    open_on = day_after(closed.locked_through) if closed and closed.locked_through else date.min
    given = {"reason": reason, "today": today, "now": now}
    credits = select(Credit).where(col(Credit.id).in_(records["credit"]), _stands(Reversal.credit_id, Credit.id))
    for credit in session.exec(credits.order_by(col(Credit.recorded_at).desc(), col(Credit.id).desc())).all():
        key, day = (
            uuid5(batch_id, f"undo {credit.id}"),
            max(credit.credited_on, open_on, last_taken_off(session, credit.id)),
        )
        reverse_credit(session, actor, request_key=key, credit_id=credit.id, reversed_on=day, **given)
    posted_since = col(Charge.tenancy_id).in_(records["tenancy"]) & col(Charge.rent_line_id).isnot(None)
    for which in (posted_since, col(Charge.id).in_(records["charge"])):
        for charge in session.exec(select(Charge).where(which, _stands(Reversal.charge_id, Charge.id))).all():
            key, day = (
                uuid5(batch_id, f"undo {charge.id}"),
                max(charge.posted_on, open_on, _last_given_back(session, charge.id)),
            )
            reverse_charge(session, actor, request_key=key, charge_id=charge.id, reversed_on=day, **given)


def _last_given_back(session: Session, charge_id: UUID) -> date:
    """Return the last day on which something that had settled the charge was taken off it; date.min for never."""
    taken_off = col(Allocation.amount_cents) < 0
    found = session.exec(select(func.max(Allocation.allocated_on)).where(Allocation.charge_id == charge_id, taken_off))
    return found.one() or date.min


def _stands(reversed_id: Any, item_id: Any) -> ColumnElement[bool]:
    return ~select(Reversal.id).where(col(reversed_id) == col(item_id)).exists()


def _archive_all(session: Session, actor: Actor, records: dict[str, list[UUID]], now: datetime) -> None:
    used = still_used(session, actor, units=records["unit"], properties=records["property"], people=records["person"])
    for person_id in records["person"]:
        if person_id not in used:
            archive_person(session, actor, person_id=person_id, now=now)
    for unit_id in records["unit"]:
        if unit_id not in used:
            archive_unit(session, actor, unit_id=unit_id, now=now)
    for property_id in records["property"]:
        if property_id not in used:
            archive_property(session, actor, property_id=property_id, now=now)


def _note(session: Session, actor: Actor, batch: OpeningBatch, reason: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did="undid an import",
        about_kind="opening batch",
        about_id=batch.id,
        about_name=batch.filename,
        now=now,
        details={"reason": reason},
    )
