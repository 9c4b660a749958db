"""A list as a file: a spreadsheet, a paper, or comma-separated text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.kernel.errors import NotFound, Refused
from pm_app.lists.asked import Asked, ExportedList
from pm_app.lists.every import LISTS
from pm_app.papers import table_pdf
from pm_app.ports import Cell, SheetColumn, TableReport
from pm_app.runtime import workbook

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# More would fill hundreds of sheets, and whoever wants it all wants it in a spreadsheet.
MOST_CELLS_ON_PAPER = 40_000
# A spreadsheet takes a text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that a CSV file is UTF-8


@dataclass(frozen=True)
class ListFile:
    """A list as a file: its name, its kind and its content; how many rows are in it, which a CSV does not tell."""

    title: str
    filename: str
    media_type: str
    content: bytes
    rows: int


def list_file(name: str, kind: str, asked: Asked) -> ListFile:
    """Return a list as a file of one of the kinds csv, xlsx and pdf, as far as whoever asks may see it.

    Refuses a list or kind there is not (`NotFound`), and more rows than fit on paper (`Refused`).
    """
    if name not in LISTS or kind not in MEDIA_TYPES:
        raise NotFound("There is no such list.")
    wanted, found = LISTS[name].filled(asked)
    rows = list(found)
    filename = f"{name}-{asked.today.isoformat()}.{kind}"
    return ListFile(wanted.title, filename, MEDIA_TYPES[kind], _content(kind, wanted, asked, rows), len(rows))


def _content(kind: str, wanted: ExportedList, asked: Asked, rows: list[Sequence[Cell]]) -> bytes:
    if kind == "xlsx":
        return workbook(wanted.title, wanted.columns, rows)
    if kind == "csv":
        return csv_of(wanted.columns, rows)
    if len(rows) * len(wanted.columns) > MOST_CELLS_ON_PAPER:
        raise Refused(
            f"{len(rows):,} rows are too many for paper. Choose fewer with the filters, or take the spreadsheet."
        )
    report = TableReport(wanted.title, wanted.facts(asked), wanted.columns, rows, wanted.totals_of(rows))
    return table_pdf(asked.actor, report)


def csv_of(columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV: days as 2026-11-20, money as 1234.56, no text that a spreadsheet would calculate."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([_text(column.kind, cell) for column, cell in zip(columns, row, strict=True)])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def _text(kind: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02}" if kind == "money" else str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
