"""Writes a table as an XLSX workbook: text stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from pm_app.ports import Cell, SheetColumn

_FORMATS = {"money": {"num_format": "#,##0.00;[Red]-#,##0.00"}, "day": {"num_format": "yyyy-mm-dd"}, "count": {}}
_WIDTHS = {"money": 14, "day": 12, "count": 10, "text": 28}
_LONGEST_CELL = 32_767  # what a cell of a workbook can hold
_LONGEST_SHEET_NAME = 31


def workbook_of(title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook with one sheet: a heading that stays in sight, then the rows. Money is given in cents."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        sheet = book.add_worksheet(title[:_LONGEST_SHEET_NAME])
        formats = {kind: book.add_format(look) for kind, look in _FORMATS.items()}
        sheet.write_row(0, 0, [column.label for column in columns], book.add_format({"bold": True, "bottom": 1}))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, last, place, column.kind, value, formats)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return written.getvalue()


def _write(sheet: Any, line: int, place: int, kind: str, value: Cell, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["day"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value / 100 if kind == "money" else value, formats.get(kind))
    else:
        sheet.write_string(line, place, value[:_LONGEST_CELL])
