"""Where a document that was loaded stands on a day."""

from collections.abc import Mapping
from datetime import date

from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.standing import document_state
from pm_app.documents.tables.documents import Document


def standing_of(
    document: Document, facts: Mapping[DocumentKind, KindFacts], today: date, *, superseded: bool
) -> DocumentState:
    """Return where the document stands, by the office's expectations of its kind."""
    return document_state(
        document.valid_from,
        document.valid_through,
        today,
        facts[document.kind].window_days,
        document.archived_at is not None,
        superseded,
        reviewed=document.reviewed_at is not None,
        trashed=document.trashed_at is not None,
    )
