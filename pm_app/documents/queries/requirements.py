"""The rules of required documents that are in force, and what each comes to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.requirements import USUAL_REQUIREMENTS, Requirement
from pm_app.documents.tables.kinds import DocumentRequirement
from pm_app.portfolio.tables import Property


@dataclass(frozen=True)
class RequirementRow:
    """A rule in force. `property_name` is empty when it holds for all."""

    requirement_id: UUID
    rule: Requirement
    property_name: str
    added_on: date
    added_by: str
    version: int


def requirement_rows(session: Session, actor: Actor) -> list[RequirementRow]:
    """Return the rules in force by level and kind, those of a property only where the actor sees it."""
    actor.must(Permission.VIEW_DOCUMENTS)
    rows = session.exec(
        select(DocumentRequirement, Property)
        .outerjoin(Property, col(Property.id) == col(DocumentRequirement.property_id))
        .where(col(DocumentRequirement.removed_at).is_(None), within_scope(actor, col(DocumentRequirement.property_id)))
        .order_by(col(DocumentRequirement.level), col(DocumentRequirement.kind), col(DocumentRequirement.id))
    ).all()
    return [
        RequirementRow(
            row.id, rule_of(row), place.name if place else "", row.added_at.date(), row.added_by, row.version
        )
        for row, place in rows
    ]


def usual_requirements_left(session: Session, actor: Actor) -> list[Requirement]:
    """Return the usual rules that are not switched on: no rule in force asks for that kind at that level everywhere."""
    held = {(row.rule.kind, row.rule.level) for row in requirement_rows(session, actor) if not row.rule.property_id}
    return [rule for rule in USUAL_REQUIREMENTS if (rule.kind, rule.level) not in held]


def required_kinds(session: Session) -> set[DocumentKind]:
    """Return the kinds of documents that any rule in force asks for."""
    kinds = select(DocumentRequirement.kind).distinct().where(col(DocumentRequirement.removed_at).is_(None))
    return {DocumentKind(kind) for kind in session.exec(kinds)}


def rule_of(row: DocumentRequirement) -> Requirement:
    """Return the rule that a row keeps."""
    return Requirement(
        kind=row.kind,
        level=row.level,
        condition=row.condition,
        condition_value=row.condition_value,
        within_days=row.within_days,
        property_id=row.property_id,
        note=row.note,
    )
