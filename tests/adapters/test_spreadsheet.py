"""Spreadsheets read into rows of text, whatever program wrote them."""

import warnings
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pm_app.adapters.spreadsheet import rows_of
from pm_app.portfolio.rules.csv_text import SheetRefused


def a_workbook(path: Path, rows: list[list[object]], *, hidden_first: bool = False) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    if hidden_first:
        sheet.append(["secret"])
        sheet.sheet_state = "hidden"
        sheet = workbook.create_sheet("Properties")
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def test_a_csv_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Address,City\n1 Main St,Riverton\n", encoding="utf-8")

    assert rows_of(file) == (["Address", "City"], [{"Address": "1 Main St", "City": "Riverton"}])


def test_the_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    file = a_workbook(
        tmp_path / "a.xlsx",
        [
            ["Address", "Units", "Rent", "Seen", "At", "Open", None],
            ["1 Main St", 12, 950.5, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), True],  # noqa: DTZ001
        ],
    )

    headers, rows = rows_of(file)

    assert headers == ["Address", "Units", "Rent", "Seen", "At", "Open"]
    assert list(rows[0].values()) == ["1 Main St", "12", "950.5", "2026-03-01", "2026-03-01T09:30:00", "yes"]


def test_blank_rows_inside_keep_the_row_numbers_and_those_at_the_end_go(tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["Address"], ["1 Main St"], [], ["2 Main St"], [" "], []])

    _, rows = rows_of(file)

    assert [row["Address"] for row in rows] == ["1 Main St", "", "2 Main St"]


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["Address"], ["1 Main St"]], hidden_first=True)

    assert rows_of(file)[0] == ["Address"]


def test_a_workbook_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["Address"], ["1 Main St"]])

    assert rows_of(file.rename(tmp_path / "a.csv"))[0] == ["Address"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Address\n1\x00 Main St", "NUL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password"),
        (b"PK\x03\x04" + b"x" * 600, "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)

    with pytest.raises(SheetRefused, match=sentence):
        rows_of(file)


def test_a_workbook_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["Address"], ["1 Main St"]])
    file.write_bytes(file.read_bytes()[:2000])

    with pytest.raises(SheetRefused, match="damaged"):
        rows_of(file)


def test_every_sample_is_read_or_refused_with_a_sentence(samples: Path) -> None:
    files = [one for one in sorted((samples / "hard").iterdir()) if one.is_file()]
    outcomes: list[str] = []

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for file in files:
            try:
                outcomes.append(f"{len(rows_of(file)[0])} columns")
            except SheetRefused as refusal:
                outcomes.append(refusal.message)

    assert len(outcomes) == len(files) > 0


def test_a_checklist_of_the_trade_is_read(samples: Path) -> None:
    headers, rows = rows_of(samples / "documents" / "ma_housing_housing_code_checklist.xlsx")

    assert headers[:3] == ["ID", "Deadline", "Category"]
    assert len(rows) == 151
