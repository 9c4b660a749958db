"""Messages: what was queued, sent, kept and given up; and the letterhead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, true
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.messages.enums import MessageState
from pm_app.messages.rules import Enclosed, sees_message
from pm_app.messages.rules import Letterhead as Signed
from pm_app.messages.tables import Letterhead, Message, MessageAttachment

KEPT = "kept in the app"


@dataclass(frozen=True)
class MessageRow:
    """A message and where it stands; `problem` says why it is late or was given up."""

    message_id: UUID
    to_address: str
    to_name: str
    subject: str
    state: MessageState
    queued_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str
    about_kind: str
    about_id: UUID | None


@dataclass(frozen=True)
class MessageDetails:
    """One message with its text and what is enclosed, as it went or will go out."""

    row: MessageRow
    text: str
    html: str
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True)
class LetterheadSet:
    """How the office signs its papers, and the version to hand back with a change."""

    letterhead: Signed
    version: int


def message_rows(
    session: Session, actor: Actor, *, listing: Listing, state: MessageState | None = None
) -> Rows[MessageRow]:
    """Return one page of messages, newest first; the search looks at the address, the name and the subject.

    Who is held to some properties sees only the messages to themselves.
    """
    actor.must(Permission.VIEW_MAIL)
    conditions = [_seen_by(actor), *_matching(listing.search), *_in_state(state)]
    total = session.exec(select(func.count()).select_from(Message).where(*conditions)).one()
    messages = session.exec(
        select(Message)
        .where(*conditions)
        .order_by(col(Message.queued_at).desc(), col(Message.id).desc())
        .offset(listing.offset)
        .limit(listing.limit)
    )
    return Rows([_row(message) for message in messages], total)


def message_details(session: Session, actor: Actor, *, message_id: UUID) -> MessageDetails:
    """Return one message with its text and what is enclosed."""
    actor.must(Permission.VIEW_MAIL)
    message = session.get(Message, message_id)
    if message is None or not sees_message(actor, message.to_user_id):
        raise NotFound("This message does not exist, or it is not yours to see.")
    attachments = session.exec(
        select(MessageAttachment)
        .where(MessageAttachment.message_id == message_id)
        .order_by(col(MessageAttachment.position))
    )
    enclosed = tuple(
        Enclosed(one.object_key, one.filename, one.media_type, one.size_bytes, one.document_id) for one in attachments
    )
    return MessageDetails(_row(message), message.body_text, message.body_html, enclosed)


def find_letterhead(session: Session, actor: Actor) -> LetterheadSet | None:
    """Return how the office signs its papers, or None while nobody has said it."""
    actor.must(Permission.VIEW_DOCUMENTS)
    kept = session.exec(select(Letterhead)).first()
    if kept is None:
        return None
    address = tuple(kept.address.splitlines())
    signed = Signed(kept.office_name, address, kept.phone, kept.email, kept.website, kept.footer)
    return LetterheadSet(signed, kept.version)


def message_counts(session: Session, actor: Actor, *, search: str = "") -> dict[MessageState, int]:
    """Return how many messages stand in each state, of those the search leaves; none is 0."""
    actor.must(Permission.VIEW_MAIL)
    found = [_seen_by(actor), *_matching(search)]
    counted = select(*(func.count().filter(*_in_state(state)) for state in MessageState)).select_from(Message)
    return dict(zip(MessageState, session.execute(counted.where(*found)).one(), strict=True))


def state_of(message: Message) -> MessageState:
    """Return where a message stands, from its moments."""
    if message.failed_at is not None:
        return MessageState.FAILED
    if message.sent_at is None:
        return MessageState.QUEUED
    return MessageState.KEPT if message.supplier_id == KEPT else MessageState.SENT


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.property_ids is None else col(Message.to_user_id) == actor.user_id


def _in_state(state: MessageState | None) -> list[ColumnElement[bool]]:
    sent, failed = col(Message.sent_at).isnot(None), col(Message.failed_at).isnot(None)
    kept = col(Message.supplier_id) == KEPT
    conditions: dict[MessageState | None, list[ColumnElement[bool]]] = {
        None: [],
        MessageState.FAILED: [failed],
        MessageState.QUEUED: [~sent, ~failed],
        MessageState.KEPT: [sent, ~failed, kept],
        MessageState.SENT: [sent, ~failed, ~kept],
    }
    return conditions[state]


def _matching(search: str) -> list[ColumnElement[bool]]:
    if not search_text(search):
        return []
    pattern = like_pattern(search)
    columns = (col(Message.to_address), col(Message.to_name), col(Message.subject))
    return [or_(*(column.ilike(pattern, escape="\\") for column in columns))]


def _row(message: Message) -> MessageRow:
    return MessageRow(
        message.id,
        message.to_address,
        message.to_name,
        message.subject,
        state_of(message),
        message.queued_at,
        message.sent_at,
        message.attempts,
        message.problem,
        message.about_kind,
        message.about_id,
    )
