"""How many documents each choice of a filter would show, in the list and among what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, case, cast, column, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState, FieldKind
from pm_app.documents.queries.candidates import as_list
from pm_app.documents.queries.conditions import is_replaced, state_on
from pm_app.documents.queries.fields import all_fields
from pm_app.documents.queries.narrowing import DocumentFilter, chosen, is_poorly_read, narrowing
from pm_app.documents.queries.retention import belonging_of_all, may_be_destroyed
from pm_app.documents.queries.scope import link_seen, visible
from pm_app.documents.rules.counting import Cell, Counted, Due, Keeping, Picked, counted
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.portfolio.tables import Property

DUE_WITHIN = timedelta(days=30)
MOST_TAGS = 100
MOST_OWN = 200
_BETWEEN, _YES = "|", "t"


@dataclass(frozen=True)
class DocumentCounts:
    """How many documents each choice would show: one that would show none is left out.

    `by_choice` has kind, state, source, expires, due, keeping and poorly_read; `properties` are by id, `own_fields` by
    (key, value), with "" for whatever they say.
    """

    by_choice: Counted
    tags: Mapping[str, int]
    properties: Mapping[UUID, int]
    own_fields: Mapping[tuple[str, str], int]


def document_counts_of(
    session: Session,
    actor: Actor,
    *,
    today: date,
    narrowed: DocumentFilter,
    among: Sequence[UUID] | None = None,
) -> DocumentCounts:
    """Return how many documents the actor sees for each choice, in one question to the database.

    A choice is counted as if nothing were chosen in it, and everything that is chosen elsewhere; `among` are the
    documents a search found, None for all.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    asked = (
        _cells(actor, today, narrowed, among),
        _tags(actor, today, narrowed, among),
        _properties(actor, today, narrowed, among),
        _own_fields(session, actor, today, narrowed, among),
    )
    cells, tags, properties, own = session.execute(sql_select(*(as_list(rows) for rows in asked))).one()
    return DocumentCounts(
        counted(map(_cell, cells or []), _picked(narrowed, today)),
        dict(tags or []),
        {UUID(key): count for key, count in properties or []},
        {(key, value): count for key, value, count in own or []},
    )


def within(among: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    """Return the condition that a document is one of these, or none at all where they are all."""
    return [] if among is None else [col(Document.id).in_(among)]


def _picked(narrowed: DocumentFilter, today: date) -> Picked:
    keeping = Keeping.MAY_GO if narrowed.may_go else Keeping.HELD if narrowed.held else None
    due = _due_of(narrowed, today)
    return Picked(narrowed.kind, narrowed.state, narrowed.source, narrowed.expires, due, keeping, narrowed.poorly_read)


def _due_of(narrowed: DocumentFilter, today: date) -> Due | None:
    """Return the choice that these days of expiring are, if they are one."""
    ways = {None: Due.NOW, today: Due.SOON}
    return ways.get(narrowed.expiring_from) if narrowed.expiring_through == today + DUE_WITHIN else None


def _cells(actor: Actor, today: date, narrowed: DocumentFilter, among: Sequence[UUID] | None) -> Any:
    """Return how many documents are the same in all that is chosen by: a few hundred rows however many they are."""
    rest = replace(
        narrowed, kind=None, state=None, source=None, expires=None, poorly_read=False, may_go=False, held=False
    )
    if _due_of(narrowed, today):
        rest = replace(rest, expiring_from=None, expiring_through=None)
    belonging = belonging_of_all()
    ends = col(Document.valid_through)
    later = or_(is_replaced(), ends.is_(None), ends > today + DUE_WITHIN)
    due = case((later, "never"), (ends < today, "past"), else_="soon")
    what = (
        cast(col(Document.kind), Text),
        state_on(today),
        cast(col(Document.source), Text),
        ends.isnot(None),
        due,
        func.coalesce(may_be_destroyed(today, belonging.c), False),
        col(Document.legal_hold_at).isnot(None),
        is_poorly_read(),
    )
    # As one text, and made before it is grouped, so that the few different ones are counted without sorting them all.
    sorts = (
        sql_select(func.concat_ws(_BETWEEN, *what).label("what"))
        .select_from(Document)
        .outerjoin(belonging, belonging.c.document_id == col(Document.id))
        # All states are counted, whichever of them is chosen.
        .where(visible(actor, trashed=True), *narrowing(actor, rest, today, of_any_state=True), *within(among))
        .cte("sorts")
        .prefix_with("materialized")
    )
    return sql_select(sorts.c.what, func.count()).group_by(sorts.c.what)


def _cell(row: tuple[str, int]) -> Cell:
    kind, state, source, expires, due, may_go, held, poorly_read = row[0].split(_BETWEEN)
    ways = {"never": (), "past": (Due.NOW,), "soon": (Due.NOW, Due.SOON)}
    keeping = tuple(name for name, holds in ((Keeping.MAY_GO, may_go), (Keeping.HELD, held)) if holds == _YES)
    return Cell(
        DocumentKind(kind),
        DocumentState(state),
        DocumentSource(source),
        expires == _YES,
        ways[due],
        keeping,
        poorly_read == _YES,
        row[1],
    )


def _tags(actor: Actor, today: date, narrowed: DocumentFilter, among: Sequence[UUID] | None) -> Any:
    tag = func.unnest(col(Document.tags)).label("tag")
    conditions = (*chosen(actor, replace(narrowed, tag=""), today), *within(among))
    tags = sql_select(tag).where(*conditions).subquery("tags")
    return (
        sql_select(tags.c.tag, func.count())
        .group_by(tags.c.tag)
        .order_by(func.count().desc(), tags.c.tag)
        .limit(MOST_TAGS)
    )


def _properties(actor: Actor, today: date, narrowed: DocumentFilter, among: Sequence[UUID] | None) -> Any:
    property_id = col(DocumentLink.scope_property_id)
    return (
        sql_select(cast(property_id, Text), func.count(col(DocumentLink.document_id).distinct()))
        .join(Document, col(Document.id) == col(DocumentLink.document_id))
        .join(Property, col(Property.id) == property_id)
        .where(
            link_seen(actor, DocumentLink),
            *chosen(actor, replace(narrowed, property_id=None), today),
            *within(among),
        )
        .group_by(property_id)
    )


def _own_fields(
    session: Session, actor: Actor, today: date, narrowed: DocumentFilter, among: Sequence[UUID] | None
) -> Any:
    """Return how many documents say something in each field of the office's own, and what where that is a choice."""
    fields = all_fields(session)
    told = [field.key for field in fields if field.field_kind in (FieldKind.CHOICE, FieldKind.YES_NO)]
    said = func.jsonb_each_text(col(Document.fields)).table_valued(column("key", Text), column("value", Text))
    said = said.render_derived(name="said")
    value = case((said.c.key.in_(told), said.c.value), else_="").label("value")
    rows = (
        sql_select(said.c.key.label("key"), value)
        .select_from(Document)
        .join(said, and_(said.c.key.in_([field.key for field in fields])))
        .where(*chosen(actor, replace(narrowed, own_field="", own_value=""), today), *within(among))
        .subquery("own")
    )
    return (
        sql_select(rows.c.key, rows.c.value, func.count())
        .group_by(rows.c.key, rows.c.value)
        .order_by(func.count().desc(), rows.c.key, rows.c.value)
        .limit(MOST_OWN)
    )
