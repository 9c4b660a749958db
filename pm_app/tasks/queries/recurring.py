"""Recurring dates: those that come up, one page of them, and one with its past and its next days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property, Unit
from pm_app.tasks.enums import RecurringView
from pm_app.tasks.rules.occurring import coming_days
from pm_app.tasks.rules.recurring import read_rule
from pm_app.tasks.tables import RecurringDate, RecurringDateDone

MOST_DONES = 100


@dataclass(frozen=True)
class RecurringDateDue:
    """A recurring date that comes up: `falls_on` is the day it is to be done, `ladder` the days before it to speak.

    `responsible_id` answers for it: who was named, else whoever manages its property.
    """

    recurring_date_id: UUID
    title: str
    falls_on: date
    ladder: tuple[int, ...]
    property_id: UUID | None
    property_name: str
    unit_id: UUID | None
    unit_name: str
    responsible_id: UUID | None


@dataclass(frozen=True)
class RecurringDateRow:
    """A recurring date as a list shows it. `next_on` is None when its rule has come to its end."""

    recurring_date_id: UUID
    title: str
    repeats: str
    from_last_done: bool
    next_on: date | None
    last_done_on: date | None
    property_id: UUID | None
    property_name: str
    unit_id: UUID | None
    unit_name: str
    responsible_id: UUID | None
    responsible: str
    version: int


@dataclass(frozen=True)
class DoneRow:
    """One time it was done: for which day, when, by whom, and what was noted."""

    due_on: date
    done_on: date
    done_by: str
    note: str


@dataclass(frozen=True)
class RecurringDateDetails:
    """One recurring date, the days that come next (at most five), and when it was done, last first.

    `marked_last` is the due day of what was recorded last, which alone can be taken back.
    """

    row: RecurringDateRow
    notes: str
    starts_on: date
    ladder: tuple[int, ...]
    is_removed: bool
    coming: list[date]
    dones: list[DoneRow]
    marked_last: date | None


def recurring_dates_due(
    session: Session, actor: Actor, *, only: Collection[UUID] | None = None
) -> list[RecurringDateDue]:
    """Return the recurring dates that come again, or only those of these ids, in no promised order.

    Those that were removed, that have come to their end, or whose property or unit is archived are left out. A date
    stays due until it is done or skipped, however long ago its day was.
    """
    actor.must(Permission.VIEW_TASKS)
    conditions = [
        within_scope(actor, col(RecurringDate.property_id)),
        col(RecurringDate.removed_at).is_(None),
        col(RecurringDate.next_on).isnot(None),
        col(Property.archived_at).is_(None),
        col(Unit.archived_at).is_(None),
    ]
    if only is not None:
        conditions.append(among(RecurringDate.id, only))
    rows = session.execute(
        sql_select(
            col(RecurringDate.id),
            col(RecurringDate.title),
            col(RecurringDate.next_on),
            col(RecurringDate.ladder),
            col(RecurringDate.property_id),
            func.coalesce(Property.name, ""),
            col(RecurringDate.unit_id),
            func.coalesce(Unit.name, ""),
            func.coalesce(RecurringDate.responsible_id, Property.manager_id),
        )
        .outerjoin(Property, col(Property.id) == col(RecurringDate.property_id))
        .outerjoin(Unit, col(Unit.id) == col(RecurringDate.unit_id))
        .where(*conditions)
    )
    return [RecurringDateDue(id_, title, day, tuple(ladder), *more) for id_, title, day, ladder, *more in rows]


def recurring_date_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    today: date,
    view: RecurringView = RecurringView.STANDING,
    property_id: UUID | None = None,
) -> Rows[RecurringDateRow]:
    """Return one page of the recurring dates of a view. Sorts: next_on (the default), title, property."""
    actor.must(Permission.VIEW_TASKS)
    conditions = [within_scope(actor, col(RecurringDate.property_id)), *_of_view(view, today)]
    if property_id is not None:
        conditions.append(col(RecurringDate.property_id) == property_id)
    if search_text(listing.search):
        pattern = like_pattern(listing.search)
        names = (col(RecurringDate.title), col(RecurringDate.notes), col(Property.name), col(Unit.name))
        conditions.append(or_(*(name.ilike(pattern, escape="\\") for name in names)))
    wanted = _rows().where(*conditions)
    total = session.execute(sql_select(func.count()).select_from(wanted.subquery())).scalar_one()
    rows = session.execute(wanted.order_by(*_order(listing)).limit(listing.limit).offset(listing.offset))
    return Rows([_row(*row) for row in rows], total)


def recurring_date_details(session: Session, actor: Actor, *, recurring_date_id: UUID) -> RecurringDateDetails:
    """Return one recurring date with its past and its next days; a removed one too."""
    actor.must(Permission.VIEW_TASKS)
    found = session.execute(_rows().where(col(RecurringDate.id) == recurring_date_id)).first()
    if found is None or not actor.sees(found[0].property_id):
        raise NotFound("This recurring date does not exist, or it is not yours to see.")
    one: RecurringDate = found[0]
    stand = select(RecurringDateDone).where(
        RecurringDateDone.recurring_date_id == one.id, col(RecurringDateDone.undone_at).is_(None)
    )
    dones = session.exec(
        stand.order_by(col(RecurringDateDone.done_on).desc(), col(RecurringDateDone.due_on).desc()).limit(MOST_DONES)
    )
    last = session.exec(
        stand.order_by(col(RecurringDateDone.recorded_at).desc(), col(RecurringDateDone.due_on).desc()).limit(1)
    ).first()
    return RecurringDateDetails(
        row=_row(*found),
        notes=one.notes,
        starts_on=one.starts_on,
        ladder=tuple(one.ladder),
        is_removed=one.removed_at is not None,
        coming=coming_days(read_rule(one.repeats), one.starts_on, one.next_on, from_last_done=one.from_last_done),
        dones=[DoneRow(done.due_on, done.done_on, done.done_by, done.note) for done in dones],
        marked_last=last.due_on if last else None,
    )


def late_recurring_count(session: Session, actor: Actor, *, today: date) -> int:
    """Return how many recurring dates are late."""
    return recurring_date_rows(session, actor, listing=Listing(size=25), today=today, view=RecurringView.LATE).total


def _of_view(view: RecurringView, today: date) -> list[ColumnElement[bool]]:
    if view == RecurringView.REMOVED:
        return [col(RecurringDate.removed_at).isnot(None)]
    standing = col(RecurringDate.removed_at).is_(None)
    if view == RecurringView.ENDED:
        return [standing, col(RecurringDate.next_on).is_(None)]
    if view == RecurringView.LATE:
        return [standing, col(RecurringDate.next_on) < today]
    return [standing, col(RecurringDate.next_on).isnot(None)]


def _rows() -> Any:
    last_done_on = (
        sql_select(func.max(RecurringDateDone.done_on))
        .where(
            col(RecurringDateDone.recurring_date_id) == col(RecurringDate.id),
            col(RecurringDateDone.undone_at).is_(None),
        )
        .correlate(RecurringDate)
        .scalar_subquery()
    )
    return (
        sql_select(RecurringDate, col(Property.name), col(Unit.name), col(User.name), last_done_on)
        .outerjoin(Property, col(Property.id) == col(RecurringDate.property_id))
        .outerjoin(Unit, col(Unit.id) == col(RecurringDate.unit_id))
        .outerjoin(User, col(User.id) == col(RecurringDate.responsible_id))
    )


def _order(listing: Listing) -> list[Any]:
    sorts: dict[str, Any] = {
        "title": func.lower(RecurringDate.title),
        "property": func.lower(func.coalesce(Property.name, "")),
    }
    by = sorts.get(listing.sort, col(RecurringDate.next_on))
    return [by.desc().nulls_last() if listing.descending else by.asc().nulls_last(), col(RecurringDate.id)]


def _row(
    one: RecurringDate, place: str | None, unit: str | None, who: str | None, last_done_on: date | None
) -> RecurringDateRow:
    return RecurringDateRow(
        one.id,
        one.title,
        one.repeats,
        one.from_last_done,
        one.next_on,
        last_done_on,
        one.property_id,
        place or "",
        one.unit_id,
        unit or "",
        one.responsible_id,
        who or "",
        one.version,
    )
