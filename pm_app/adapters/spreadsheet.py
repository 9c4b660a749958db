"""Reads CSV and XLSX files, and the tables of a PDF, into rows of text; of a workbook the first visible sheet."""

import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pm_app.adapters.pdf_table import lines_of_pdf
from pm_app.portfolio.rules.csv_text import MOST_COLUMNS, MOST_ROWS, SheetRefused, csv_lines, table_of

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    StopIteration,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
)  # what openpyxl and zipfile raise on workbooks that are not as they should be


def rows_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the headers and the rows (text by header) of a CSV, XLSX or PDF file, told apart by content.

    Row numbers stay those of the file: the first dictionary is row 2. Refuses what `lines_of` refuses.
    """
    with closing(_lines_of(path)) as lines:
        return table_of(lines)


def rows_in(pieces: Iterable[bytes]) -> tuple[list[str], list[dict[str, str]]]:
    """Return what `rows_of` returns, of a file that comes in pieces, from a store."""
    with _copied(pieces) as path:
        return rows_of(path)


def lines_of(path: Path) -> list[list[str]]:
    """Return the cells of every line of a CSV, XLSX or PDF file, titles above the table and blank lines included.

    Refuses an empty or too large file, an old or encrypted workbook, a scanned PDF, NUL characters, and more than
    200,000 rows, each with a sentence that says what to do.
    """
    with closing(_lines_of(path)) as lines:
        kept = list(islice(lines, MOST_ROWS + 1))
    if len(kept) > MOST_ROWS:
        raise SheetRefused(f"The file has more than {MOST_ROWS:,} rows. Part it and import the parts.")
    return kept


def lines_in(pieces: Iterable[bytes]) -> list[list[str]]:
    """Return what `lines_of` returns, of a file that comes in pieces, from a store."""
    with _copied(pieces) as path:
        return lines_of(path)


@contextmanager
def _copied(pieces: Iterable[bytes]) -> Iterator[Path]:
    with NamedTemporaryFile() as copy:
        for piece in pieces:
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def _lines_of(path: Path) -> Generator[list[str]]:
    size = path.stat().st_size
    if size == 0:
        raise SheetRefused("The file is empty.")
    if size > MOST_BYTES:
        raise SheetRefused(f"The file has more than {MOST_BYTES // 1024**2} MB. Part it and import the parts.")
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_OFFICE:
        raise SheetRefused("The workbook is of the old kind or has a password. Save it as XLSX without one, or as CSV.")
    if start == _PDF:
        yield from lines_of_pdf(path)
    elif start == _ZIP:
        yield from _lines_of_workbook(path)
    else:
        yield from csv_lines(path.read_bytes())


def _lines_of_workbook(path: Path) -> Iterator[list[str]]:
    try:
        _must_unpack_small(path)
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles it drops; only the cells matter here
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = next(one for one in workbook.worksheets if one.sheet_state == "visible")
                sheet.reset_dimensions()
                yield from _lines(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
            finally:
                workbook.close()
    except _DAMAGE as why:
        raise SheetRefused("The workbook is damaged or of an unknown kind. Save it as XLSX again, or as CSV.") from why


def _must_unpack_small(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise SheetRefused(f"The workbook unpacks to more than {MOST_UNPACKED_BYTES // 1024**2} MB. Part it.")


def _lines(rows: Iterable[tuple[object, ...]]) -> Iterator[list[str]]:
    blank: list[str] = []
    waiting = 0  # formatted but blank rows at the end of a sheet can be a million
    for cells in rows:
        line = [_text(cell) for cell in cells]
        if not any(line):
            waiting += 1
            if waiting > MOST_ROWS:
                return
            continue
        yield from (blank for _ in range(waiting))
        waiting = 0
        yield line


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    text = str(cell)
    if "\x00" in text:
        raise SheetRefused("The workbook holds NUL characters in a cell. Save it as XLSX again.")
    return text
