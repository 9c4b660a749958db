"""Filing a paper from the inbox: what it is and belongs to is said once, and what was proposed is learned from."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import Particulars, changeable_document, put_particulars, put_replaced
from pm_app.documents.actions.filing import checked_title
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.learning import learn_from
from pm_app.documents.actions.linking import UNCHANGED, Replaces, add_link
from pm_app.documents.actions.noting import record_document
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.findings import current_edition, matched_target
from pm_app.documents.queries.held_values import final_values, held_by
from pm_app.documents.queries.scope import Target, links_of, target_named
from pm_app.documents.rules.naming import LinkTarget, normalized_tags
from pm_app.documents.rules.standing import check_validity
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.documents.tables.findings import DocumentFinding

_OF_FIELDS = (
    FindingKind.KIND,
    FindingKind.EFFECTIVE_ON,
    FindingKind.EXPIRES_ON,
    FindingKind.SIGNED_ON,
    FindingKind.NOTICE_ON,
    FindingKind.TOTAL,
    FindingKind.REFERENCE,
)
_DATES = frozenset(_OF_FIELDS[1:5])


def review_document(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    version: int,
    title: str,
    kind: DocumentKind,
    links: Sequence[LinkTarget],
    now: datetime,
    valid_from: date | None = None,
    valid_through: date | None = None,
    particulars: Particulars | None = None,
    tags: Iterable[str] | None = None,
    replaces_id: Replaces = UNCHANGED,
) -> None:
    """File a document for good: it leaves the inbox, and the next paper like it is proposed what this one was.

    `links` are all it belongs to that the actor sees; others stay as they are. `valid_through` is the last good day
    (for insurance the day before the printed one). Particulars, tags and what it replaces stay when they are not given.
    Proposals that were right count as accepted, others as corrected or dismissed. Refuses a document somebody else
    changed meanwhile (`Stale`).
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = changeable_document(session, actor, document_id, version, replaces_id=replaces_id, now=now)
    check_validity(valid_from, valid_through)
    named = [target_named(session, actor, target=link) for link in dict.fromkeys(links)]
    document.title, document.kind = checked_title(title), kind
    document.valid_from, document.valid_through = valid_from, valid_through
    put_replaced(document, replaces_id)
    if particulars is not None:
        put_particulars(document, particulars)
    document.tags = document.tags if tags is None else normalized_tags(tags)
    document.reviewed_at, document.reviewed_by, document.version = now, actor.name, document.version + 1
    restrict_as_its_kind(session, document)
    _set_links(session, actor, document, named)
    _decide_findings(session, actor, document, now=now)
    learn_from(session, document, now=now)
    refresh_search(session, document)
    _record(session, actor, document, named, now=now)


def _record(session: Session, actor: Actor, document: Document, named: Sequence[Target], *, now: datetime) -> None:
    told = {"kind": document.kind.value, "belongs to": ", ".join(one.name for one in named)}
    record_document(session, actor, document, "reviewed", now, told)


def _set_links(session: Session, actor: Actor, document: Document, named: Sequence[Target]) -> None:
    """Make the links the actor sees exactly these."""
    wanted = {one.target: one for one in named}
    shown = links_of(session, actor, [document.id]).get(document.id, ())
    for link in shown:
        row = session.get_one(DocumentLink, link.document_link_id)
        target = LinkTarget(row.property_id, row.unit_id, row.tenancy_id, row.person_id)
        if wanted.pop(target, None) is None:
            session.delete(row)
    session.flush()
    for one in wanted.values():
        add_link(session, document, one)


def _decide_findings(session: Session, actor: Actor, document: Document, *, now: datetime) -> None:
    """Note of every proposal for a field, and of every record proposed, whether it was taken."""
    rows = session.exec(
        select(DocumentFinding)
        .where(
            DocumentFinding.document_version_id == current_edition(session, document.id),
            col(DocumentFinding.decision).is_(None),
        )
        .order_by(col(DocumentFinding.confidence).desc(), col(DocumentFinding.page), col(DocumentFinding.first))
    ).all()
    final, held = final_values(document), held_by(session, document)
    surest = {kind: next((one.id for one in rows if one.kind is kind), None) for kind in _OF_FIELDS}
    for row in rows:
        decision = _decision(row, final, held, is_surest=surest.get(row.kind) == row.id)
        if decision is not None:
            row.decision, row.decided_at, row.decided_by = decision, now, actor.name
            row.decided_value = final[row.kind] if decision is Decision.CORRECTED else ""


def _decision(
    row: DocumentFinding, final: dict[FindingKind, str], held: set[LinkTarget], *, is_surest: bool
) -> Decision | None:
    if row.kind not in _OF_FIELDS:
        return Decision.ACCEPTED if matched_target(row) in held else None
    if row.value.casefold() == final[row.kind].casefold():
        return Decision.ACCEPTED
    return Decision.CORRECTED if is_surest and final[row.kind] else Decision.DISMISSED
