"""Writing alerts and rungs by the thousand: each kind of change is one statement for all rows of a batch."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Date, Integer, Text, Uuid, cast, column, func, literal, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, Insert, insert
from sqlmodel import Session, col

from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient

BATCH = 5_000
Row = Mapping[str, object]

_LINKS = ("property_id", "unit_id", "tenancy_id", "person_id", "document_id", "task_id", "manager_id")
_TEXTS = ("what", "who", "document_kind")
_DAYS = ("falls_on", "begins_on", "next_due_on")
_KEPT: dict[str, Any] = {
    **dict.fromkeys(_LINKS, Uuid()),
    **dict.fromkeys(_TEXTS, Text()),
    **dict.fromkeys(_DAYS, Date()),
    "ladder": ARRAY(Integer),
}
_NEW: dict[str, Any] = {
    "id": Uuid(),
    "item_kind": Text(),
    "item_id": Uuid(),
    "cycle": Integer(),
    "assigned_to_id": Uuid(),
    **_KEPT,
}
_RUNG: dict[str, Any] = {
    **dict.fromkeys(("id", "alert_id", "item_id"), Uuid()),
    **dict.fromkeys(("item_kind", "state", "reason"), Text()),
    **dict.fromkeys(("cycle", "rung"), Integer()),
    "due_on": Date(),
}
_RECIPIENT: dict[str, Any] = {
    **dict.fromkeys(("id", "reminder_id", "user_id", "person_id"), Uuid()),
    **dict.fromkeys(("name", "told", "way", "problem"), Text()),
}
_UNTOUCHED = dict.fromkeys(("acknowledged_by", "snoozed_by", "resolved_by", "resolved_reason", "closed_reason"), "")


def added_alerts(session: Session, rows: Sequence[Row], *, now: datetime) -> None:
    """Add these alerts, raised now and handled by nobody yet."""
    for batch in _batches(rows):
        sent = _sent(batch, _NEW)
        untouched = {"raised_at": now, "version": 1, **_UNTOUCHED}
        names = [*_NEW, *untouched]
        values = [getattr(sent.c, name) for name in _NEW] + [literal(value) for value in untouched.values()]
        session.connection().execute(insert(Alert).from_select(names, _select(values, sent), include_defaults=False))


def changed_alerts(session: Session, rows: Sequence[Row]) -> None:
    """Set what these alerts say and when they speak, by their ids; how they are handled stays."""
    for batch in _batches(rows):
        sent = _sent(batch, {"id": Uuid(), **_KEPT})
        values = {name: getattr(sent.c, name) for name in _KEPT}
        session.connection().execute(update(Alert).where(col(Alert.id) == sent.c.id).values(values))


def closed_alerts(session: Session, rows: Sequence[Row], *, now: datetime) -> None:
    """Close these alerts, each with its reason."""
    for batch in _batches(rows):
        sent = _sent(batch, {"id": Uuid(), "reason": Text()})
        values = {"closed_at": now, "closed_reason": sent.c.reason, "next_due_on": None}
        session.connection().execute(update(Alert).where(col(Alert.id) == sent.c.id).values(values))


def added_rungs(session: Session, rows: Iterable[Row], *, now: datetime) -> None:
    """Write down what became of these rungs; one that is decided already stays as it was decided."""
    unique = ["item_kind", "item_id", "cycle", "rung"]
    for batch in _batches(rows):
        session.connection().execute(_rungs(batch, now).on_conflict_do_nothing(index_elements=unique))


def decided_now(session: Session, rungs: Iterable[Row], recipients: Iterable[Row], *, now: datetime) -> None:
    """Write down what became of rungs that nobody has decided (the database refuses others) and who is told of them."""
    for batch in _batches(rungs):
        session.connection().execute(_rungs(batch, now))
    for batch in _batches(recipients):
        sent = _sent(batch, _RECIPIENT)
        chosen = _select([getattr(sent.c, name) for name in _RECIPIENT], sent)
        statement = insert(ReminderRecipient).from_select([*_RECIPIENT], chosen, include_defaults=False)
        session.connection().execute(statement)


def _rungs(batch: Sequence[Row], now: datetime) -> Insert:
    sent = _sent(batch, _RUNG)
    chosen = _select([*(getattr(sent.c, name) for name in _RUNG), literal(now)], sent)
    return insert(Reminder).from_select([*_RUNG, "decided_at"], chosen, include_defaults=False)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _sent(rows: Sequence[Row], types: Mapping[str, Any]) -> Any:
    """The rows as a table, sent as one value however many they are."""
    told = literal(json.dumps(rows, default=str), Text())
    columns = [column(name, kind) for name, kind in types.items()]
    return func.jsonb_to_recordset(cast(told, JSONB)).table_valued(*columns).render_derived("sent", with_types=True)


def _select(values: Sequence[Any], sent: Any) -> Any:
    return sql_select(*values).select_from(sent)
