"""PDF files: the text layer by pdfium, scans by OCR, broken files repaired or read by the slower, tougher library."""

import importlib
from collections.abc import Iterator
from typing import Any

from pypdfium2 import PdfDocument, PdfiumError

from pm_app.adapters.reading.ocr import ScanReader
from pm_app.adapters.reading.page import Page, Source, Task
from pm_app.adapters.reading.pdf_page import is_scan, layer_text, picture_of
from pm_app.adapters.reading.wording import clean, letters_in, quality
from pm_app.documents.enums import ReadingMethod


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the pages with a text layer in order, then the scanned ones as far as time allows.

    A careful task never touches pdfium: it goes on where pdfium brought the reader down.
    """
    document = None if task.careful else opened(source.content, task)
    if document is None:
        yield from _loaded("pdf_slowly").pages(source.content, task)
        return
    task.expect(len(document))
    scans: dict[int, str] = {}
    damaged: list[int] = []
    texts = 0
    for number in range(1, min(len(document), task.max_pages + 1) + 1):
        try:
            page = document[number - 1]
            text = clean(layer_text(page))
            scanned = is_scan(page, text)
            page.close()
        except PdfiumError:
            damaged.append(number)
            text, scanned = "", False
        if scanned:
            scans[number] = text
        else:
            texts += bool(text)
            yield Page(text, ReadingMethod.TEXT_LAYER, number)
    if damaged:
        task.lacks(_not_opened(damaged))
    elif not texts and not scans:
        task.remark = "The file opens well, but its pages are empty."
    yield from _scanned(document, scans, task)


def _not_opened(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]:,} is damaged and could not be opened."
    some = ", ".join(f"{number:,}" for number in numbers[:5])
    more = f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else ""
    return f"Pages {some}{more} are damaged and could not be opened."


def opened(content: bytes, task: Task) -> PdfDocument | None:
    """Return the document, repaired where that is needed; None when pdfium cannot open it at all."""
    document = _tried(content)
    if document is None:
        found = map(_tried, _loaded("pdf_repair").repaired(content, task))
        document = next((each for each in found if each is not None), None)
    return document


def _tried(content: bytes) -> PdfDocument | None:
    try:
        document = PdfDocument(content)
    except PdfiumError:
        return None
    if not len(document):
        return None
    if document.get_formtype():
        document.init_forms()
    return document


def _loaded(name: str) -> Any:
    # what few files need is not loaded for every one of them
    return importlib.import_module(f"pm_app.adapters.reading.{name}")


def _scanned(document: PdfDocument, scans: dict[int, str], task: Task) -> Iterator[Page]:
    """Yield the pages without a useful text layer as OCR sees them, keeping the layer where OCR does no better."""
    if not scans:
        return
    reader = ScanReader(task)
    unread = 0
    for number, layer in scans.items():
        if not reader.is_ready():
            unread += 1
            yield Page(layer, ReadingMethod.TEXT_LAYER, number)
            continue
        try:
            seen = reader.page_of(picture_of(document[number - 1]), number)
        except (PdfiumError, ValueError):
            task.lacks(f"Page {number} is damaged and could not be drawn.")
            seen = Page("", ReadingMethod.OCR, number)
        yield Page(layer, ReadingMethod.TEXT_LAYER, number) if _worth(layer) > _worth(seen.text) else seen
    if unread:
        task.lacks(reader.why_not(unread, len(scans)))


def _worth(text: str) -> int:
    return letters_in(text) * quality(text)
