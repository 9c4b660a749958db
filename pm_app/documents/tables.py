"""Documents, their versions and files, their text, what they belong to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlmodel import Field

from pm_app.documents.enums import DocumentKind, ReadingMethod, ReadingOutcome
from pm_app.kernel.tables import Table, chosen, moment


class StoredFile(Table, table=True):
    """A content in the object store, under its SHA-256; the same content twice is one row."""

    __table_args__ = (
        UniqueConstraint("organization_id", "sha256"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_hexadecimal"),
        CheckConstraint("size_bytes >= 0", name="size_not_negative"),
    )

    sha256: str
    size_bytes: int = Field(sa_type=BigInteger)
    media_type: str
    stored_at: datetime = moment()


class Document(Table, table=True):
    """What a file is to the office. `valid_through` is the last good day, included."""

    __table_args__ = (
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("valid_from is null or valid_through is null or valid_from <= valid_through", name="in_order"),
        UniqueConstraint("request_key"),
        Index("ix_document_valid_through", "valid_through"),
        Index("ix_document_tags", "tags", postgresql_using="gin"),
        Index("ix_document_search", "search", postgresql_using="gin"),
    )

    request_key: UUID
    title: str
    kind: DocumentKind = chosen(DocumentKind, default=DocumentKind.OTHER)
    tags: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    valid_from: date | None = None
    valid_through: date | None = None
    notes: str = ""
    replaces_id: UUID | None = Field(default=None, foreign_key="document.id", unique=True)
    filed_at: datetime = moment()
    filed_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    filed_by: str
    archived_at: datetime | None = moment(default=None)
    version: int = 1
    # Kept in step by the actions, in the transaction of the change: title, kind, tags, notes, names, all pages.
    search: Any = Field(default=None, sa_column=Column(TSVECTOR, nullable=True))


class DocumentVersion(Table, table=True):
    """One edition of a document: a stored file, and how far its text could be read. The highest number is current."""

    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: UUID = Field(foreign_key="document.id", index=True)
    number: int = 1
    stored_file_id: UUID = Field(foreign_key="stored_file.id", index=True)
    filename: str
    added_at: datetime = moment()
    added_by: str
    read_at: datetime | None = moment(default=None)
    outcome: ReadingOutcome | None = chosen(ReadingOutcome, default=None, nullable=True)
    outcome_reason: str = ""
    page_count: int | None = None


class DocumentPage(Table, table=True):
    """The text of one page of a version, with its search vector."""

    __table_args__ = (
        UniqueConstraint("document_version_id", "number"),
        Index("ix_document_page_search", "search", postgresql_using="gin"),
    )

    document_version_id: UUID = Field(foreign_key="document_version.id")
    document_id: UUID = Field(foreign_key="document.id", index=True)
    number: int
    body: str
    method: ReadingMethod = chosen(ReadingMethod)
    quality: int
    # Words and numbers as they are searched for, made by the action that writes the page.
    search: Any = Field(default=None, sa_column=Column(TSVECTOR, nullable=True))


class DocumentLink(Table, table=True):
    """What a document belongs to: exactly one property, unit, tenancy or person per row; several rows are fine."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(property_id, unit_id, tenancy_id, person_id) = 1", name="to_one_thing"),
        UniqueConstraint(
            "document_id", "property_id", "unit_id", "tenancy_id", "person_id", postgresql_nulls_not_distinct=True
        ),
    )

    document_id: UUID = Field(foreign_key="document.id", index=True)
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    # The property the linked thing is in, for scope; None for a person.
    scope_property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
