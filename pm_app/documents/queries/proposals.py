"""What is proposed for a document: from its text, from what earlier documents like it were, from our records."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.conditions import is_replaced
from pm_app.documents.queries.findings import (
    FindingRow,
    LinkProposal,
    current_edition,
    findings_of,
    link_target,
    seen_target,
)
from pm_app.documents.queries.held_values import Proposed, held_first, held_kind, held_predecessor
from pm_app.documents.queries.lessons import Lesson, nearest_lessons
from pm_app.documents.queries.scope import seen_document, visible
from pm_app.documents.rules.kinds import INSURANCE_KINDS, insurance_valid_through
from pm_app.documents.rules.lessons import shared
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.titles import says_nothing, title_of
from pm_app.documents.rules.understanding.labels import day_after_label
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.pages import DocumentPage

LEAST_PROPOSED = 50
LEAST_CHOSEN = 80
DATE_KINDS = (
    FindingKind.EFFECTIVE_ON,
    FindingKind.EXPIRES_ON,
    FindingKind.SIGNED_ON,
    FindingKind.NOTICE_ON,
    FindingKind.DATED_ON,
)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a document, field by field; None where nothing is believed enough.

    What it has already goes before what is proposed. `title` is the one it has, unless that is only what a scanner
    counts.

    `valid_through` is the last good day: for insurance the day before the printed expiration. `replaces` is the
    document this one replaces, or one of the same number that it may follow. `version` is what `review_document`
    wants back.
    """

    document_id: UUID
    version: int
    title: str
    kind: Proposed | None
    valid_from: Proposed | None
    valid_through: Proposed | None
    signed_on: Proposed | None
    cancel_by_on: Proposed | None
    reference: Proposed | None
    amount_cents: Proposed | None
    auto_renews: bool
    links: tuple[LinkProposal, ...]
    replaces: tuple[UUID, str] | None
    like: str
    findings: tuple[FindingRow, ...] = field(default=(), repr=False)


def proposal_for(session: Session, actor: Actor, *, document_id: UUID) -> Proposal:
    """Return what is proposed for a document: what it has, or the best found, corrected by what others like it were."""
    actor.must(Permission.VIEW_DOCUMENTS)
    document = seen_document(session, actor, document_id)
    findings = findings_of(session, actor, document_id=document_id)
    open_findings = [one for one in findings if one.decision is not Decision.DISMISSED]
    pages = _pages(session, document.id)
    first_page = pages[min(pages)] if pages else ""
    lessons = nearest_lessons(session, actor, first_page=first_page, besides=document.id)
    kind = held_kind(document, _kind(open_findings, lessons))
    reference = held_first(document.reference, _best(open_findings, FindingKind.REFERENCE))
    days = {one: _date(open_findings, one, lessons, pages) for one in DATE_KINDS}
    meant = DocumentKind(kind.value) if kind else document.kind
    links = _links(session, actor, open_findings, lessons)
    return Proposal(
        document_id=document.id,
        version=document.version,
        title=_title(document, kind, open_findings, links),
        kind=kind,
        valid_from=held_first(document.valid_from, days[FindingKind.EFFECTIVE_ON]),
        valid_through=held_first(document.valid_through, last_good_day(days[FindingKind.EXPIRES_ON], meant)),
        signed_on=held_first(document.signed_on, days[FindingKind.SIGNED_ON]),
        cancel_by_on=held_first(document.cancel_by_on, days[FindingKind.NOTICE_ON]),
        reference=reference,
        amount_cents=held_first(document.amount_cents, _best(open_findings, FindingKind.TOTAL)),
        auto_renews=document.auto_renews or any("renews automatically" in one.reason for one in open_findings),
        links=links,
        replaces=held_predecessor(session, actor, document)
        or _earlier(session, actor, document, reference.value if reference else "", meant),
        like=lessons[0].title if lessons else "",
        findings=findings,
    )


def _title(
    document: Document, kind: Proposed | None, findings: Sequence[FindingRow], links: Sequence[LinkProposal]
) -> str:
    """Return the title a document has, or, where that is a scanner's, one of what it is, of whom, and when."""
    if kind is None or not says_nothing(document.title):
        return document.title
    named = [_best(findings, what) for what in (FindingKind.ORGANIZATION, FindingKind.PERSON)]
    known = [link.name for link in links if link.chosen] + [one.value for one in named if one]
    days = [_best(findings, what) for what in (FindingKind.DATED_ON, FindingKind.EFFECTIVE_ON, FindingKind.SIGNED_ON)]
    day = next((date.fromisoformat(one.value) for one in days if one), None)
    return title_of(kind.value, known[0] if known else "", day)


def last_good_day(printed: Proposed | None, kind: DocumentKind) -> Proposed | None:
    """Return the last good day for a printed expiration: for insurance the day before, as policies end at midnight."""
    if printed is None or kind not in INSURANCE_KINDS:
        return printed
    day = insurance_valid_through(date.fromisoformat(printed.value))
    reason = f"{printed.reason}; the policy ends as {printed.value} begins"
    return Proposed(day.isoformat(), printed.confidence, reason, printed.page, printed.first, printed.last)


def _pages(session: Session, document_id: UUID) -> dict[int, str]:
    edition = current_edition(session, document_id)
    rows = session.exec(
        select(DocumentPage.number, DocumentPage.body)
        .where(col(DocumentPage.document_version_id) == edition)
        .order_by(col(DocumentPage.number))
    )
    return {number: body for number, body in rows if body.strip()}


def _as_proposed(one: FindingRow) -> Proposed:
    value, sure = (one.decided_value or one.value), (99 if one.decision else one.confidence)
    return Proposed(value, sure, one.reason, one.page if one.last else 0, one.first, one.last)


def _best(findings: Sequence[FindingRow], kind: FindingKind) -> Proposed | None:
    likely = [one for one in findings if one.kind is kind and one.confidence >= LEAST_PROPOSED]
    decided = [one for one in likely if one.decision in (Decision.ACCEPTED, Decision.CORRECTED)]
    return _as_proposed((decided or likely)[0]) if likely else None


def _kind(findings: Sequence[FindingRow], lessons: Sequence[Lesson]) -> Proposed | None:
    told = _best(findings, FindingKind.KIND)
    if not lessons:
        return told
    near = lessons[0]
    sure = min(98, 40 + near.likeness * 6 // 10)
    if told is not None and told.value != near.kind.value and told.confidence > sure:
        return told
    agreed = told is not None and told.value == near.kind.value
    reason = f"Like “{near.title}”, filed as {near.kind.value}"
    return Proposed(near.kind.value, max(sure, told.confidence if told and agreed else 0), reason)


def _date(
    findings: Sequence[FindingRow], kind: FindingKind, lessons: Sequence[Lesson], pages: dict[int, str]
) -> Proposed | None:
    """Return the day of a kind: after the words that stood before it in documents like this one, or else the surest."""
    for lesson in lessons:
        label = lesson.labels.get(kind.value, "")
        one = day_after_label(pages, label) if label else None
        if one is not None:
            sure = min(97, 60 + lesson.likeness * 4 // 10)
            reason = f"Like “{lesson.title}”: after “{label}”"
            return Proposed(one.day.isoformat(), sure, reason, one.sheet.page, one.first, one.last)
    return _best(findings, kind)


def _links(
    session: Session, actor: Actor, findings: Sequence[FindingRow], lessons: Sequence[Lesson]
) -> tuple[LinkProposal, ...]:
    """Return the records a document may belong to, the surest first, with those chosen that are sure enough.

    A lease implies its unit and property, a unit its property: the others are told, not chosen.
    """
    found: dict[LinkTarget, LinkProposal] = {}
    for one in findings:
        if one.match is not None and one.match.score > found.get(one.match.target, _NOTHING).score:
            found[one.match.target] = one.match
    for link in _of_lessons(session, actor, lessons):
        found.setdefault(link.target, link)
    ordered = sorted(found.values(), key=lambda one: (_CLOSEST.index(one.kind), -one.score, one.name))
    taken: dict[str, set[UUID | None]] = {}
    links: list[LinkProposal] = []
    for one in ordered:
        chosen = one.score >= LEAST_CHOSEN and not _implied(one, taken)
        if chosen:
            taken.setdefault(one.kind, set()).add(one.property_id)
        links.append(replace(one, chosen=chosen))
    return tuple(sorted(links, key=lambda one: (not one.chosen, -one.score, one.name)))


def _implied(link: LinkProposal, taken: dict[str, set[UUID | None]]) -> bool:
    """Tell whether something closer of the same property is taken, or, of leases and units, another at all."""
    if link.kind == "person":
        return False
    if link.kind in ("lease", "unit"):
        return "lease" in taken or "unit" in taken
    return any(link.property_id in several for several in taken.values())


_CLOSEST = ("lease", "unit", "property", "person")
_NOTHING = LinkProposal(LinkTarget(property_id=UUID(int=0)), "property", "", 0, "")


def _of_lessons(session: Session, actor: Actor, lessons: Sequence[Lesson]) -> list[LinkProposal]:
    """Return what most of the nearest documents belong to: a sender's papers mostly belong to the same."""
    near = [one for one in lessons if one.likeness >= 55]
    links: list[LinkProposal] = []
    counted = shared([[(kind, str(target)) for kind, target in one.links] for one in near])
    for (kind, target_id), count in counted.items():
        if count * 2 <= len(near) and count != len(near):
            continue
        target = link_target(kind, UUID(target_id))
        named = seen_target(session, actor, target)
        if named is not None:
            score = near[0].likeness * count // len(near) - 5
            links.append(
                LinkProposal(target, kind, named.name, max(1, score), f"Like “{near[0].title}”", named.property_id)
            )
    return links


def _earlier(
    session: Session, actor: Actor, document: Document, reference: str, kind: DocumentKind
) -> tuple[UUID, str] | None:
    """Return the newest document of the same kind and number that nothing replaces yet."""
    if not reference:
        return None
    return session.exec(
        select(Document.id, Document.title)
        .where(
            func.lower(col(Document.reference)) == reference.lower(),
            col(Document.reference) != "",
            Document.kind == kind,
            col(Document.id) != document.id,
            col(Document.archived_at).is_(None),
            ~is_replaced(),
            visible(actor),
        )
        .order_by(col(Document.filed_at).desc())
        .limit(1)
    ).first()
