"""A big library of papers, written straight into the tables: what the search is measured on."""

import json
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.lexemes import exact_words, folded, page_words
from pm_app.documents.queries.wording import searchable
from tests.measures.library_texts import Writer

SQL = Path(__file__).with_name("library.sql")
ENDED = datetime(2026, 10, 31, 12, tzinfo=UTC)
YEARS = 7
DOCUMENTS_AT_ONCE = 500
Chunk = list[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]
TAGS = ("heating", "urgent", "signed", "annual", "roof", "tax", "2024", "2025", "insurance", "archive box 12")
FREQUENT_KINDS = (DocumentKind.LEASE, DocumentKind.INVOICE, DocumentKind.NOTICE, DocumentKind.OTHER)


def fill(owner_url: str, *, documents: int) -> int:
    """Write so many documents with their pages and what finds them; returns how many pages there are."""
    parts = dict(part.split("\n", 1) for part in SQL.read_text().split("-- part: ")[1:])
    with psycopg.connect(owner_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(
            "select set_config('app.organization_id', (select id::text from organization limit 1), false)"
        )
        connection.execute(parts["before"].encode())
        # The next papers are thought up while the database still works on the last.
        with ThreadPoolExecutor(1) as alone:
            written: list[Future[int]] = []
            for chunk in _chunks(documents):
                written.append(alone.submit(_write, connection, parts["chunk"], chunk))
                if len(written) > 2:
                    written[-3].result()
        connection.execute(parts["after"].encode())
        connection.execute("vacuum analyze")
    return sum(one.result() for one in written)


def _write(connection: psycopg.Connection, statements: str, chunk: Chunk) -> int:
    pages = [page for _, its in chunk for page in its]
    with connection.transaction(), connection.cursor() as cursor:
        for table, rows in (("staged_document", [document for document, _ in chunk]), ("staged_page", pages)):
            with cursor.copy(f"copy {table} from stdin".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute(statements.encode())
    chunk.clear()
    return len(pages)


def _chunks(documents: int) -> Generator[Chunk]:
    writer = Writer(1)
    for first in range(0, documents, DOCUMENTS_AT_ONCE):
        numbers = range(first, min(documents, first + DOCUMENTS_AT_ONCE))
        yield [_document(writer, number, documents) for number in numbers]


def _document(writer: Writer, number: int, documents: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    filed_at = ENDED - timedelta(days=365 * YEARS) * (1 - number / documents)
    chance = writer.chance
    kinds = FREQUENT_KINDS if chance.random() < 0.6 else tuple(DocumentKind)
    kind = chance.choice(kinds)
    title = writer.title(kind.value, ("Alder Court", "Birch House", "signed", "original"))
    bodies = [writer.page() for _ in range(writer.pages())]
    tags = sorted(set(chance.sample(TAGS, k=chance.choice((0, 0, 1, 2)))))
    through = (filed_at + timedelta(days=chance.randrange(30, 900))).date() if chance.random() < 0.5 else None
    document_id = _id(filed_at, f"document {number}")
    sha = sha256(f"content {number}".encode()).hexdigest()
    document = (document_id, title, kind.value, "{" + ",".join(f'"{tag}"' for tag in tags) + "}", through, filed_at)
    document += (sha, searchable(title), folded(title), json.dumps(exact_words([*bodies, title])), number)
    document += (chance.randrange(2_000), chance.random(), len(bodies))
    pages = [
        (_id(filed_at, f"page {number}.{at}"), document_id, at, body, page_words(body))
        for at, body in enumerate(bodies, start=1)
    ]
    return document, pages


def _id(moment: datetime, name: str) -> UUID:
    """Return an id that sorts by the moment, as the ids of all rows do."""
    stamp = int(moment.timestamp() * 1_000).to_bytes(6, "big")
    return UUID(bytes=stamp + sha256(name.encode()).digest()[:10])
