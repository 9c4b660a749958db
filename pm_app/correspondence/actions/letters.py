"""Keeping a letter that was made: as a document, on the records it concerns; and writing down how it went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.queries.letters import in_scope
from pm_app.correspondence.queries.recipients import check_not_held
from pm_app.correspondence.rules.letters import (
    LETTER_KINDS,
    Delivery,
    LetterText,
    check_correctable,
    checked_delivery,
    letter_title,
    said_in,
)
from pm_app.correspondence.tables import Letter
from pm_app.documents.actions.filing import AlreadyFiled, Content, file_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.actions.reading import read_again, record_text
from pm_app.documents.enums import DocumentKind, DocumentSource, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.findings import current_edition
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.people.queries import person_details
from pm_app.portfolio.queries.properties import property_details

_WHOLLY_READ = 100


@dataclass(frozen=True)
class Concerned:
    """Whom and what a letter concerns; `about` says the home on the letter itself."""

    person_id: UUID | None = None
    tenancy_id: UUID | None = None
    property_id: UUID | None = None
    about: str = ""


@dataclass(frozen=True)
class Made:
    """A letter as it was drawn and kept in the store: its file, its pages, the characters that stayed blank."""

    content: Content
    pages: int
    unprinted: str = ""


@dataclass(frozen=True)
class KeptLetter:
    """The letter and the document it is kept as; `again` when it had been kept with this key before."""

    letter_id: UUID
    document_id: UUID
    again: bool = False


def keep_letter(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    letter: LetterText,
    made: Made,
    concerned: Concerned,
    kind: DocumentKind,
    delivery: Delivery,
    template_key: str = "",
    today: date,
    now: datetime,
) -> KeptLetter:
    """File a letter that was drawn, found by its text at once, and write it into the communication; once for one key.

    Refuses records that are not there or not within scope, kinds that no letter is filed as, and what
    `checked_delivery` does.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    actor.must(Permission.FILE_DOCUMENTS)
    _one_at_a_time(session, request_key)
    before = session.exec(select(Letter).where(Letter.request_key == request_key)).first()
    if before is not None:
        return _again(before, actor)
    check_kind(kind)
    if template_key:
        check_not_held(session, actor, template_key=template_key, tenancy_id=concerned.tenancy_id, today=today)
    delivery = checked_delivery(delivery.way, delivery.on, delivery.number, today=today)
    property_id = checked_concerned(session, actor, concerned)
    row = _row_of(actor, request_key, letter, concerned, now)
    row.property_id, row.kind, row.unprinted = property_id, kind, made.unprinted
    row.delivery, row.delivered_on, row.delivery_number = delivery.way, delivery.on, delivery.number
    row.document_id = filed(session, actor, row, made, now=now)
    session.add(row)
    session.flush()
    record_letter_audit(session, actor, row, f"wrote a letter to {row.to_name}, {delivery.way.value}", now)
    return KeptLetter(row.id, row.document_id)


def change_delivery(
    session: Session,
    actor: Actor,
    *,
    letter_id: UUID,
    way: LetterDelivery,
    on: date | None,
    number: str,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Write down how a letter went out, or correct it once.

    Refuses (`Stale`) when somebody else did since it was read, a second correction, to take it back to unsent, and a
    letter that is not made.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    row = session.exec(select(Letter).where(Letter.id == letter_id, in_scope(actor)).with_for_update()).first()
    if row is None:
        raise NotFound("This letter does not exist, or it is not yours to see.")
    if row.version != version:
        raise Stale("Somebody else wrote down meanwhile how it went out. Reload the page and look again.")
    if row.document_id is None:
        raise Refused("This letter is not made yet. Say how it went out when it is.", field="delivery")
    before = Delivery(row.delivery, row.delivered_on, row.delivery_number)
    after = checked_delivery(way, on, number, today=today)
    if after == before:
        return
    check_correctable(before, corrected=row.corrected_at is not None)
    corrects = before.way != LetterDelivery.TO_BE_SENT
    if corrects and after.way == LetterDelivery.TO_BE_SENT:
        raise Refused("It went out already. Say how, or leave it as it is.", field="delivery")
    row.delivery, row.delivered_on, row.delivery_number = after.way, after.on, after.number
    row.corrected_at = now if corrects else None
    row.version += 1
    did = f"{'corrected how' if corrects else 'wrote down how'} the letter to {row.to_name} went out"
    record_letter_audit(session, actor, row, did, now, {"went out": [_words(before), _words(after)]})


def filed(session: Session, actor: Actor, row: Letter, made: Made, *, now: datetime) -> UUID:
    """File the paper of a letter on the records it concerns and return the document, whose text is found at once."""
    links = _links(row)
    try:
        document_id = file_document(
            session,
            actor,
            request_key=row.request_key,
            sha256=made.content.sha256,
            size_bytes=made.content.size_bytes,
            media_type=made.content.media_type,
            filename=made.content.filename,
            title=letter_title(row.subject, row.to_name, in_words(row.written_on)),
            kind=row.kind,
            links=links,
            source=DocumentSource.OFFICE,
            now=now,
        )
    except AlreadyFiled as held:
        for target in links:
            link_document(session, actor, document_id=held.document_id, target=target, now=now)
        return held.document_id
    letter = LetterText(
        row.to_name, tuple(row.to_address.splitlines()), row.written_on, row.subject, row.body, row.signed_by
    )
    page = PageText(1, said_in(letter, row.about), ReadingMethod.TEXT_LAYER, _WHOLLY_READ)
    text = FileText(ReadingOutcome.READ, "", made.pages, (page,))
    # It is found by what it says until it is read as every file is: page by page, with pictures of the pages.
    edition_id = current_edition(session, document_id)
    if edition_id is not None:
        record_text(session, SCHEDULER, document_version_id=edition_id, text=text, now=now)
        read_again(session, SCHEDULER, document_id=document_id, now=now)
    return document_id


def check_kind(kind: DocumentKind) -> None:
    """Refuse a kind of document that no letter is filed as."""
    if kind not in LETTER_KINDS:
        raise Refused("Choose what the letter is filed as from the list.", field="kind")


def checked_concerned(session: Session, actor: Actor, concerned: Concerned) -> UUID | None:
    """Return the property a letter belongs to; refuses (`NotFound`) records out of scope, and none at all."""
    if concerned.person_id is not None:
        person_details(session, actor, person_id=concerned.person_id)
    if concerned.tenancy_id is not None:
        return tenancy_place(session, actor, tenancy_id=concerned.tenancy_id).property_id
    if concerned.property_id is not None:
        return property_details(session, actor, property_id=concerned.property_id).property_id
    if concerned.person_id is None:
        raise Refused("Say whom the letter concerns: a lease, a person or a property.", field="to_name")
    return None


def record_letter_audit(
    session: Session,
    actor: Actor,
    row: Letter,
    did: str,
    now: datetime,
    details: dict[str, Sequence[str]] | None = None,
) -> None:
    """Write down what was done with a letter, on the record it concerns; what it says is told by its document alone."""
    about_id = row.tenancy_id or row.person_id or row.property_id or row.id
    kind = "tenancy" if row.tenancy_id else "person" if row.person_id else "property"
    record_audit(
        session,
        actor,
        did=did,
        about_kind=kind,
        about_id=about_id,
        about_name=row.about or row.to_name,
        now=now,
        property_id=row.property_id,
        tenancy_id=row.tenancy_id,
        details={name: list(values) for name, values in (details or {}).items()},
    )


def _row_of(actor: Actor, request_key: UUID, letter: LetterText, concerned: Concerned, now: datetime) -> Letter:
    return Letter(
        request_key=request_key,
        person_id=concerned.person_id,
        tenancy_id=concerned.tenancy_id,
        to_name=letter.to_name,
        to_address=letter.to_address,
        about=concerned.about,
        subject=letter.subject,
        body=letter.body,
        signed_by=letter.signed_by,
        written_on=letter.written_on,
        made_at=now,
        made_by_id=actor.user_id,
        made_by=actor.name,
    )


def _links(row: Letter) -> list[LinkTarget]:
    links: list[LinkTarget] = []
    if row.tenancy_id is not None:
        links.append(LinkTarget(tenancy_id=row.tenancy_id))
    elif row.property_id is not None:
        links.append(LinkTarget(property_id=row.property_id))
    if row.person_id is not None:
        links.append(LinkTarget(person_id=row.person_id))
    return links


def _again(before: Letter, actor: Actor) -> KeptLetter:
    if before.made_by_id != actor.user_id or before.document_id is None:
        raise NotAllowed("This letter was made by somebody else.")
    return KeptLetter(before.id, before.document_id, again=True)


def _words(delivery: Delivery) -> str:
    day = f" on {in_words(delivery.on)}" if delivery.on else ""
    return f"{delivery.way.value}{day}{f', {delivery.number}' if delivery.number else ''}"


def _one_at_a_time(session: Session, request_key: UUID) -> None:
    session.connection().execute(select(func.pg_advisory_xact_lock(request_key.int & 0x7FFFFFFFFFFFFFFF)))
