"""The reports that are mailed on a schedule, to whom, and what became of the last ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.kernel.errors import NotFound
from pm_app.portfolio.tables import Property
from pm_app.reports.enums import ReportFormat, ReportKind
from pm_app.reports.rules.schedules import Plan
from pm_app.reports.tables import ReportMailed, ReportSchedule


@dataclass(frozen=True)
class ReaderRow:
    """Somebody a report is mailed to: the day of the last one and when it went, or why it did not."""

    user_id: UUID
    name: str
    last_due_on: date | None
    mailed_at: datetime | None
    problem: str


@dataclass(frozen=True)
class ScheduleRow:
    """A report that is mailed on a schedule; without a property it is of all that each reader sees."""

    schedule_id: UUID
    kind: ReportKind
    file_format: ReportFormat
    plan: Plan
    property_id: UUID | None
    property_name: str
    next_on: date
    readers: tuple[ReaderRow, ...]
    version: int


def schedule_rows(session: Session, actor: Actor) -> list[ScheduleRow]:
    """Return the reports that are mailed, by kind: all within scope for who sets them up, else those one gets."""
    actor.must(Permission.VIEW_REPORTS)
    found = _standing().where(within_scope(actor, col(ReportSchedule.property_id)))
    rows = _rows(session, found.order_by(col(ReportSchedule.kind), col(ReportSchedule.added_at)))
    if actor.may(Permission.SET_POLICIES):
        return rows
    return [row for row in rows if any(reader.user_id == actor.user_id for reader in row.readers)]


def schedule_row(session: Session, actor: Actor, *, schedule_id: UUID) -> ScheduleRow:
    """Return one report that is mailed; refuses (`NotFound`) one that is not, or not for the asking person to see."""
    for row in schedule_rows(session, actor):
        if row.schedule_id == schedule_id:
            return row
    raise NotFound("This report is not mailed any more, or it is not yours to see.")


def schedules_due(session: Session, actor: Actor, *, today: date) -> list[ScheduleRow]:
    """Return the reports whose day has come, the longest due first; whether its hour has, is not asked here."""
    actor.must(Permission.RUN_JOBS)
    found = _standing().where(col(ReportSchedule.next_on) <= today)
    return _rows(session, found.order_by(col(ReportSchedule.next_on), col(ReportSchedule.id)))


def _standing():
    return select(ReportSchedule).where(col(ReportSchedule.removed_at).is_(None))


def _rows(session: Session, found: object) -> list[ScheduleRow]:
    schedules = session.exec(found).all()  # pyright: ignore[reportCallIssue, reportArgumentType]
    last = _last_mailed(session, [schedule.id for schedule in schedules])
    people = {user_id for schedule in schedules for user_id in schedule.user_ids}
    names = dict(session.exec(select(User.id, User.name).where(col(User.id).in_(people))).all())
    places = {schedule.property_id for schedule in schedules if schedule.property_id}
    properties = dict(session.exec(select(Property.id, Property.name).where(col(Property.id).in_(places))).all())
    return [_row(schedule, names, properties, last) for schedule in schedules]


def _last_mailed(session: Session, schedule_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], ReportMailed]:
    newest = (
        select(ReportMailed)
        .ext(distinct_on(col(ReportMailed.report_schedule_id), col(ReportMailed.user_id)))
        .where(col(ReportMailed.report_schedule_id).in_(list(schedule_ids)))
        .order_by(col(ReportMailed.report_schedule_id), col(ReportMailed.user_id), col(ReportMailed.due_on).desc())
    )
    return {(row.report_schedule_id, row.user_id): row for row in session.exec(newest)}


def _row(
    schedule: ReportSchedule,
    names: dict[UUID, str],
    properties: dict[UUID, str],
    last: dict[tuple[UUID, UUID], ReportMailed],
) -> ScheduleRow:
    readers: list[ReaderRow] = []
    for user_id in schedule.user_ids:
        mailed = last.get((schedule.id, user_id))
        told = (mailed.due_on, mailed.mailed_at, mailed.problem) if mailed else (None, None, "")
        readers.append(ReaderRow(user_id, names.get(user_id, ""), *told))
    return ScheduleRow(
        schedule.id,
        schedule.kind,
        schedule.file_format,
        Plan(schedule.rhythm, schedule.on_day, schedule.at_hour),
        schedule.property_id,
        properties.get(schedule.property_id, "") if schedule.property_id else "",
        schedule.next_on,
        tuple(readers),
        schedule.version,
    )
