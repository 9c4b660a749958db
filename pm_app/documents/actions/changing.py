"""Changing what is known of a document; putting it away and taking it out again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.filing import checked_title
from pm_app.documents.actions.indexing import refresh_search
from pm_app.documents.actions.learning import learn_from
from pm_app.documents.actions.linking import Replaces, Unchanged, check_replaced
from pm_app.documents.actions.noting import record_document
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.fields import all_fields
from pm_app.documents.queries.scope import seen_document
from pm_app.documents.rules.fields import Value, changed_values
from pm_app.documents.rules.naming import LONGEST_NOTES, LONGEST_REFERENCE, normalized_tags
from pm_app.documents.rules.standing import check_validity
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.money import LARGEST_AMOUNT_CENTS, in_dollars


@dataclass(frozen=True)
class Particulars:
    """What else is written on a document: its number, its amount, when it was signed, until when it is canceled."""

    reference: str = ""
    amount_cents: int | None = None
    signed_on: date | None = None
    cancel_by_on: date | None = None
    auto_renews: bool = False


def change_document(
    session: Session,
    actor: Actor,
    *,
    document_id: UUID,
    version: int,
    title: str,
    kind: DocumentKind,
    tags: Iterable[str],
    notes: str,
    valid_from: date | None,
    valid_through: date | None,
    replaces_id: Replaces,
    now: datetime,
    particulars: Particulars | None = None,
    fields: Mapping[str, Value | None] | None = None,
) -> None:
    """Change the facts of a document. `valid_through` is the last good day, included.

    Particulars and fields that are not given stay as they are, and so does what it replaces when that is `UNCHANGED`.
    Refuses a document somebody else changed meanwhile (`Stale`), one that would expire before it is valid, and values
    that are not what their field holds.
    """
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = changeable_document(session, actor, document_id, version, replaces_id=replaces_id, now=now)
    check_validity(valid_from, valid_through)
    before = _facts(document)
    document.title, document.kind, document.tags = checked_title(title), kind, normalized_tags(tags)
    document.notes = cleaned(notes, longest=LONGEST_NOTES, field="notes", name="The note")
    document.valid_from, document.valid_through = valid_from, valid_through
    put_replaced(document, replaces_id)
    if particulars is not None:
        put_particulars(document, particulars)
    if fields is not None:
        document.fields = changed_values(all_fields(session), kind, document.fields, fields)
    restrict_as_its_kind(session, document)
    document.version += 1
    learn_from(session, document, now=now)
    refresh_search(session, document)
    record_document(session, actor, document, "changed", now, _changed(before, _facts(document)))


def changeable_document(
    session: Session, actor: Actor, document_id: UUID, version: int, *, replaces_id: Replaces, now: datetime
) -> Document:
    """Return the document, locked, to be changed; refuses one changed meanwhile (`Stale`) or replacing wrongly."""
    document = seen_document(session, actor, document_id, lock=True)
    if document.version != version:
        raise Stale("Somebody else changed this document meanwhile. Reload the page and look again.")
    if isinstance(replaces_id, UUID) and replaces_id != document.replaces_id:
        check_replaced(session, actor, replaces_id=replaces_id, document_id=document_id, now=now)
    return document


def put_replaced(document: Document, replaces_id: Replaces) -> None:
    """Write what a document replaces, checked before, unless nobody said anything of it."""
    if not isinstance(replaces_id, Unchanged):
        document.replaces_id = replaces_id
        if replaces_id is not None:
            document.lost_place_id = None


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what was and is of every fact that differs."""
    names = [name for name in {**after, **before} if before.get(name, "") != after.get(name, "")]
    return {name: [before.get(name, ""), after.get(name, "")] for name in names}


def archive_document(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Put a document away: it leaves lists, search and reminders; file and text are kept."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.archived_at is None:
        document.archived_at, document.version = now, document.version + 1
        record_document(session, actor, document, "archived", now, {})


def restore_document(session: Session, actor: Actor, *, document_id: UUID, now: datetime) -> None:
    """Take an archived document out again."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    document = seen_document(session, actor, document_id, lock=True)
    if document.archived_at is not None:
        document.archived_at, document.version = None, document.version + 1
        record_document(session, actor, document, "restored", now, {})


def _facts(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "kind": document.kind.value,
        "tags": ", ".join(document.tags),
        "notes": document.notes,
        "valid from": document.valid_from.isoformat() if document.valid_from else "",
        "valid through": document.valid_through.isoformat() if document.valid_through else "",
        "replaces": str(document.replaces_id or ""),
        "reference": document.reference,
        "amount": in_dollars(document.amount_cents) if document.amount_cents is not None else "",
        "signed on": document.signed_on.isoformat() if document.signed_on else "",
        "cancel by": document.cancel_by_on.isoformat() if document.cancel_by_on else "",
        "renews automatically": document.auto_renews,
        **document.fields,
    }


def put_particulars(document: Document, particulars: Particulars) -> None:
    """Write the particulars into a document; refuses a negative amount and a number that is too long."""
    cents = particulars.amount_cents
    if cents is not None and not 0 <= cents <= LARGEST_AMOUNT_CENTS:
        raise Refused("Enter an amount of at least $0.00, or none.", field="amount")
    reference = cleaned(particulars.reference, longest=LONGEST_REFERENCE, field="reference", name="The number")
    document.reference, document.amount_cents = " ".join(reference.split()), cents
    document.signed_on, document.cancel_by_on = particulars.signed_on, particulars.cancel_by_on
    document.auto_renews = particulars.auto_renews
