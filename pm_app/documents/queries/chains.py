"""Documents that replace one another: the whole chain, what lies between them, and which one seems to be the next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.conditions import in_use, is_replaced
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.scope import links_of, seen_document, visible
from pm_app.documents.queries.standing import standing_of
from pm_app.documents.rules.chains import Between, between
from pm_app.documents.rules.kinds import usual_end
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.kernel.dates import day_after

MOST_OF_A_CHAIN = 200


@dataclass(frozen=True)
class ChainPart:
    """One document of a chain. `before` is what lies between the one it replaces and it: a gap, an overlap, or None."""

    document_id: UUID
    title: str
    valid_from: date | None
    valid_through: date | None
    state: DocumentState
    is_this: bool
    before: Between | None


@dataclass(frozen=True)
class Renewal:
    """What the document that renews one is filed with: everything is as before, the time follows on."""

    kind: DocumentKind
    title: str
    reference: str
    tags: tuple[str, ...]
    links: tuple[LinkTarget, ...]
    valid_from: date | None
    valid_through: date | None


@dataclass(frozen=True)
class LostPlace:
    """What a document replaced before it was put away, and the one in use that took its place: ids and titles."""

    replaced_id: UUID
    replaced_title: str
    taken_by_id: UUID
    taken_by_title: str


def lost_place(session: Session, actor: Actor, *, document_id: UUID) -> LostPlace | None:
    """Return whose place a document that is in use again has lost to which other; None when it has, or had, one.

    Nothing is told of documents the actor does not see.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    this = seen_document(session, actor, document_id, trashed=True)
    if this.lost_place_id is None or this.replaces_id is not None or this.archived_at or this.trashed_at:
        return None
    seen = select(Document).where(visible(actor))
    replaced = session.exec(seen.where(Document.id == this.lost_place_id)).first()
    taken_by = session.exec(seen.where(Document.replaces_id == this.lost_place_id, in_use())).first()
    if replaced is None or taken_by is None:
        return None
    return LostPlace(replaced.id, replaced.title, taken_by.id, taken_by.title)


def chain_of(session: Session, actor: Actor, *, document_id: UUID, today: date) -> list[ChainPart]:
    """Return all documents that replace one another with this one, the oldest first; only itself when there is none.

    Those the actor does not see are left out, and what lies beside them is not told.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    this = seen_document(session, actor, document_id, trashed=True)
    ids = _ids(session, this)
    wanted = select(Document).where(
        col(Document.id).in_(ids), visible(actor), or_(in_use(), col(Document.id) == document_id)
    )
    seen = {document.id: document for document in session.exec(wanted)} | {this.id: this}
    facts = kind_facts(session)
    replaced = {document.replaces_id for document in seen.values()}
    parts: list[ChainPart] = []
    for document in (seen[one] for one in ids if one in seen):
        earlier = seen.get(document.replaces_id) if document.replaces_id else None
        parts.append(
            ChainPart(
                document_id=document.id,
                title=document.title,
                valid_from=document.valid_from,
                valid_through=document.valid_through,
                state=standing_of(document, facts, today, superseded=document.id in replaced),
                is_this=document.id == document_id,
                before=between(earlier.valid_through, document.valid_from) if earlier else None,
            )
        )
    return parts


def _ids(session: Session, this: Document) -> list[UUID]:
    """Return the ids of a chain, the oldest first: what it replaces, and what replaces it, in turn."""
    later = sql_select(col(Document.id).label("id"), literal(0).label("place")).where(col(Document.id) == this.id)
    later = later.cte("later", recursive=True)
    document = aliased(Document)
    next_one = sql_select(col(document.id), later.c.place + 1).where(
        col(document.replaces_id) == later.c.id, later.c.place < MOST_OF_A_CHAIN
    )
    later = later.union_all(next_one)
    first = sql_select(col(Document.replaces_id).label("id"), literal(-1).label("place"))
    earlier = first.where(col(Document.id) == this.id, col(Document.replaces_id).isnot(None))
    earlier = earlier.cte("earlier", recursive=True)
    before = aliased(Document)
    one_before = sql_select(col(before.replaces_id), earlier.c.place - 1).where(
        col(before.id) == earlier.c.id, col(before.replaces_id).isnot(None), earlier.c.place > -MOST_OF_A_CHAIN
    )
    earlier = earlier.union_all(one_before)
    every = union_all(sql_select(later.c.id, later.c.place), sql_select(earlier.c.id, earlier.c.place)).subquery()
    return list(session.execute(sql_select(every.c.id).order_by(every.c.place)).scalars())


def renewal_of(session: Session, actor: Actor, *, document_id: UUID) -> Renewal:
    """Return what the next document after this one is filed with: kind, title, number, tags, what it belongs to.

    It is good from the day after, for as long as such documents mostly are.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id)
    links = links_of(session, actor, [document_id]).get(document_id, ())
    named = {"property": "property_id", "unit": "unit_id", "lease": "tenancy_id", "person": "person_id"}
    begins = day_after(document.valid_through) if document.valid_through else None
    months = kind_facts(session)[document.kind].usual_months
    return Renewal(
        kind=document.kind,
        title=document.title,
        reference=document.reference,
        tags=tuple(document.tags),
        links=tuple(LinkTarget(**{named[link.kind]: link.target_id}) for link in links),
        valid_from=begins,
        valid_through=usual_end(begins, months),
    )


def seems_to_replace(session: Session, actor: Actor, *, document_id: UUID) -> tuple[UUID, str] | None:
    """Return (id, title) of the document this one seems to replace, or None.

    That is the latest of those in use that nothing replaces yet, of the same kind, of the same thing, with the same
    number (or none), that ended before this one does, or was filed before it.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    this = seen_document(session, actor, document_id)
    if this.replaces_id is not None or this.kind is DocumentKind.OTHER:
        return None
    ends = func.coalesce(col(Document.valid_through), literal(date.min))
    sooner = and_(ends == (this.valid_through or date.min), col(Document.filed_at) < this.filed_at)
    found = session.execute(
        sql_select(col(Document.id), col(Document.title))
        .where(
            visible(actor),
            in_use(),
            ~is_replaced(),
            col(Document.id) != document_id,
            col(Document.kind) == this.kind,
            func.lower(col(Document.reference)) == this.reference.lower(),
            or_(ends < (this.valid_through or date.min), sooner),
            _of_the_same_thing(document_id),
        )
        .order_by(ends.desc(), col(Document.filed_at).desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def _of_the_same_thing(document_id: UUID) -> ColumnElement[bool]:
    mine, its = aliased(DocumentLink), aliased(DocumentLink)
    same = [getattr(mine, name) == getattr(its, name) for name in ("property_id", "unit_id", "tenancy_id", "person_id")]
    return exists().where(
        and_(col(mine.document_id) == document_id, col(its.document_id) == col(Document.id), or_(*same))
    )
