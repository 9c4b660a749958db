"""The dates of documents: when they expire, by when they must be canceled, when the next inspection is due."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.dated import DatedDocument, dated_documents
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import (
    CriticalDate,
    Scope,
    cancel_words,
    expiration_words,
    inspection_words,
    subject_of,
)
from pm_app.reminders.rules.rulebook import RuleBook

# A household's own lease is a date already: its end. Its paper would say the same day once more.
_SAID_BY_THE_LEASE = frozenset({DocumentKind.LEASE, DocumentKind.RENEWAL})


def document_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the dates of documents in use, those past as long as nothing replaces them, in no promised order."""
    if not only.everything and not only.document_ids:
        return []
    ids = None if only.everything else only.document_ids
    return [
        item
        for document in dated_documents(session, actor, today=today, document_ids=ids)
        for item in _dates(document, book, today)
    ]


def _dates(document: DatedDocument, book: RuleBook, today: date) -> Iterator[CriticalDate]:
    said = document.of_household and document.kind in _SAID_BY_THE_LEASE
    if document.valid_through is not None and not said:
        if document.kind == DocumentKind.PERIODIC_INSPECTION:
            words = inspection_words(document.valid_through, today)
            yield _date(document, K.INSPECTION, document.valid_through, words, book)
        else:
            words = expiration_words(document.kind, document.valid_through, today)
            yield _date(document, K.DOCUMENT_EXPIRATION, document.valid_through, words, book)
    if document.cancel_by_on is not None:
        yield _date(document, K.CANCEL_BY, document.cancel_by_on, cancel_words(document.kind), book)


def _date(document: DatedDocument, kind: K, falls_on: date, what: str, book: RuleBook) -> CriticalDate:
    return CriticalDate(
        kind=kind,
        item_id=document.document_id,
        falls_on=falls_on,
        what=what,
        who=subject_of(document.title, document.kind),
        ladder=book.ladder(kind, document.kind),
        document_kind=document.kind,
        property_id=document.property_id,
        property_name=document.property_name,
        unit_id=document.unit_id,
        tenancy_id=document.tenancy_id,
        person_id=document.person_id,
        document_id=document.document_id,
        manager_id=document.manager_id,
    )
