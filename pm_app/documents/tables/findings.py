"""What the text of a document tells, proposed; and what was learned from the documents that were reviewed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.kernel.tables import Table, chosen, moment


class DocumentFinding(Table, table=True):
    """One thing the text of a document's current edition tells, with its place, and the record it seems to mean.

    `match_score` is 0–100; at most one of the four matches is set. `decided_value` is what was put instead.
    """

    __table_args__ = (
        CheckConstraint("num_nonnulls(property_id, unit_id, tenancy_id, person_id) <= 1", name="means_one_thing"),
        CheckConstraint("confidence between 0 and 100", name="confidence_in_percent"),
        CheckConstraint("match_score between 0 and 100", name="score_in_percent"),
        CheckConstraint("(decision is null) = (decided_at is null)", name="decided_at_a_moment"),
    )

    document_id: UUID = Field(foreign_key="document.id", index=True)
    document_version_id: UUID = Field(foreign_key="document_version.id", index=True)
    kind: FindingKind = chosen(FindingKind)
    value: str
    shown: str
    page: int
    first: int
    last: int
    confidence: int
    reason: str
    property_id: UUID | None = Field(default=None, foreign_key="property.id")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    match_score: int = 0
    match_reason: str = ""
    decision: Decision | None = chosen(Decision, default=None, nullable=True)
    decided_at: datetime | None = moment(default=None)
    decided_by: str = ""
    decided_value: str = ""


class DocumentLesson(Table, table=True):
    """What a reviewed document teaches: the words it is known by, and what people said it is.

    `labels` are the words that stood before each accepted value, by the kind of finding; `links` is what the document
    was said to belong to: `[["property", "<id>"], …]`.
    """

    __table_args__ = (
        UniqueConstraint("document_id"),
        Index("ix_document_lesson_words", "words", postgresql_using="gin"),
    )

    document_id: UUID = Field(foreign_key="document.id")
    words: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    kind: DocumentKind = chosen(DocumentKind)
    labels: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    links: list[Any] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'")))
    learned_at: datetime = moment()
