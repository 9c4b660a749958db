"""The bytes of a CSV file as rows: its encoding and separator found out, its size bounded."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.reading import BEYOND_HEADER

MOST_ROWS = 200_000
MOST_COLUMNS = 500
SEPARATORS = ",;\t|"
LOOKED_AT = 20


class SheetRefused(Refused):
    """The file cannot be read as a table at all."""


def parse_csv(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Return the headers and one dictionary per row, in order, blank rows included so that row numbers stay true.

    Refuses what `csv_lines` refuses, no header, and more than 200,000 rows or 500 columns.
    """
    return table_of(csv_lines(content))


def csv_lines(content: bytes) -> Iterator[list[str]]:
    """Yield the cells of every line, blank lines included.

    UTF-8 (with or without mark), UTF-16 with mark and Windows-1252 are understood; comma, semicolon, tab and bar
    separate. Refuses NUL characters and unclosed quotes.
    """
    text = _decoded(content)
    if "\x00" in text:
        raise SheetRefused("The file holds NUL characters, so it is no text table. Save it as CSV or XLSX again.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        yield from reader
    except csv.Error as problem:
        raise SheetRefused(
            f"Line {reader.line_num} of the file cannot be parted into columns: {problem}. Check its quotes."
        ) from problem


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused("The characters of the file cannot be read. Save it as CSV in UTF-8, or as XLSX.")


def _separator(text: str) -> str:
    """Return the mark that parts most of the first lines alike: reports put titles above their header."""
    first = text.lstrip("\r\n").split("\n", LOOKED_AT)[:LOOKED_AT]
    widths = {mark: [_width(line, mark) for line in first] for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: (_alike(widths[mark]), widths[mark][0]))


def _alike(widths: list[int]) -> int:
    """Return how many lines have as many cells as most lines that are parted at all."""
    parted = Counter(width for width in widths if width > 1)
    return max(parted.values(), default=0)


def _width(line: str, mark: str) -> int:
    return max((len(cells) for cells in csv.reader([line], delimiter=mark)), default=0)


def table_of(lines: Iterator[Sequence[str]]) -> tuple[list[str], list[dict[str, str]]]:
    """Return headers and rows from the lines of a sheet, the first of which is the header.

    A column without a header is called after its place (`column 7`); a header that comes twice gets its number
    behind it. Cells beyond the last header are kept together under the key ''. Blank rows at the end are left off.
    """
    headers = _headers(next(lines, ()))
    rows: list[dict[str, str]] = []
    for cells in lines:
        if len(rows) >= MOST_ROWS:
            raise SheetRefused(f"The file has more than {MOST_ROWS:,} rows. Part it and import the parts.")
        row = dict.fromkeys(headers, "")
        row.update(zip(headers, cells, strict=False))
        beyond = " ".join(cells[len(headers) :]).strip()
        if beyond:
            row[BEYOND_HEADER] = beyond
        rows.append(row)
    while rows and not any(cell.strip() for cell in rows[-1].values()):
        rows.pop()
    return headers, rows


def _headers(cells: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise SheetRefused("The first row is empty. It must hold the names of the columns.")
    if len(names) > MOST_COLUMNS:
        raise SheetRefused(f"The file has {len(names):,} columns; at most {MOST_COLUMNS} can be read.")
    seen: dict[str, int] = {}
    headers: list[str] = []
    for place, name in enumerate(names, start=1):
        name = name or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        headers.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return headers
