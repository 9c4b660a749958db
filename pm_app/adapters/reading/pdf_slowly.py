"""PDF files read by the slower, tougher library (pypdf), where the fast one does not open them or is brought down."""

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from pm_app.adapters.reading.page import Page, Task, Unreadable
from pm_app.adapters.reading.pdf_repair import LOCKED
from pm_app.documents.enums import ReadingMethod

_DAMAGED = "The file is damaged: no page of it could be opened."


def pages(content: bytes, task: Task) -> Iterator[Page]:
    """Yield what pypdf makes of the pages that are not read yet: no OCR, but few files bring it down."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
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
