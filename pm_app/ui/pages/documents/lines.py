"""Documents in the list and in the answers of a search, as text."""

from dataclasses import dataclass, field
from datetime import date

from pm_app.documents.queries.rows import DocumentRow
from pm_app.documents.queries.search import SearchHit
from pm_app.runtime import installed
from pm_app.ui import paths
from pm_app.ui.format import day, day_of, days_left, days_tone
from pm_app.ui.parts.plain_viewer import TextPart
from pm_app.ui.theme import tone_of

UNREAD = "Reading text"


@dataclass
class DocumentLine:
    """One document in the list, as text."""

    document_id: str
    path: str
    title: str
    kind: str
    belongs: str
    through: str
    left: str
    left_tone: str
    state: str
    tone: str
    reading: str
    reading_tone: str
    filed: str


@dataclass
class FoundLine:
    """One document a search found: where, and the words around it, the hits marked."""

    document_id: str
    path: str
    title: str
    where: str
    state: str
    tone: str
    thumbnail: str = ""
    parts: list[TextPart] = field(default_factory=list)


def document_line(row: DocumentRow, today: date) -> DocumentLine:
    """Return a document as the list shows it."""
    state = row.state.value.capitalize()
    reading = row.outcome.value.capitalize() if row.outcome else UNREAD
    through = row.valid_through
    return DocumentLine(
        document_id=str(row.document_id),
        path=paths.document_path(row.document_id),
        title=row.title,
        kind=row.kind.value.capitalize(),
        belongs=_belongs(row),
        through=day(through) if through else "",
        left=days_left(through, today) if through else "",
        left_tone=days_tone(through, today) if through else "",
        state=state,
        tone=tone_of(state),
        reading=reading,
        reading_tone=tone_of(reading),
        filed=day_of(row.filed_at, installed().settings.time_zone),
    )


def _belongs(row: DocumentRow) -> str:
    names = [f"{link.detail} {link.name}" if link.kind == "unit" else link.name for link in row.links]
    return f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else ", ".join(names)


def found_line(hit: SearchHit, words: str) -> FoundLine:
    """Return a found document with the words around the hits."""
    state = hit.row.state.value.capitalize()
    where = [hit.kind.value.capitalize(), _belongs(hit.row)]
    if hit.parts:
        pages = hit.row.page_count or 1
        where.append(f"page {hit.page:,} of {pages:,}" if pages > 1 else "")
    return FoundLine(
        document_id=str(hit.document_id),
        path=paths.document_path(hit.document_id, hit.page, words),
        title=hit.title,
        where=" · ".join(part for part in where if part),
        state=state,
        tone=tone_of(state),
        thumbnail=paths.thumbnail_path(hit.document_id, hit.row.thumbnail),
        parts=[TextPart(part.text, part.hit) for part in hit.parts],
    )
