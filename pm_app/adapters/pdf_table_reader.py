"""Read the tables of one PDF: `python -m pm_app.adapters.pdf_table_reader FILE`, one JSON object on standard output."""

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from pm_app.adapters.pdf_table_cells import Letter, cells_of_pages

_MEMORY_BYTES = 1_500 * 1024 * 1024
_CPU_SECONDS = 60
_DIE_WITH_PARENT = 1
_MOST_PAGES = 500
_PASSWORD = 4

_SAVE_AS = "Save the table as CSV or XLSX from the program it comes from."


class _Refusal(Exception):
    """A sentence about why there is nothing to read."""


def main() -> None:
    """Read the file under limits and say what was found, or why nothing was."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    try:
        told: dict[str, object] = {"lines": _lines(Path(sys.argv[1]))}
    except _Refusal as refusal:
        told = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(told))


def _lines(path: Path) -> list[list[str]]:
    document = _opened(path)
    if len(document) > _MOST_PAGES:
        raise _Refusal(f"The PDF has more than {_MOST_PAGES} pages. Part it, or save the table as CSV or XLSX.")
    try:
        pages = [list(_letters(document[number])) for number in range(len(document))]
    except PdfiumError as why:
        raise _Refusal(f"The PDF is damaged. {_SAVE_AS}") from why
    if not any(pages):
        raise _Refusal(f"The PDF is a scan: pictures of pages, without text to read. {_SAVE_AS}")
    lines = cells_of_pages(pages)
    if max((len(line) for line in lines), default=0) < 2:
        raise _Refusal(f"No table was found in the PDF. {_SAVE_AS}")
    return lines


def _opened(path: Path) -> PdfDocument:
    try:
        return PdfDocument(path)
    except PdfiumError as why:
        if pdfium.FPDF_GetLastError() == _PASSWORD:
            raise _Refusal("The PDF has a password. Save it without one, or save the table as CSV or XLSX.") from why
        raise _Refusal(f"The PDF is damaged. {_SAVE_AS}") from why


def _letters(page: PdfPage) -> Iterator[Letter]:
    """Yield every visible character with the room it takes in its line; y grows downward."""
    textpage = page.get_textpage()
    height = page.get_height()
    box = pdfium.FS_RECTF()
    for index in range(textpage.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if sign.isspace() or not sign.isprintable():
            continue
        if pdfium.FPDFText_GetLooseCharBox(textpage, index, box) and box.top > box.bottom:
            yield Letter(sign, box.left, box.right, height - box.top, height - box.bottom)
    textpage.close()
    page.close()


if __name__ == "__main__":
    main()
