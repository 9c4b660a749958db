"""Every required document of the things looked at with the state it is in, as one select for lists and counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.rules import Actor
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.required_papers import (
    coming,
    counting_papers,
    coverage,
    covered_through,
    linked_within,
    live_waivers,
    state_of,
)
from pm_app.documents.queries.required_things import EVERY_THING, ThingFilter, required_things
from pm_app.documents.queries.requirements import required_kinds
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.requirements import TO_DO
from pm_app.kernel.listing import like_pattern
from pm_app.portfolio.tables import Property


@dataclass(frozen=True)
class ComplianceFilter:
    """Which rows are listed; what is left out does not narrow. Without states: what somebody has to do."""

    states: tuple[ComplianceState, ...] = TO_DO
    kind: DocumentKind | None = None
    requirement_id: UUID | None = None
    things: ThingFilter = EVERY_THING


def required_standing(
    session: Session,
    actor: Actor,
    today: date,
    facts: Mapping[DocumentKind, KindFacts],
    narrowed: ComplianceFilter,
    search: str,
) -> Any:
    """Return the rows of `required_things` with property_name, through, waiver_id and state; None when there are none.

    The states of the filter are not looked at, so that every state can be counted.
    """
    wanted, kinds = required_things(actor, today, narrowed.things), required_kinds(session)
    if wanted is None or not kinds:
        return None
    things = wanted.subquery("things")
    links = linked_within(narrowed.things)
    # What is filed somewhere does not count for the company.
    filed = [false()] if narrowed.things.level is KindLevel.COMPANY else links
    papers = counting_papers(today, *filed, company=not links).cte("papers")
    expiring = [kind for kind in kinds if facts[kind].expires]
    covered, follows, waived = coverage(papers, today, expiring), coming(papers, today, expiring), live_waivers()
    through = covered_through(covered, follows)
    windows = case({kind: literal(facts[kind].window_days) for kind in kinds}, value=things.c.kind)
    return (
        sql_select(
            things,
            func.coalesce(col(Property.name), "").label("property_name"),
            func.coalesce(through, covered.c.lapsed).label("through"),
            waived.c.waiver_id,
            state_of(things, covered, waived, through, windows, today).label("state"),
        )
        .select_from(things)
        .outerjoin(Property, col(Property.id) == things.c.property_id)
        .outerjoin(covered, and_(covered.c.kind == things.c.kind, covered.c.thing_id == things.c.thing_id))
        .outerjoin(follows, and_(follows.c.kind == things.c.kind, follows.c.thing_id == things.c.thing_id))
        .outerjoin(waived, and_(waived.c.rule_id == things.c.rule_id, waived.c.thing_id == things.c.thing_id))
        .where(*_narrowing(things, narrowed, search))
        .cte("standing")
    )


def _narrowing(things: Any, narrowed: ComplianceFilter, search: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.kind is not None:
        conditions.append(things.c.kind == narrowed.kind)
    if narrowed.requirement_id is not None:
        conditions.append(things.c.rule_id == narrowed.requirement_id)
    if search:
        pattern = like_pattern(search)
        conditions.append(or_(*(text.ilike(pattern, escape="\\") for text in (things.c.name, things.c.place))))
    return conditions
