"""Making a report as a file, as far as its reader sees, and mailing it: on its schedule, or at once to oneself."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.calendars.queries import working_days
from pm_app.correspondence.rules.mail_html import html_of
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.lists.asked import Asked
from pm_app.lists.files import ListFile, list_file
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Enclosed, Mail
from pm_app.reports.actions.schedules import finish_day, mail_report
from pm_app.reports.queries.schedules import ReaderRow, ScheduleRow, schedule_row, schedules_due
from pm_app.reports.rules.schedules import LIST_OF, due_day
from pm_app.runtime import each, installed, run_now, services

logger = logging.getLogger(__name__)

KEPT_BELOW = "reports/"
KEPT_FOR = timedelta(days=90)
PAGE = "/settings/report-schedules"
MAY_NOT_SIGN_IN = "This user may not sign in any more."


@dataclass(frozen=True)
class MailedDay:
    """What became of the reports that were due: mails queued, readers who got none, and those tried again later."""

    mailed: int = 0
    refused: int = 0
    failed: int = 0


def mail_due_reports(today: date) -> MailedDay:
    """Mail every report whose hour has come to each of its readers, once for its day, however often this runs.

    A day is finished when everybody has the report or it is noted why not; what fails is tried again at the next run.
    """
    now, zone = services().clock.now(), installed().settings.time_zone
    is_working = run_now(SCHEDULER, working_days).is_working
    became: list[str] = []

    def mail(schedule: ScheduleRow) -> None:
        due_on = due_day(schedule.plan, schedule.next_on, now, zone, is_working)
        if due_on is not None:
            became.extend(_mail_day(schedule, due_on))

    _, failed = each(run_now(SCHEDULER, schedules_due, today=today), mail, failed=_failed)
    return MailedDay(became.count("mailed"), became.count("refused"), failed + became.count("failed"))


def _mail_day(schedule: ScheduleRow, due_on: date) -> list[str]:
    """Mail the report of a day to its readers and return what became of each; the day is over when none failed."""
    readers = run_now(SCHEDULER, acting_as, user_ids=[reader.user_id for reader in schedule.readers])
    outcomes = [_mail_to(schedule, reader, readers.get(reader.user_id), due_on) for reader in schedule.readers]
    if "failed" not in outcomes:
        run_now(SCHEDULER, finish_day, schedule_id=schedule.schedule_id, due_on=due_on)
    return outcomes


def _failed(schedule: ScheduleRow, problem: Exception) -> None:
    logger.error("reports not mailed", extra={"schedule": str(schedule.schedule_id)}, exc_info=problem)


def mail_report_now(actor: Actor, schedule_id: UUID, *, request_key: UUID) -> None:
    """Mail a report to the asking person as it is now; the same key mails it once. Its schedule is not touched."""
    schedule = run_now(actor, schedule_row, schedule_id=schedule_id)
    today = services().clock.today()
    file = _file(actor, schedule, today)
    mail = _mail(f"report now:{request_key}:{actor.user_id}", actor, schedule, file, today)
    more = {"to_user_id": actor.user_id, "purpose": MessagePurpose.REPORT}
    run_now(SCHEDULER, queue_message, mail=mail, enclosed=_kept(file), now=services().clock.now(), **more)


def _mail_to(schedule: ScheduleRow, reader: ReaderRow, actor: Actor | None, due_on: date) -> str:
    """Mail the report of a day to one reader and return what became of it: mailed, refused, failed, or done before."""
    noted = {"schedule_id": schedule.schedule_id, "due_on": due_on, "user_id": reader.user_id}
    if reader.last_due_on is not None and reader.last_due_on >= due_on:
        return "done"
    try:
        if actor is None:
            raise Refused(MAY_NOT_SIGN_IN)
        file = _file(actor, schedule, due_on)
        mail = _mail(f"report:{schedule.schedule_id}:{due_on}:{reader.user_id}", actor, schedule, file, due_on)
        told = {"enclosed": _kept(file), "unsubscribe": _page(), "now": services().clock.now()}
        return "mailed" if run_now(SCHEDULER, mail_report, **noted, mail=mail, **told) else "done"
    except Refused as refusal:
        now = services().clock.now()
        new = run_now(SCHEDULER, mail_report, **noted, mail=None, problem=refusal.message, now=now)
        return "refused" if new else "done"
    except Exception:  # the store is away, or a mail cannot be queued: the others get theirs, this is tried again
        logger.exception("report not mailed", extra={name: str(value) for name, value in noted.items()})
        return "failed"


def _file(actor: Actor, schedule: ScheduleRow, day: date) -> ListFile:
    query = {"property": str(schedule.property_id)} if schedule.property_id else {}
    return list_file(LIST_OF[schedule.kind], schedule.file_format.value.lower(), Asked(actor, query, day))


def _kept(file: ListFile) -> list[Enclosed]:
    """Keep the file in the store under today and its SHA-256 and return how it goes out; an empty one does not.

    By the day in its name no later mail needs it: once the mails of that day are sent it may go.
    """
    if not file.rows:
        return []
    key = f"{KEPT_BELOW}{services().clock.today().isoformat()}/{sha256(file.content).hexdigest()}"
    services().store.put(key, BytesIO(file.content), size=len(file.content), media_type=file.media_type)
    return [Enclosed(key, file.filename, file.media_type, len(file.content))]


def _mail(key: str, actor: Actor, schedule: ScheduleRow, file: ListFile, day: date) -> Mail:
    of = f"{file.title}, {schedule.property_name}" if schedule.property_name else file.title
    subject = f"{of}, {in_words(day)}"
    said = (
        f"Attached is the report, {file.rows:,} {'line' if file.rows == 1 else 'lines'}, as far as you may see it."
        if file.rows
        else "There is nothing to report, so nothing is attached."
    )
    plan = f"It is mailed {schedule.plan.in_words()}. To get it no more, open {_page()}"
    text = f"Hello {actor.name},\n\n{subject}\n\n{said}\n\n{plan}\n"
    return Mail(key, actor.email, actor.name, subject, text=text, html=html_of(text, title=subject))


def _page() -> str:
    return f"{installed().settings.address}{PAGE}"
