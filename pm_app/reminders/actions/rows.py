"""Writing alerts and rungs by the thousand: each kind of change is one statement for all rows of a batch."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Date, Integer, Text, Uuid, cast, column, func, literal, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlmodel import Session, col

from pm_app.reminders.tables import Alert, Reminder

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
    for batch in _batches(rows):
        sent = _sent(batch, _RUNG)
        values = [*(getattr(sent.c, name) for name in _RUNG), literal(now)]
        chosen = _select(values, sent)
        statement = insert(Reminder).from_select([*_RUNG, "decided_at"], chosen, include_defaults=False)
        unique = ["item_kind", "item_id", "cycle", "rung"]
        session.connection().execute(statement.on_conflict_do_nothing(index_elements=unique))


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
