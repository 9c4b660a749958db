"""Lists of documents: all of them, those of a thing, those that expire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState, ReadingOutcome
from pm_app.documents.queries.conditions import (
    belongs,
    current,
    current_version_id,
    in_use,
    replaced_by_one,
)
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.narrowing import EVERYTHING, DocumentFilter, chosen
from pm_app.documents.queries.scope import LinkRow, links_of, visible
from pm_app.documents.queries.standing import standing_of
from pm_app.documents.rules.chains import between
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.scanning import held_back
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion, StoredFile
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.portfolio.tables import Property

MOST_OF_A_THING = 500


@dataclass(frozen=True)
class DocumentRow:
    """A document as a list shows it, with its current edition. `outcome` is None until the file has been read.

    `thumbnail` names the content there is a small picture of, and is empty where there is none. `gap_days` is for how
    long nothing was valid between the document it replaces and it.
    """

    document_id: UUID
    title: str
    kind: DocumentKind
    tags: tuple[str, ...]
    valid_from: date | None
    valid_through: date | None
    state: DocumentState
    links: tuple[LinkRow, ...]
    filename: str
    media_type: str
    size_bytes: int
    outcome: ReadingOutcome | None
    outcome_reason: str
    page_count: int | None
    filed_at: datetime
    filed_by: str
    archived_at: datetime | None
    thumbnail: str = ""
    gap_days: int = 0


def document_rows(
    session: Session, actor: Actor, *, listing: Listing, today: date, narrowed: DocumentFilter = EVERYTHING
) -> Rows[DocumentRow]:
    """Return a page of documents; archived ones only when that state is asked for.

    Sorts: title, kind, valid_through, filed_at (the default, newest first). The search looks at titles, file names
    and tags; for contents there is `search_documents`.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    conditions = chosen(actor, narrowed, today)
    if search_text(listing.search):
        pattern = like_pattern(listing.search)
        tags = func.array_to_string(col(Document.tags), " ")
        names = (col(Document.title), current("filename"), tags)
        conditions.append(or_(*(name.ilike(pattern, escape="\\") for name in names)))
    total = session.execute(sql_select(func.count()).select_from(Document).where(*conditions)).scalar_one()
    rows = _with_file().where(*conditions).order_by(*_order(listing)).limit(listing.limit).offset(listing.offset)
    return Rows(_as_rows(session, actor, rows, today), total)


def documents_of(
    session: Session,
    actor: Actor,
    *,
    today: date,
    property_id: UUID | None = None,
    unit_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    person_id: UUID | None = None,
) -> list[DocumentRow]:
    """Return the documents of one thing, not archived, the soonest to expire first; at most 500.

    A property's include those of its units and leases, a unit's those of its leases.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    belonging = belongs(actor, property_id=property_id, unit_id=unit_id, tenancy_id=tenancy_id, person_id=person_id)
    rows = (
        _with_file()
        .where(visible(actor), belonging, col(Document.archived_at).is_(None))
        .order_by(col(Document.valid_through).nulls_last(), col(Document.filed_at).desc(), col(Document.id))
        .limit(MOST_OF_A_THING)
    )
    return _as_rows(session, actor, rows, today)


def rows_of(session: Session, actor: Actor, document_ids: Sequence[UUID], today: date) -> list[DocumentRow]:
    """Return these documents as rows, as far as the actor sees them, in no promised order."""
    wanted = _with_file().where(col(Document.id).in_(document_ids), visible(actor, trashed=True))
    return _as_rows(session, actor, wanted, today) if document_ids else []


def document_count(session: Session, actor: Actor, *, today: date, narrowed: DocumentFilter = EVERYTHING) -> int:
    """Return how many documents `document_rows` lists with the same filter."""
    actor.must(Permission.VIEW_DOCUMENTS)
    wanted = chosen(actor, narrowed, today)
    return session.execute(sql_select(func.count()).select_from(Document).where(*wanted)).scalar_one()


def properties_with_documents(session: Session, actor: Actor) -> list[tuple[UUID, str]]:
    """Return (id, name) of the properties within scope that documents in use belong to, by name."""
    actor.must(Permission.VIEW_DOCUMENTS)
    named = (
        sql_select(col(DocumentLink.scope_property_id))
        .join(Document, col(Document.id) == col(DocumentLink.document_id))
        .where(in_use())
    )
    rows = session.execute(
        sql_select(col(Property.id), col(Property.name))
        .where(within_scope(actor, col(Property.id)), col(Property.id).in_(named))
        .order_by(func.lower(col(Property.name)), col(Property.id))
    )
    return [(property_id, name) for property_id, name in rows]


@cache
def _with_file() -> Any:
    return (
        sql_select(Document, DocumentVersion, StoredFile, replaced_by_one())
        .select_from(Document)
        .join(DocumentVersion, _is_current())
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
    )


def _is_current() -> ColumnElement[bool]:
    # Row-level security lets no index be used for a subquery's value; without the first all editions would be read.
    of_it = col(DocumentVersion.document_id) == col(Document.id)
    return and_(of_it, col(DocumentVersion.id) == current_version_id())


def _as_rows(session: Session, actor: Actor, rows: Any, today: date) -> list[DocumentRow]:
    found = session.execute(rows).all()
    links = links_of(session, actor, [document.id for document, _, _, _ in found])
    facts, before = kind_facts(session), _ends_before(session, actor, [document.replaces_id for document, *_ in found])
    return [
        _row(document, edition, file, replaced, links.get(document.id, ()), facts, before, today)
        for document, edition, file, replaced in found
    ]


def _ends_before(session: Session, actor: Actor, replaced: Sequence[UUID | None]) -> dict[UUID | None, date | None]:
    """Return the last good days of documents that are replaced, as far as the actor sees them."""
    known = {one for one in replaced if one is not None}
    if not known:
        return {}
    wanted = sql_select(col(Document.id), col(Document.valid_through)).where(visible(actor))
    found = session.execute(wanted.where(col(Document.id).in_(known)))
    return {row[0]: row[1] for row in found}


def _row(
    document: Document,
    edition: DocumentVersion,
    file: StoredFile,
    replaced: bool,
    links: Sequence[LinkRow],
    facts: Mapping[DocumentKind, KindFacts],
    before: Mapping[UUID | None, date | None],
    today: date,
) -> DocumentRow:
    gap = between(before.get(document.replaces_id), document.valid_from)
    return DocumentRow(
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        tags=tuple(document.tags),
        valid_from=document.valid_from,
        valid_through=document.valid_through,
        state=standing_of(document, facts, today, superseded=replaced),
        links=tuple(links),
        filename=edition.filename,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        outcome=edition.outcome,
        outcome_reason=edition.outcome_reason,
        page_count=edition.page_count,
        filed_at=document.filed_at,
        filed_by=document.filed_by,
        archived_at=document.archived_at,
        thumbnail=file.sha256[:16] if file.thumbnail_at and not held_back(file.scan, file.virus) else "",
        gap_days=gap.days if gap and gap.is_gap else 0,
    )


def _order(listing: Listing) -> tuple[Any, ...]:
    sorts: dict[str, Any] = {
        "title": func.lower(col(Document.title)),
        "kind": col(Document.kind),
        "valid_through": col(Document.valid_through),
        "filed_at": col(Document.filed_at),
    }
    chosen = sorts.get(listing.sort, col(Document.filed_at))
    descending = listing.descending if listing.sort in sorts else True
    return (chosen.desc().nulls_last() if descending else chosen.asc().nulls_last()), col(Document.id).desc()
