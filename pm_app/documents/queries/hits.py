"""What a search finds in one document: which pages say it, in which words, and where on pages that are pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import cast, func, literal, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.conditions import edition_id
from pm_app.documents.queries.marking import page_marks
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.queries.search import marker_for
from pm_app.documents.rules.placing import Box, stretch_boxes
from pm_app.documents.rules.texts import unpacked
from pm_app.documents.tables.pages import DocumentPage, DocumentPageLayout

PAGES_AT_ONCE = 60
MOST_ON_A_PAGE = 1_000


@dataclass(frozen=True)
class PageHits:
    """A page that says what was asked for.

    `words` are the different ways it writes it; `boxes` has the places of each hit on a page that was read from its
    picture, and is empty where the page has letters of its own.
    """

    page: int
    words: tuple[str, ...]
    boxes: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class FoundPages:
    """Pages in order, and the page to ask from for more of them; None: there is no more."""

    pages: tuple[PageHits, ...]
    next: int | None


def page_hits(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    words: str,
    edition: int | None = None,
    first: int = 1,
    last: int | None = None,
    limit: int = PAGES_AT_ONCE,
) -> FoundPages:
    """Return the pages from `first` to `last` (included; None: to the end) that say what is searched for.

    They are those of the current edition, or of the one with this number. Where no page says all of it, those that say
    any of it are found. At most `limit` pages are looked at at once.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id, trashed=True)
    marker = marker_for(session, words)
    if not marker.query:
        return FoundPages((), None)
    version = edition_id(document.id, edition)
    saying = _saying(session, version, marker.query)
    wanted = select(DocumentPage).where(DocumentPage.document_version_id == version, saying)
    wanted = wanted.where(col(DocumentPage.number) >= first)
    if last is not None:
        wanted = wanted.where(col(DocumentPage.number) <= last)
    pages = session.exec(wanted.order_by(col(DocumentPage.number)).limit(limit + 1)).all()
    looked, more = pages[:limit], pages[limit:]
    spans = page_marks(session, marker, {page.id: page.body for page in looked}, one_document=True)
    found = _placed(session, looked, spans)
    return FoundPages(found, more[0].number if more else None)


def _saying(session: Session, version: Any, query: str) -> Any:
    """Return the condition on pages: all of what is asked for, or any of it where no page says all."""
    every = _matches(cast(literal(query), TSQUERY))
    some_page = sql_select(col(DocumentPage.id)).where(col(DocumentPage.document_version_id) == version, every).limit(1)
    if session.execute(some_page).first() is not None:
        return every
    return _matches(cast(func.replace(literal(query), " & ", " | "), TSQUERY))


def _matches(query: Any) -> Any:
    # Pages of older editions have no vector: they are looked through as they are.
    return or_(col(DocumentPage.search).is_(None), col(DocumentPage.search).bool_op("@@")(query))


def _placed(
    session: Session, pages: Sequence[DocumentPage], spans: dict[UUID, list[tuple[int, int]]]
) -> tuple[PageHits, ...]:
    said = [page for page in pages if spans.get(page.id)]
    rows = session.exec(
        select(DocumentPageLayout).where(col(DocumentPageLayout.document_page_id).in_([page.id for page in said]))
    )
    layouts = {row.document_page_id: row.boxes for row in rows}
    found: list[PageHits] = []
    for page in said:
        stretches = spans[page.id][:MOST_ON_A_PAGE]
        words = dict.fromkeys(" ".join(page.body[a:b].split()) for a, b in stretches)
        boxes = stretch_boxes(unpacked(layouts[page.id]), stretches) if page.id in layouts else []
        found.append(PageHits(page.number, tuple(words), tuple(boxes)))
    return tuple(found)
