"""The documents that count for required ones: of the kind, in use, and of the thing itself."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    true,
)
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import col

from pm_app.documents.enums import ComplianceState, DocumentKind, FindingKind, KindLevel
from pm_app.documents.queries.required_things import NOTHING, ThingFilter, stays
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.documents.tables.findings import DocumentFinding
from pm_app.documents.tables.kinds import DocumentRequirement, DocumentWaiver
from pm_app.leasing.tables import Tenancy

FOREVER = date.max
# How alike a name in a text must be to a record for the paper to count as waiting for it.
LIKELY_SCORE = 80


def counting_papers(today: date, *links: ColumnElement[bool], company: bool = True) -> Any:
    """Return (document_id, kind, thing_id, valid_from, valid_through, reviewed) of the documents that may count.

    In use, of a kind that is required of anything, and not taken over: one that replaces it counts instead as soon as
    somebody looked at it and it is in force. A document of a lease counts for its unit too while people live there.
    What is in the inbox counts by what seems to be meant in it too. `links` narrows what those that are filed belong
    to; without `company` those that belong to nothing are left out.
    """
    own = func.coalesce(DocumentLink.property_id, DocumentLink.unit_id, DocumentLink.tenancy_id, DocumentLink.person_id)
    held = col(DocumentLink.document_id) == col(Document.id)
    lived = and_(col(Tenancy.id) == col(DocumentLink.tenancy_id), stays(today))
    linked = _papers(own, today, None).join(DocumentLink, held).where(*links)
    of_unit = _papers(col(Tenancy.unit_id), today, KindLevel.UNIT).join(DocumentLink, held).join(Tenancy, lived)
    loose = _papers(literal(NOTHING, Uuid), today, KindLevel.COMPANY).where(~exists().where(held))
    return linked.union_all(of_unit.where(*links), _proposed(), *([loose] if company else []))


def _proposed() -> Any:
    """Papers in the inbox that seem to be of a required kind and of a thing, by what was found in their text."""
    said, meant, rule = aliased(DocumentFinding), aliased(DocumentFinding), DocumentRequirement
    own = func.coalesce(meant.property_id, meant.unit_id, meant.tenancy_id, meant.person_id)
    linked = func.coalesce(
        DocumentLink.property_id, DocumentLink.unit_id, DocumentLink.tenancy_id, DocumentLink.person_id
    )
    of_document = col(DocumentLink.document_id).label("document_id")
    things = (
        sql_select(col(meant.document_id).label("document_id"), own.label("thing_id"))
        .where(own.isnot(None), col(meant.decision).is_(None), col(meant.match_score) >= LIKELY_SCORE)
        .union(sql_select(of_document, linked))
        .subquery("likely")
    )
    required = sql_select(cast(col(rule.kind), Text)).where(col(rule.removed_at).is_(None))
    return (
        sql_select(
            col(Document.id),
            col(said.value),
            things.c.thing_id,
            cast(null(), Date),
            cast(null(), Date),
            false(),
        )
        .join(said, col(said.document_id) == col(Document.id))
        .join(things, things.c.document_id == col(Document.id))
        .where(
            *_in_use(Document),
            col(Document.reviewed_at).is_(None),
            col(said.kind) == FindingKind.KIND,
            col(said.decision).is_(None),
            col(said.value).in_(required),
        )
    )


def linked_to_any(thing_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return that a link is to one of these things, or to a lease of one of these units."""
    wanted = any_(literal(list(thing_ids), ARRAY(Uuid)))
    of_units = sql_select(col(Tenancy.id)).where(col(Tenancy.unit_id) == wanted)
    own = (DocumentLink.property_id, DocumentLink.unit_id, DocumentLink.tenancy_id, DocumentLink.person_id)
    return or_(*(col(one) == wanted for one in own), col(DocumentLink.tenancy_id).in_(of_units))


def linked_within(narrowed: ThingFilter) -> list[ColumnElement[bool]]:
    """Return what the links of all documents must be that can count for the things of a filter."""
    link = DocumentLink
    of_unit = sql_select(col(Tenancy.id)).where(col(Tenancy.unit_id) == narrowed.unit_id)
    wanted = (
        (narrowed.property_id, col(link.scope_property_id) == narrowed.property_id),
        (narrowed.unit_id, or_(col(link.unit_id) == narrowed.unit_id, col(link.tenancy_id).in_(of_unit))),
        (narrowed.tenancy_id, col(link.tenancy_id) == narrowed.tenancy_id),
        (narrowed.person_id, col(link.person_id) == narrowed.person_id),
    )
    return [condition for asked, condition in wanted if asked is not None]


def _papers(thing_id: Any, today: date, level: KindLevel | None) -> Any:
    """The documents that may count, named by a thing; with a level only of kinds that are required there."""
    rule = DocumentRequirement
    at = col(rule.level) == level if level else true()
    return (
        sql_select(
            col(Document.id).label("document_id"),
            col(Document.kind).label("kind"),
            thing_id.label("thing_id"),
            col(Document.valid_from).label("valid_from"),
            col(Document.valid_through).label("valid_through"),
            col(Document.reviewed_at).isnot(None).label("reviewed"),
        )
        .select_from(Document)
        .where(
            *_in_use(Document),
            col(Document.kind).in_(sql_select(col(rule.kind)).where(col(rule.removed_at).is_(None), at)),
            ~_taken_over(today),
        )
    )


def coverage(papers: Any, today: date, expiring: Collection[DocumentKind]) -> Any:
    """Return per kind and thing what its documents come to: (covered, lapsed, undated, waiting), days and yes or no.

    `covered` is the last good day of what is in force, FOREVER without one; `lapsed` the last one that has passed.
    `undated`: one is in force that has no last day although it is of the kinds that expire.
    """
    p = papers.c
    begun = or_(p.valid_from.is_(None), p.valid_from <= today)
    undated = _undated(p, expiring)
    holds = and_(p.reviewed, begun, ~undated, or_(p.valid_through.is_(None), p.valid_through >= today))
    return (
        sql_select(
            p.kind,
            p.thing_id,
            func.max(func.coalesce(p.valid_through, literal(FOREVER, Date))).filter(holds).label("covered"),
            func.max(p.valid_through).filter(p.reviewed, p.valid_through < today).label("lapsed"),
            func.coalesce(func.bool_or(undated).filter(p.reviewed, begun), false()).label("undated"),
            func.bool_or(~p.reviewed).label("waiting"),
        )
        .group_by(p.kind, p.thing_id)
        .subquery("coverage")
    )


def coming(papers: Any, today: date, expiring: Collection[DocumentKind]) -> Any:
    """Return per kind and thing the next document that is not in force yet: (begins, ends)."""
    p = papers.c
    ends = func.coalesce(p.valid_through, literal(FOREVER, Date))
    return (
        sql_select(p.kind, p.thing_id, p.valid_from.label("begins"), ends.label("ends"))
        .ext(distinct_on(p.kind, p.thing_id))
        .where(p.reviewed, p.valid_from > today, ~_undated(p, expiring))
        .order_by(p.kind, p.thing_id, p.valid_from, ends.desc())
        .subquery("coming")
    )


def live_waivers() -> Any:
    """Return (waiver_id, rule_id, thing_id) of the waivers that stand, one per rule and thing."""
    thing = func.coalesce(
        DocumentWaiver.property_id, DocumentWaiver.unit_id, DocumentWaiver.tenancy_id, DocumentWaiver.person_id
    )
    rule = col(DocumentWaiver.document_requirement_id)
    return (
        sql_select(col(DocumentWaiver.id).label("waiver_id"), rule.label("rule_id"), thing.label("thing_id"))
        .ext(distinct_on(rule, thing))
        .where(col(DocumentWaiver.removed_at).is_(None))
        .order_by(rule, thing, col(DocumentWaiver.id).desc())
        .subquery("waived")
    )


def covered_through(covered: Any, follows: Any) -> Any:
    """Return the last day that is covered, with what follows without a gap; nothing where nothing is in force."""
    joins = and_(follows.c.begins <= covered.c.covered + 1, follows.c.ends > covered.c.covered)
    return case((joins, follows.c.ends), else_=covered.c.covered)


def state_of(things: Any, covered: Any, waived: Any, through: Any, window_days: Any, today: date) -> Any:
    """Return where each thing stands, by the conditions of the rule `compliance`; a test holds them together."""
    state = ComplianceState
    return case(
        (waived.c.waiver_id.isnot(None), state.WAIVED.value),
        (through - cast(literal(today), Date) > window_days, state.IN_ORDER.value),
        (covered.c.undated, state.NO_DATE.value),
        (covered.c.waiting, state.IN_INBOX.value),
        (covered.c.covered.isnot(None), state.EXPIRING.value),
        (covered.c.lapsed.isnot(None), state.EXPIRED.value),
        (things.c.due_on >= today, state.NOT_YET_DUE.value),
        else_=state.MISSING.value,
    )


def _undated(papers: Any, expiring: Collection[DocumentKind]) -> ColumnElement[bool]:
    return and_(papers.valid_through.is_(None), papers.kind.in_([kind.value for kind in expiring]))


def _in_use(document: Any) -> tuple[Any, ...]:
    return col(document.archived_at).is_(None), col(document.trashed_at).is_(None)


def _taken_over(today: date) -> Any:
    successor = aliased(Document)
    return exists().where(
        col(successor.replaces_id) == col(Document.id),
        *_in_use(successor),
        col(successor.reviewed_at).isnot(None),
        or_(col(successor.valid_from).is_(None), col(successor.valid_from) <= today),
    )
