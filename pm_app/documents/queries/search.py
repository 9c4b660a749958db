"""Finding documents by what they say: the best page of each, and a snippet of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, cast, func, literal, literal_column, or_, union
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.conditions import belongs_to_named
from pm_app.documents.queries.marking import Marker, page_marks
from pm_app.documents.queries.rows import EVERYTHING, DocumentFilter, DocumentRow, narrowing, rows_of
from pm_app.documents.queries.scope import visible
from pm_app.documents.queries.wording import CONFIGURATION, Asked, TextPart, asked_for, snippet
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.listing import like_pattern

# The newest matches are ranked, not all of them: a word that is everywhere must not cost seconds.
MOST_CANDIDATES = 1_000
MOST_WEIGHED = 100
_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")
# Weights of D, C, B, A: what the pages say, notes and file name, kind and tags and names, the title.
_WEIGHTS = literal_column("'{0.05, 0.2, 0.4, 1.0}'::float4[]")
_TITLE_BONUS = 2.0
_PHRASE_BONUS = 0.5


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

    `corrected` is what was searched for as well, where words of the search are unknown ("" otherwise).
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

    Words in quotes stand together, a minus excludes, OR in capitals is either; the last word may be unfinished.
    Titles count more than names and tags, and those more than the text. The total stops at 1,000.
    Archived documents are found only when that state is asked for.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    asked = asked_for(text)
    if not asked.typed:
        return SearchAnswer([], 0)
    query = _query_text(session, asked)
    conditions = [visible(actor), *narrowing(narrowed, today)]
    found = _candidates(asked, query, conditions).cte("found").prefix_with("materialized")
    total = session.execute(sql_select(func.count()).select_from(found)).scalar_one()
    best = _ranked(session, asked, query, found.c.id, limit=limit, offset=offset)
    rows = {row.document_id: row for row in rows_of(session, actor, [document_id for document_id, _ in best], today)}
    pages = _best_pages(session, asked, query, [document_id for document_id, _ in best])
    marker = Marker(asked, query)
    spans = page_marks(session, marker, {key: body for key, (_, body) in pages.items()})
    hits = [_hit(rows[key], rank, pages.get(key), spans.get(key, [])) for key, rank in best]
    return SearchAnswer(hits, total, is_capped=total >= MOST_CANDIDATES)


def marker_for(session: Session, text: str) -> Marker:
    """Return what marks the words of a search on a page; nothing is marked when there are none."""
    asked = asked_for(text)
    return Marker(asked, _query_text(session, asked) if asked.typed else "")


def _query_text(session: Session, asked: Asked) -> str:
    """Return the search as the database understands it, or "" when it has no word that could be found."""
    every = func.websearch_to_tsquery(_CONFIGURATION, asked.every)
    if asked.prefix:
        begun = func.to_tsquery(_CONFIGURATION, f"{asked.prefix}:*")
        every = every.op("||")(func.websearch_to_tsquery(_CONFIGURATION, asked.head).op("&&")(begun))
    text, nodes = session.execute(sql_select(cast(every, TSQUERY).label("q").cast(_TEXT), func.numnode(every))).one()
    return text if nodes else ""


_TEXT = DocumentPage.__table__.c.body.type  # pyright: ignore[reportAttributeAccessIssue]


def _as_query(query: str) -> Any:
    return cast(literal(query), TSQUERY)


def _phrase(asked: Asked) -> Any:
    return func.phraseto_tsquery(_CONFIGURATION, asked.phrase)


def _said_exactly(asked: Asked) -> Any:
    """Return whether a page that has the words in order also has all that stands between them."""
    body = func.lower(func.regexp_replace(col(DocumentPage.body), r"\s+", " ", "g"))
    exactly = func.strpos(body, asked.typed.strip('"').lower()) > 0
    return case((col(DocumentPage.search).bool_op("@@")(_phrase(asked)), exactly), else_=False)


def _candidates(asked: Asked, query: str, conditions: list[ColumnElement[bool]]) -> Any:
    """Return the ids of the newest documents that match by their facts and words, by one page, or by part of a name."""
    pattern = like_pattern(asked.typed)
    name = col(Document.title).ilike(pattern, escape="\\")
    # The names in a document's vector are those at its last change; what was renamed since is found by its name here.
    ways = [
        _newest(sql_select(col(Document.id)).where(name, *conditions)),
        _newest(sql_select(col(Document.id)).where(belongs_to_named(pattern), *conditions)),
    ]
    if query:
        whole = sql_select(col(Document.id)).where(col(Document.search).bool_op("@@")(_as_query(query)), *conditions)
        paged = (
            sql_select(col(Document.id))
            .join(DocumentPage, col(DocumentPage.document_id) == col(Document.id))
            .where(col(DocumentPage.search).bool_op("@@")(_as_query(query)), *_without(asked), *conditions)
            .group_by(col(Document.id))
        )
        ways += [_newest(whole), _newest(paged)]
    every = union(*(sql_select(way.subquery().c.id) for way in ways)).subquery()
    return sql_select(every.c.id).limit(MOST_CANDIDATES)


def _without(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the condition that none of a document's pages says what is excluded: another page might."""
    excluded = func.websearch_to_tsquery(_CONFIGURATION, asked.excluded)
    return [~col(Document.search).bool_op("@@")(excluded)] if asked.excluded else []


def _newest(matches: Select[Any]) -> Select[Any]:
    # Ids sort by age, and are ordered only once the matches are known: an index on them must not drive the search.
    inner = matches.cte().prefix_with("materialized")
    return sql_select(inner.c.id).order_by(inner.c.id.desc()).limit(MOST_CANDIDATES)


def _ranked(
    session: Session, asked: Asked, query: str, found: Any, *, limit: int, offset: int
) -> list[tuple[UUID, float]]:
    bonus = case((col(Document.title).ilike(like_pattern(asked.typed), escape="\\"), _TITLE_BONUS), else_=0.0)
    rank = bonus + func.ts_rank(_WEIGHTS, col(Document.search), _as_query(query)) if query else bonus
    together = case((col(DocumentPage.search).bool_op("@@")(_phrase(asked)), _PHRASE_BONUS), else_=0.0)
    page = sql_select(func.max(func.ts_rank(col(DocumentPage.search), _as_query(query)) + together)).where(
        col(DocumentPage.document_id) == col(Document.id),
        col(DocumentPage.search).bool_op("@@")(_as_query(query)),
    )
    whole_page = func.coalesce(page.correlate(Document).scalar_subquery(), 0.0) if query else literal(0.0)
    score = (rank + whole_page).label("score")
    first = (
        sql_select(col(Document.id).label("id"), score)
        .select_from(Document)
        .join(found.table, found == col(Document.id))
        .order_by(score.desc(), col(Document.id).desc())
        .limit(max(MOST_WEIGHED, offset + limit))
        .cte("first")
    )
    rows = session.execute(
        sql_select(first.c.id, (first.c.score + _fullest_page(first.c.id, query)).label("rank"))
        .order_by(literal_column("rank").desc(), first.c.id.desc())
        .limit(max(0, min(limit, MOST_CANDIDATES)))
        .offset(max(0, offset))
    )
    return [(document_id, float(value)) for document_id, value in rows]


def _fullest_page(document_id: Any, query: str) -> Any:
    """Return how much of a search the fullest page of a document says: weighed only for the best by all else."""
    if not query:
        return literal(0.0)
    fullest = sql_select(func.max(func.ts_rank(col(DocumentPage.search), _any_of(query))))
    return func.coalesce(fullest.where(col(DocumentPage.document_id) == document_id).scalar_subquery(), 0.0)


def _any_of(query: str) -> Any:
    return cast(func.replace(literal(query), " & ", " | "), TSQUERY)


def _best_pages(session: Session, asked: Asked, query: str, document_ids: list[UUID]) -> dict[UUID, tuple[int, str]]:
    """Return the number and text of each document's best page.

    That is one that says it as it was typed, else one that says all of it, else the one that says most of it.
    """
    if not query or not document_ids:
        return {}
    any_of_it = _any_of(query)
    rows = session.execute(
        sql_select(col(DocumentPage.document_id), col(DocumentPage.number), col(DocumentPage.body))
        .ext(distinct_on(col(DocumentPage.document_id)))
        .join(DocumentVersion, col(DocumentVersion.id) == col(DocumentPage.document_version_id))
        .where(
            col(DocumentPage.document_id).in_(document_ids),
            or_(
                col(DocumentPage.search).bool_op("@@")(any_of_it),
                col(DocumentPage.search).bool_op("@@")(_as_query(query)),
            ),
        )
        .order_by(
            col(DocumentPage.document_id),
            _said_exactly(asked).desc(),
            col(DocumentPage.search).bool_op("@@")(_phrase(asked)).desc(),
            col(DocumentPage.search).bool_op("@@")(_as_query(query)).desc(),
            func.ts_rank_cd(col(DocumentPage.search), _as_query(query)).desc(),
            func.ts_rank(col(DocumentPage.search), any_of_it).desc(),
            col(DocumentPage.number),
        )
    )
    return {document_id: (number, body) for document_id, number, body in rows}


def _hit(row: DocumentRow, rank: float, page: tuple[int, str] | None, spans: list[tuple[int, int]]) -> SearchHit:
    number, body = page or (1, "")
    parts = snippet(body, spans) if body else ()
    plain = "".join(part.text for part in parts).strip()
    return SearchHit(row.document_id, row.title, row.kind, number, plain, parts, rank, row)
