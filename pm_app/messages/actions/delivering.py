"""Taking mail that is due, and writing down at each step what became of it: no text of a mail leaves twice.

A message is taken (tx 1), marked as handed over just before its text leaves (tx 2), and marked as sent, failed or not
confirmed (tx 3). Whoever finds one that was handed over and nothing more does not send it: a person decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, col, select, update

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.messages.actions.bouncing import keep_undeliverable
from pm_app.messages.actions.troubles import tell_of_trouble
from pm_app.messages.enums import FIRST, MessagePurpose, MessageState
from pm_app.messages.queries.addresses import why_undeliverable
from pm_app.messages.queries.rows import KEPT
from pm_app.messages.rules.bounces import is_hard
from pm_app.messages.rules.mail import (
    AWAY_ATTEMPTS,
    MAX_ATTEMPTS,
    Allowance,
    Enclosed,
    HandoverForbidden,
    Mail,
    next_attempt,
    pause_while_held,
)
from pm_app.messages.tables import Message, MessageAttachment

# A message that was taken and neither sent nor failed for so long belonged to a process that ended.
TAKEN_FOR = timedelta(minutes=15)

NEVER_REPORTED = "It was taken again and again, and whoever did never said what became of it."
LEFT_ALONE = "The text left, and whoever sent it ended before the mail server said that it took it."


@dataclass(frozen=True)
class TakenMessage:
    """A message one process has taken to deliver, and until when it is that process's."""

    message_id: UUID
    mail: Mail
    enclosed: tuple[Enclosed, ...] = ()
    to_user_id: UUID | None = None
    purpose: MessagePurpose = MessagePurpose.OTHER
    attempt: int = 1
    until: datetime | None = None


def take_messages(
    session: Session, actor: Actor, *, now: datetime, limit: int = 1, allowance: Allowance | None = None
) -> list[TakenMessage]:
    """Take messages that are due, accounts and digests first, then oldest first; nobody else does for a quarter hour.

    One that was taken too often without ever being reported on, or goes to an address that mail comes back from, is
    given up instead; one to an address that had its allowance of the day waits until the day ends.
    """
    actor.must(Permission.RUN_JOBS)
    taken: list[TakenMessage] = []
    while len(taken) < limit and (found := _due(session, now, limit - len(taken))):
        enclosed = _enclosed_in(session, [message.id for message in found])
        for message in found:
            if _goes_out(session, actor, message, now, allowance):
                message.attempts += 1
                message.due_at = now + TAKEN_FOR
                mine = enclosed.get(message.id, ())
                taken.append(_taken(message, mine))
        session.flush()
    return taken


def hand_over(session: Session, actor: Actor, *, taken: TakenMessage, now: datetime) -> None:
    """Write down that the text of the mail leaves now.

    Refuses (`HandoverForbidden`) when it is no longer in the hand of who took it, or its text has left already.
    """
    actor.must(Permission.RUN_JOBS)
    handed = session.exec(
        update(Message)
        .where(
            col(Message.id) == taken.message_id,
            col(Message.attempts) == taken.attempt,
            col(Message.due_at) == taken.until,
            col(Message.handed_over_at).is_(None),
            *_open(),
        )
        .values(handed_over_at=now)
        .returning(col(Message.id))
    ).all()
    if not handed:
        raise HandoverForbidden("Somebody else has this mail in hand by now, or it was dealt with.")


def mark_sent(session: Session, actor: Actor, *, message_id: UUID, supplier_id: str, now: datetime) -> None:
    """Write down that a message went out, and the id the mail server knows it by."""
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, message_id)
    message.sent_at, message.supplier_id, message.problem = now, supplier_id[:500], ""
    message.failed_at = message.unsure_at = None


def mark_failed(
    session: Session,
    actor: Actor,
    *,
    message_id: UUID,
    problem: str,
    for_good: bool,
    now: datetime,
    wait: timedelta = timedelta(),
    tried: bool = True,
    status: str = "",
    taken: TakenMessage | None = None,
) -> None:
    """Write down why a message did not go out; it is tried again later, unless for good or tried too often.

    It waits for `wait` at least; one that was not even `tried` loses no attempt by it. With a status that says the
    address does not exist, nothing is sent there any more.
    Whoever `taken` it so long ago that it was taken again has nothing more to say about it.
    """
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, message_id)
    if message.sent_at is not None or not _is_of(message, taken):
        return
    message.problem, message.handed_over_at, message.unsure_at = problem[:500], None, None
    if not tried:
        message.attempts, message.due_at = message.attempts - 1, now + pause_while_held(now - message.queued_at)
    elif for_good or message.attempts >= MAX_ATTEMPTS:
        _give_up(session, actor, message, problem, now)
    else:
        message.due_at = now + max(wait, next_attempt(message.attempts))
    if for_good and is_hard(status):
        keep_undeliverable(session, actor, address=message.to_address, reason=problem, now=now)


def mark_unsure(session: Session, actor: Actor, *, message_id: UUID, problem: str, now: datetime) -> None:
    """Write down that the text of a mail left and no answer came: a person decides what becomes of it."""
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, message_id)
    if message.sent_at is None and message.unsure_at is None:
        _unsure(session, actor, message, problem, now)


def settle_abandoned(session: Session, actor: Actor, *, alone: bool, now: datetime) -> int:
    """Put those whose text left and whose process ended among the ones a person decides on; return how many.

    `alone` says that nobody else delivers now; otherwise only those taken longer ago than anybody may take.
    """
    actor.must(Permission.RUN_JOBS)
    left: ColumnElement[bool] = true() if alone else col(Message.due_at) <= now
    found = session.exec(
        select(Message).where(*_open(), col(Message.handed_over_at).isnot(None), left).with_for_update(skip_locked=True)
    ).all()
    for message in found:
        _unsure(session, actor, message, LEFT_ALONE, now)
    return len(found)


def put_back(session: Session, actor: Actor, *, taken: TakenMessage, problem: str, now: datetime) -> int:
    """Let everything that is due wait: the mail server is away. None of it counts as tried; return how many wait.

    The pauses grow with every time this message meets a server that is away, to a quarter of an hour.
    """
    actor.must(Permission.RUN_JOBS)
    message = _locked(session, taken.message_id)
    if not _is_of(message, taken):
        return 0
    until = now + next_attempt(min(message.attempts, AWAY_ATTEMPTS))
    message.attempts, message.due_at, message.problem = min(message.attempts, AWAY_ATTEMPTS), until, problem[:500]
    session.flush()
    others = session.exec(
        update(Message)
        .where(*_open(), col(Message.handed_over_at).is_(None), col(Message.due_at) <= now)
        .values(due_at=until, problem=problem[:500])
        .returning(col(Message.id))
    ).all()
    return 1 + len(others)


def _open() -> list[ColumnElement[bool]]:
    return [col(moment).is_(None) for moment in (Message.sent_at, Message.failed_at, Message.unsure_at)]


def _due(session: Session, now: datetime, limit: int) -> list[Message]:
    first = col(Message.purpose).in_(FIRST)
    return list(
        session.exec(
            select(Message)
            .where(*_open(), col(Message.handed_over_at).is_(None), col(Message.due_at) <= now)
            .order_by(first.desc(), col(Message.due_at), col(Message.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def _goes_out(session: Session, actor: Actor, message: Message, now: datetime, allowance: Allowance | None) -> bool:
    """Return whether this message is to be tried now; otherwise it was given up or waits."""
    if message.attempts >= MAX_ATTEMPTS:
        _give_up(session, actor, message, message.problem or NEVER_REPORTED, now)
        return False
    if why := why_undeliverable(session, message.to_address):
        _give_up(session, actor, message, why, now)
        return False
    if allowance is None or message.purpose in FIRST or _sent_to(session, message, allowance) < allowance.most:
        return True
    _put_off_all(session, message.to_address, now, allowance)
    return False


def _put_off_all(session: Session, address: str, now: datetime, allowance: Allowance) -> None:
    """Let all that is due for an address wait until the day ends; what another process has in hand is left to it."""
    due = (*_open(), col(Message.handed_over_at).is_(None), col(Message.due_at) <= now)
    theirs = select(Message.id).where(*due, Message.to_address == address, col(Message.purpose).not_in(FIRST))
    said = f"This address gets at most {allowance.most} mails a day. It goes out tomorrow."
    session.exec(
        update(Message)
        .where(col(Message.id).in_(theirs.with_for_update(skip_locked=True)))
        .values(due_at=allowance.ends_at, problem=said)
        .execution_options(synchronize_session="fetch")
    )


def _sent_to(session: Session, message: Message, allowance: Allowance) -> int:
    """Return how many mails left for this address since the day began."""
    counted = select(func.count()).where(
        Message.to_address == message.to_address,
        col(Message.sent_at) >= allowance.begins_at,
        col(Message.supplier_id) != KEPT,
    )
    return session.exec(counted).one()


def _give_up(session: Session, actor: Actor, message: Message, problem: str, now: datetime) -> None:
    message.failed_at, message.problem = now, problem[:500]
    tell_of_trouble(session, actor, message=message, state=MessageState.FAILED, now=now)


def _unsure(session: Session, actor: Actor, message: Message, problem: str, now: datetime) -> None:
    message.unsure_at, message.problem = now, problem[:500]
    message.handed_over_at = message.handed_over_at or now
    tell_of_trouble(session, actor, message=message, state=MessageState.UNSURE, now=now)


def _enclosed_in(session: Session, message_ids: Collection[UUID]) -> dict[UUID, tuple[Enclosed, ...]]:
    rows = session.exec(
        select(MessageAttachment)
        .where(col(MessageAttachment.message_id).in_(message_ids))
        .order_by(col(MessageAttachment.position))
    )
    found: dict[UUID, tuple[Enclosed, ...]] = {}
    for row in rows:
        one = Enclosed(row.object_key, row.filename, row.media_type, row.size_bytes, row.document_id)
        found[row.message_id] = (*found.get(row.message_id, ()), one)
    return found


def _taken(message: Message, enclosed: tuple[Enclosed, ...]) -> TakenMessage:
    mail = _mail(message)
    return TakenMessage(
        message.id, mail, enclosed, message.to_user_id, message.purpose, message.attempts, message.due_at
    )


def _is_of(message: Message, taken: TakenMessage | None) -> bool:
    """Return whether a message is still in the hand of who took it."""
    return taken is None or (message.attempts, message.due_at) == (taken.attempt, taken.until)


def _locked(session: Session, message_id: UUID) -> Message:
    message = session.exec(
        select(Message).where(Message.id == message_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if message is None:
        raise NotFound("This message does not exist.")
    return message


def _mail(message: Message) -> Mail:
    return Mail(
        key=message.message_key,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.body_text,
        html=message.body_html,
        unsubscribe=message.unsubscribe,
    )
