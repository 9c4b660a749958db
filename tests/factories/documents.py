"""Documents, filed and read by the actions themselves."""

from datetime import date
from hashlib import sha256
from itertools import count
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.naming import LinkTarget
from tests.factories.access import LONG_AGO
from tests.fakes import read_text

_numbers = count(1)


def a_content(text: str = "") -> str:
    """Return the SHA-256 of a content nobody else has, or of this text."""
    return sha256((text or f"content {next(_numbers)}").encode()).hexdigest()


def a_document(
    session: Session,
    *targets: LinkTarget,
    by: Actor = CONSOLE,
    title: str = "",
    kind: DocumentKind = DocumentKind.OTHER,
    tags: tuple[str, ...] = (),
    valid_from: date | None = None,
    valid_through: date | None = None,
    notes: str = "",
    filename: str = "",
    media_type: str = "application/pdf",
    content: str = "",
    replaces_id: UUID | None = None,
    pages: tuple[str, ...] | None = None,
) -> UUID:
    """File a document and return its id; with `pages` it has been read and says that, without it is still unread."""
    number = next(_numbers)
    document_id = file_document(
        session,
        by,
        request_key=uuid4(),
        sha256=content or a_content(),
        size_bytes=1_000,
        media_type=media_type,
        filename=filename or f"file{number}.pdf",
        title=title or f"Document {number}",
        kind=kind,
        links=targets,
        tags=tags,
        valid_from=valid_from,
        valid_through=valid_through,
        notes=notes,
        replaces_id=replaces_id,
        now=LONG_AGO,
    )
    if pages is not None:
        _read(session, document_id, pages)
    session.flush()
    return document_id


def _read(session: Session, document_id: UUID, pages: tuple[str, ...]) -> None:
    told = document_details(session, CONSOLE, document_id=document_id, today=LONG_AGO.date())
    edition = told.current.document_version_id
    record_text(session, CONSOLE, document_version_id=edition, text=read_text(*pages), now=LONG_AGO)
