"""Which documents answer a search, how well by what is known of them, and what they are: counted in one go."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Text,
    Uuid,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    null,
    union_all,
)
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.queries.conditions import belongs_to_named, state_on
from pm_app.documents.queries.lexemes import folded
from pm_app.documents.queries.open_names import by_open_names
from pm_app.documents.queries.question import Question
from pm_app.documents.queries.scope import sees_all_names
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.kernel.listing import like_pattern
from pm_app.portfolio.tables import Property

MOST_CANDIDATES = 1_000
# Somewhat more are looked at, for some of them may not be seen.
_LOOKED_AT = 1_300
# Parts of names are looked for where words find no more than this.
FEW = 100
SHORTEST_PART = 3
MOST_VALUES = 20
_TITLE_BONUS = 2.0
_EXACT_BONUS = 0.3
# An amount, a code or a day as it is written goes before all other ways to write it.
_WRITTEN_BONUS = 4.0
# What another document replaces, and what was put away, counts this much of what it would.
_NOT_CURRENT = 0.6
_BY_FACTS, _BY_NAME = 1, 4


@dataclass(frozen=True)
class Found:
    """The documents that answer, the best first with how well, how many there are, and what they are.

    `was_cut`: only the newest of those that say the words were looked at, and there are more; `looked_at` says how
    many those were before it was seen which of them are asked for. The counts of values are by facet: kind, state,
    tag, property; the value of a property is (id, name).
    """

    best: list[tuple[UUID, float]]
    total: int
    was_cut: bool
    looked_at: int
    counts: dict[str, list[tuple[Any, int]]]


def find(
    session: Session,
    actor: Actor,
    *,
    typed: str,
    asked: list[Question],
    conditions: list[ColumnElement[bool]],
    today: date,
    best: int,
    only_these: bool = False,
) -> Found:
    """Return what answers the questions under the conditions: the newest thousand for each question are looked at.

    With `only_these` they are looked for among the documents that meet the conditions, however few of all those are.
    """
    among = func.array(sql_select(col(Document.id)).where(*conditions).scalar_subquery()) if only_these else null()
    typed = " ".join(typed.replace('"', " ").split())
    ways_said = [_said_to(actor, question, among) for question in asked]
    said = (union_all(*ways_said) if ways_said else _nothing()).cte("said").prefix_with("materialized")
    ways: list[Any] = [
        sql_select(said.c.id, said.c.tier, said.c.as_written, said.c.weight),
        *_by_part_of_a_name(actor, typed, said),
    ]
    every = union_all(*ways).subquery()
    weights = [func.min(every.c.tier).label("tier"), func.max(every.c.weight).label("weight")]
    found = sql_select(every.c.id, *weights, _exact_too(every)).group_by(every.c.id).cte("found")
    found = found.prefix_with("materialized")
    seen = _seen(found, conditions, today).prefix_with("materialized")
    told = session.execute(
        sql_select(
            sql_select(func.count()).select_from(seen).scalar_subquery(),
            sql_select(func.bool_or(said.c.cut)).scalar_subquery(),
            sql_select(func.count()).select_from(found).scalar_subquery(),
            as_list(_best(seen, typed, best, _bonus(asked))),
            *(as_list(values) for values in _values(seen, actor).values()),
        )
    ).one()
    total, was_cut, looked_at, first = told[:4]
    counts = dict(zip(_FACETS, map(_pairs, told[4:]), strict=True))
    return Found([(UUID(key), score) for key, score in first or []], total, bool(was_cut), looked_at, counts)


def _said_to(actor: Actor, question: Question, among: Any) -> Any:
    if sees_all_names(actor):
        return _saying(question, among)
    return by_open_names(actor, question, _saying(replace(question, without=()), among))


def _saying(question: Question, among: Any) -> Any:
    exact = cast(literal(question.exact or None, Text), TSQUERY)
    stemmed = cast(literal(question.stemmed, Text), TSQUERY)
    wanted: list[Any] = [exact, stemmed]
    if question.phrases or question.without:
        wanted += [cast(list(some), ARRAY(TSQUERY)) for some in (question.phrases, question.without)]
    call = (func.documents_saying_together if len(wanted) > 2 else func.documents_saying)(
        *wanted, _LOOKED_AT, cast(among, ARRAY(Uuid))
    )
    told = call.table_valued(
        column("document_id", Uuid),
        column("tier", Integer),
        column("as_written", Boolean),
        column("weight", Float),
        column("cut", Boolean),
    ).render_derived(name="told")
    return sql_select(told.c.document_id.label("id"), told.c.tier, told.c.as_written, told.c.weight, told.c.cut)


def _nothing() -> Any:
    no_id = cast(null(), Uuid).label("id")
    return sql_select(no_id, *_no_weight(), literal(value=False).label("cut")).where(false())


def _no_weight() -> list[Any]:
    return [
        literal(_BY_NAME).label("tier"),
        literal(value=False).label("as_written"),
        literal(0.0, Float).label("weight"),
    ]


def _exact_too(every: Any) -> Any:
    return func.bool_or(every.c.as_written).label("exact")


def _by_part_of_a_name(actor: Actor, typed: str, said: Any) -> list[Any]:
    """Return the ways to find a document by part of its title or of the names of what it belongs to."""
    part = " ".join(folded(typed).split())
    if len(part) < SHORTEST_PART:
        return []
    few = sql_select(func.count()).select_from(said).scalar_subquery() < FEW
    pattern = like_pattern(part)
    named = func.documents_named(pattern, _LOOKED_AT, not sees_all_names(actor)).table_valued(
        column("document_id", Uuid)
    )
    nothing = _no_weight()
    return [
        sql_select(named.render_derived(name="named").c.document_id.label("id"), *nothing).where(few),
        # What was renamed since the document was indexed is found by its name of now.
        sql_select(col(Document.id).label("id"), *nothing).where(few, belongs_to_named(actor, like_pattern(typed))),
    ]


def _seen(found: Any, conditions: list[ColumnElement[bool]], today: date) -> Any:
    """Return those that may be seen and are asked for, those found by title, names and kind first, then the newest."""
    return (
        sql_select(
            col(Document.id).label("id"),
            col(Document.title).label("title"),
            col(Document.kind).label("kind"),
            col(Document.tags).label("tags"),
            state_on(today, of_a_few=True).label("state"),
            found.c.tier,
            found.c.weight,
            found.c.exact,
        )
        .select_from(found)
        .join(Document, col(Document.id) == found.c.id)
        .where(*conditions)
        .order_by((found.c.tier == _BY_FACTS).desc(), col(Document.id).desc())
        .limit(MOST_CANDIDATES)
        .cte("seen")
    )


def _score(seen: Any, typed: str, exact_bonus: float) -> Any:
    named = seen.c.title.ilike(like_pattern(typed), escape="\\") if typed else literal(value=False)
    bonus = case((named, _TITLE_BONUS), else_=0.0) + case((seen.c.exact, exact_bonus), else_=0.0)
    current = case((seen.c.state.in_(("superseded", "archived", "in the trash")), _NOT_CURRENT), else_=1.0)
    return cast((bonus + func.coalesce(seen.c.weight, 0.0)) * current, Float)


def _bonus(asked: list[Question]) -> float:
    return _WRITTEN_BONUS if any(question.numbered for question in asked) else _EXACT_BONUS


def _best(seen: Any, typed: str, most: int, exact_bonus: float) -> Any:
    score = _score(seen, typed, exact_bonus).label("score")
    top = sql_select(cast(seen.c.id, Text).label("key"), score, seen.c.id.label("id"))
    rows = top.order_by(literal_column("score").desc(), seen.c.id.desc()).limit(most).subquery()
    return sql_select(rows.c.key, rows.c.score)


_FACETS: tuple[str, ...] = ("kind", "state", "tag", "property")


def _values(seen: Any, actor: Actor) -> dict[str, Any]:
    several = (_counted(seen.c.kind), _counted(seen.c.state), _tags(seen), _properties(seen, actor))
    return dict(zip(_FACETS, several, strict=True))


def _counted(value: Any) -> Any:
    return sql_select(value, func.count()).group_by(value).order_by(func.count().desc(), value).limit(MOST_VALUES)


def _tags(seen: Any) -> Any:
    return _counted(sql_select(func.unnest(seen.c.tags).label("tag")).subquery().c.tag)


def _properties(seen: Any, actor: Actor) -> Any:
    many = func.count(col(DocumentLink.document_id).distinct())
    return (
        sql_select(cast(col(Property.id), Text), col(Property.name), many)
        .select_from(seen)
        .join(DocumentLink, col(DocumentLink.document_id) == seen.c.id)
        .join(Property, col(Property.id) == col(DocumentLink.scope_property_id))
        .where(within_scope(actor, col(Property.id)))
        .group_by(col(Property.id), col(Property.name))
        .order_by(many.desc(), col(Property.name))
        .limit(MOST_VALUES)
    )


def as_list(rows: Any) -> Any:
    """Return the rows of a question as one value, a list of lists, so that several questions are asked at once."""
    every = rows.subquery()
    return sql_select(func.json_agg(func.json_build_array(*every.c))).scalar_subquery()


def _pairs(told: list[list[Any]] | None) -> list[tuple[Any, int]]:
    return [(one[0] if len(one) == 2 else (one[0], one[1]), one[-1]) for one in told or []]
