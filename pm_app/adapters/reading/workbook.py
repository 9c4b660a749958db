"""Excel workbooks: one page per sheet, hidden sheets too; a very long sheet goes on over further pages."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from openpyxl import load_workbook

from pm_app.adapters.reading.package import opened
from pm_app.adapters.reading.page import Page, Source, Task

# a page beyond this is more than the index takes as one text
_SHEET_PAGE_CHARACTERS = 50_000


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield each sheet as lines of cells parted by tabs, the sheet's name on the first line of every page."""
    opened(source.content).close()
    workbook = load_workbook(io.BytesIO(source.content), read_only=True, data_only=True, keep_links=False)
    task.expect(len(workbook.worksheets))
    for sheet in workbook.worksheets:
        # the range a sheet claims is often wrong, and may be made to be
        sheet.reset_dimensions()
        yield from sheet_pages(sheet.title, sheet.iter_rows(values_only=True))


def sheet_pages(title: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Page]:
    """Yield the rows of a sheet as lines under its name, a page at a time."""
    lines = [title]
    length = 0
    continued = False
    for row in rows:
        line = "\t".join(_shown(value) for value in row).rstrip("\t")
        if not line.strip():
            continue
        if length + len(line) > _SHEET_PAGE_CHARACTERS:
            yield Page("\n".join(lines))
            lines, length, continued = [title], 0, True
        lines.append(line)
        length += len(line)
    if length or not continued:
        yield Page("\n".join(lines))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).replace("\t", " ")
