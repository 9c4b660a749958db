"""Required documents against those that are there: what is missing, expired, expiring, in the inbox or waived."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, case, func, literal, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.required_papers import (
    FOREVER,
    counting_papers,
    linked_to_any,
)
from pm_app.documents.queries.required_standing import ComplianceFilter, required_standing
from pm_app.documents.queries.required_things import NOTHING, ThingFilter
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.requirements import PaperFacts, compliance
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.kinds import DocumentWaiver
from pm_app.kernel.listing import EVERYTHING, Listing, search_text

SORTS = ("state", "name", "kind", "property", "day")


@dataclass(frozen=True)
class Waived:
    """That one thing need not have a document: why, and who said so."""

    waiver_id: UUID
    reason: str
    waived_at: datetime
    waived_by: str


@dataclass(frozen=True)
class ComplianceRow:
    """One required document of one thing. `thing_id` is None for the company.

    `through` is the last day that is or was covered. The document is the one that decides; its title is empty where
    the actor may only know that it is there.
    """

    requirement_id: UUID
    kind: DocumentKind
    level: KindLevel
    thing_id: UUID | None
    name: str
    place: str
    property_id: UUID | None
    property_name: str
    state: ComplianceState
    due_on: date
    through: date | None
    document_id: UUID | None
    document_title: str
    waived: Waived | None


@dataclass(frozen=True)
class ComplianceRows:
    """A page of rows, how many there are in these states, and how many in each state with the same other filters."""

    rows: list[ComplianceRow]
    total: int
    counts: dict[ComplianceState, int]


def compliance_rows(
    session: Session, actor: Actor, *, listing: Listing, today: date, narrowed: ComplianceFilter | None = None
) -> ComplianceRows:
    """Return a page of required documents of things within scope, the most pressing first.

    Sorts: state (the default), name, kind, property, day (when it was due, or the last day covered). The search looks
    at the names of the things. Only levels the actor may see are in it.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    narrowed = narrowed or ComplianceFilter()
    facts = kind_facts(session)
    standing = required_standing(session, actor, today, facts, narrowed, search_text(listing.search))
    if standing is None:
        return ComplianceRows([], 0, {})
    numbers = sql_select(standing.c.state, func.count().label("things")).group_by(standing.c.state).subquery("numbers")
    told = sql_select(func.jsonb_object_agg(numbers.c.state, numbers.c.things).label("counts")).subquery("told")
    shown = (
        sql_select(standing)
        .where(standing.c.state.in_([state.value for state in narrowed.states]))
        .order_by(*_order(standing.c, listing))
        .limit(listing.limit)
        .offset(listing.offset)
        .subquery("shown")
    )
    both = sql_select(told.c.counts, shown).select_from(told.outerjoin(shown, true()))
    found = session.execute(both.order_by(*_order(shown.c, listing))).all()
    counts = {ComplianceState(word): things for word, things in (found[0].counts or {}).items()}
    rows = _rows(session, actor, [row for row in found if row.rule_id is not None], facts, today)
    return ComplianceRows(rows, sum(counts.get(state, 0) for state in narrowed.states), counts)


def compliance_counts(
    session: Session, actor: Actor, *, today: date, narrowed: ComplianceFilter | None = None
) -> dict[ComplianceState, int]:
    """Return how many required documents stand in each state, whatever states the filter names; none are left out."""
    actor.must(Permission.VIEW_DOCUMENTS)
    standing = required_standing(session, actor, today, kind_facts(session), narrowed or ComplianceFilter(), "")
    if standing is None:
        return {}
    rows = session.execute(sql_select(standing.c.state, func.count()).group_by(standing.c.state))
    return {ComplianceState(word): things for word, things in rows}


def counts_by_rule(session: Session, actor: Actor, *, today: date) -> dict[UUID, dict[ComplianceState, int]]:
    """Return how many things stand in each state, rule by rule; a rule that holds for nothing is left out."""
    actor.must(Permission.VIEW_DOCUMENTS)
    standing = required_standing(session, actor, today, kind_facts(session), ComplianceFilter(), "")
    if standing is None:
        return {}
    grouped = sql_select(standing.c.rule_id, standing.c.state, func.count()).group_by(
        standing.c.rule_id, standing.c.state
    )
    found: dict[UUID, dict[ComplianceState, int]] = {}
    for rule_id, word, things in session.execute(grouped):
        found.setdefault(rule_id, {})[ComplianceState(word)] = things
    return found


def compliance_of(
    session: Session,
    actor: Actor,
    *,
    today: date,
    property_id: UUID | None = None,
    unit_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    person_id: UUID | None = None,
) -> list[ComplianceRow]:
    """Return the required documents of one thing that are not in order, waived ones included, the most pressing first.

    Of a property with its units and leases, of a unit with its leases.
    """
    things = ThingFilter(property_id=property_id, unit_id=unit_id, tenancy_id=tenancy_id, person_id=person_id)
    states = tuple(state for state in ComplianceState if state is not ComplianceState.IN_ORDER)
    narrowed = ComplianceFilter(states=states, things=things)
    listing = Listing(size=EVERYTHING)
    return compliance_rows(session, actor, listing=listing, today=today, narrowed=narrowed).rows


def _order(columns: Any, listing: Listing) -> tuple[Any, ...]:
    urgency = case({state.value: place for place, state in enumerate(ComplianceState)}, value=columns.state)
    day = func.coalesce(columns.through, columns.due_on)
    name = func.lower(columns.name)
    sorts: dict[str, tuple[Any, ...]] = {
        "state": (urgency, day),
        "name": (name, urgency),
        "kind": (columns.kind, urgency, day),
        "property": (func.lower(columns.property_name), urgency, day),
        "day": (day, urgency),
    }
    first, *rest = sorts.get(listing.sort, sorts["state"])
    return (first.desc() if listing.descending else first.asc(), *rest, name, columns.thing_id, columns.rule_id)


def _rows(
    session: Session, actor: Actor, found: Collection[Any], facts: Mapping[DocumentKind, KindFacts], today: date
) -> list[ComplianceRow]:
    expiring = {kind for kind, one in facts.items() if one.expires}
    papers = _papers_of(session, {row.thing_id for row in found}, today, expiring)
    titles = _titles(session, actor, papers)
    waivers = _waivers(session, [row.waiver_id for row in found if row.waiver_id is not None])
    rows: list[ComplianceRow] = []
    for row in found:
        kind = DocumentKind(row.kind)
        decided = compliance(
            papers.get((kind, row.thing_id), ()),
            due=row.due_on,
            waived=row.waiver_id is not None,
            today=today,
            window_days=facts[kind].window_days,
        ).document_id
        rows.append(_row(row, kind, decided, titles, waivers))
    return rows


def _row(
    row: Any, kind: DocumentKind, decided: UUID | None, titles: Mapping[UUID, str], waivers: Mapping[UUID, Waived]
) -> ComplianceRow:
    return ComplianceRow(
        requirement_id=row.rule_id,
        kind=kind,
        level=KindLevel(row.level),
        thing_id=None if row.thing_id == NOTHING else row.thing_id,
        name=row.name,
        place=row.place,
        property_id=row.property_id,
        property_name=row.property_name,
        state=ComplianceState(row.state),
        due_on=row.due_on,
        through=None if row.through == FOREVER else row.through,
        document_id=decided if decided in titles else None,
        document_title=titles.get(decided, "") if decided else "",
        waived=waivers.get(row.waiver_id),
    )


def _papers_of(
    session: Session, thing_ids: Collection[UUID], today: date, expiring: Collection[DocumentKind]
) -> dict[tuple[DocumentKind, UUID], list[PaperFacts]]:
    papers = counting_papers(today, linked_to_any(thing_ids), company=NOTHING in thing_ids)
    known: dict[tuple[DocumentKind, UUID], list[PaperFacts]] = {}
    for row in session.execute(papers) if thing_ids else ():
        kind = DocumentKind(row.kind)
        undated = row.valid_through is None and kind in expiring
        paper = PaperFacts(row.document_id, row.valid_from, row.valid_through, row.reviewed, undated)
        known.setdefault((kind, row.thing_id), []).append(paper)
    return known


def _titles(session: Session, actor: Actor, papers: Mapping[Any, Collection[PaperFacts]]) -> dict[UUID, str]:
    """The titles of those documents that the actor may see."""
    ids = [paper.document_id for some in papers.values() for paper in some]
    wanted = col(Document.id) == any_(literal(ids, ARRAY(Uuid)))
    rows = session.execute(sql_select(col(Document.id), col(Document.title)).where(wanted, visible(actor)))
    return {row.id: row.title for row in rows}


def _waivers(session: Session, ids: list[UUID]) -> dict[UUID, Waived]:
    rows = session.execute(
        sql_select(DocumentWaiver).where(col(DocumentWaiver.id) == any_(literal(ids, ARRAY(Uuid))))
    ).scalars()
    return {row.id: Waived(row.id, row.reason, row.waived_at, row.waived_by) for row in rows}
