"""Reads tables of movements: CSV with or without a header, whatever parts its columns."""

import csv
import io
from collections.abc import Mapping

from pm_app.adapters.bank_statements.file_text import INSTEAD, must_be_few
from pm_app.banking.rules.rows import Row
from pm_app.banking.rules.statements import BankFile, StatementRefused
from pm_app.banking.rules.table import file_of_table

SEPARATORS = ",;\t|"
MOST_COLUMNS = 100
_TRIED = 100  # lines that decide what parts the columns


def read_csv(text: str, *, said: Mapping[str, str], day_first: bool | None) -> BankFile:
    """Return what the table says. Refuses text that is no table."""
    separator = _separator(text)
    rows = _rows(text, separator)
    if max((len(row.cells) for row in rows), default=0) < 2:
        raise StatementRefused(f"This is not a bank statement of a kind that can be read. {INSTEAD}")
    return file_of_table(rows, said=said, day_first=day_first)


def _rows(text: str, separator: str) -> list[Row]:
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append(Row(begins, tuple(cells[:MOST_COLUMNS])))
                must_be_few(len(rows))
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise StatementRefused(f"Row {begins} cannot be parted into columns. Check its quotes.") from problem
    return rows


def _separator(text: str) -> str:
    """Return the sign that parts most lines into the same number of columns, two or more."""
    lines = [line for line in text.split("\n", _TRIED)[:_TRIED] if line.strip()]

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=separator)]
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=wide.count, default=0)
        return wide.count(usual), usual

    try:
        return max(SEPARATORS, key=fit)
    except csv.Error as problem:
        raise StatementRefused("The file cannot be parted into columns. Check its quotes.") from problem
