"""The text of pages, where its words stand, and the vocabulary of all of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from pm_app.documents.enums import ReadingMethod
from pm_app.kernel.tables import Table, chosen


class DocumentPage(Table, table=True):
    """The text of one page of a version, with its search vector."""

    __table_args__ = (
        UniqueConstraint("document_version_id", "number"),
        Index("ix_document_page_search", "search", postgresql_using="gin"),
        Index(
            "ix_document_page_poorly_read",
            "document_version_id",
            postgresql_where=text("method = 'ocr' and quality < 60"),
        ),
    )

    document_version_id: UUID = Field(foreign_key="document_version.id")
    document_id: UUID = Field(foreign_key="document.id", index=True)
    number: int
    body: str
    method: ReadingMethod = chosen(ReadingMethod)
    quality: int
    # Words and numbers as they are searched for, made by the action that writes the page.
    search: Any = Field(default=None, sa_column=Column(TSVECTOR, nullable=True))


class DocumentPageLayout(Table, table=True):
    """Where the words of a page stand that was read from its picture. `boxes` is packed by the rules of texts."""

    __table_args__ = (UniqueConstraint("document_page_id"),)

    document_page_id: UUID = Field(foreign_key="document_page.id", ondelete="CASCADE")
    boxes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SearchWord(Table, table=True):
    """A word that some page or title says, in lower case without accents: what typing errors are compared with."""

    __table_args__ = (
        UniqueConstraint("organization_id", "word"),
        Index("ix_search_word_word_trigrams", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    word: str
