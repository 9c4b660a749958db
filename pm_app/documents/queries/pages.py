"""The text of a document as it is read on the screen, with what was searched for marked."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.enums import ReadingMethod
from pm_app.documents.queries.details import page_texts
from pm_app.documents.queries.marking import page_marks
from pm_app.documents.queries.search import marker_for
from pm_app.documents.queries.wording import TextPart, parted


@dataclass(frozen=True)
class MarkedPage:
    """The text of one page in parts, those that were searched for marked."""

    number: int
    parts: tuple[TextPart, ...]
    method: ReadingMethod


def marked_pages(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    words: str,
    first: int,
    last: int,
    edition: int | None = None,
) -> list[MarkedPage]:
    """Return the pages `first` to `last` (included) of a document's text, with the words of a search marked.

    They are those of the current edition, or of the one with this number.
    """
    pages = page_texts(session, actor, document_id=document_id, first=first, last=last, edition=edition)
    marker = marker_for(session, words)
    spans = page_marks(session, marker, {page.number: page.body for page in pages}, one_document=True)
    return [MarkedPage(page.number, parted(page.body, spans.get(page.number, [])), page.method) for page in pages]
