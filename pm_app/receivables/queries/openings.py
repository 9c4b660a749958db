"""What imports of rent rolls and opening balances compare with, what they would do, and what they did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.queries.existing import existing_properties
from pm_app.portfolio.rules.mapping import Mapping, Source
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.rules.rent_roll.opening import OpeningPlan, plan_opening
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan, plan_rent_roll
from pm_app.receivables.rules.rent_roll.reading import RollReading
from pm_app.receivables.rules.rent_roll.sheet import RollSheet
from pm_app.receivables.rules.rent_roll.there import HouseholdThere
from pm_app.receivables.tables.items import Charge, Credit, Receipt, Reversal
from pm_app.receivables.tables.openings import ColumnMap, OpeningBatch, OpeningItem

MOST_BATCHES = 100

RENT_ROLL = "rent roll"
OPENING_BALANCES = "opening balances"


@dataclass(frozen=True)
class BatchRow:
    """An import that was done, and whether it was undone; `totals` holds the `summary` and `figures` told then."""

    batch_id: UUID
    filename: str
    cut_over_on: date
    totals: dict[str, Any]
    imported_at: datetime
    imported_by: str
    undone_at: datetime | None
    undone_by: str
    undone_because: str


def rent_roll_plan(session: Session, actor: Actor, *, reading: RollReading, cut_over_on: date) -> RentRollPlan:
    """Return what importing a rent roll would do to what is on file; nothing is written."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    properties = existing_properties(session, actor)
    return plan_rent_roll(reading, properties, households_there(session, actor), cut_over_on=cut_over_on)


def opening_plan(
    session: Session, actor: Actor, *, sheet: RollSheet, mapping: Mapping, cut_over_on: date
) -> OpeningPlan:
    """Return what importing opening balances would post to leases on file; nothing is written."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    properties = existing_properties(session, actor)
    return plan_opening(sheet, mapping, properties, households_there(session, actor), cut_over_on=cut_over_on)


def households_there(session: Session, actor: Actor) -> dict[UUID, list[HouseholdThere]]:
    """Return every tenancy within scope that was not cancelled, with its tenants' names, by unit."""
    actor.must(Permission.VIEW_LEASES)
    names: dict[UUID, list[str]] = defaultdict(list)
    for tenancy_id, name in session.exec(
        select(LeaseParty.tenancy_id, Person.name)
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .order_by(col(LeaseParty.position))
    ):
        names[tenancy_id].append(name)
    found: dict[UUID, list[HouseholdThere]] = defaultdict(list)
    standing = select(Tenancy).where(within_scope(actor, col(Tenancy.property_id)), col(Tenancy.cancelled_at).is_(None))
    for one in session.exec(standing):
        ends_on = one.moved_out_on or one.move_out_planned_on
        there = HouseholdThere(one.id, one.name, one.starts_on, ends_on, tuple(names[one.id]))
        found[one.unit_id].append(there)
    return found


def people_by_contact(session: Session, actor: Actor) -> dict[tuple[str, str], UUID]:
    """Return the persons in use by name and contact, both in small letters: a name alone is no person."""
    actor.must(Permission.VIEW_PEOPLE)
    rows = session.exec(
        select(Person.name, ContactWay.value, Person.id)
        .join(ContactWay, col(ContactWay.person_id) == col(Person.id))
        .where(col(Person.archived_at).is_(None))
        .order_by(col(Person.created_at).desc(), col(Person.id).desc())
    )
    return {(name.casefold(), value.casefold()): person_id for name, value, person_id in rows}


def opening_batches(session: Session, actor: Actor) -> list[BatchRow]:
    """Return the newest imports of rent rolls and opening balances, the last one first."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    newest = col(OpeningBatch.imported_at).desc(), col(OpeningBatch.id).desc()
    return [_row(one) for one in session.exec(select(OpeningBatch).order_by(*newest).limit(MOST_BATCHES))]


def batch_of_file(session: Session, actor: Actor, *, sha256: str) -> BatchRow | None:
    """Return the import of this very file that stands, or None when there is none or it was undone."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    standing = select(OpeningBatch).where(OpeningBatch.sha256 == sha256, col(OpeningBatch.undone_at).is_(None))
    found = session.exec(standing.limit(1)).first()
    return _row(found) if found else None


def saved_columns(session: Session, actor: Actor, *, purpose: str, heading: str) -> Mapping:
    """Return the mapping that was last used for files with this heading; an empty one when there was none."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    kept = session.exec(select(ColumnMap).where(ColumnMap.purpose == purpose, ColumnMap.heading == heading)).first()
    if kept is None:
        return Mapping(())
    return Mapping(
        tuple(Source(field, tuple(said["columns"]), said["constant"]) for field, said in kept.columns.items())
    )


def archived_places(
    session: Session, actor: Actor, *, property_ids: Iterable[UUID], unit_ids: Iterable[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Return which of these properties, and which of these units, are archived."""
    actor.must(Permission.VIEW_PORTFOLIO)
    properties = select(Property.id).where(
        col(Property.id).in_(set(property_ids)), col(Property.archived_at).isnot(None)
    )
    units = select(Unit.id).where(col(Unit.id).in_(set(unit_ids)), col(Unit.archived_at).isnot(None))
    return list(session.exec(properties)), list(session.exec(units))


def taken_over_through(session: Session, actor: Actor) -> dict[UUID, date]:
    """Return the cut-over day of every tenancy whose balances were taken over by an import that stands.

    What fell due through that day is in those balances, so it is not charged again.
    """
    actor.must(Permission.VIEW_LEDGER)
    day = func.max(col(OpeningBatch.cut_over_on))
    item, batch = col(OpeningItem.record_id), col(OpeningItem.opening_batch_id) == col(OpeningBatch.id)
    standing = batch & col(OpeningBatch.undone_at).is_(None)
    owners = (
        (col(Tenancy.id), col(Tenancy.id)),
        (col(Charge.tenancy_id), col(Charge.id)),
        (col(Credit.tenancy_id), col(Credit.id)),
    )
    found: dict[UUID, date] = {}
    for tenancy, record in owners:
        rows = session.execute(sql_select(tenancy, day).where(record == item, standing).group_by(tenancy))
        for tenancy_id, through in rows:
            found[tenancy_id] = max(through, found.get(tenancy_id, through))
    return found


def used_since(session: Session, actor: Actor, *, tenancy_ids: Sequence[UUID], batch_id: UUID) -> list[str]:
    """Return the names of those tenancies with money that stands and that neither this import nor the job posted."""
    actor.must(Permission.VIEW_LEDGER)
    mine = select(OpeningItem.record_id).where(OpeningItem.opening_batch_id == batch_id)
    charged = sql_select(col(Charge.tenancy_id)).where(
        col(Charge.rent_line_id).is_(None), col(Charge.id).not_in(mine), ~_reversed(col(Reversal.charge_id), Charge)
    )
    credited = sql_select(col(Credit.tenancy_id)).where(
        col(Credit.id).not_in(mine), ~_reversed(col(Reversal.credit_id), Credit)
    )
    received = sql_select(col(Receipt.tenancy_id)).where(~_reversed(col(Reversal.receipt_id), Receipt))
    names = (
        select(Tenancy.name)
        .where(col(Tenancy.id).in_(tenancy_ids), col(Tenancy.id).in_(union(charged, credited, received)))
        .order_by(col(Tenancy.name))
    )
    return list(session.exec(names))


def still_used(
    session: Session, actor: Actor, *, units: Sequence[UUID], properties: Sequence[UUID], people: Sequence[UUID]
) -> set[UUID]:
    """Return which of these a tenancy that was not cancelled needs, or, for a property, a unit in use."""
    actor.must(Permission.VIEW_LEASES)
    standing = col(Tenancy.cancelled_at).is_(None)
    used = set(session.exec(select(Tenancy.unit_id).where(standing, col(Tenancy.unit_id).in_(units))))
    used |= set(session.exec(select(Tenancy.property_id).where(standing, col(Tenancy.property_id).in_(properties))))
    others = col(Unit.archived_at).is_(None) & col(Unit.id).not_in(units)
    used |= set(session.exec(select(Unit.property_id).where(others, col(Unit.property_id).in_(properties))))
    parties = select(LeaseParty.person_id).join(Tenancy, col(Tenancy.id) == col(LeaseParty.tenancy_id))
    used |= set(session.exec(parties.where(standing, col(LeaseParty.person_id).in_(people))))
    return used


def _reversed(reversal: Any, item: type[Charge | Credit | Receipt]) -> ColumnElement[bool]:
    return sql_select(col(Reversal.id)).where(reversal == col(item.id)).exists()


def _row(one: OpeningBatch) -> BatchRow:
    return BatchRow(
        one.id,
        one.filename,
        one.cut_over_on,
        one.totals,
        one.imported_at,
        one.imported_by,
        one.undone_at,
        one.undone_by,
        one.undone_because,
    )
