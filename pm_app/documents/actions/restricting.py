"""Keeping who sees a document in step with its kind."""

from sqlmodel import Session

from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.tables.documents import Document


def restrict_as_its_kind(session: Session, document: Document) -> None:
    """Restrict the document as its kind is set, unless somebody decided on it by hand: after every change of kind."""
    by_hand = document.restricted_by_hand
    document.restricted = kind_facts(session)[document.kind].is_restricted if by_hand is None else by_hand
