"""Whom and which place a line of the books is about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col

from pm_app.books.tables import JournalLine
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit


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
