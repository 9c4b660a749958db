"""Documents, their versions and files, what they belong to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from pm_app.documents.enums import DocumentKind, DocumentSource, ReadingOutcome, ScanState
from pm_app.kernel.tables import Table, cents, chosen, moment


class StoredFile(Table, table=True):
    """A content in the object store, under its SHA-256; the same content twice is one row."""

    __table_args__ = (
        UniqueConstraint("organization_id", "sha256"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_hexadecimal"),
        CheckConstraint("size_bytes >= 0", name="size_not_negative"),
        CheckConstraint("(scan = 'infected') = (virus <> '')", name="virus_of_infected"),
        Index("ix_stored_file_held_back", "scan", postgresql_where=text("scan in ('not scanned yet', 'infected')")),
    )

    sha256: str
    size_bytes: int = Field(sa_type=BigInteger)
    media_type: str
    stored_at: datetime = moment()
    # When the small picture of its first page, and its form as a PDF, were put beside it in the store.
    thumbnail_at: datetime | None = moment(default=None)
    view_at: datetime | None = moment(default=None)
    # Nothing of a content is handed out while it waits to be scanned for viruses, or holds one (`virus`, by its name).
    scan: ScanState = chosen(ScanState, default=ScanState.NOT_SCANNED)
    virus: str = ""
    scanned_at: datetime | None = moment(default=None)


class Document(Table, table=True):
    """What a file is to the office. `valid_through` is the last good day, included.

    Nobody has looked at it yet while `reviewed_at` is empty: it waits in the inbox. `restricted` says that only those
    who may view sensitive documents see it: as its kind is set, unless `restricted_by_hand` says otherwise. What is
    trashed is deleted later, never before its retention ends or while it is on legal hold.
    """

    __table_args__ = (
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("valid_from is null or valid_through is null or valid_from <= valid_through", name="in_order"),
        CheckConstraint("amount_cents is null or amount_cents >= 0", name="amount_not_negative"),
        CheckConstraint(
            "(legal_hold_at is null) = (legal_hold_reason = '')",
            name="legal_hold_has_a_reason",
        ),
        UniqueConstraint("request_key"),
        Index("ix_document_valid_through", "valid_through"),
        Index("ix_document_cancel_by_on", "cancel_by_on", postgresql_where=text("cancel_by_on is not null")),
        Index("ix_document_unreviewed", "filed_at", postgresql_where=text("reviewed_at is null")),
        Index("ix_document_trashed_at", "trashed_at", postgresql_where=text("trashed_at is not null")),
        Index("ix_document_reference", text("lower(reference)"), postgresql_where=text("reference <> ''")),
        Index("ix_document_tags", "tags", postgresql_using="gin"),
    )

    request_key: UUID
    title: str
    kind: DocumentKind = chosen(DocumentKind, default=DocumentKind.OTHER)
    tags: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    valid_from: date | None = None
    valid_through: date | None = None
    signed_on: date | None = None
    cancel_by_on: date | None = None
    auto_renews: bool = False
    reference: str = ""
    amount_cents: int | None = cents(default=None, nullable=True)
    fields: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    notes: str = ""
    replaces_id: UUID | None = Field(default=None, foreign_key="document.id", unique=True)
    # What it replaced before it was put away and another took that place; that one may be deleted for good meanwhile.
    lost_place_id: UUID | None = None
    filed_at: datetime = moment()
    filed_by_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    filed_by: str
    source: DocumentSource = chosen(DocumentSource, default=DocumentSource.UPLOAD)
    # The message a document was attached to.
    came_with_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    reviewed_at: datetime | None = moment(default=None)
    reviewed_by: str = ""
    restricted: bool = False
    restricted_by_hand: bool | None = None
    retention_until_by_hand: date | None = None
    legal_hold_at: datetime | None = moment(default=None)
    legal_hold_by: str = ""
    legal_hold_reason: str = ""
    archived_at: datetime | None = moment(default=None)
    trashed_at: datetime | None = moment(default=None)
    trashed_by: str = ""
    version: int = 1


class DocumentVersion(Table, table=True):
    """One edition of a document: a stored file, and how far its text could be read. The highest number is current."""

    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "ix_document_version_not_read", "document_id", postgresql_where=text("outcome is null or outcome <> 'read'")
        ),
    )

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
