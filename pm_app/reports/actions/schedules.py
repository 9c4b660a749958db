"""Changes to the reports that are mailed on a schedule, and noting what was mailed to whom."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.messages.actions.queueing import About, queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Enclosed, Mail
from pm_app.portfolio.queries.properties import property_details
from pm_app.reports.enums import ReportFormat, ReportKind, ReportRhythm
from pm_app.reports.rules.schedules import MOST_READERS, NEEDS, Plan, checked_plan, first_day, next_day
from pm_app.reports.tables import ReportMailed, ReportSchedule


def add_schedule(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    kind: ReportKind,
    file_format: ReportFormat,
    rhythm: ReportRhythm,
    on_day: int,
    at_hour: int,
    property_id: UUID | None,
    user_ids: Sequence[UUID],
    today: date,
    now: datetime,
    time_zone: str,
) -> UUID:
    """Plan a report to be mailed again and again and return its id; the first is due at the next such hour.

    The same `request_key` plans it once. Refuses a plan that makes no sense, nobody to mail it to, and users who may
    not see such a report.
    """
    actor.must(Permission.SET_POLICIES)
    if _is_added(session, request_key):
        return request_key
    plan = checked_plan(rhythm, on_day, at_hour)
    schedule = ReportSchedule(
        id=request_key,
        kind=kind,
        file_format=file_format,
        rhythm=rhythm,
        on_day=plan.on_day,
        at_hour=plan.at_hour,
        property_id=property_id,
        user_ids=_checked_readers(session, actor, kind, property_id, user_ids),
        next_on=first_day(plan, now, today, time_zone, working_days(session, actor).is_working),
        added_at=now,
        added_by=actor.name,
    )
    _add(session, actor, schedule, now)
    return request_key


def _add(session: Session, actor: Actor, schedule: ReportSchedule, now: datetime) -> None:
    session.add(schedule)
    session.flush()
    _audit(session, actor, schedule, "planned", now)


def _is_added(session: Session, request_key: UUID) -> bool:
    """Return whether the form was sent before; of two that are sent at the same moment the second waits for that."""
    session.execute(sql_select(func.pg_advisory_xact_lock(func.hashtextextended(str(request_key), 0))))
    return session.get(ReportSchedule, request_key) is not None


def change_schedule(
    session: Session,
    actor: Actor,
    *,
    schedule_id: UUID,
    file_format: ReportFormat,
    rhythm: ReportRhythm,
    on_day: int,
    at_hour: int,
    property_id: UUID | None,
    user_ids: Sequence[UUID],
    version: int,
    today: date,
    now: datetime,
    time_zone: str,
) -> None:
    """Change when, as what, of which property and to whom a report is mailed; what was mailed stays.

    Refuses (`Stale`) when somebody else changed it since it was read, and what `add_schedule` refuses.
    """
    actor.must(Permission.SET_POLICIES)
    schedule = _locked(session, actor, schedule_id)
    if schedule.version != version:
        raise Stale("Somebody else changed this meanwhile. Close this and look again.")
    plan = checked_plan(rhythm, on_day, at_hour)
    readers = _checked_readers(session, actor, schedule.kind, property_id, user_ids)
    before = (schedule.rhythm, schedule.on_day, schedule.at_hour)
    schedule.file_format, schedule.rhythm = file_format, rhythm
    schedule.on_day, schedule.at_hour = plan.on_day, plan.at_hour
    schedule.property_id, schedule.user_ids = property_id, readers
    if before != (rhythm, plan.on_day, plan.at_hour):
        schedule.next_on = first_day(plan, now, today, time_zone, working_days(session, actor).is_working)
    schedule.version += 1
    _audit(session, actor, schedule, "changed", now)


def remove_schedule(session: Session, actor: Actor, *, schedule_id: UUID, now: datetime) -> None:
    """Mail a report no more; what was mailed stays on record."""
    actor.must(Permission.SET_POLICIES)
    schedule = _locked(session, actor, schedule_id)
    schedule.removed_at = now
    _audit(session, actor, schedule, "removed", now)


def stop_receiving(session: Session, actor: Actor, *, schedule_id: UUID, now: datetime) -> None:
    """Mail a report to the asking person no more; with nobody left to mail it to, it is removed."""
    actor.must(Permission.VIEW_REPORTS)
    schedule = _locked(session, actor, schedule_id, mine=True)
    schedule.user_ids = [user_id for user_id in schedule.user_ids if user_id != actor.user_id]
    if not schedule.user_ids:
        schedule.removed_at = now
    schedule.version += 1
    _audit(session, actor, schedule, "asked to get no more", now)


def mail_report(
    session: Session,
    actor: Actor,
    *,
    schedule_id: UUID,
    due_on: date,
    user_id: UUID,
    mail: Mail | None,
    enclosed: Sequence[Enclosed] = (),
    unsubscribe: str = "",
    problem: str = "",
    now: datetime,
) -> bool:
    """Queue the mail that carries the report of a day to a user, or note why there is none; return whether it was new.

    Nothing is done for a schedule that was removed meanwhile, or for somebody who is not among its readers any more.
    In one transaction: whatever ends the process in between, a user has one mail of a report of a day.
    """
    actor.must(Permission.RUN_JOBS)
    schedule = session.exec(select(ReportSchedule).where(ReportSchedule.id == schedule_id).with_for_update()).one()
    if schedule.removed_at is not None or user_id not in schedule.user_ids:
        return False
    if _is_noted(session, schedule_id, due_on, user_id):
        return False
    about = About("report schedule", schedule_id)
    more = {"about": about, "purpose": MessagePurpose.REPORT, "unsubscribe": unsubscribe, "to_user_id": user_id}
    queued = queue_message(session, actor, mail=mail, enclosed=enclosed, now=now, **more) if mail else None
    session.add(
        ReportMailed(
            report_schedule_id=schedule.id,
            due_on=due_on,
            user_id=user_id,
            message_id=queued,
            problem=problem[:500],
            mailed_at=now,
        )
    )
    return True


def _is_noted(session: Session, schedule_id: UUID, due_on: date, user_id: UUID) -> bool:
    """Return whether the report of a day was mailed to a user, or it was noted why not."""
    found = select(ReportMailed.id).where(
        ReportMailed.report_schedule_id == schedule_id, ReportMailed.due_on == due_on, ReportMailed.user_id == user_id
    )
    return session.exec(found).first() is not None


def finish_day(session: Session, actor: Actor, *, schedule_id: UUID, due_on: date) -> None:
    """Note that everybody has the report of a day: the next is due on the day that follows in its plan."""
    actor.must(Permission.RUN_JOBS)
    schedule = session.exec(select(ReportSchedule).where(ReportSchedule.id == schedule_id).with_for_update()).one()
    if schedule.next_on <= due_on:
        plan = Plan(schedule.rhythm, schedule.on_day, schedule.at_hour)
        schedule.next_on = next_day(plan, due_on, working_days(session, actor).is_working)


def _checked_readers(
    session: Session, actor: Actor, kind: ReportKind, property_id: UUID | None, user_ids: Sequence[UUID]
) -> list[UUID]:
    wanted = list(dict.fromkeys(user_ids))
    if not wanted:
        raise Refused("Choose at least one person to mail it to.", field="user_ids")
    if len(wanted) > MOST_READERS:
        raise Refused(f"Choose at most {MOST_READERS} people.", field="user_ids")
    if property_id is not None:
        property_details(session, actor, property_id=property_id)
    readers = acting_as(session, actor, user_ids=wanted)
    if len(readers) < len(wanted):
        raise Refused("Somebody you chose may not sign in any more. Look at the list again.", field="user_ids")
    for reader in readers.values():
        if not all(reader.may(permission) for permission in NEEDS[kind]):
            raise Refused(f"The role of {reader.name} does not allow this report.", field="user_ids")
        if not reader.sees(property_id):
            raise Refused(f"{reader.name} does not see this property.", field="user_ids")
    return wanted


def _locked(session: Session, actor: Actor, schedule_id: UUID, *, mine: bool = False) -> ReportSchedule:
    standing = (ReportSchedule.id == schedule_id, col(ReportSchedule.removed_at).is_(None))
    schedule = session.exec(select(ReportSchedule).where(*standing).with_for_update()).first()
    if schedule is None or (mine and actor.user_id not in schedule.user_ids) or not actor.sees(schedule.property_id):
        raise NotFound("This report is not mailed any more, or it is not yours to see.")
    return schedule


def _audit(session: Session, actor: Actor, schedule: ReportSchedule, did: str, now: datetime) -> None:
    plan = Plan(schedule.rhythm, schedule.on_day, schedule.at_hour)
    record_audit(
        session,
        actor,
        did=did,
        about_kind="report schedule",
        about_id=schedule.id,
        about_name=f"{schedule.kind.value} {plan.in_words()}",
        property_id=schedule.property_id,
        details={"file": schedule.file_format.value, "people": len(schedule.user_ids)},
        now=now,
    )
