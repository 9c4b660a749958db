"""Every document that expires, or that must be canceled by a day, whether it is required of anything or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.conditions import belongs
from pm_app.documents.queries.scope import LinkRow, links_of, visible
from pm_app.documents.tables.documents import Document
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text

EXPIRES, CANCEL_BY = "expires", "cancel by"


@dataclass(frozen=True)
class ExpirationRow:
    """A day of a document in use: the last good one, or the last one to cancel on. `what` says which."""

    document_id: UUID
    title: str
    kind: DocumentKind
    what: str
    on: date
    auto_renews: bool
    links: tuple[LinkRow, ...]


@dataclass(frozen=True)
class ExpirationFilter:
    """Which days are listed: up to `through`, and from `since` on unless that is None."""

    through: date
    since: date | None = None
    kind: DocumentKind | None = None
    property_id: UUID | None = None


def expiration_rows(
    session: Session, actor: Actor, *, listing: Listing, narrowed: ExpirationFilter
) -> Rows[ExpirationRow]:
    """Return a page of the days on which documents in use expire or must be canceled by, the soonest first.

    What another document in use replaces is left out. A document with both days is there twice. Sorts: day, title,
    kind. The search looks at titles and numbers.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    both = _days(actor, col(Document.valid_through), EXPIRES, narrowed, listing.search).union_all(
        _days(actor, col(Document.cancel_by_on), CANCEL_BY, narrowed, listing.search)
    )
    days = both.subquery("days").c
    total = session.execute(sql_select(func.count()).select_from(both.subquery())).scalar_one()
    sorts: dict[str, Any] = {"day": days.on, "title": func.lower(days.title), "kind": days.kind}
    chosen = sorts.get(listing.sort, days.on)
    order = chosen.desc() if listing.descending and listing.sort in sorts else chosen.asc()
    page = sql_select(days).order_by(order, days.on, days.document_id, days.what)
    found = session.execute(page.limit(listing.limit).offset(listing.offset)).all()
    links = links_of(session, actor, [row.document_id for row in found])
    return Rows([_row(row, links.get(row.document_id, ())) for row in found], total)


def _days(actor: Actor, day: Any, what: str, narrowed: ExpirationFilter, search: str) -> Any:
    conditions = [visible(actor), _current(), day <= narrowed.through]
    if narrowed.since is not None:
        conditions.append(day >= narrowed.since)
    if narrowed.kind is not None:
        conditions.append(col(Document.kind) == narrowed.kind)
    if narrowed.property_id is not None:
        conditions.append(belongs(actor, property_id=narrowed.property_id))
    if search_text(search):
        pattern = like_pattern(search)
        said = (col(Document.title), col(Document.reference))
        conditions.append(or_(*(text.ilike(pattern, escape="\\") for text in said)))
    return sql_select(
        col(Document.id).label("document_id"),
        col(Document.title).label("title"),
        col(Document.kind).label("kind"),
        literal(what).label("what"),
        day.label("on"),
        col(Document.auto_renews).label("auto_renews"),
    ).where(*conditions)


def _current() -> ColumnElement[bool]:
    successor = aliased(Document)
    replaced = exists().where(
        col(successor.replaces_id) == col(Document.id),
        col(successor.archived_at).is_(None),
        col(successor.trashed_at).is_(None),
    )
    return and_(col(Document.archived_at).is_(None), col(Document.trashed_at).is_(None), ~replaced)


def _row(row: Any, links: Sequence[LinkRow]) -> ExpirationRow:
    return ExpirationRow(
        row.document_id, row.title, DocumentKind(row.kind), row.what, row.on, row.auto_renews, tuple(links)
    )
