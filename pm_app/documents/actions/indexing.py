"""Keeping what is searched for in step with what a document is and says."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, func, literal, literal_column, text
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from pm_app.documents.queries.conditions import edition_id
from pm_app.documents.queries.fields import field_words
from pm_app.documents.queries.lexemes import codes_in, exact_words, folded, page_words, words_in
from pm_app.documents.queries.scope import thing_names
from pm_app.documents.queries.wording import CONFIGURATION, searchable
from pm_app.documents.queries.written import written_in
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.pages import DocumentPage, DocumentWords
from pm_app.kernel.tables import new_id

# PostgreSQL keeps at most 1 MB of words in a vector (error 54000): what does not fit is tried with less.
CAPS = (250_000, 50_000)
MOST_LEXEMES = (100_000, 40_000, 10_000)
PAGES_AT_ONCE = 50
SHORTEST_KNOWN, LONGEST_KNOWN = 4, 40
_TOO_MUCH = "54000"
_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")
_VECTORS = text(
    "select to_tsvector('document_text', told)::text"
    " from unnest(cast(:told as text[])) with ordinality as t (told, at) order by at"
).bindparams(bindparam("told", type_=ARRAY(Text)))
_SAID = text(
    "update document_words set said = array_to_tsvector(array(select word from ("
    "select distinct lexeme as word from document_page, unnest(search) where document_id = :document_id"
    " union select unnest(cast(:exact as text[]))) said order by word limit :most)) where document_id = :document_id"
).bindparams(bindparam("exact", type_=ARRAY(Text)))
_KNOWN = text(
    "insert into search_word (id, word) select gen_random_uuid(), said.word"
    " from unnest(cast(:words as text[])) as said (word)"
    " where not exists (select from search_word where search_word.word = said.word)"
    " order by said.word on conflict do nothing"
).bindparams(bindparam("words", type_=ARRAY(Text)))


def refresh_search(session: Session, document: Document) -> None:
    """Write anew what a document is found by beside its text, in the transaction of the change.

    Title (A); kind and tags (B); notes, file name, number and fields (C); the names of what it belongs to (D), apart
    because not everybody may see them: each by its stems and as it is written.
    """
    session.flush()
    filename = session.exec(
        select(DocumentVersion.filename)
        .where(DocumentVersion.document_id == document.id)
        .order_by(col(DocumentVersion.number).desc())
        .limit(1)
    ).first()
    names = thing_names(session, document.id)
    # the ending parted from the name, so that the name alone is found
    rest = (document.notes, (filename or "").replace(".", " "), document.reference, field_words(session, document))
    kind = " . ".join([document.kind.value, *document.tags])
    parts = {"A": document.title, "B": kind, "C": " . ".join(rest), "D": " . ".join(names)}
    facts = reduce(lambda told, more: told.op("||")(more), (_weighted(told, name) for name, told in parts.items()))
    own, others = (" ".join(words) for words in ((document.title, document.reference, filename or ""), names))
    named = "\n".join(folded(" ".join(each.split())) for each in (own, others) if each)
    row = insert(DocumentWords).values(id=new_id(), document_id=document.id, named=named, facts=facts)
    session.exec(row.on_conflict_do_update(index_elements=["document_id"], set_={"named": named, "facts": facts}))
    _keep_known(session, words_in(" ".join(parts.values())))


def refresh_said(session: Session, document: Document) -> None:
    """Write anew what the pages of a document's current edition say, in the transaction in which they were written."""
    session.flush()
    bodies = session.exec(
        select(DocumentPage.body)
        .where(DocumentPage.document_version_id == edition_id(document.id), col(DocumentPage.search).isnot(None))
        .order_by(col(DocumentPage.number))
    ).all()
    exact = exact_words(bodies)
    for most in MOST_LEXEMES:
        try:
            with session.begin_nested():
                session.execute(_SAID, {"document_id": document.id, "exact": exact, "most": most})
            break
        except DBAPIError as problem:
            _must_be_too_much(problem)
    _keep_known(session, exact)


def page_vectors(session: Session, bodies: Sequence[str]) -> list[str | None]:
    """Return the search vectors of the texts of pages, of each as much as the database can keep."""
    vectors: list[str | None] = []
    for at in range(0, len(bodies), PAGES_AT_ONCE):
        some = [page_words(body) for body in bodies[at : at + PAGES_AT_ONCE]]
        try:
            with session.begin_nested():
                vectors += session.execute(_VECTORS, {"told": [one[: CAPS[0]] for one in some]}).scalars().all()
        except DBAPIError as problem:
            _must_be_too_much(problem)
            vectors += [_part_of_a_vector(session, one) for one in some]
    return vectors


def _part_of_a_vector(session: Session, words: str) -> str | None:
    for cap in CAPS:
        try:
            with session.begin_nested():
                return session.execute(sql_select(_vector(words[:cap]))).scalar_one()
        except DBAPIError as problem:
            _must_be_too_much(problem)
    return None


def _keep_known(session: Session, words: Sequence[str]) -> None:
    """Add the words to those that typing errors are compared with."""
    known = {word for word in words if SHORTEST_KNOWN <= len(word) <= LONGEST_KNOWN and word.isalpha()}
    if known:
        session.execute(_KNOWN, {"words": sorted(known)})


def _vector(words: str) -> Any:
    return func.to_tsvector(_CONFIGURATION, literal(words))


def _weighted(told: str, weight: str) -> Any:
    exact = " ".join([*words_in(told), *codes_in(told), *written_in(told)])
    every = _vector(searchable(told)).op("||")(func.to_tsvector(literal_column("'simple'::regconfig"), exact))
    return func.setweight(every, literal_column(f"'{weight}'::\"char\""))


def _must_be_too_much(problem: DBAPIError) -> None:
    if getattr(problem.orig, "sqlstate", "") != _TOO_MUCH:
        raise problem
