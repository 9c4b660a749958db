"""Telling people of what is due: rungs are decided, mails are queued, digests are made. Every door takes these alike.

Each step is a transaction of its own and begins with what the last one left: a process may end between any two.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.mailed_links import signed
from pm_app.reminders.actions.deciding import decide
from pm_app.reminders.actions.digests import send_digest
from pm_app.reminders.actions.mailing import mail_alone
from pm_app.reminders.actions.outsiders import hold_rules, write_to_outsiders
from pm_app.reminders.enums import TellingWay
from pm_app.reminders.queries.digests import digests_due, telling_has_begun
from pm_app.reminders.queries.due import due_alerts, users_waiting
from pm_app.reminders.rules.mails import Desk
from pm_app.runtime import each, installed, office_now, run_now, services

logger = logging.getLogger(__name__)

_BATCH = 200
_MAILS_AT_ONCE = 25


@dataclass
class ToldSoFar:
    """What a run came to: rungs sent and skipped, dates of which nobody can be told, mails queued, what failed."""

    sent: int = 0
    skipped: int = 0
    nobody: int = 0
    mails: int = 0
    failed: int = 0


def desk() -> Desk:
    """Return where mails lead, and who signs their links."""
    settings = installed().settings
    return Desk(settings.address, settings.office_name, signed)


def tell_what_is_due(today: date) -> ToldSoFar:
    """Decide every rung that is due on the day and queue the mails that go at once; what fails stops nothing else."""
    told = ToldSoFar()
    _decide(told, today)
    _mail_users(told, today)
    _mail_outsiders(told, today)
    if told.nobody:
        logger.error("nobody to tell", extra={"dates": told.nobody})
    return told


def send_digests_due(today: date) -> ToldSoFar:
    """Queue the digests of the day for those who have none yet, once it is time."""
    told = ToldSoFar()

    def send(user_id: UUID) -> None:
        arguments = {"user_id": user_id, "today": today, "now": services().clock.now(), "desk": desk()}
        told.mails += run_now(SCHEDULER, send_digest, **arguments)

    users = run_now(SCHEDULER, digests_due, today=today, hour=office_hour())
    _, told.failed = each(users, send, failed=_failed("digest"))
    return told


def may_tell_now() -> bool:
    """Return whether it is late enough in the office's day to tell people of what is due."""
    return run_now(SCHEDULER, telling_has_begun, hour=office_hour())


def office_hour() -> int:
    """Return the hour of the day in the office's time zone."""
    return office_now().hour


def _decide(told: ToldSoFar, today: date) -> None:
    def of(alert_ids: Sequence[UUID]) -> None:
        done = run_now(SCHEDULER, decide, alert_ids=alert_ids, today=today, now=services().clock.now())
        told.sent, told.skipped, told.nobody = (
            told.sent + done.sent,
            told.skipped + done.skipped,
            told.nobody + done.nobody,
        )

    _in_batches(run_now(SCHEDULER, due_alerts, today=today), _BATCH, of, told, "reminder")


def _mail_users(told: ToldSoFar, today: date) -> None:
    def to(user_id: UUID) -> None:
        arguments = {"user_id": user_id, "today": today, "now": services().clock.now(), "desk": desk()}
        told.mails += run_now(SCHEDULER, mail_alone, **arguments)

    _, failed = each(run_now(SCHEDULER, users_waiting, way=TellingWay.ALONE), to, failed=_failed("mails of a user"))
    told.failed += failed


def _mail_outsiders(told: ToldSoFar, today: date) -> None:
    def to(recipient_ids: Sequence[UUID]) -> None:
        now = services().clock.now()
        told.mails += run_now(SCHEDULER, write_to_outsiders, recipient_ids=recipient_ids, today=today, now=now)

    most = installed().settings.outsiders_at_once
    free = run_now(SCHEDULER, hold_rules, most=most, now=services().clock.now())
    _in_batches(free, _MAILS_AT_ONCE, to, told, "mail to an outsider")


def _in_batches(
    ids: Sequence[UUID], size: int, work: Callable[[Sequence[UUID]], None], told: ToldSoFar, what: str
) -> None:
    """Do the work for batches; one that fails is done again one by one, so that only what fails is left."""
    for batch in _parts(ids, size):
        try:
            work(batch)
        except Exception:  # the others of the batch must not wait for the one that fails
            _, failed = each([(one,) for one in batch], work, failed=_failed(what))
            told.failed += failed


def _parts(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _failed(what: str) -> Callable[[object, Exception], None]:
    def tell(item: object, problem: Exception) -> None:
        logger.error("telling failed", extra={"what": what, "item": str(item)}, exc_info=problem)

    return tell
