"""Deliver the messages that are due, one by one; the text of none leaves twice."""

import logging
import time as stopwatch
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pm_app.access.rules import SCHEDULER
from pm_app.documents.queries.scans import why_held_back
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.messages.actions.delivering import (
    TakenMessage,
    hand_over,
    mark_failed,
    mark_sent,
    mark_unsure,
    put_back,
    settle_abandoned,
    take_messages,
)
from pm_app.messages.rules.bounces import return_path
from pm_app.messages.rules.ending import ended_at_once
from pm_app.messages.rules.mail import (
    Allowance,
    Attachment,
    Enclosed,
    HandoverForbidden,
    HandoverUnsure,
    Mail,
    MailDeferred,
    MailHeldBack,
    MailRefused,
    MailServerAway,
)
from pm_app.outbox.rules import JobReport
from pm_app.ports import KeepsOpen
from pm_app.runtime import exclusive, installed, run_now, services

logger = logging.getLogger(__name__)

MOST_IN_A_RUN = 2_000
# A run under a slow server ends after so long; the rest goes out in the next.
MOST_SECONDS = 300
# What the mail server took when the database was away: it is written down as soon as that is back.
_arrived: dict[UUID, str] = {}


def deliver_messages(today: date | None = None) -> JobReport:
    """Hand every due message to the mail server; what it refuses is given up, what it cannot take now waits.

    A mail whose text left without an answer is put among those a person decides on. When the server is away the run
    ends, and nothing counts as tried.
    """
    with exclusive("delivering") as alone, _one_connection():
        _write_down_arrived()
        unsure = run_now(SCHEDULER, settle_abandoned, alone=alone, now=services().clock.now())
        done = failed = 0
        allowance, until = _allowance(), stopwatch.monotonic() + MOST_SECONDS
        while done + failed < MOST_IN_A_RUN and stopwatch.monotonic() < until:
            taken = run_now(SCHEDULER, take_messages, now=services().clock.now(), allowance=allowance)
            if not taken:
                break
            try:
                delivered = _deliver(taken[0])
            except MailServerAway as problem:
                failed += _away(taken[0], str(problem))
                break
            done, failed = done + delivered, failed + (not delivered)
    told = f" Of {unsure} nobody knows whether they arrived." if unsure else ""
    return JobReport(done, failed + unsure, f"{done} messages delivered, {failed} not.{told}")


def _deliver(taken: TakenMessage) -> bool:
    """Send one message outside any transaction and write down what became of it; a server that is away is raised."""
    left: list[bool] = []

    def handing_over() -> None:
        run_now(SCHEDULER, hand_over, taken=taken, now=services().clock.now())
        left.append(True)

    try:
        supplier_id = services().mailer.send(_composed(taken), handing_over=handing_over)
    except MailServerAway:
        raise
    except HandoverForbidden:
        logger.info("message left to another", extra={"message_id": str(taken.message_id)})
        return False
    except (MailRefused, Unavailable) as problem:
        logger.warning("message not delivered", extra={"message_id": str(taken.message_id), "problem": str(problem)})
        _failed(taken, str(problem), problem)
        return False
    except HandoverUnsure as problem:
        _unsure(taken, str(problem))
        return False
    except Exception as problem:  # one mail that cannot be composed or sent stops none of the others
        logger.exception("message not delivered", extra={"message_id": str(taken.message_id)})
        said = f"{type(problem).__name__}: {problem}"
        _unsure(taken, said) if left else _failed(taken, said, problem)
        return False
    _arrived[taken.message_id] = supplier_id
    _write_down_arrived()
    return True


def _composed(taken: TakenMessage) -> Mail:
    settings = installed().settings
    mail = taken.mail
    if taken.to_user_id is not None:
        desk, secret = settings.address, settings.secret_key
        mail = ended_at_once(mail, message_id=taken.message_id, purpose=taken.purpose, desk=desk, secret=secret)
    return replace(
        mail,
        attachments=tuple(_fetched(one) for one in taken.enclosed),
        return_path=return_path(settings.bounce_address, taken.message_id, settings.secret_key),
    )


def _one_connection() -> AbstractContextManager[None]:
    mailer = services().mailer
    return mailer.kept_open() if isinstance(mailer, KeepsOpen) else nullcontext()


def _write_down_arrived() -> None:
    for message_id, supplier_id in list(_arrived.items()):
        with suppress(NotFound):
            run_now(SCHEDULER, mark_sent, message_id=message_id, supplier_id=supplier_id, now=services().clock.now())
        _arrived.pop(message_id, None)


def _unsure(taken: TakenMessage, problem: str) -> None:
    logger.warning("message not confirmed", extra={"message_id": str(taken.message_id), "problem": problem})
    now = services().clock.now()
    run_now(SCHEDULER, mark_unsure, message_id=taken.message_id, problem=problem, now=now)


def _away(taken: TakenMessage, problem: str) -> int:
    logger.warning("the mail server is away", extra={"problem": problem})
    now = services().clock.now()
    return run_now(SCHEDULER, put_back, taken=taken, problem=problem, now=now)


def _fetched(enclosed: Enclosed) -> Attachment:
    """Read an enclosed file from the store, whole; one with a virus does not leave, one to be scanned waits."""
    why, may_change = run_now(SCHEDULER, why_held_back, object_key=enclosed.object_key)
    if why:
        raise MailHeldBack(why) if may_change else MailRefused(f"{enclosed.filename}: {why}")
    content = b"".join(services().store.chunks(enclosed.object_key))
    return Attachment(enclosed.filename, enclosed.media_type, content)


def _failed(taken: TakenMessage, said: str, problem: Exception) -> None:
    refused = isinstance(problem, MailRefused)
    run_now(
        SCHEDULER,
        mark_failed,
        message_id=taken.message_id,
        problem=said,
        for_good=refused,
        now=services().clock.now(),
        wait=problem.wait if isinstance(problem, MailDeferred) else timedelta(),
        tried=not isinstance(problem, MailHeldBack),
        status=problem.status if refused else "",
        taken=taken,
    )


def _allowance() -> Allowance:
    """Return how many mails an address gets today, by the office's clock."""
    settings, day = installed().settings, services().clock.today()
    zone = ZoneInfo(settings.time_zone)
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    return Allowance(settings.mail_limit_per_address, begins, ends)
