"""Read what came back to the office's return path, and write it down on the messages it is about."""

import logging
from collections import Counter
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.kernel.errors import Unavailable
from pm_app.messages.actions.bouncing import record_bounce
from pm_app.messages.rules.bounces import MOST_BYTES, letter_of, message_in, returned_in, sent_to
from pm_app.outbox.rules import JobReport
from pm_app.ports import OpenMailbox, WaitingMail
from pm_app.runtime import installed, run_now, services

logger = logging.getLogger(__name__)

MOST_IN_A_RUN = 200


def take_in_bounces(today: date | None = None) -> JobReport:
    """Read every report that waits and put it away; what is no report about a mail of ours is put with the refused.

    A report that a mail did not arrive is written down once, however often it comes. A mailbox that does not answer
    ends the run: the rest waits for the next.
    """
    mailbox = services().bounces
    if mailbox is None:
        return JobReport(0, 0, "No mailbox for mail that comes back is read.")
    counted: Counter[str] = Counter()
    problem = ""
    try:
        with mailbox.opened() as opened:
            for mail in opened.waiting(MOST_IN_A_RUN):
                _take(opened, mail, counted)
    except Unavailable as trouble:
        logger.warning("the mailbox for mail that comes back waits", extra={"problem": str(trouble)})
        problem = f" {trouble}"
    words = f"{counted['came back']:,} mails came back, {counted['read']:,} reports say nothing new."
    told = f" {counted['others']:,} letters were not about a mail of ours." if counted["others"] else ""
    return JobReport(counted["came back"], int(bool(problem)), words + told + problem)


def _take(opened: OpenMailbox, mail: WaitingMail, counted: Counter[str]) -> None:
    """Read one letter and put it away; one that cannot be read is put with those that are not ours."""
    try:
        counted[_read(opened, mail)] += 1
    except Unavailable:
        raise
    except _Foreign:
        counted["others"] += 1
        opened.put_away(mail, filed=False)
    else:
        opened.put_away(mail, filed=True)


class _Foreign(Exception):
    """Not a report about a mail of ours."""


def _read(opened: OpenMailbox, mail: WaitingMail) -> str:
    if mail.size_bytes > MOST_BYTES:
        raise _Foreign
    content = opened.content(mail)
    try:
        letter = letter_of(content)
        message_id = message_in(sent_to(letter), installed().settings.secret_key)
        returned = returned_in(letter)
    except Exception as broken:  # a hostile letter may break the library that reads letters in any way
        logger.info("a letter could not be read", extra={"problem": type(broken).__name__})
        raise _Foreign from broken
    if message_id is None or returned is None:
        raise _Foreign
    now = services().clock.now()
    return (
        "came back" if run_now(SCHEDULER, record_bounce, message_id=message_id, returned=returned, now=now) else "read"
    )
