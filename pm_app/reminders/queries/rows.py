"""Alerts as lists show them, read in one statement with the names beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import col

from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.narrowing import responsible
from pm_app.reminders.rules.dates import days_left
from pm_app.reminders.rules.handling import alert_state
from pm_app.reminders.tables import Alert


@dataclass(frozen=True)
class About:
    """The records a date is about; every one of them may be missing."""

    property_id: UUID | None
    unit_id: UUID | None
    tenancy_id: UUID | None
    person_id: UUID | None
    document_id: UUID | None
    task_id: UUID | None


@dataclass(frozen=True)
class AlertRow:
    """One date: what happens on it, to whom or where, who answers for it, and how the office handles it.

    `item_id` is the record that has the date, the same through all its cycles. `version` is handed back with whatever
    is done about it.
    """

    alert_id: UUID
    item_id: UUID
    kind: CriticalDateKind
    cycle: int
    raised_at: datetime
    falls_on: date
    days_left: int
    what: str
    who: str
    about: About
    property_name: str
    responsible_id: UUID | None
    responsible: str
    state: AlertState
    acknowledged_by: str
    acknowledged_at: datetime | None
    snoozed_until: date | None
    snoozed_by: str
    resolved_at: datetime | None
    resolved_by: str
    resolved_reason: str
    closed_at: datetime | None
    closed_reason: str
    version: int


def alerts_with_names(*columns: Any) -> Select[Any]:
    """Return the question for alerts with the names of property and of who answers, and more columns if wanted."""
    return (
        sql_select(Alert, col(Property.name).label("property_name"), col(User.name).label("responsible_name"), *columns)
        .outerjoin(Property, col(Property.id) == col(Alert.property_id))
        .outerjoin(User, col(User.id) == responsible())
    )


def alert_row(actor: Actor, found: Sequence[Any], today: date) -> AlertRow:
    """Return the row of what `alerts_with_names` found; the name of a property out of scope is left out."""
    alert, property_name, responsible_name = found[:3]
    return AlertRow(
        alert_id=alert.id,
        item_id=alert.item_id,
        kind=CriticalDateKind(alert.item_kind),
        cycle=alert.cycle,
        raised_at=alert.raised_at,
        falls_on=alert.falls_on,
        days_left=days_left(alert.falls_on, today),
        what=alert.what,
        who=alert.who,
        about=_about(alert),
        property_name=property_name if property_name and actor.sees(alert.property_id) else "",
        responsible_id=alert.assigned_to_id or alert.manager_id,
        responsible=responsible_name or "",
        state=state_of(alert, today),
        acknowledged_by=alert.acknowledged_by,
        acknowledged_at=alert.acknowledged_at,
        snoozed_until=alert.snoozed_until,
        snoozed_by=alert.snoozed_by,
        resolved_at=alert.resolved_at,
        resolved_by=alert.resolved_by,
        resolved_reason=alert.resolved_reason,
        closed_at=alert.closed_at,
        closed_reason=alert.closed_reason,
        version=alert.version,
    )


def state_of(alert: Alert, today: date) -> AlertState:
    """Return where an alert stands today."""
    return alert_state(
        alert.falls_on,
        today,
        begins_on=alert.begins_on,
        acknowledged=alert.acknowledged_at is not None,
        snoozed_until=alert.snoozed_until,
        resolved=alert.resolved_at is not None,
        cancelled=alert.closed_at is not None,
    )


def _about(alert: Alert) -> About:
    return About(alert.property_id, alert.unit_id, alert.tenancy_id, alert.person_id, alert.document_id, alert.task_id)
