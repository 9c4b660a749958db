"""Keeping what is searched for in step with what a document is and says."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, literal_column
from sqlalchemy import select as sql_select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select, update

from pm_app.documents.queries.conditions import edition_id
from pm_app.documents.queries.fields import field_words
from pm_app.documents.queries.scope import thing_names
from pm_app.documents.queries.wording import CONFIGURATION, searchable
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.pages import DocumentPage

# PostgreSQL keeps at most 1 MB of words in a vector (error 54000): what does not fit is tried with less.
CAPS = (1_000_000, 250_000, 50_000)
_TOO_MUCH = "54000"
_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")


def refresh_search(session: Session, document: Document) -> None:
    """Write the search vector of a document anew, in the transaction of the change.

    Title (A); kind, tags and the names of what it belongs to (B); notes and file name (C); the pages' words (D).
    """
    session.flush()
    facts = _facts(session, document)
    words = "\n".join(_page_words(session, document.id))
    for cap in CAPS:
        vector = facts.op("||")(_weighted(words[:cap], "D", positions=False))
        if _written(session, document.id, vector):
            break
    session.refresh(document, ["search"])


def page_vector(session: Session, body: str) -> Any:
    """Return the search vector of a page's text, as much of it as the database can keep."""
    words = searchable(body)
    for cap in CAPS[1:]:
        try:
            with session.begin_nested():
                return session.execute(sql_select(_vector(words[:cap]))).scalar_one()
        except DBAPIError as problem:
            _must_be_too_much(problem)
    return None


def _facts(session: Session, document: Document) -> Any:
    filename = session.exec(
        select(DocumentVersion.filename)
        .where(DocumentVersion.document_id == document.id)
        .order_by(col(DocumentVersion.number).desc())
        .limit(1)
    ).first()
    named = [document.kind.value, *document.tags, *thing_names(session, document.id)]
    facts = _weighted(searchable(document.title), "A")
    facts = facts.op("||")(_weighted(searchable(" . ".join(named)), "B"))
    # the ending parted from the name, so that the name alone is found
    rest = f"{document.notes} . {(filename or '').replace('.', ' ')} . {document.reference} . "
    rest += field_words(session, document)
    return facts.op("||")(_weighted(searchable(rest), "C"))


def _page_words(session: Session, document_id: UUID) -> list[str]:
    bodies = session.exec(
        select(DocumentPage.body)
        .where(DocumentPage.document_version_id == edition_id(document_id))
        .order_by(col(DocumentPage.number))
    )
    words: list[str] = []
    left = CAPS[0]
    for body in bodies:
        if left <= 0:
            break
        words.append(searchable(body[:left]))
        left -= len(words[-1])
    return words


def _vector(words: str) -> Any:
    return func.to_tsvector(_CONFIGURATION, literal(words))


def _weighted(words: str, weight: str, *, positions: bool = True) -> Any:
    vector = _vector(words)
    return func.setweight(vector if positions else func.strip(vector), literal_column(f"'{weight}'::\"char\""))


def _written(session: Session, document_id: UUID, vector: Any) -> bool:
    try:
        with session.begin_nested():
            session.exec(update(Document).where(col(Document.id) == document_id).values(search=vector))
    except DBAPIError as problem:
        _must_be_too_much(problem)
        return False
    return True


def _must_be_too_much(problem: DBAPIError) -> None:
    if getattr(problem.orig, "sqlstate", "") != _TOO_MUCH:
        raise problem
