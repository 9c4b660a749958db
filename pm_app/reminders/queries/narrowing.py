"""Which alerts a list asks for: their state, kind, urgency, property, who answers for them, and words in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col

from pm_app.kernel.listing import like_pattern, search_text
from pm_app.portfolio.tables import Property
from pm_app.reminders.enums import AlertState, CriticalDateKind, Urgency
from pm_app.reminders.rules.seeing import days_of
from pm_app.reminders.tables import Alert

OPEN_STATES = frozenset({AlertState.DUE, AlertState.LATE})


@dataclass(frozen=True)
class AlertFilter:
    """What a list of alerts is narrowed to; what is None or empty narrows nothing.

    `states`: due and late together are what needs attention. `nobody`: those for which nobody answers.
    """

    states: frozenset[AlertState] = OPEN_STATES
    kinds: tuple[CriticalDateKind, ...] = ()
    urgency: Urgency | None = None
    property_id: UUID | None = None
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None
    document_id: UUID | None = None
    responsible_id: UUID | None = None
    nobody: bool = False
    search: str = ""


def responsible() -> ColumnElement[Any]:
    """Return who answers for an alert: whom it was assigned to, else the manager of what it is about."""
    return func.coalesce(col(Alert.assigned_to_id), col(Alert.manager_id))


def narrowed_to(asked: AlertFilter, today: date, *, states: bool = True) -> list[ColumnElement[bool]]:
    """Return the conditions of a list; the search needs the property joined. `states=False` leaves the state open."""
    conditions = [in_states(asked.states, today)] if states else []
    if asked.kinds:
        conditions.append(col(Alert.item_kind).in_(asked.kinds))
    columns = ("property_id", "unit_id", "tenancy_id", "person_id", "document_id")
    conditions += [
        col(getattr(Alert, name)) == getattr(asked, name) for name in columns if getattr(asked, name) is not None
    ]
    if asked.responsible_id is not None:
        conditions.append(responsible() == asked.responsible_id)
    if asked.nobody:
        conditions.append(responsible().is_(None))
    if asked.urgency is not None:
        first, last = days_of(asked.urgency, today)
        conditions += [col(Alert.falls_on) >= first] if first else []
        conditions += [col(Alert.falls_on) <= last] if last else []
    return [*conditions, *_saying(asked.search)]


def _saying(search: str) -> list[ColumnElement[bool]]:
    columns = (col(Alert.what), col(Alert.who), col(Property.name))
    return [
        or_(*(column.ilike(like_pattern(word), escape="\\") for column in columns))
        for word in search_text(search).split()
    ]


def in_states(states: Collection[AlertState], today: date) -> ColumnElement[bool]:
    """Return the condition that an alert stands in one of these states today."""
    if frozenset(states) == OPEN_STATES:  # the question of every page, asked in the way its index answers
        return and_(*_open(today))
    return or_(false(), *(_in_state(state, today) for state in sorted(states)))


def _in_state(state: AlertState, today: date) -> ColumnElement[bool]:
    acknowledged = col(Alert.acknowledged_at).isnot(None)
    untouched = and_(*_untouched(today))
    begun, past = col(Alert.begins_on) <= today, col(Alert.falls_on) < today
    conditions: dict[AlertState, ColumnElement[bool]] = {
        AlertState.UPCOMING: and_(untouched, ~begun),
        AlertState.DUE: and_(untouched, begun, ~past),
        AlertState.LATE: and_(untouched, begun, past),
        AlertState.ACKNOWLEDGED: and_(*_standing(), _awake(today), acknowledged),
        AlertState.SNOOZED: and_(*_standing(), col(Alert.snoozed_until) > today),
        AlertState.RESOLVED: and_(col(Alert.closed_at).is_(None), col(Alert.resolved_at).isnot(None)),
        AlertState.CANCELLED: col(Alert.closed_at).isnot(None),
    }
    return conditions[state]


def _open(today: date) -> list[ColumnElement[bool]]:
    return [*_untouched(today), col(Alert.begins_on) <= today]


def _untouched(today: date) -> list[ColumnElement[bool]]:
    return [*_standing(), col(Alert.acknowledged_at).is_(None), _awake(today)]


def _standing() -> list[ColumnElement[bool]]:
    return [col(Alert.closed_at).is_(None), col(Alert.resolved_at).is_(None)]


def _awake(today: date) -> ColumnElement[bool]:
    return or_(col(Alert.snoozed_until).is_(None), col(Alert.snoozed_until) <= today)
