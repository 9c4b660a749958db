"""The page of a found document that says most of what was asked for, and how well it says it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, case, cast, func, literal, literal_column, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on
from sqlmodel import Session, col

from pm_app.documents.queries.wording import CONFIGURATION, Asked
from pm_app.documents.queries.written import as_word
from pm_app.documents.tables.pages import DocumentPage

_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")
_TOGETHER_BONUS = 0.5
_MOST_OF_IT = 0.3


@dataclass(frozen=True)
class BestPage:
    """A page by its id and number, and what its words add to the rank of its document."""

    page_id: UUID
    number: int
    weight: float


def best_pages(session: Session, asked: Asked, query: str, document_ids: list[UUID]) -> dict[UUID, BestPage]:
    """Return each document's best page, of those where a page says anything of what is asked for.

    That is one that writes amounts and codes as they were typed, else one that has the words in their order, else one
    that says all of it, else the one that says most of it.
    """
    if not query or not document_ids:
        return {}
    pages = _pages_saying(asked, query, document_ids)
    rows = session.execute(
        sql_select(
            pages.c.document_id,
            pages.c.page_id,
            pages.c.number,
            pages.c.weight + case((pages.c.together, _TOGETHER_BONUS), else_=0.0),
        )
        .ext(distinct_on(pages.c.document_id))
        .order_by(
            pages.c.document_id,
            pages.c.as_written.desc(),
            pages.c.together.desc(),
            pages.c.says_all.desc(),
            pages.c.weight.desc(),
            pages.c.number,
        )
    )
    return {document_id: BestPage(page_id, number, float(said)) for document_id, page_id, number, said in rows}


def _pages_saying(asked: Asked, query: str, document_ids: list[UUID]) -> Any:
    """Return the pages of documents that say any of what is asked for, and how each says it, as a subquery."""
    search = col(DocumentPage.search)
    all_of_it, any_of_it = _as_query(literal(query, Text)), _as_query(func.replace(literal(query, Text), " & ", " | "))
    together = search.bool_op("@@")(func.phraseto_tsquery(_CONFIGURATION, asked.phrase))
    says_all = search.bool_op("@@")(all_of_it)
    numbers = " & ".join(as_word(token) for token in asked.written)
    as_written = search.bool_op("@@")(func.to_tsquery("simple", numbers)) if numbers else literal(value=False)
    weight = func.ts_rank(search, all_of_it) + func.ts_rank(search, any_of_it) * _MOST_OF_IT
    return (
        sql_select(
            col(DocumentPage.document_id).label("document_id"),
            col(DocumentPage.id).label("page_id"),
            col(DocumentPage.number).label("number"),
            as_written.label("as_written"),
            together.label("together"),
            says_all.label("says_all"),
            weight.label("weight"),
        )
        .where(col(DocumentPage.document_id).in_(document_ids), or_(search.bool_op("@@")(any_of_it), says_all))
        .subquery()
    )


def bodies_of(session: Session, page_ids: list[UUID]) -> dict[UUID, str]:
    """Return the text of these pages by their id."""
    rows = session.execute(
        sql_select(col(DocumentPage.id), col(DocumentPage.body)).where(col(DocumentPage.id).in_(page_ids))
    )
    return {row[0]: row[1] for row in rows}


def _as_query(query: Any) -> Any:
    return cast(query, TSQUERY)
