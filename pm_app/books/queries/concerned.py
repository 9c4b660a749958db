"""Whom and which place a line of the books is about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.tables import JournalLine
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit

MOST_LEASES = 500


@dataclass(frozen=True)
class Concerned:
    """The household and the place a line is about; None where it is about a property only."""

    tenancy_id: UUID | None
    tenancy_name: str
    property_name: str
    unit_name: str

    @property
    def place(self) -> str:
        """The property, and the unit where one is known."""
        return " ".join(part for part in (self.property_name, self.unit_name) if part)


def concerned_columns() -> tuple[Any, ...]:
    """Return the columns from which `concerned` says whom a line is about."""
    return col(JournalLine.tenancy_id), col(Tenancy.name), col(Property.name), col(Unit.name)


def concerned(
    tenancy_id: UUID | None, tenancy_name: str | None, property_name: str, unit_name: str | None
) -> Concerned:
    """Return whom a line is about."""
    return Concerned(tenancy_id, tenancy_name or "", property_name, unit_name or "")


def with_concerned(query: Any) -> Any:
    """Return the query on lines joined with what `concerned_columns` reads."""
    return (
        query.join(Property, col(Property.id) == col(JournalLine.property_id))
        .outerjoin(Unit, col(Unit.id) == col(JournalLine.unit_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(JournalLine.tenancy_id))
    )


def leases_to_ask_for(
    session: Session, actor: Actor, *, property_id: UUID | None, tenancy_id: UUID | None
) -> list[Concerned]:
    """Return the leases of a property, and the one of an id, by unit; at most 500. Nothing when neither is named."""
    actor.must(Permission.VIEW_LEDGER)
    rows = session.execute(
        sql_select(col(Tenancy.id), col(Tenancy.name), col(Property.name), col(Unit.name))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(
            (col(Tenancy.property_id) == property_id) | (col(Tenancy.id) == tenancy_id),
            within_scope(actor, col(Tenancy.property_id)),
        )
        .order_by(col(Property.name), col(Unit.name), col(Tenancy.starts_on), col(Tenancy.id))
        .limit(MOST_LEASES)
    )
    return [concerned(*row) for row in rows]
