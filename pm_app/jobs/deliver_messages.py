"""Deliver the messages that are due, one by one."""

import logging
from dataclasses import replace
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.kernel.errors import Unavailable
from pm_app.messages.actions import TakenMessage, mark_failed, mark_sent, take_messages
from pm_app.messages.rules import Attachment, Enclosed, MailRefused
from pm_app.outbox.rules import JobReport
from pm_app.runtime import run_now, services

logger = logging.getLogger(__name__)

MOST_IN_A_RUN = 500


def deliver_messages(today: date | None = None) -> JobReport:
    """Hand every due message to the mail server; what it refuses is given up, what it cannot take now waits."""
    done = failed = 0
    while done + failed < MOST_IN_A_RUN:
        taken = run_now(SCHEDULER, take_messages, now=services().clock.now())
        if not taken:
            break
        if _deliver(taken[0]):
            done += 1
        else:
            failed += 1
    return JobReport(done, failed, f"{done} messages delivered, {failed} not.")


def _deliver(taken: TakenMessage) -> bool:
    """Send one message outside any transaction and write down what became of it."""
    try:
        attachments = tuple(_fetched(one) for one in taken.enclosed)
        supplier_id = services().mailer.send(replace(taken.mail, attachments=attachments))
    except (MailRefused, Unavailable) as problem:
        logger.warning("message not delivered", extra={"message_id": str(taken.message_id), "problem": str(problem)})
        _failed(taken, str(problem), for_good=isinstance(problem, MailRefused))
        return False
    except Exception as problem:  # one mail that cannot be composed or sent stops none of the others
        logger.exception("message not delivered", extra={"message_id": str(taken.message_id)})
        _failed(taken, f"{type(problem).__name__}: {problem}", for_good=False)
        return False
    run_now(SCHEDULER, mark_sent, message_id=taken.message_id, supplier_id=supplier_id, now=services().clock.now())
    return True


def _fetched(enclosed: Enclosed) -> Attachment:
    """Read an enclosed file from the store, whole."""
    content = b"".join(services().store.chunks(enclosed.object_key))
    return Attachment(enclosed.filename, enclosed.media_type, content)


def _failed(taken: TakenMessage, problem: str, *, for_good: bool) -> None:
    now = services().clock.now()
    run_now(SCHEDULER, mark_failed, message_id=taken.message_id, problem=problem, for_good=for_good, now=now)
