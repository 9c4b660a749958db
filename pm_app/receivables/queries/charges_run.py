"""What the next charges run posts, what it cannot post, and what it leaves alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.periods import closed_period
from pm_app.kernel.dates import add_months
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.recurring import RentDue, earlier_rent, rent_not_posted

MONTHS_AHEAD = 3


@dataclass(frozen=True)
class DueRow:
    """A period that is to be charged, with the names of its property and unit."""

    due: RentDue
    property_name: str
    unit_name: str


@dataclass(frozen=True)
class LeftOutRow:
    """What one household was never charged here for the days before its stay was taken over, all of it together."""

    tenancy_id: UUID
    tenancy_name: str
    property_name: str
    unit_name: str
    first_on: date
    last_on: date
    periods: int
    amount_cents: int


@dataclass(frozen=True)
class ChargesRun:
    """What would be posted on the day of a run, what the closed period keeps from being posted, and what is left alone.

    `locked_through` is the last day of the closed period, None when none is closed.
    """

    due: list[DueRow]
    blocked: list[DueRow]
    left_out: list[LeftOutRow]
    locked_through: date | None
    run_on: date


def charges_run(
    session: Session, actor: Actor, *, today: date, property_id: UUID | None = None, run_on: date | None = None
) -> ChargesRun:
    """Return what a run does today, or would do on a later day within three months (domain rules §8).

    As far ahead as the terms of each household say. Of one property, or of all within scope; oldest due day first,
    what is left out by household.
    """
    actor.must(Permission.VIEW_LEDGER)
    actor.must_see(property_id)
    run_on = min(max(run_on or today, today), add_months(today, MONTHS_AHEAD))
    closed = closed_period(session, actor)
    locked_through = closed.locked_through if closed else None
    due = _of(rent_not_posted(session, actor, today=run_on), property_id)
    earlier = _of(earlier_rent(session, actor, today=today), property_id)
    places = _places(session, {one.tenancy_id for one in [*due, *earlier]})
    rows = [DueRow(one, *places[one.tenancy_id]) for one in due]
    last_on = locked_through or date.min
    return ChargesRun(
        due=[row for row in rows if row.due.period.due_on > last_on],
        blocked=[row for row in rows if row.due.period.due_on <= last_on],
        left_out=_left_out(earlier, places),
        locked_through=locked_through,
        run_on=run_on,
    )


def _of(rents: list[RentDue], property_id: UUID | None) -> list[RentDue]:
    return [one for one in rents if property_id is None or one.property_id == property_id]


def _places(session: Session, tenancy_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = session.execute(
        sql_select(col(Tenancy.id), col(Property.name), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(among(Tenancy.id, tenancy_ids))
    )
    return {tenancy_id: (property_name, unit_name) for tenancy_id, property_name, unit_name in rows}


def _left_out(earlier: list[RentDue], places: dict[UUID, tuple[str, str]]) -> list[LeftOutRow]:
    by_tenancy: dict[UUID, list[RentDue]] = {}
    for one in earlier:
        by_tenancy.setdefault(one.tenancy_id, []).append(one)
    rows = [
        LeftOutRow(
            tenancy_id,
            rents[0].tenancy_name,
            *places[tenancy_id],
            first_on=min(one.period.starts_on for one in rents),
            last_on=max(one.period.ends_on for one in rents),
            periods=len(rents),
            amount_cents=sum(one.amount_cents for one in rents),
        )
        for tenancy_id, rents in by_tenancy.items()
    ]
    return sorted(rows, key=lambda row: (row.tenancy_name.casefold(), row.tenancy_id))
