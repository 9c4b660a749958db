"""Taking the notes of what was saved, and putting them back when what they concern could not be looked at."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.tables import new_id
from pm_app.reminders.tables import StaleDate

Note = tuple[str, UUID]
"""What kind of record was saved, and which."""


def take_notes(session: Session, actor: Actor, *, most: int | None = None) -> list[Note]:
    """Remove the oldest notes, `most` at most, and return them; those that others are taking are left to them."""
    actor.must(Permission.RUN_JOBS)
    waiting = sql_select(col(StaleDate.id)).order_by(col(StaleDate.position)).limit(most)
    # Chosen once and for all: a plan that asks again for each row would find others that are not locked yet.
    chosen = waiting.with_for_update(skip_locked=True).cte("chosen").prefix_with("materialized")
    rows = session.execute(
        delete(StaleDate)
        .where(col(StaleDate.id).in_(sql_select(chosen.c.id)))
        .returning(col(StaleDate.source), col(StaleDate.source_id))
    )
    return [(source, source_id) for source, source_id in rows]


def put_back(session: Session, actor: Actor, *, notes: Collection[Note]) -> None:
    """Note again what was taken: the next look begins with it. Nobody is woken for it."""
    actor.must(Permission.RUN_JOBS)
    if notes:
        rows = [{"id": new_id(), "source": source, "source_id": source_id} for source, source_id in notes]
        session.execute(insert(StaleDate), rows)
