"""What a document belongs to and what it replaces."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.noting import record_document
from pm_app.documents.queries.scope import Target, links_of, seen_document, target_named
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.kernel.errors import NotFound, Refused

MOST_LINKS = 50


class Unchanged(Enum):
    """What a form says of the document that is replaced when it did not ask: it stays the one it is."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED
Replaces = UUID | None | Unchanged


class AlreadyReplaced(Refused):
    """A document that another one replaces already, or that would replace itself."""


def link_document(session: Session, actor: Actor, *, document_id: UUID, target: LinkTarget, now: datetime) -> None:
    """Say that a document belongs to a thing; nothing happens when that is already said."""
    actor.must(Permission.FILE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    named = target_named(session, actor, target=target)
    if _has_link(session, document, target):
        return
    held = session.exec(select(DocumentLink.id).where(DocumentLink.document_id == document_id)).all()
    if len(held) >= MOST_LINKS:
        raise Refused(f"A document belongs to at most {MOST_LINKS} things. Remove one first.", field="target")
    add_link(session, document, named)
    refresh_search(session, document)
    record_audit(
        session,
        actor,
        did=f"linked to {named.name}",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=named.property_id,
        tenancy_id=target.tenancy_id,
    )


def unlink_document(
    session: Session, actor: Actor, *, document_id: UUID, document_link_id: UUID, now: datetime
) -> None:
    """Say that a document no longer belongs to a thing; refuses a link that is not there or not within scope."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    shown = links_of(session, actor, [document_id]).get(document_id, ())
    link = next((link for link in shown if link.document_link_id == document_link_id), None)
    if link is None:
        raise NotFound("The document does not belong to this any more. Reload the page.")
    session.delete(session.get_one(DocumentLink, document_link_id))
    refresh_search(session, document)
    record_audit(
        session,
        actor,
        did=f"unlinked from {link.name}",
        about_kind="document",
        about_id=document.id,
        about_name=document.title,
        now=now,
        property_id=link.property_id,
        tenancy_id=link.target_id if link.kind == "lease" else None,
    )


def set_replaced(session: Session, actor: Actor, *, document_id: UUID, replaces_id: UUID, now: datetime) -> None:
    """Say that a document replaces another one; refuses (`AlreadyReplaced`) one that is replaced by a third."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.replaces_id == replaces_id:
        return
    check_replaced(session, actor, replaces_id=replaces_id, document_id=document_id, now=now)
    document.replaces_id, document.lost_place_id, document.version = replaces_id, None, document.version + 1
    record_document(session, actor, document, "replaced the one before with", now, {"replaces": str(replaces_id)})


def let_place_go(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Say that a document which lost its place in a chain belongs to none; nothing happens to one that lost none."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.lost_place_id is not None:
        document.lost_place_id, document.version = None, document.version + 1
        record_document(session, actor, document, "said that it replaces nothing", now, {})


def add_link(session: Session, document: Document, named: Target) -> None:
    """Write the link, with the property it is in, for scope."""
    target = named.target
    session.add(
        DocumentLink(
            document_id=document.id,
            property_id=target.property_id,
            unit_id=target.unit_id,
            tenancy_id=target.tenancy_id,
            person_id=target.person_id,
            scope_property_id=named.property_id,
        )
    )
    session.flush()


def check_replaced(
    session: Session, actor: Actor, *, replaces_id: UUID, now: datetime, document_id: UUID | None = None
) -> None:
    """Refuse (`AlreadyReplaced`) replacing a document that has a successor in use, itself, or what replaces it in turn.

    A successor that was archived or thrown away gives up its place. The replaced document stays locked, so that of
    two successors at once the second is refused.
    """
    replaced = seen_document(session, actor, replaces_id, lock=True)
    successors = select(Document).where(Document.replaces_id == replaced.id).with_for_update()
    successor = session.exec(successors.execution_options(populate_existing=True)).first()
    if successor is not None and successor.id != document_id:
        _give_up_place(session, actor, successor, replaced, now=now)
    earlier: UUID | None = replaced.id
    while earlier is not None:
        if earlier == document_id:
            raise AlreadyReplaced("A document cannot replace itself.", field="replaces_id")
        earlier = session.exec(select(Document.replaces_id).where(Document.id == earlier)).first()


def _give_up_place(session: Session, actor: Actor, successor: Document, replaced: Document, *, now: datetime) -> None:
    if successor.archived_at is None and successor.trashed_at is None:
        raise AlreadyReplaced("Another document already replaces that one.", field="replaces_id")
    successor.replaces_id, successor.lost_place_id = None, replaced.id
    successor.version += 1
    # The new one can only be written once this one has let go.
    session.flush()
    told = {"replaced": replaced.title}
    record_document(session, actor, successor, "gave up its place to another document", now, told)


def _has_link(session: Session, document: Document, target: LinkTarget) -> bool:
    same = select(DocumentLink.id).where(
        DocumentLink.document_id == document.id,
        col(DocumentLink.property_id).is_not_distinct_from(target.property_id),
        col(DocumentLink.unit_id).is_not_distinct_from(target.unit_id),
        col(DocumentLink.tenancy_id).is_not_distinct_from(target.tenancy_id),
        col(DocumentLink.person_id).is_not_distinct_from(target.person_id),
    )
    return session.exec(same).first() is not None
