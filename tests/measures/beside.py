"""The same searches over the same pages in SQLite's FTS5 and, where that library is there, in tantivy.

Runs by itself, with any Python: `python tests/measures/beside.py pages.csv searches.json folder [fts5|tantivy]`. The
pages are lines of document, number, text; the searches a list of texts by their kind. What comes out is how long the
building took, and the median and 95th percentile of each kind in seconds.
"""

import csv
import importlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

Ask = Callable[[str], object]


def main(pages: str, searches: str, folder: str, which: str) -> None:
    """Build the index, search it, and write what came out as JSON."""
    csv.field_size_limit(10_000_000)
    build = {"fts5": _fts5, "tantivy": _tantivy}[which]
    started = perf_counter()
    ask = build(Path(folder), _rows(pages))
    told: dict[str, Any] = {"index": which, "built in": perf_counter() - started, "searches": {}}
    for kind, texts in json.loads(Path(searches).read_text()).items():
        ask(texts[0])
        times = [_timed(ask, text) for text in texts]
        told["searches"][kind] = [median(times), quantiles(times, n=20)[-1]]
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


def _rows(pages: str) -> Iterator[list[str]]:
    with Path(pages).open(newline="") as file:
        yield from csv.reader(file)


def _timed(ask: Ask, text: str) -> float:
    started = perf_counter()
    ask(text)
    return perf_counter() - started


def _fts5(folder: Path, rows: Iterator[list[str]]) -> Ask:
    connection = sqlite3.connect(folder / "pages.sqlite")
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute(
        "create virtual table pages using fts5(document unindexed, number unindexed, body,"
        " tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.executemany("insert into pages values (?, ?, ?)", rows)
    connection.execute("insert into pages (pages) values ('optimize')")
    connection.commit()
    best = (
        "select document, number, snippet(pages, 2, '[', ']', '…', 40) from pages where pages match ?"
        " order by rank limit 20"
    )

    def ask(text: str) -> object:
        query = _for_fts5(text)
        many = connection.execute("select count(*) from pages where pages match ?", (query,)).fetchone()
        return many, connection.execute(best, (query,)).fetchall()

    return ask


def _for_fts5(text: str) -> str:
    if text.startswith('"') or " OR " in text:
        return text.replace(" -", " NOT ")
    return " ".join('"' + word + '"' for word in text.split())


def _tantivy(folder: Path, rows: Iterator[list[str]]) -> Ask:
    tantivy = importlib.import_module("tantivy")
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", stored=True, tokenizer_name="raw")
    builder.add_text_field("number", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    schema = builder.build()
    (folder / "tantivy").mkdir(exist_ok=True)
    index = tantivy.Index(schema, path=str(folder / "tantivy"))
    writer = index.writer(300_000_000, 1)
    for document, number, body in rows:
        writer.add_document(tantivy.Document(document=document, number=number, body=body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> object:
        wanted = text if text.startswith('"') or " OR " in text else " ".join(f'+"{word}"' for word in text.split())
        query = index.parse_query(wanted, ["body"])
        found = searcher.search(query, 20, count=True)
        marks = tantivy.SnippetGenerator.create(searcher, query, schema, "body")
        return found.count, [marks.snippet_from_doc(searcher.doc(address)).to_html() for _, address in found.hits]

    return ask


if __name__ == "__main__":
    main(*sys.argv[1:5])
