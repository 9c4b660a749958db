"""Searches over a big library of papers, and filing into it, as the app itself does both."""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID, uuid4

from pm_app.access.queries import has_users
from pm_app.access.rules import CONSOLE
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.lexemes import STOP_WORDS
from pm_app.documents.queries.narrowing import EVERYTHING, DocumentFilter
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.runtime import run_now, running
from pm_app.schema import migrate
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.measures.engines import measure_engines
from tests.measures.library import fill
from tests.measures.library_texts import FREQUENT, LAST_ENDS, LAST_STEMS, PHRASES, Writer
from tests.measures.opening import Figures

TODAY = date(2026, 11, 1)
# Ten pages each; `make bench DOCUMENTS=100000` measures a million.
DOCUMENTS = int(os.environ.get("DOCUMENTS", "2000"))
TIMES = 60
FILED = 40


def measure_library(figures: Figures, data: Path, *, documents: int = DOCUMENTS) -> None:
    """Write a library of so many documents, search it and file into it; the yardstick is the smallest question."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place:
        migrate(str(place.owner_url), place.app_url)
        with running(settings, place.app_url):
            pages = fill(str(place.owner_url), documents=documents)
            ours = measure_searching(figures, f"{documents:,} documents, {pages:,} pages")
            measure_engines(figures, str(place.owner_url), kinds_of_searches(), ours)


def measure_searching(figures: Figures, said: str) -> dict[str, float]:
    """Time each kind of search, and filing, in the library that is there; return the 95th percentile of each kind."""
    ours: dict[str, float] = {}
    smallest = median(_timed(lambda: run_now(CONSOLE, has_users)) for _ in range(TIMES))
    figures.seconds(f"the smallest query ({said})", smallest, smallest, "the smallest query")
    for name, texts in kinds_of_searches().items():
        narrowed = DocumentFilter(kind=DocumentKind.INVOICE) if "narrowed" in name else EVERYTHING
        _ask(texts[0], narrowed)
        times = [_timed(lambda text=text, narrowed=narrowed: _ask(text, narrowed)) for text in texts]
        figures.seconds(f"search: {name}, median", median(times), smallest, "the smallest query")
        ours[name] = quantiles(times, n=20)[-1]
        figures.seconds(f"search: {name}, 95th percentile", ours[name], smallest, "the smallest query")
    filed, read = zip(*(_file(number) for number in range(FILED)), strict=True)
    for name, times in (("filing a document (row, index, audit)", filed), ("keeping the text of its page", read)):
        figures.seconds(f"{name}, median", median(times), smallest, "the smallest query")
        figures.seconds(f"{name}, 95th percentile", quantiles(times, n=20)[-1], smallest, "the smallest query")
    return ours


def kinds_of_searches() -> dict[str, list[str]]:
    """Return searches of each kind, the same at every run."""
    chance = random.Random(11)
    writer = Writer(5)
    commonest = [word for word in FREQUENT if word not in STOP_WORDS and len(word) > 3][:40]
    middling, rare = writer.words[400:3_000], writer.words[20_000:]

    def some(pick: Callable[[], str]) -> list[str]:
        return [pick() for _ in range(TIMES)]

    return {
        "the commonest words": some(lambda: chance.choice(commonest)),
        "two of the commonest words": some(lambda: " ".join(chance.sample(commonest, k=2))),
        "words of middling frequency": some(lambda: chance.choice(middling)),
        "two words of middling frequency": some(lambda: " ".join(chance.sample(middling, k=2))),
        "rare words": some(lambda: chance.choice(rare)),
        "a common and a rare word": some(lambda: f"{chance.choice(commonest)} {chance.choice(rare)}"),
        "phrases of the trade": some(lambda: f'"{chance.choice(PHRASES)}"'),
        "names as phrases": some(lambda: f'"{writer.name()}"'),
        "numbers of invoices": some(writer.invoice),
        "days": some(writer.day),
        "unfinished words": some(lambda: (chance.choice(LAST_STEMS) + chance.choice(LAST_ENDS))[:-2].lower()),
        "either of two, one excluded": some(
            lambda: f"{chance.choice(rare)} OR {chance.choice(middling)} -{chance.choice(commonest)}"
        ),
        "the commonest words, narrowed to a kind": some(lambda: chance.choice(commonest)),
        "words with a typing error": some(lambda: _mistyped(chance, chance.choice(middling))),
    }


def _mistyped(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("bdfgkpqvwxz") + word[at:]


def _ask(text: str, narrowed: DocumentFilter) -> None:
    run_now(CONSOLE, search_documents, text=text, today=TODAY, narrowed=narrowed)


def _file(number: int) -> tuple[float, float]:
    """File a document and keep the text of its one page; return how long each took."""
    content = sha256(f"filed {number} {uuid4()}".encode()).hexdigest()
    now = datetime.now(tz=UTC)
    filed: list[UUID] = []
    page = PageText(1, Writer(number).page(), ReadingMethod.TEXT_LAYER, 95)
    took = _timed(
        lambda: filed.append(
            run_now(
                CONSOLE,
                file_document,
                request_key=uuid4(),
                sha256=content,
                size_bytes=100_000,
                media_type="application/pdf",
                filename=f"Boiler report {number}.pdf",
                now=now,
            )
        )
    )
    edition = run_now(CONSOLE, document_details, document_id=filed[0], today=TODAY).current.document_version_id
    text = FileText(ReadingOutcome.READ, "", 1, (page,))
    kept = _timed(lambda: run_now(CONSOLE, record_text, document_version_id=edition, text=text, now=now))
    return took, kept


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
