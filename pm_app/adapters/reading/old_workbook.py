"""Excel files of the old kind (.xls): one page per sheet, as of the new kind."""

import io
from collections.abc import Iterator

import python_calamine as calamine

from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.workbook import sheet_pages


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield each sheet as lines of cells parted by tabs, hidden sheets too."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.content))
    except calamine.PasswordError as error:
        raise Unreadable("The file is protected with a password. Remove the password and file it again.") from error
    task.expect(len(workbook.sheet_names))
    for name in workbook.sheet_names:
        yield from sheet_pages(name, (tuple(row) for row in workbook.get_sheet_by_name(name).iter_rows()))
