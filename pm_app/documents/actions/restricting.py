"""Keeping who sees a document in step with its kind, and closed what nobody has looked at."""

from sqlmodel import Session, col, select

from pm_app.documents.enums import DocumentKind, DocumentSource, FindingKind
from pm_app.documents.queries.findings import current_edition
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.findings import DocumentFinding

CAME_BY_ITSELF = (DocumentSource.MAILBOX, DocumentSource.FOLDER)
_KINDS = {kind.value: kind for kind in DocumentKind}


def restrict_as_its_kind(session: Session, document: Document) -> None:
    """Restrict the document as its kind is set, unless somebody decided on it by hand: after every change of kind.

    Until it is reviewed it is restricted too when it came by itself (from the mailbox or the watched folder), or when
    it reads like a restricted kind.
    """
    by_hand = document.restricted_by_hand
    document.restricted = _by_itself(session, document) if by_hand is None else by_hand


def _by_itself(session: Session, document: Document) -> bool:
    facts = kind_facts(session)
    if facts[document.kind].is_restricted or document.reviewed_at is not None:
        return facts[document.kind].is_restricted
    supposed = _supposed_kind(session, document)
    return document.source in CAME_BY_ITSELF or (supposed is not None and facts[supposed].is_restricted)


def _supposed_kind(session: Session, document: Document) -> DocumentKind | None:
    """Return the kind the text speaks for most, None when it speaks for none or somebody decided on that."""
    surest = (
        select(DocumentFinding.value)
        .where(
            DocumentFinding.document_version_id == current_edition(session, document.id),
            DocumentFinding.kind == FindingKind.KIND,
            col(DocumentFinding.decision).is_(None),
        )
        .order_by(col(DocumentFinding.confidence).desc(), col(DocumentFinding.page), col(DocumentFinding.first))
        .limit(1)
    )
    return _KINDS.get(session.exec(surest).first() or "")
