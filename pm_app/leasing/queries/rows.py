"""One tenancy as a line of a list: the columns, and the joins behind them, shared by every list of tenancies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, true
from sqlalchemy import select as sql_select
from sqlmodel import col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.enums import Frequency, LeaseState, RentLineKind, TermKind
from pm_app.leasing.queries.states import begun_term, standing_notice, state_column
from pm_app.leasing.rules import monthly_cents
from pm_app.leasing.tables import Lease, RentLine, Tenancy
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class TenancyRow:
    """One tenancy in a list. `term_…` is the running term, or the first of a tenancy that has not begun.

    `lease_ends_on` is the last day of the latest term, renewals included; `rent_cents` is by the month.
    """

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_id: UUID
    unit_name: str
    state: LeaseState
    starts_on: date
    term_kind: TermKind | None
    term_starts_on: date | None
    term_ends_on: date | None
    lease_ends_on: date | None
    rent_cents: int | None
    move_out_planned_on: date | None
    moved_out_on: date | None


class TenancyList:
    """The joined tables every list of tenancies is made of on a day, and the columns that filters and sorts need."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.term = begun_term(today)
        self.notice = standing_notice()
        self.first_term = _edge_term("first_term", latest=False)
        self.last_term = _edge_term("last_term", latest=True)
        self.rent = _rent_on(today)
        self.state: ColumnElement[str] = state_column(self.term, self.notice, today)
        self.scope = within_scope(actor, col(Tenancy.property_id))

    def select(self, *columns: Any, joining: Sequence[Any] | None = None) -> Any:
        """Return the select of these columns over every tenancy within the actor's scope.

        `joining` names which of the parts above are joined, all unless given: each costs a look per tenancy.
        """
        parts = (self.term, self.notice, self.first_term, self.last_term, self.rent) if joining is None else joining
        selected = (
            sql_select(*columns)
            .select_from(Tenancy)
            .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
            .join(Property, col(Property.id) == col(Tenancy.property_id))
            .where(self.scope)
        )
        for part in parts:
            selected = selected.outerjoin(part, true())
        return selected

    @property
    def behind_state(self) -> tuple[Any, ...]:
        """The parts that the state depends on."""
        return (self.term, self.notice)

    def rows(self) -> Any:
        """Return the select whose rows `tenancy_row` reads."""
        begun = self.term.c.starts_on.isnot(None)
        return self.select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Tenancy.unit_id),
            col(Unit.name),
            self.state,
            col(Tenancy.starts_on),
            case((begun, self.term.c.kind), else_=self.first_term.c.kind),
            case((begun, self.term.c.starts_on), else_=self.first_term.c.starts_on),
            case((begun, self.term.c.ends_on), else_=self.first_term.c.ends_on),
            self.last_term.c.ends_on,
            self.rent.c.amount_cents,
            self.rent.c.frequency,
            col(Tenancy.move_out_planned_on),
            col(Tenancy.moved_out_on),
        )


def tenancy_row(row: Sequence[Any]) -> TenancyRow:
    """Return one row of `TenancyList.rows` as a value."""
    (*before, state, starts_on, kind, term_starts_on, term_ends_on, lease_ends_on, cents, frequency, planned, out) = row
    tenancy_id, name, property_id, property_name, unit_id, unit_name = before
    return TenancyRow(
        tenancy_id=tenancy_id,
        name=name,
        property_id=property_id,
        property_name=property_name,
        unit_id=unit_id,
        unit_name=unit_name,
        state=LeaseState(state),
        starts_on=starts_on,
        term_kind=TermKind(kind) if kind else None,
        term_starts_on=term_starts_on,
        term_ends_on=term_ends_on,
        lease_ends_on=lease_ends_on,
        rent_cents=None if cents is None else monthly_cents(cents, Frequency(frequency)),
        move_out_planned_on=planned,
        moved_out_on=out,
    )


def _edge_term(name: str, *, latest: bool) -> Any:
    order = col(Lease.starts_on).desc() if latest else col(Lease.starts_on)
    return (
        sql_select(col(Lease.id), col(Lease.kind), col(Lease.starts_on), col(Lease.ends_on))
        .where(col(Lease.tenancy_id) == col(Tenancy.id))
        .order_by(order)
        .limit(1)
        .lateral(name)
    )


def _rent_on(today: date) -> Any:
    """The rent line that counts today: the latest that has begun, else the first that will."""
    begun = col(RentLine.starts_on) <= today
    return (
        sql_select(col(RentLine.amount_cents), col(RentLine.frequency))
        .where(col(RentLine.tenancy_id) == col(Tenancy.id), col(RentLine.kind) == RentLineKind.RENT)
        .order_by(begun.desc(), case((begun, col(RentLine.starts_on))).desc().nulls_last(), col(RentLine.starts_on))
        .limit(1)
        .lateral("rent")
    )
