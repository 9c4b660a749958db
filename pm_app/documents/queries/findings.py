"""The findings of a document, with the records they mean as far as the actor sees those."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import Decision, FindingKind
from pm_app.documents.queries.held_values import final_values, held_by
from pm_app.documents.queries.scope import Target, seen_document, target_named
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import DocumentVersion
from pm_app.documents.tables.findings import DocumentFinding
from pm_app.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class LinkProposal:
    """A record a document may belong to. `kind` is property, unit, lease or person; `score` 0–100.

    `chosen` is true of those that are filled in at first: sure ones that no other of them implies.
    """

    target: LinkTarget
    kind: str
    name: str
    score: int
    reason: str
    property_id: UUID | None = None
    chosen: bool = False


@dataclass(frozen=True)
class FindingRow:
    """One finding, as it was proposed and decided; `match` is the record it means, where the actor sees that.

    `is_held`: the document has this value, or belongs to this record, already.
    """

    document_finding_id: UUID
    kind: FindingKind
    value: str
    shown: str
    page: int
    first: int
    last: int
    confidence: int
    reason: str
    match: LinkProposal | None
    decision: Decision | None
    decided_by: str
    decided_value: str
    is_held: bool = False


def findings_of(session: Session, actor: Actor, *, document_id: UUID) -> tuple[FindingRow, ...]:
    """Return what the text of the current edition tells, by kind, the surest first; dismissed ones last of all."""
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id)
    rows = session.exec(
        select(DocumentFinding)
        .where(
            DocumentFinding.document_id == document.id,
            col(DocumentFinding.document_version_id) == current_edition(session, document.id),
        )
        .order_by(
            (col(DocumentFinding.decision) == Decision.DISMISSED.value).is_(True),
            col(DocumentFinding.confidence).desc(),
            col(DocumentFinding.page),
            col(DocumentFinding.first),
        )
    ).all()
    values, things = final_values(document), held_by(session, document)
    return tuple(
        replace(_row(session, actor, row), is_held=values.get(row.kind) == row.value or matched_target(row) in things)
        for row in rows
    )


def current_edition(session: Session, document_id: UUID) -> UUID | None:
    """Return the edition in use of a document that the caller found visible."""
    return session.exec(
        select(DocumentVersion.id)
        .where(DocumentVersion.document_id == document_id)
        .order_by(col(DocumentVersion.number).desc())
        .limit(1)
    ).first()


def _row(session: Session, actor: Actor, row: DocumentFinding) -> FindingRow:
    return FindingRow(
        document_finding_id=row.id,
        kind=row.kind,
        value=row.value,
        shown=row.shown,
        page=row.page,
        first=row.first,
        last=row.last,
        confidence=row.confidence,
        reason=row.reason,
        match=_match(session, actor, row),
        decision=row.decision,
        decided_by=row.decided_by,
        decided_value=row.decided_value,
    )


def _match(session: Session, actor: Actor, row: DocumentFinding) -> LinkProposal | None:
    target = matched_target(row)
    named = seen_target(session, actor, target) if target is not None else None
    if target is None or named is None:
        return None
    return LinkProposal(
        target, kind_of(target), named.name, row.match_score, row.match_reason, property_id=named.property_id
    )


def matched_target(row: DocumentFinding) -> LinkTarget | None:
    """Return the record a finding means, None when none."""
    if row.property_id or row.unit_id or row.tenancy_id or row.person_id:
        return LinkTarget(row.property_id, row.unit_id, row.tenancy_id, row.person_id)
    return None


def kind_of(target: LinkTarget) -> str:
    """Return what a target is: property, unit, lease or person."""
    if target.property_id is not None:
        return "property"
    if target.unit_id is not None:
        return "unit"
    return "lease" if target.tenancy_id is not None else "person"


def seen_target(session: Session, actor: Actor, target: LinkTarget) -> Target | None:
    """Return the thing when the actor may see it; None for one that is gone, or not theirs to see."""
    try:
        return target_named(session, actor, target=target)
    except (NotFound, NotAllowed):
        return None


def link_target(kind: str, target_id: UUID) -> LinkTarget:
    """Return the target of a kind (property, unit, lease or person) with this id."""
    if kind == "property":
        return LinkTarget(property_id=target_id)
    if kind == "unit":
        return LinkTarget(unit_id=target_id)
    return LinkTarget(tenancy_id=target_id) if kind == "lease" else LinkTarget(person_id=target_id)
