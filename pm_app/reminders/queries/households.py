"""Where a household lives, as the dates of its notices, plans and rent lines need it."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.rules.dates import Scope, unit_words

PLACE_COLUMNS = (
    col(Tenancy.id),
    col(Tenancy.name),
    col(Unit.id),
    col(Unit.name),
    col(Property.id),
    col(Property.name),
    col(Property.manager_id),
)


def of_households(actor: Actor, only: Scope, *columns: Any) -> Any:
    """Return the select of these columns and `PLACE_COLUMNS` over households that were not cancelled.

    Of properties that are managed, within the actor's scope, and of the households that are scanned.
    """
    return (
        sql_select(*columns, *PLACE_COLUMNS)
        .select_from(Tenancy)
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            col(Tenancy.cancelled_at).is_(None),
            col(Property.archived_at).is_(None),
            *_of(only),
        )
    )


def place_of(row: Any) -> dict[str, Any]:
    """Return who and where it is about, from the last columns of a row, as a critical date takes it."""
    tenancy_id, name, unit_id, unit_name, property_id, property_name, manager_id = row[-len(PLACE_COLUMNS) :]
    return {
        "who": unit_words(name, unit_name),
        "tenancy_id": tenancy_id,
        "unit_id": unit_id,
        "property_id": property_id,
        "property_name": property_name,
        "manager_id": manager_id,
    }


def _of(only: Scope) -> list[ColumnElement[bool]]:
    return [] if only.everything else [among(Tenancy.id, only.tenancy_ids)]
