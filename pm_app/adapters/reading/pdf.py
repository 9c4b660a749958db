"""PDF files: the text layer by pdfium, scans by OCR, broken files repaired or read by the slower, tougher library."""

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdfium2 import PdfDocument, PdfiumError

from pm_app.adapters.reading.ocr import ScanReader
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.pdf_page import is_scan, layer_text, picture_of
from pm_app.adapters.reading.pdf_repair import LOCKED, candidates
from pm_app.adapters.reading.wording import clean, letters_in, quality
from pm_app.documents.enums import ReadingMethod

_DAMAGED = "The file is damaged: no page of it could be opened."


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the pages with a text layer in order, then the scanned ones as far as time allows.

    A careful task never touches pdfium: it goes on where pdfium brought the reader down.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    document = None if task.careful else opened(source.content, task)
    if document is None:
        yield from _slowly(source.content, task)
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
    for candidate in candidates(content, task):
        try:
            document = PdfDocument(candidate)
        except PdfiumError:
            continue
        if len(document):
            if document.get_formtype():
                document.init_forms()
            return document
    return None


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


def _slowly(content: bytes, task: Task) -> Iterator[Page]:
    """Yield what pypdf makes of the pages that are not read yet: no OCR, but few files bring it down."""
    document = PdfReader(io.BytesIO(content), strict=False)
    try:
        count = len(document.pages)
    except FileNotDecryptedError as error:
        raise Unreadable(LOCKED) from error
    except Exception as error:
        raise Unreadable(_DAMAGED) from error
    if not count:
        raise Unreadable(_DAMAGED)
    task.expect(count)
    for number in range(1, count + 1):
        if number in task.done:
            continue
        try:
            text = document.pages[number - 1].extract_text()
        except MemoryError:
            raise
        except Exception:
            # pypdf raises whatever the broken part of the page made it trip over
            text = ""
            task.lacks(f"Page {number} is damaged and could not be read.")
        yield Page(text, ReadingMethod.TEXT_LAYER, number)
