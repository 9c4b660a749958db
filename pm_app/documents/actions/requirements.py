"""Setting which documents must be there, and saying that one thing need not have one."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.requirements import rule_of, usual_requirements_left
from pm_app.documents.queries.scope import Target, target_named
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import (
    LONGEST_NOTE,
    LONGEST_REASON,
    Requirement,
    check_waived_thing,
    checked_requirement,
    requirement_words,
)
from pm_app.documents.tables.kinds import DocumentRequirement, DocumentWaiver
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned


class AlreadyRequired(Refused):
    """The same document is required of the same things already."""


class AlreadyWaived(Refused):
    """Somebody said already that this thing need not have the document."""


def add_requirement(session: Session, actor: Actor, *, rule: Requirement, now: datetime) -> UUID:
    """Require a kind of document of everything of a level, and return the id of the rule.

    Refuses (`RequirementRefused`) what can never be true, and (`AlreadyRequired`) what a rule in force asks for.
    """
    actor.must(Permission.SET_POLICIES)
    checked = _checked(session, actor, rule)
    _check_new(session, checked)
    row = DocumentRequirement(**_columns(checked), added_at=now, added_by=actor.name)
    session.add(row)
    session.flush()
    _record(session, actor, row, "required", now)
    return row.id


def add_usual_requirements(session: Session, actor: Actor, *, now: datetime) -> int:
    """Switch on the usual rules that are not on yet, and return how many those were."""
    actor.must(Permission.SET_POLICIES)
    left = usual_requirements_left(session, actor)
    for rule in left:
        add_requirement(session, actor, rule=rule, now=now)
    return len(left)


def change_requirement(
    session: Session, actor: Actor, *, requirement_id: UUID, version: int, rule: Requirement, now: datetime
) -> None:
    """Change a rule. What was waived under it stays waived.

    Refuses (`Stale`) when somebody else changed it meanwhile, and whatever `add_requirement` refuses.
    """
    actor.must(Permission.SET_POLICIES)
    row = _locked(session, actor, requirement_id, version)
    checked = _checked(session, actor, rule)
    _check_new(session, checked, besides=row.id)
    before = rule_of(row)
    for name, value in _columns(checked).items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    _record(session, actor, row, "changed", now, {"before": requirement_words(before)})


def remove_requirement(session: Session, actor: Actor, *, requirement_id: UUID, version: int, now: datetime) -> None:
    """Require the document no longer; refuses (`Stale`) when somebody else changed the rule meanwhile."""
    actor.must(Permission.SET_POLICIES)
    row = _locked(session, actor, requirement_id, version)
    row.removed_at, row.version = now, row.version + 1
    session.flush()
    _record(session, actor, row, "no longer required", now)


def waive_requirement(
    session: Session, actor: Actor, *, requirement_id: UUID, target: LinkTarget, reason: str, now: datetime
) -> UUID:
    """Say that one property, unit, lease or person need not have a required document, and return the waiver's id.

    Refuses to waive without a reason, and (`AlreadyWaived`) a second time.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    why = " ".join(cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason").split())
    if not why:
        raise Refused("Say why this document is not needed here.", field="reason")
    row = _locked(session, actor, requirement_id)
    check_waived_thing(row.level, target)
    named = target_named(session, actor, target=target)
    if session.exec(_waivers_of(row.id, target)).first() is not None:
        raise AlreadyWaived("This is waived already. Reload the page and look again.")
    waiver = DocumentWaiver(
        document_requirement_id=row.id, reason=why, waived_at=now, waived_by=actor.name, **asdict(target)
    )
    session.add(waiver)
    session.flush()
    _record_waiver(session, actor, waiver, named, f"waived the {row.kind.value}", now)
    return waiver.id


def withdraw_waiver(session: Session, actor: Actor, *, waiver_id: UUID, now: datetime) -> None:
    """Ask for the document again; nothing happens when the waiver was withdrawn already."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    waiver = session.exec(select(DocumentWaiver).where(DocumentWaiver.id == waiver_id).with_for_update()).first()
    if waiver is None:
        raise NotFound("This waiver does not exist, or it is not yours to see.")
    target = LinkTarget(waiver.property_id, waiver.unit_id, waiver.tenancy_id, waiver.person_id)
    named = target_named(session, actor, target=target)
    if waiver.removed_at is None:
        waiver.removed_at = now
        row = session.get_one(DocumentRequirement, waiver.document_requirement_id)
        _record_waiver(session, actor, waiver, named, f"asked again for the {row.kind.value}", now)


def _checked(session: Session, actor: Actor, rule: Requirement) -> Requirement:
    if rule.property_id is not None:
        target_named(session, actor, target=LinkTarget(property_id=rule.property_id))
    cleaned(rule.note, longest=LONGEST_NOTE, field="note", name="The note")
    return checked_requirement(rule, kind_facts(session))


def _columns(rule: Requirement) -> dict[str, Any]:
    return {
        "kind": rule.kind,
        "level": rule.level,
        "condition": rule.condition,
        "condition_value": rule.condition_value,
        "within_days": rule.within_days,
        "property_id": rule.property_id,
        "note": cleaned(rule.note, longest=LONGEST_NOTE),
    }


def _check_new(session: Session, rule: Requirement, *, besides: UUID | None = None) -> None:
    """Refuse what a rule in force asks for already; who adds the same at the same moment waits here."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("document_requirement"))))
    same = session.exec(
        select(DocumentRequirement).where(
            col(DocumentRequirement.removed_at).is_(None),
            DocumentRequirement.kind == rule.kind,
            DocumentRequirement.level == rule.level,
            DocumentRequirement.condition == rule.condition,
            DocumentRequirement.condition_value == rule.condition_value,
            col(DocumentRequirement.property_id).is_not_distinct_from(rule.property_id),
        )
    ).all()
    if any(row.id != besides for row in same):
        raise AlreadyRequired("This document is required there already. Change that rule instead.", field="kind")


def _locked(session: Session, actor: Actor, requirement_id: UUID, version: int | None = None) -> DocumentRequirement:
    """Return the rule in force, locked; refuses one that is gone, and (`Stale`) one that is not as it was read."""
    row = session.exec(
        select(DocumentRequirement)
        .where(DocumentRequirement.id == requirement_id, col(DocumentRequirement.removed_at).is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None or not actor.sees(row.property_id):
        raise NotFound("This document is not required any more. Reload the page and look again.")
    if version is not None and row.version != version:
        raise Stale("Somebody else changed this rule meanwhile. Reload the page and look again.")
    return row


def _waivers_of(requirement_id: UUID, target: LinkTarget) -> Any:
    return select(DocumentWaiver.id).where(
        DocumentWaiver.document_requirement_id == requirement_id,
        col(DocumentWaiver.removed_at).is_(None),
        col(DocumentWaiver.property_id).is_not_distinct_from(target.property_id),
        col(DocumentWaiver.unit_id).is_not_distinct_from(target.unit_id),
        col(DocumentWaiver.tenancy_id).is_not_distinct_from(target.tenancy_id),
        col(DocumentWaiver.person_id).is_not_distinct_from(target.person_id),
    )


def _record(
    session: Session,
    actor: Actor,
    row: DocumentRequirement,
    did: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="required document",
        about_id=row.id,
        about_name=requirement_words(rule_of(row)),
        property_id=row.property_id,
        now=now,
        details={"within_days": row.within_days, "note": row.note, **(details or {})},
    )


def _record_waiver(
    session: Session, actor: Actor, waiver: DocumentWaiver, named: Target, did: str, now: datetime
) -> None:
    target = named.target
    kinds = {"property": target.property_id, "unit": target.unit_id, "tenancy": target.tenancy_id}
    kind, about_id = next(
        ((word, found) for word, found in kinds.items() if found is not None), ("person", target.person_id or waiver.id)
    )
    record_audit(
        session,
        actor,
        did=did,
        about_kind=kind,
        about_id=about_id,
        about_name=named.name,
        property_id=named.property_id,
        tenancy_id=target.tenancy_id,
        now=now,
        details={"reason": waiver.reason},
    )
