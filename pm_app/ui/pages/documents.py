"""/documents: every document, narrowed by what it is and where it stands; and what documents say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.rows import (
    DocumentFilter,
    DocumentRow,
    document_counts,
    document_rows,
    properties_with_documents,
)
from pm_app.documents.queries.search import SearchHit, search_documents
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, day_of, days_left, days_tone, plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, pager, query_of, search_field, segments
from pm_app.ui.parts.again import again
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import text_link
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.plain_viewer import TextPart
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, table_row
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

UNREAD = "Reading text"
SORTS = ("title", "kind", "valid_through", "filed_at")
KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]
DUE = [Choice("now", "Expired or within 30 days"), Choice("30", "Within 30 days")]
STATES = (DocumentState.EXPIRING, DocumentState.EXPIRED, DocumentState.ARCHIVED)


@dataclass
class DocumentLine:
    """One document in the list, as text."""

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

    path: str
    title: str
    where: str
    state: str
    tone: str
    parts: list[TextPart] = field(default_factory=list)


class DocumentsState(rx.State):
    """The page of documents the address asks for; `found` instead of `lines` when words are searched for."""

    loaded: bool = False
    may_file: bool = False
    searching: bool = False
    some_unread: bool = False
    asked_words: str = ""
    summary: str = ""
    lines: list[DocumentLine] = []
    found: list[FoundLine] = []
    total: int = 0
    counts: dict[str, str] = {state.value: "" for state in STATES}
    properties: list[Choice] = []
    within: str = ""
    files_go: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="-filed_at")
        today = services().clock.today()
        narrowed = _narrowed(query, today)
        properties = await run(actor, properties_with_documents)
        counts = await run(actor, document_counts, today=today)
        if asked.text:
            found = await run(
                actor,
                search_documents,
                text=asked.text,
                today=today,
                narrowed=narrowed,
                limit=asked.size,
                offset=asked.offset,
            )
            self.found, self.lines = [_found_line(hit, asked.text) for hit in found.rows], []
        else:
            listing = Listing("", asked.sort, asked.descending, asked.page, asked.size)
            found = await run(actor, document_rows, listing=listing, today=today, narrowed=narrowed)
            self.lines, self.found = [_line(row, today) for row in found.rows], []
        self.some_unread = any(line.reading == UNREAD for line in self.lines)
        self.total, self.searching, self.asked_words = found.total, bool(asked.text), asked.text
        self.properties = [Choice(str(key), name) for key, name in properties]
        self.counts = {state.value: count(counts.get(state, 0)) for state in STATES}
        in_use = sum(number for state, number in counts.items() if state != DocumentState.ARCHIVED)
        self.summary = plural(in_use, "document")
        _aim(self, actor, narrowed.property_id, dict(properties))
        self.loaded = True


def _aim(state: DocumentsState, actor: Actor, property_id: UUID | None, names: Mapping[UUID, str]) -> None:
    """Say where files go that are dropped here: to the property the list is narrowed to."""
    state.may_file = actor.may(Permission.FILE_DOCUMENTS)
    name = names.get(property_id, "") if property_id else ""
    state.within = str(property_id) if name else ""
    state.files_go = f"They will belong to {name}." if name else "What they belong to is said on their own page."


def _narrowed(query: Mapping[str, str], today: date) -> DocumentFilter:
    kind, state = query.get("kind", ""), query.get("state", "")
    soon, due = today + timedelta(days=30), query.get("due", "")
    try:
        property_id = UUID(query.get("property", ""))
    except ValueError:
        property_id = None
    return DocumentFilter(
        kind=DocumentKind(kind) if kind in list(DocumentKind) else None,
        state=DocumentState(state) if state in list(DocumentState) else None,
        property_id=property_id,
        tag=query.get("tag", "")[:100].replace("\x00", ""),
        expiring_through=soon if due in {"now", "30"} else None,
        expiring_from=today if due == "30" else None,
    )


def _line(row: DocumentRow, today: date) -> DocumentLine:
    state = row.state.value.capitalize()
    reading = row.outcome.value.capitalize() if row.outcome else UNREAD
    through = row.valid_through
    return DocumentLine(
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


def _found_line(hit: SearchHit, words: str) -> FoundLine:
    state = hit.row.state.value.capitalize()
    where = [hit.kind.value.capitalize(), _belongs(hit.row)]
    if hit.parts:
        pages = hit.row.page_count or 1
        where.append(f"page {hit.page:,} of {pages:,}" if pages > 1 else "")
    return FoundLine(
        path=paths.document_path(hit.document_id, hit.page, words),
        title=hit.title,
        where=" · ".join(part for part in where if part),
        state=state,
        tone=tone_of(state),
        parts=[TextPart(part.text, part.hit) for part in hit.parts],
    )


def page() -> rx.Component:
    """Return the page."""
    s = DocumentsState
    return parts_page(
        page_head("Documents", sub=s.summary),
        filter_bar(
            search_field("Search titles and what documents say", width="320px"),
            segments(
                Tab("All"),
                Tab("Expiring", "expiring", s.counts["expiring"]),
                Tab("Expired", "expired", s.counts["expired"]),
                Tab("Archived", "archived", s.counts["archived"]),
                param="state",
                label="Where the document stands",
            ),
            choice_filter("Due", "due", DUE),
            choice_filter("Kind", "kind", KINDS),
            choice_filter("Property", "property", s.properties),
        ),
        rx.cond(
            s.may_file,
            uploader(url="/files", params={"property_id": s.within}, on_done=s.load, hint=s.files_go, compact=True),
        ),
        rx.cond(s.searching, _answers(), _list()),
        again(s.load, waiting=s.some_unread),
    )


def _list() -> rx.Component:
    s = DocumentsState
    return data_table(
        "Documents",
        [
            Column("Title", sort="title", fill=True),
            Column("Kind", sort="kind"),
            Column("Belongs to", hide=True),
            Column("Valid through", sort="valid_through"),
            Column("Status"),
            Column("Text", hide=True),
            Column("Filed", sort="-filed_at", wide_only=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="documents",
        default_sort="-filed_at",
        empty=empty(
            "No documents here",
            "Leases, certificates and whatever else is filed appears here. Drop files above, or choose another filter.",
            text_link("All documents", paths.DOCUMENTS),
        ),
    )


def _row(line: DocumentLine) -> rx.Component:
    return table_row(
        link_cell(line.title, line.path, fill=True),
        cell(line.kind),
        cell(line.belongs, muted=True, hide=True),
        day_cell(line.through, line.left, line.left_tone),
        cell(status_badge(line.state, line.tone)),
        cell(status_badge(line.reading, line.reading_tone), hide=True),
        cell(line.filed, muted=True, wide_only=True),
    )


def _answers() -> rx.Component:
    s = DocumentsState
    return rx.cond(
        s.total > 0,
        rx.fragment(
            rx.el.ol(rx.foreach(s.found, _answer), class_name="pd-answers", aria_label="Found documents"),
            pager(s.total, "documents"),
        ),
        rx.fragment(
            empty(
                "Nothing says this",
                "No document has all of these words. Fewer words find more; words in quotes stand together.",
                text_link("All documents", paths.DOCUMENTS),
            ),
            note_line("A file that was just added is found by its text as soon as it has been read."),
        ),
    )


def _answer(line: FoundLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(line.title, href=line.path, class_name="pd-strong"),
            rx.el.span(line.where, class_name="pd-small pd-muted"),
            rx.cond(line.tone != "quiet", status_badge(line.state, line.tone)),
            class_name="pd-answer-head",
        ),
        rx.cond(is_empty(line.parts), rx.fragment(), rx.el.p(rx.foreach(line.parts, _part))),
    )


def _part(part: TextPart) -> rx.Component:
    return rx.cond(part.hit, rx.el.mark(part.text), rx.el.span(part.text))
