"""What a search finds, for somebody who may not see the names of all things that documents belong to.

The index holds the names of everything a document belongs to. For those who see all of them it answers as it is; for
others, what was found by such a name is looked at again with the names they may see.
"""

from typing import Any

from sqlalchemy import ARRAY, Boolean, Float, Integer, Text, Uuid, case, cast, column, func, literal, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY, aggregate_order_by
from sqlmodel import col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.queries.question import Question
from pm_app.documents.queries.scope import link_seen, thing_name
from pm_app.documents.tables.documents import DocumentLink
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit


def by_open_names(actor: Actor, question: Question, said: Any) -> Any:
    """Return what `said` found without what only a name found that this actor may not see.

    What the question excludes is looked for here: a name that may not be seen excludes nothing.
    """
    raw = said.cte().prefix_with("materialized")
    names = _names(actor, raw)
    looked = sql_select(raw.c.id, names.c.seen).outerjoin(names, names.c.id == raw.c.id)
    if not question.without:
        looked = looked.where(names.c.hides)
    again = looked.distinct().cte().prefix_with("materialized")
    told = _told(question, again)
    return (
        sql_select(
            raw.c.id,
            func.coalesce(told.c.tier, raw.c.tier).label("tier"),
            func.coalesce(told.c.as_written, raw.c.as_written).label("as_written"),
            func.coalesce(told.c.weight, raw.c.weight).label("weight"),
            raw.c.cut,
        )
        .outerjoin(told, told.c.document_id == raw.c.id)
        .where(or_(told.c.document_id.is_(None), told.c.tier.isnot(None)))
    )


def _names(actor: Actor, raw: Any) -> Any:
    """Return, for what was found, whether it belongs to something unseen, and the names this actor may see."""
    seen = link_seen(actor, DocumentLink)
    here = within_scope(actor, col(DocumentLink.scope_property_id))
    name = func.concat_ws(" . ", case((seen, thing_name)), case((here, col(Property.name))))
    return (
        sql_select(
            col(DocumentLink.document_id).label("id"),
            func.bool_or(~seen).label("hides"),
            func.string_agg(name, literal(" . ")).label("seen"),
        )
        .outerjoin(Unit, col(Unit.id) == col(DocumentLink.unit_id))
        .outerjoin(Tenancy, col(Tenancy.id) == col(DocumentLink.tenancy_id))
        .outerjoin(Person, col(Person.id) == col(DocumentLink.person_id))
        .outerjoin(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .where(col(DocumentLink.document_id).in_(sql_select(raw.c.id)))
        .group_by(col(DocumentLink.document_id))
        .subquery()
    )


def _told(question: Question, again: Any) -> Any:
    ids = sql_select(func.array_agg(aggregate_order_by(again.c.id, again.c.id))).scalar_subquery()
    names = sql_select(
        func.array_agg(aggregate_order_by(func.coalesce(again.c.seen, ""), again.c.id))
    ).scalar_subquery()
    call = func.documents_saying_openly(
        cast(ids, ARRAY(Uuid)),
        cast(names, ARRAY(Text)),
        cast(literal(question.exact or None, Text), TSQUERY),
        cast(literal(question.stemmed, Text), TSQUERY),
        cast(list(question.phrases), ARRAY(TSQUERY)),
        cast(list(question.without), ARRAY(TSQUERY)),
    )
    return call.table_valued(
        column("document_id", Uuid), column("tier", Integer), column("as_written", Boolean), column("weight", Float)
    ).render_derived()
