"""Changing several documents at once: their tags, their kind, what they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.linking import link_document
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import find_document_place
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.naming import LinkTarget, normalized_tags
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import Refused

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class ChangeOfSeveral:
    """What is to change: tags that are put on and taken off, a kind, a thing they belong to from now on."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    kind: DocumentKind | None = None
    target: LinkTarget | None = None


def change_several(
    session: Session, actor: Actor, *, document_ids: Sequence[UUID], change: ChangeOfSeveral, now: datetime
) -> int:
    """Change documents alike and return how many they are; all of them, or none when one is refused.

    Refuses none and more than 500 at once, a change that changes nothing, and (`NotFound`) what is out of scope.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    added, removed = normalized_tags(change.add_tags), set(normalized_tags(change.remove_tags))
    if not (added or removed or change.kind or change.target):
        raise Refused("Say what is to change: tags, the kind, or what they belong to.")
    chosen = checked_selection(document_ids)
    for document_id in chosen:
        document = seen_document(session, actor, document_id, lock=True)
        _change(session, actor, document, _tagged(document.tags, added, removed), change.kind or document.kind, now=now)
        if change.target is not None:
            link_document(session, actor, document_id=document_id, target=change.target, now=now)
    return len(chosen)


def trash_several(session: Session, actor: Actor, *, document_ids: Sequence[UUID], now: datetime) -> int:
    """Move documents to the trash and return how many they are; all of them, or none when one is refused."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    chosen = checked_selection(document_ids)
    for document_id in chosen:
        trash_document(session, actor, document_id=document_id, now=now)
    return len(chosen)


def checked_selection(document_ids: Iterable[UUID]) -> list[UUID]:
    """Return the chosen documents, each once, in the order in which they are locked; refuses none and too many."""
    chosen = sorted(set(document_ids))
    if not chosen:
        raise Refused("Choose the documents first.")
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE} documents are changed at once. Choose fewer.")
    return chosen


def _change(
    session: Session, actor: Actor, document: Document, tags: list[str], kind: DocumentKind, *, now: datetime
) -> None:
    before = {"tags": ", ".join(document.tags), "kind": document.kind.value}
    after = {"tags": ", ".join(tags), "kind": kind.value}
    if before == after:
        return
    document.tags, document.kind, document.version = tags, kind, document.version + 1
    restrict_as_its_kind(session, document)
    refresh_search(session, document)
    record_audit(
        session,
        actor,
        did="changed",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=find_document_place(session, actor, document_id=document.id),
        details={name: [before[name], after[name]] for name in before if before[name] != after[name]},
    )


def _tagged(tags: Sequence[str], added: Sequence[str], removed: set[str]) -> list[str]:
    return normalized_tags([*(tag for tag in tags if tag not in removed), *(tag for tag in added if tag not in tags)])
