"""Workbooks: what is text stays text, money and days are numbers and days."""

import io
from datetime import date

from openpyxl import load_workbook

from pm_app.adapters.xlsx_workbook import workbook_of
from pm_app.ports import SheetColumn

COLUMNS = (
    SheetColumn("Unit"),
    SheetColumn("Rent", "money"),
    SheetColumn("Lease end", "day"),
    SheetColumn("N", "count"),
)


def test_a_table_is_read_back_as_it_was_written() -> None:
    written = workbook_of("Units", COLUMNS, [("204", 1_234_56, date(2026, 5, 31), 3), ("", None, None, None)])

    sheet = load_workbook(io.BytesIO(written)).active

    assert sheet is not None
    assert sheet.title == "Units"
    heading, row = (list(one) for one in sheet.iter_rows(values_only=True))
    assert heading == ["Unit", "Rent", "Lease end", "N"]
    assert (row[0], row[1], str(row[2]), row[3]) == ("204", 1234.56, "2026-05-31 00:00:00", 3)
    assert sheet.freeze_panes == "A2"


def test_text_is_never_a_formula_a_link_or_a_number() -> None:
    texts = ["=1+1", '=HYPERLINK("http://example.com")', "+1", "-1", "@SUM(A1)", "0012", "https://example.com", "\ttab"]

    written = workbook_of("Units", COLUMNS[:1], [(text,) for text in texts])

    sheet = load_workbook(io.BytesIO(written)).active
    assert sheet is not None
    cells = [sheet.cell(line, 1) for line in range(2, 2 + len(texts))]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in texts]


def test_an_empty_table_has_its_heading() -> None:
    sheet = load_workbook(io.BytesIO(workbook_of("Nothing", COLUMNS, []))).active

    assert sheet is not None
    assert sheet.max_row == 1
