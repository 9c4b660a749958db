"""Messages: what was queued, sent, kept, given up, came back, and what nobody is sure of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.messages.enums import MessagePurpose, MessageState
from pm_app.messages.rules.mail import Enclosed
from pm_app.messages.rules.seeing import NOT_TO_READ, reads_message, sees_message
from pm_app.messages.tables import Message, MessageAttachment

KEPT = "kept in the app"
# The most a list on a record shows.
MOST_ON_A_RECORD = 200


@dataclass(frozen=True)
class MessageRow:
    """A message and where it stands; `problem` says why it is late or did not arrive, `bounce` why it came back."""

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
    purpose: MessagePurpose = MessagePurpose.OTHER
    bounced_at: datetime | None = None
    bounce: str = ""


@dataclass(frozen=True)
class MessageDetails:
    """One message with its text and what is enclosed, as it went or will go out, and what was done when."""

    row: MessageRow
    text: str
    html: str
    enclosed: tuple[Enclosed, ...] = ()
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    unsure_at: datetime | None = None
    failed_at: datetime | None = None
    supplier_id: str = ""
    person_id: UUID | None = None
    tenancy_id: UUID | None = None
    property_id: UUID | None = None


@dataclass(frozen=True)
class MailOnRecord:
    """One mail on the record of whom or what it concerns."""

    message_id: UUID
    to_address: str
    to_name: str
    subject: str
    text: str
    state: MessageState
    purpose: MessagePurpose
    queued_at: datetime
    sent_at: datetime | None
    problem: str
    person_id: UUID | None
    tenancy_id: UUID | None
    property_id: UUID | None
    enclosed: tuple[str, ...] = ()


def message_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    state: MessageState | None = None,
    purpose: MessagePurpose | None = None,
) -> Rows[MessageRow]:
    """Return one page of messages, newest first; the search looks at the address, the name and the subject.

    Who is held to some properties sees the messages to themselves, and those on the records of their properties.
    """
    actor.must(Permission.VIEW_MAIL)
    conditions = [_seen_by(actor), *_matching(listing.search), *_in_state(state), *_for(purpose)]
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
    """Return one message with its text, what is enclosed and what became of it.

    An invitation is read by who manages users alone: its link sets somebody's password.
    """
    actor.must(Permission.VIEW_MAIL)
    message = session.get(Message, message_id)
    if message is None or not sees_message(actor, message.to_user_id, message.property_id):
        raise NotFound("This message does not exist, or it is not yours to see.")
    attachments = session.exec(
        select(MessageAttachment)
        .where(MessageAttachment.message_id == message_id)
        .order_by(col(MessageAttachment.position))
    )
    readable = reads_message(actor, message.purpose)
    return MessageDetails(
        row=_row(message),
        text=message.body_text if readable else NOT_TO_READ,
        html=message.body_html if readable else "",
        enclosed=tuple(
            Enclosed(one.object_key, one.filename, one.media_type, one.size_bytes, one.document_id)
            for one in attachments
        ),
        due_at=message.due_at,
        handed_over_at=message.handed_over_at,
        unsure_at=message.unsure_at,
        failed_at=message.failed_at,
        supplier_id=message.supplier_id,
        person_id=message.person_id,
        tenancy_id=message.tenancy_id,
        property_id=message.property_id,
    )


def message_counts(
    session: Session, actor: Actor, *, search: str = "", purpose: MessagePurpose | None = None
) -> dict[MessageState, int]:
    """Return how many messages stand in each state, of those the search and the purpose leave; none is 0."""
    actor.must(Permission.VIEW_MAIL)
    found = [_seen_by(actor), *_matching(search), *_for(purpose)]
    counted = select(*(func.count().filter(*_in_state(state)) for state in MessageState)).select_from(Message)
    return dict(zip(MessageState, session.execute(counted.where(*found)).one(), strict=True))


def mails_of(
    session: Session,
    actor: Actor,
    *,
    person_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    property_id: UUID | None = None,
    limit: int = MOST_ON_A_RECORD,
) -> list[MailOnRecord]:
    """Return the mail to people outside the office that stands on one record, newest first, at most `limit`.

    One of the ids says which record. Who is held to some properties sees only what belongs to one of them.
    """
    actor.must(Permission.VIEW_MAIL)
    if sum(one is not None for one in (person_id, tenancy_id, property_id)) != 1:
        raise ValueError("Mail is listed of one record: a person, a household or a property.")
    of_record = or_(
        *(
            column == one
            for column, one in (
                (col(Message.person_id), person_id),
                (col(Message.tenancy_id), tenancy_id),
                (col(Message.property_id), property_id),
            )
            if one is not None
        )
    )
    messages = session.exec(
        select(Message)
        .where(of_record, col(Message.to_user_id).is_(None), _seen_by(actor))
        .order_by(col(Message.queued_at).desc(), col(Message.id).desc())
        .limit(limit)
    ).all()
    named = _names_enclosed(session, [message.id for message in messages])
    return [_on_record(message, named.get(message.id, ())) for message in messages]


def reader_of(session: Session, actor: Actor, *, message_id: UUID) -> tuple[UUID, MessagePurpose, str] | None:
    """Return which user a message went to, what for, and the link that ends its kind; None for mail to others.

    Asked by the app itself, for who holds an address that only this message named.
    """
    message = session.get(Message, message_id)
    if message is None or message.to_user_id is None:
        return None
    return message.to_user_id, message.purpose, message.unsubscribe


def state_of(message: Message) -> MessageState:
    """Return where a message stands, from its moments."""
    if message.failed_at is not None:
        return MessageState.FAILED
    if message.bounced_at is not None:
        return MessageState.BOUNCED
    if message.sent_at is not None:
        return MessageState.KEPT if message.supplier_id == KEPT else MessageState.SENT
    return MessageState.UNSURE if message.unsure_at is not None else MessageState.QUEUED


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    if actor.property_ids is None:
        return true()
    outside = and_(col(Message.to_user_id).is_(None), col(Message.property_id).in_(actor.property_ids))
    return or_(col(Message.to_user_id) == actor.user_id, outside)


def _in_state(state: MessageState | None) -> list[ColumnElement[bool]]:
    sent, failed = col(Message.sent_at).isnot(None), col(Message.failed_at).isnot(None)
    bounced, unsure = col(Message.bounced_at).isnot(None), col(Message.unsure_at).isnot(None)
    kept = col(Message.supplier_id) == KEPT
    conditions: dict[MessageState | None, list[ColumnElement[bool]]] = {
        None: [],
        MessageState.FAILED: [failed],
        MessageState.BOUNCED: [bounced, ~failed],
        MessageState.KEPT: [sent, ~failed, ~bounced, kept],
        MessageState.SENT: [sent, ~failed, ~bounced, ~kept],
        MessageState.UNSURE: [unsure, ~sent, ~failed, ~bounced],
        MessageState.QUEUED: [~sent, ~failed, ~bounced, ~unsure],
    }
    return conditions[state]


def _for(purpose: MessagePurpose | None) -> list[ColumnElement[bool]]:
    return [] if purpose is None else [col(Message.purpose) == purpose]


def _matching(search: str) -> list[ColumnElement[bool]]:
    if not search_text(search):
        return []
    pattern = like_pattern(search)
    columns = (col(Message.to_address), col(Message.to_name), col(Message.subject))
    return [or_(*(column.ilike(pattern, escape="\\") for column in columns))]


def _names_enclosed(session: Session, message_ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    rows = session.exec(
        select(MessageAttachment.message_id, MessageAttachment.filename)
        .where(col(MessageAttachment.message_id).in_(message_ids))
        .order_by(col(MessageAttachment.position))
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for message_id, filename in rows:
        found[message_id] = (*found.get(message_id, ()), filename)
    return found


def _on_record(message: Message, enclosed: tuple[str, ...]) -> MailOnRecord:
    return MailOnRecord(
        message_id=message.id,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.body_text,
        state=state_of(message),
        purpose=message.purpose,
        queued_at=message.queued_at,
        sent_at=message.sent_at,
        problem=message.bounce or message.problem,
        person_id=message.person_id,
        tenancy_id=message.tenancy_id,
        property_id=message.property_id,
        enclosed=enclosed,
    )


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
        message.purpose,
        message.bounced_at,
        message.bounce,
    )
