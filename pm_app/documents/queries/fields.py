"""The fields of the office's own, and what documents say in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.fields import FieldFacts, Kept, searched_value, shown_value
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.kinds import DocumentField


@dataclass(frozen=True)
class FieldValue:
    """A field with what a document says in it: as it is kept (None: nothing), and as people read it."""

    field: FieldFacts
    kept: Kept | None
    shown: str


def document_fields(session: Session, actor: Actor, *, kind: DocumentKind | None = None) -> list[FieldFacts]:
    """Return the fields of the office's own, of a kind of document if one is named, by name."""
    actor.must(Permission.VIEW_DOCUMENTS)
    return [field for field in all_fields(session) if kind is None or field.applies_to(kind)]


def all_fields(session: Session) -> list[FieldFacts]:
    """Return every field in use, by name."""
    wanted = select(DocumentField).where(col(DocumentField.removed_at).is_(None))
    return sorted((_facts(field) for field in session.exec(wanted)), key=lambda field: field.name.casefold())


def field_values(session: Session, kind: DocumentKind, kept: Mapping[str, Kept]) -> tuple[FieldValue, ...]:
    """Return what a document of a kind says in each of its fields, those it leaves empty too."""
    return tuple(
        FieldValue(field, kept.get(field.key), shown_value(field, kept[field.key]) if field.key in kept else "")
        for field in all_fields(session)
        if field.applies_to(kind)
    )


def field_words(session: Session, document: Document) -> str:
    """Return what a document is found by because of its fields: for the index."""
    if not document.fields:
        return ""
    values = field_values(session, document.kind, document.fields)
    return " . ".join(searched_value(value.field, value.kept) for value in values if value.kept is not None)


def _facts(field: DocumentField) -> FieldFacts:
    kinds = tuple(DocumentKind(kind) for kind in field.kinds)
    return FieldFacts(field.id, field.key, field.name, field.field_kind, kinds, tuple(field.choices), field.version)
