"""Keeping what the text of a document tells, and deciding on it, finding by finding."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlmodel import Session, col, delete, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.learning import learn_from
from pm_app.documents.actions.linking import link_document
from pm_app.documents.actions.noting import record_document
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.findings import matched_target
from pm_app.documents.queries.matching import Match, matches_of
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import INSURANCE_KINDS, insurance_valid_through
from pm_app.documents.rules.standing import check_validity
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.findings import DocumentFinding
from pm_app.kernel.errors import NotFound, Refused

LONGEST_VALUE = 200
_KINDS = {kind.value: kind for kind in DocumentKind}


def record_findings(session: Session, actor: Actor, *, document_version_id: UUID, findings: Sequence[Finding]) -> int:
    """Keep what the text of an edition tells, with the records it means; return how many findings are new.

    What was found before and nobody decided on is replaced; what was decided stays, and is not proposed again.
    """
    actor.must(Permission.RUN_JOBS)
    document_id = session.exec(
        select(DocumentVersion.document_id).where(DocumentVersion.id == document_version_id)
    ).first()
    if document_id is None:
        raise NotFound("This version of a document does not exist.")
    document = session.exec(select(Document).where(Document.id == document_id).with_for_update()).one()
    mine = col(DocumentFinding.document_id) == document_id
    session.exec(delete(DocumentFinding).where(mine, col(DocumentFinding.decision).is_(None)))
    decided = session.exec(
        select(DocumentFinding).where(mine, DocumentFinding.document_version_id == document_version_id)
    ).all()
    known = {(one.kind, one.value) for one in decided}
    fresh = [one for one in findings if (one.kind, _storable(one.value)) not in known]
    kind = next((_KINDS.get(one.value) for one in findings if one.kind is FindingKind.KIND), None)
    matches = matches_of(session, actor, findings=fresh, kind=kind)
    for finding, match in zip(fresh, matches, strict=True):
        session.add(_row(document_id, document_version_id, finding, match))
    session.flush()
    restrict_as_its_kind(session, document)
    return len(fresh)


def accept_finding(session: Session, actor: Actor, *, document_finding_id: UUID, now: datetime) -> None:
    """Take over what a finding proposes: into the field of its kind, or as a link to the record it means.

    A printed expiration of insurance is stored as the day before, its last good day. Twice is once.
    """
    row, document = _decidable(session, actor, document_finding_id)
    if row.decision is not Decision.ACCEPTED:
        _decide(session, actor, row, document, Decision.ACCEPTED, row.value, now=now)


def correct_finding(session: Session, actor: Actor, *, document_finding_id: UUID, value: str, now: datetime) -> None:
    """Put another value than the proposed one into the field of the finding's kind.

    `value` is written like the finding's own: an ISO day, cents, a `DocumentKind`, a text. Refuses an empty one and
    what cannot be one.
    """
    row, document = _decidable(session, actor, document_finding_id)
    wanted = " ".join(_storable(value).split())[:LONGEST_VALUE]
    if not wanted:
        raise Refused("Write what is right, or dismiss the proposal.", field="value")
    decision = Decision.ACCEPTED if wanted == row.value else Decision.CORRECTED
    _decide(session, actor, row, document, decision, wanted, now=now)


def dismiss_finding(session: Session, actor: Actor, *, document_finding_id: UUID, now: datetime) -> None:
    """Say that a finding means nothing for this document; nothing of the document changes. Twice is once."""
    row, document = _decidable(session, actor, document_finding_id)
    if row.decision is not Decision.DISMISSED:
        row.decision, row.decided_at, row.decided_by, row.decided_value = Decision.DISMISSED, now, actor.name, ""
        record_document(session, actor, document, f"dismissed {row.kind.value}", now, {"value": row.value})


def _row(document_id: UUID, document_version_id: UUID, finding: Finding, match: Match | None) -> DocumentFinding:
    target = match.target if match else None
    return DocumentFinding(
        document_id=document_id,
        document_version_id=document_version_id,
        kind=finding.kind,
        value=_storable(finding.value),
        shown=_storable(finding.shown),
        page=finding.page,
        first=finding.first,
        last=finding.last,
        confidence=finding.confidence,
        reason=_storable(finding.reason),
        property_id=target.property_id if target else None,
        unit_id=target.unit_id if target else None,
        tenancy_id=target.tenancy_id if target else None,
        person_id=target.person_id if target else None,
        match_score=match.score if match else 0,
        match_reason=match.reason if match else "",
    )


def _storable(text: str) -> str:
    """Return text as the database takes it: without NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", errors="ignore").decode("utf-8")


def _decidable(session: Session, actor: Actor, document_finding_id: UUID) -> tuple[DocumentFinding, Document]:
    actor.must(Permission.CHANGE_DOCUMENTS)
    row = session.get(DocumentFinding, document_finding_id)
    if row is None:
        raise NotFound("This proposal is gone: the document was read again. Reload the page.")
    return row, seen_document(session, actor, row.document_id, lock=True)


def _decide(
    session: Session,
    actor: Actor,
    row: DocumentFinding,
    document: Document,
    decision: Decision,
    value: str,
    *,
    now: datetime,
) -> None:
    target = matched_target(row)
    if row.kind in _TAKEN_OVER:
        _take_over(document, row.kind, value)
        document.version += 1
        refresh_search(session, document)
    elif target is not None and decision is Decision.ACCEPTED:
        link_document(session, actor, document_id=document.id, target=target, now=now)
    row.decision, row.decided_at, row.decided_by = decision, now, actor.name
    row.decided_value = value if decision is Decision.CORRECTED else ""
    restrict_as_its_kind(session, document)
    learn_from(session, document, now=now)
    record_document(session, actor, document, f"{decision.value} {row.kind.value}", now, {"value": value})


def _take_over(document: Document, kind: FindingKind, value: str) -> None:
    try:
        _TAKEN_OVER[kind](document, value)
    except ValueError as problem:
        raise Refused(f"“{value}” cannot be the {kind.value} of a document.", field="value") from problem
    check_validity(document.valid_from, document.valid_through)


def _take_kind(document: Document, value: str) -> None:
    document.kind = DocumentKind(value)


def _take_start(document: Document, value: str) -> None:
    document.valid_from = date.fromisoformat(value)


def _take_end(document: Document, value: str) -> None:
    printed = date.fromisoformat(value)
    document.valid_through = insurance_valid_through(printed) if document.kind in INSURANCE_KINDS else printed


def _take_signature(document: Document, value: str) -> None:
    document.signed_on = date.fromisoformat(value)


def _take_notice(document: Document, value: str) -> None:
    document.cancel_by_on = date.fromisoformat(value)


def _take_total(document: Document, value: str) -> None:
    cents = int(value)
    if not 0 <= cents < 10**13:
        raise ValueError("More than any account holds.")
    document.amount_cents = cents


def _take_reference(document: Document, value: str) -> None:
    document.reference = value


_TAKEN_OVER: MappingProxyType[FindingKind, Callable[[Document, str], None]] = MappingProxyType(
    {
        FindingKind.KIND: _take_kind,
        FindingKind.EFFECTIVE_ON: _take_start,
        FindingKind.EXPIRES_ON: _take_end,
        FindingKind.SIGNED_ON: _take_signature,
        FindingKind.NOTICE_ON: _take_notice,
        FindingKind.TOTAL: _take_total,
        FindingKind.REFERENCE: _take_reference,
    }
)
