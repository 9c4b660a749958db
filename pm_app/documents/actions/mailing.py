"""Filing a paper and mailing it, in one transaction: what was sent is what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.filing import AlreadyFiled, Content, file_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.details import DocumentFile, document_file
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import TenancyPlace, tenancy_place
from pm_app.messages.actions import About, queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules import Enclosed, Mail


class NobodyToWriteTo(Refused):
    """A paper that is to be mailed to nobody."""


@dataclass(frozen=True)
class Letter:
    """The mail that carries a paper to one person."""

    person_id: UUID
    address: str
    name: str
    subject: str
    text: str


@dataclass(frozen=True)
class Mailed:
    """The document that is kept, and the messages that were queued; none of those that had been queued before."""

    document_id: UUID
    message_ids: tuple[UUID, ...]


def file_and_mail(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    content: Content,
    title: str,
    kind: DocumentKind,
    tenancy_id: UUID | None,
    letters: Sequence[Letter],
    now: datetime,
) -> Mailed:
    """File a paper kept in the store as a document, of a tenancy if one is given, and queue the mails that carry it.

    Asked again with the same key nothing is filed or queued twice. A paper that is filed already, byte for byte, is
    only linked. Refuses (`NobodyToWriteTo`) an empty list of letters.
    """
    actor.must(Permission.FILE_DOCUMENTS)
    if not letters:
        raise NobodyToWriteTo("Choose whom to send it to.", field="to")
    links = [LinkTarget(tenancy_id=tenancy_id)] if tenancy_id else []
    document_id = file_paper(session, actor, request_key, content, title, kind, links, now)
    file = document_file(session, actor, document_id=document_id)
    place = tenancy_place(session, SCHEDULER, tenancy_id=tenancy_id) if tenancy_id else None
    queued = [_queued(session, request_key, letter, file, document_id, place, now) for letter in letters]
    message_ids = tuple(message_id for message_id in queued if message_id is not None)
    if message_ids:
        record_audit(
            session,
            actor,
            did=f"mailed to {', '.join(letter.name or letter.address for letter in letters)}",
            about_kind="document",
            about_id=document_id,
            about_name=title,
            now=now,
            tenancy_id=tenancy_id,
        )
    return Mailed(document_id, message_ids)


def file_paper(
    session: Session,
    actor: Actor,
    request_key: UUID,
    content: Content,
    title: str,
    kind: DocumentKind,
    links: Sequence[LinkTarget],
    now: datetime,
) -> UUID:
    """File a paper the office made and return its document; one that is filed already, byte for byte, is linked."""
    actor.must(Permission.FILE_DOCUMENTS)
    try:
        return file_document(
            session,
            actor,
            request_key=request_key,
            sha256=content.sha256,
            size_bytes=content.size_bytes,
            media_type=content.media_type,
            filename=content.filename,
            title=title,
            kind=kind,
            links=links,
            source=DocumentSource.OFFICE,
            now=now,
        )
    except AlreadyFiled as held:
        for target in links:
            link_document(session, actor, document_id=held.document_id, target=target, now=now)
        return held.document_id


def _queued(
    session: Session,
    request_key: UUID,
    letter: Letter,
    file: DocumentFile,
    document_id: UUID,
    place: TenancyPlace | None,
    now: datetime,
) -> UUID | None:
    """Queue one letter: the office writes, on behalf of whoever may file."""
    mail = Mail(
        key=f"paper:{request_key}:{letter.person_id}",
        to_address=letter.address,
        to_name=letter.name,
        subject=letter.subject,
        text=letter.text,
        html="",
    )
    enclosed = Enclosed(file.key, file.filename, file.media_type, file.size_bytes, document_id)
    return queue_message(
        session,
        SCHEDULER,
        mail=mail,
        about=About("tenancy", place.tenancy_id) if place else About("document", document_id),
        enclosed=[enclosed],
        purpose=MessagePurpose.PAPER,
        person_id=letter.person_id,
        tenancy_id=place.tenancy_id if place else None,
        property_id=place.property_id if place else None,
        now=now,
    )
