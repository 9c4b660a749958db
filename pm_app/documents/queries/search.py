"""Finding documents by what they say: the best page of each, and a snippet of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Text, cast, func, literal_column
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.best_pages import BestPage, best_pages, bodies_of
from pm_app.documents.queries.candidates import MOST_CANDIDATES, Found
from pm_app.documents.queries.marking import Marker, page_marks
from pm_app.documents.queries.rows import EVERYTHING, DocumentFilter, DocumentRow, chosen, rows_of
from pm_app.documents.queries.seeking import Seek
from pm_app.documents.queries.wording import CONFIGURATION, Asked, TextPart, asked_for, snippet

# So many of the best by their facts are weighed by their pages too.
MOST_WEIGHED = 40
_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")


@dataclass(frozen=True)
class SearchHit:
    """A document that was found, with the page that says most of what was asked.

    `snippet` is that page's text as plain words, `parts` the same with the hits marked; both are empty when only the
    title or what the document belongs to was found. `page` is then 1.
    """

    document_id: UUID
    title: str
    kind: DocumentKind
    page: int
    snippet: str
    parts: tuple[TextPart, ...]
    rank: float
    row: DocumentRow


@dataclass(frozen=True)
class Facet:
    """How many of the found documents have one value. `value` narrows a search, `name` is what people read."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """What the found documents are: the most frequent kinds, states, properties and tags, each with its count."""

    kinds: tuple[Facet, ...] = ()
    states: tuple[Facet, ...] = ()
    properties: tuple[Facet, ...] = ()
    tags: tuple[Facet, ...] = ()


@dataclass(frozen=True)
class SearchAnswer:
    """One page of what a search found. The total stops at a bound: `is_capped` says that there are more.

    `corrected` is what was searched for instead, where words of the search are unknown ("" otherwise).
    """

    rows: list[SearchHit]
    total: int
    is_capped: bool = False
    corrected: str = ""
    facets: Facets = Facets()


def search_documents(
    session: Session,
    actor: Actor,
    *,
    text: str,
    today: date,
    narrowed: DocumentFilter = EVERYTHING,
    limit: int = 20,
    offset: int = 0,
) -> SearchAnswer:
    """Return the documents that say what is asked for, the best first; any input of any size is answered.

    Words in quotes stand together, a minus excludes, OR in capitals is either; the last word may be unfinished. Any
    form of a word is found, codes and amounts as they are written; where a word is unknown, the nearest known ones are
    searched for. Title, names and kind count more than the text, what is in force more than what was replaced, a word
    as it was typed more than another form of it. The total stops at 1,000.
    Archived documents are found only when that state is asked for.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    asked = asked_for(text)
    if not asked.typed:
        return SearchAnswer([], 0)
    seek = Seek(session, actor, chosen(actor, narrowed, today), today, max(MOST_WEIGHED, limit + offset))
    found, corrected = seek.or_nearest(asked.typed)
    asked = asked_for(corrected) if corrected else asked
    hits = _hits(session, actor, asked, found, today, limit=limit, offset=offset)
    capped = found.was_cut or found.total >= MOST_CANDIDATES
    return SearchAnswer(hits, found.total, is_capped=capped, corrected=corrected, facets=_facets(found))


def marker_for(session: Session, text: str) -> Marker:
    """Return what marks the words of a search on a page; nothing is marked when there are none."""
    asked = asked_for(text)
    return Marker(asked, _query_text(session, asked) if asked.typed else "")


def _query_text(session: Session, asked: Asked) -> str:
    """Return the search as pages are compared with it, or "" when it has no word that could be found."""
    every = func.websearch_to_tsquery(_CONFIGURATION, asked.every)
    if asked.prefix:
        begun = func.to_tsquery(_CONFIGURATION, f"{asked.prefix}:*")
        every = every.op("||")(func.websearch_to_tsquery(_CONFIGURATION, asked.head).op("&&")(begun))
    text, nodes = session.execute(sql_select(cast(cast(every, TSQUERY), Text), func.numnode(every))).one()
    return text if nodes else ""


def _hits(
    session: Session, actor: Actor, asked: Asked, found: Found, today: date, *, limit: int, offset: int
) -> list[SearchHit]:
    query = _query_text(session, asked)
    pages = best_pages(session, asked, query, [document_id for document_id, _ in found.best])
    ranked = sorted(((rank + _said(pages.get(key)), key) for key, rank in found.best), reverse=True)
    shown = ranked[max(0, offset) : max(0, offset) + max(0, limit)]
    keys = [key for _, key in shown]
    rows = {row.document_id: row for row in rows_of(session, actor, keys, today)}
    bodies = bodies_of(session, [pages[key].page_id for key in keys if key in pages])
    texts = {key: bodies[pages[key].page_id] for key in keys if key in pages}
    spans = page_marks(session, Marker(asked, query), texts)
    return [_hit(rows[key], rank, pages.get(key), texts.get(key, ""), spans.get(key, [])) for rank, key in shown]


def _said(page: BestPage | None) -> float:
    return page.weight if page else 0.0


def _hit(row: DocumentRow, rank: float, page: BestPage | None, body: str, spans: list[tuple[int, int]]) -> SearchHit:
    parts = snippet(body, spans) if body else ()
    plain = "".join(part.text for part in parts).strip()
    return SearchHit(row.document_id, row.title, row.kind, page.number if page else 1, plain, parts, rank, row)


def _facets(found: Found) -> Facets:
    def plain(name: str) -> tuple[Facet, ...]:
        return tuple(Facet(value, value, many) for value, many in found.counts[name])

    properties = tuple(Facet(key, name, many) for (key, name), many in found.counts["property"])
    return Facets(plain("kind"), plain("state"), properties, plain("tag"))
