"""One date with everything its own page says of it, and the dates about one record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Unit
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.rows import AlertRow, alert_row, alerts_with_names, state_of
from pm_app.reminders.queries.seeing import GONE, seen, seen_alert
from pm_app.reminders.rules.seeing import is_about_a_paper
from pm_app.reminders.tables import Alert


@dataclass(frozen=True)
class CycleRow:
    """One cycle of the same item: which day it was about, and what became of it."""

    alert_id: UUID
    cycle: int
    falls_on: date
    state: AlertState
    closed_reason: str


@dataclass(frozen=True)
class AlertDetails:
    """One date: the row of lists, the names of what it is about, its ladder, and its other cycles, latest first.

    `manager` is who manages what it is about, `assigned_to` whom it was given to instead ("" when nobody was).
    """

    row: AlertRow
    ladder: tuple[int, ...]
    begins_on: date
    next_due_on: date | None
    raised_at: datetime
    manager: str
    assigned_to: str
    unit_name: str
    household: str
    person: str
    document: str
    cycles: tuple[CycleRow, ...]


def alert_details(session: Session, actor: Actor, *, alert_id: UUID, today: date) -> AlertDetails:
    """Return one date; refuses (`NotFound`) one that is not there, or not this actor's to see.

    Names of what this actor may not see are left out.
    """
    actor.must(Permission.VIEW_ALERTS)
    found = session.execute(alerts_with_names().where(col(Alert.id) == alert_id, seen(actor))).first()
    if found is None:
        raise NotFound(GONE)
    alert: Alert = found[0]
    names = _names(session, {one for one in (alert.manager_id, alert.assigned_to_id) if one})
    here = actor.sees(alert.property_id)
    return AlertDetails(
        row=alert_row(actor, found, today),
        ladder=tuple(alert.ladder),
        begins_on=alert.begins_on,
        next_due_on=alert.next_due_on,
        raised_at=alert.raised_at,
        manager=names.get(alert.manager_id, "") if alert.manager_id else "",
        assigned_to=names.get(alert.assigned_to_id, "") if alert.assigned_to_id else "",
        unit_name=_name(session, Unit, alert.unit_id) if here else "",
        household=_name(session, Tenancy, alert.tenancy_id) if here and actor.may(Permission.VIEW_LEASES) else "",
        person=_name(session, Person, alert.person_id) if here and actor.may(Permission.VIEW_PEOPLE) else "",
        document=_title(session, actor, alert.document_id),
        cycles=_other_cycles(session, actor, alert, today),
    )


def documents_for_alert(session: Session, actor: Actor, *, alert_id: UUID, today: date) -> list[tuple[UUID, str]]:
    """Return (id, title) of the documents that may deal with a date, last filed first; none when it is about no paper.

    They are of the same kind as the one that expires or is missing, and belong to the same thing.
    """
    alert = seen_alert(session, actor, alert_id)
    if not is_about_a_paper(CriticalDateKind(alert.item_kind)) or not actor.may(Permission.VIEW_DOCUMENTS):
        return []
    names = ("tenancy_id", "unit_id", "person_id", "property_id")
    nearest = next((name for name in names if getattr(alert, name) is not None), None)
    if nearest is None:
        return []
    rows = documents_of(session, actor, today=today, **{nearest: getattr(alert, nearest)})
    fitting = [row for row in rows if row.document_id != alert.document_id and row.kind == alert.document_kind]
    latest = sorted(fitting, key=lambda row: row.filed_at, reverse=True)
    return [(row.document_id, row.title) for row in latest]


def _names(session: Session, user_ids: set[UUID]) -> dict[UUID, str]:
    return dict(session.exec(select(User.id, User.name).where(col(User.id).in_(user_ids))).all())


def _name(session: Session, table: Any, row_id: UUID | None) -> str:
    if row_id is None:
        return ""
    return session.execute(sql_select(table.name).where(table.id == row_id)).scalar() or ""


def _title(session: Session, actor: Actor, document_id: UUID | None) -> str:
    if document_id is None:
        return ""
    wanted = sql_select(col(Document.title)).where(col(Document.id) == document_id, visible(actor, trashed=True))
    return session.execute(wanted).scalar() or ""


def _other_cycles(session: Session, actor: Actor, alert: Alert, today: date) -> tuple[CycleRow, ...]:
    of_it = (col(Alert.item_kind) == alert.item_kind, col(Alert.item_id) == alert.item_id, col(Alert.id) != alert.id)
    rows = session.execute(
        sql_select(Alert).where(*of_it, seen(actor)).order_by(col(Alert.cycle).desc()).limit(20)
    ).scalars()
    return tuple(CycleRow(one.id, one.cycle, one.falls_on, state_of(one, today), one.closed_reason) for one in rows)
