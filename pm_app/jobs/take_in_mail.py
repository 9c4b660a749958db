"""File what was sent to the office's mailbox: every message, and what was enclosed in it."""

import logging
from collections import Counter
from datetime import date
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from pm_app.access.rules import SCHEDULER
from pm_app.arriving import MB, arriving, too_large
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.arrivals import document_of_request
from pm_app.documents.rules.letters import Enclosed, Letter, letter_in
from pm_app.filing import Filed, Filing, file_arrived
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.outbox.rules import JobReport
from pm_app.ports import OpenMailbox, WaitingMail
from pm_app.runtime import installed, run_now, services

logger = logging.getLogger(__name__)

MOST_IN_A_RUN = 50
# Messages that could not be taken are tried after all others: they hold up nobody. Forgetting them does no harm.
_MOST_SET_BACK = 1_000
_set_back: set[str] = set()


def take_in_mail(today: date | None = None) -> JobReport:
    """File every message that waits, each once, and put it away in its mailbox.

    What is refused is put away with the refused ones and counts as failed. A mailbox or a store that does not answer
    ends the run: the rest waits for the next, and what it ended at comes last then.
    """
    mailbox = services().mailbox
    if mailbox is None:
        return JobReport(0, 0, "No mailbox is read.")
    counted: Counter[str] = Counter()
    problem = ""
    try:
        with mailbox.opened() as opened:
            for mail in opened.waiting(MOST_IN_A_RUN, last=_set_back):
                _try(opened, mail, counted)
    except Unavailable as trouble:
        logger.warning("the mailbox waits", extra={"problem": str(trouble)})
        problem = str(trouble)
    return _report(counted, problem)


def _try(opened: OpenMailbox, mail: WaitingMail, counted: Counter[str]) -> None:
    """Take one message; whatever else happens to it, it stays in the inbox and the others are taken."""
    if len(_set_back) >= _MOST_SET_BACK:
        _set_back.clear()
    _set_back.add(mail.uid)
    try:
        _take(opened, mail, counted)
    except Unavailable:
        raise
    except Exception:
        logger.exception("a message could not be taken in")
        counted["stuck"] += 1
    else:
        _set_back.discard(mail.uid)


def _take(opened: OpenMailbox, mail: WaitingMail, counted: Counter[str]) -> None:
    """File one message and put it away: only what is filed whole leaves the inbox as filed."""
    try:
        content = _content(opened, mail)
        letter = letter_in(content)
        key = uuid5(NAMESPACE_URL, f"mail {letter.message_id} {letter.written}")
        message_id = _filed_before(key) or _file(content, _filing_of(letter, key)).document_id
    except Refused as refusal:
        logger.warning("a message was not filed", extra={"problem": refusal.message})
        counted["refused"] += 1
        return opened.put_away(mail, filed=False)
    _file_enclosed(letter, key, message_id, counted)
    counted["messages"] += 1
    return opened.put_away(mail, filed=True)


def _filed_before(key: UUID) -> UUID | None:
    """Return the document of a message that came before, maybe on another way with other marks on it."""
    known = run_now(SCHEDULER, document_of_request, request_key=key)
    return known[0] if known else None


def _filing_of(letter: Letter, key: UUID) -> Filing:
    return Filing(
        letter.filename, key, letter.title, DocumentKind.CORRESPONDENCE, lenient=True, source=DocumentSource.MAILBOX
    )


def _content(opened: OpenMailbox, mail: WaitingMail) -> bytes:
    """Return the message; refuses one that is too large before any of it is fetched."""
    limit = installed().settings.upload_limit_mb * MB
    if mail.size_bytes > limit:
        raise too_large(limit)
    return opened.content(mail)


def _file_enclosed(letter: Letter, key: UUID, message_id: UUID, counted: Counter[str]) -> None:
    """File what was enclosed; what is refused stays in the message, which is kept whole."""
    for number, enclosed in enumerate(letter.enclosed):
        try:
            _file(enclosed.content, _filing(enclosed, number, key, message_id))
            counted["enclosed"] += 1
        except Refused as refusal:
            logger.warning("an enclosure was not filed", extra={"problem": refusal.message})
            counted["left"] += 1
    counted["left"] += letter.left_out


def _filing(enclosed: Enclosed, number: int, key: UUID, message_id: UUID) -> Filing:
    return Filing(
        enclosed.filename,
        uuid5(key, f"{number} {sha256(enclosed.content).hexdigest()}"),
        lenient=True,
        source=DocumentSource.MAILBOX,
        came_with_id=message_id,
    )


def _file(content: bytes, filing: Filing) -> Filed:
    with arriving() as arrived:
        arrived.take(content)
        arrived.finish()
        return file_arrived(SCHEDULER, arrived, filing)


def _report(counted: Counter[str], problem: str) -> JobReport:
    words = f"{counted['messages']:,} messages and {counted['enclosed']:,} enclosures filed."
    if counted["refused"] or counted["left"]:
        words += f" {counted['refused']:,} messages refused, {counted['left']:,} enclosures left in their messages."
    if counted["stuck"]:
        words += f" {counted['stuck']:,} could not be taken in and stay in the inbox."
    failed = counted["refused"] + counted["left"] + counted["stuck"] + bool(problem)
    return JobReport(counted["messages"], failed, f"{words} {problem}".strip())
