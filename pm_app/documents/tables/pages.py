"""The text of pages, where its words stand, what documents are found by, and the vocabulary of all of it."""

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


class DocumentWords(Table, table=True):
    """What a document is found by: one narrow row, so that no more than it need be is read to find and to rank."""

    __table_args__ = (
        UniqueConstraint("document_id"),
        Index("ix_document_words_facts", "facts", postgresql_using="gin"),
        Index("ix_document_words_all", text("(said || facts)"), postgresql_using="gin"),
        Index(
            "ix_document_words_named_trigrams",
            "named",
            postgresql_using="gin",
            postgresql_ops={"named": "gin_trgm_ops"},
        ),
    )

    document_id: UUID = Field(foreign_key="document.id", ondelete="CASCADE")
    # Title, number and file name in lower case without accents, for parts of them; on a second line the names of what
    # it belongs to, which not everybody may see.
    named: str = ""
    # Title (A), kind and tags (B), notes and numbers (C), the names of what it belongs to (D).
    facts: Any = Field(sa_column=Column(TSVECTOR, nullable=False))
    # All words and codes of the current pages, as stems and as they are written, without their places.
    said: Any = Field(sa_column=Column(TSVECTOR, nullable=False, server_default=text("''")))


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
