"""The table in a report: which line names the columns, what stands above it, and the rows under it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.portfolio.rules.cleaning import CellRefused
from pm_app.portfolio.rules.csv_text import MOST_COLUMNS, SheetRefused, table_of
from pm_app.portfolio.rules.fields import ImportField, normalized_header
from pm_app.portfolio.rules.mapping import Mapping, fields_by_synonym, guess_mapping, resolve_columns
from pm_app.receivables.rules.rent_roll.cells import day_of

_LOOKED_AT = 60  # lines among which the header must be
_HEADER_LINES = 3  # headers are stacked: `Market` above `Rent`
_FEWEST_FIELDS = 2
_AS_OF = re.compile(r"(?i)\bas of(?: date)?\s*[:=]?\s*([\d/.-]{6,10}|[a-z]{3,9}\.? \d{1,2},? \d{4})")


@dataclass(frozen=True)
class RollRow:
    """A row under the header: its number in the file, and what is written in each column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RollSheet:
    """A report taken apart. `titles` are the lines above the header, each as one text."""

    headers: tuple[str, ...]
    rows: tuple[RollRow, ...]
    titles: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Return what files of the same layout share: their headers, normalized."""
        return "|".join(normalized_header(header) for header in self.headers)


def find_table(lines: Sequence[Sequence[str]], fields: tuple[ImportField, ...]) -> RollSheet:
    """Return the table of a report: its header is the line that names the most of these fields.

    A header of up to three stacked lines is put together; where it comes again on a later page, it is left out, and
    so are titles that come again. Where no line names two fields, the first line that is not blank is the header.
    Refuses a file without any line.
    """
    first, count = _header_place(lines, fields)
    if first < 0:
        raise SheetRefused("The file has no rows.")
    header = _stacked(lines[first : first + count])
    headers, _ = table_of(iter([header]))
    titles = tuple(text for line in lines[:first] if (text := _text(line)))
    rows = tuple(_rows(lines, first, count, headers, frozenset(titles)))
    return RollSheet(tuple(headers), rows, titles)


def stated_day(titles: Sequence[str]) -> date | None:
    """Return the day a report says it is of, such as `As of: 01/31/2026`, or None."""
    for title in titles:
        said = _AS_OF.search(title)
        if said:
            try:
                return day_of(said[1])
            except CellRefused:
                continue
    return None


def mapped(sheet: RollSheet, fields: tuple[ImportField, ...], *, said: Mapping, saved: Mapping) -> Mapping:
    """Return which column fills which field: what a person said, then what was saved, or else what headers suggest.

    Refuses a column the file does not have.
    """
    known = saved if saved.sources else guess_mapping(sheet.headers, [row.cells for row in sheet.rows], fields)
    return resolve_columns(said.completed_by(known), sheet.headers)


def _header_place(lines: Sequence[Sequence[str]], fields: tuple[ImportField, ...]) -> tuple[int, int]:
    """Return the first line of the header and how many lines it has; -1 when there is none at all."""
    known = fields_by_synonym(fields)
    best, found = (0, 0), (-1, 0)
    for first in range(min(len(lines), _LOOKED_AT)):
        for count in range(1, _HEADER_LINES + 1):
            if count > 1 and not _is_more_header(lines[first + count - 1 : first + count]):
                break
            cells = _stacked(lines[first : first + count])
            names = {known[name][0] for cell in cells if (name := normalized_header(cell)) in known}
            if (len(names), -count) > best:
                best, found = (len(names), -count), (first, count)
    if best[0] >= _FEWEST_FIELDS:
        return found
    filled = (place for place, line in enumerate(lines) if _text(line))
    return next(filled, -1), 1


def _is_more_header(lines: Sequence[Sequence[str]]) -> bool:
    """Tell whether a line may belong to a header: words only, no amounts, days or numbers."""
    return bool(lines) and bool(_text(lines[0])) and not re.search(r"\d", _text(lines[0]))


def _stacked(lines: Sequence[Sequence[str]]) -> list[str]:
    width = min(max((len(line) for line in lines), default=0), MOST_COLUMNS)
    columns = [[line[place].strip() for line in lines if place < len(line)] for place in range(width)]
    return [" ".join(part for part in parts if part) for parts in columns]


def _rows(
    lines: Sequence[Sequence[str]], first: int, count: int, headers: Sequence[str], titles: frozenset[str]
) -> Iterator[RollRow]:
    again = {_text(line) for line in lines[first : first + count]}
    for number, line in enumerate(lines[first + count :], start=first + count + 1):
        text = _text(line)
        if not text or text in again or text in titles:
            continue
        cells = {header: cell.strip() for header, cell in zip(headers, line, strict=False)}
        beyond = " ".join(cell.strip() for cell in line[len(headers) :]).strip()
        yield RollRow(number, {**dict.fromkeys(headers, ""), **cells, **({"": beyond} if beyond else {})})


def _text(line: Sequence[str]) -> str:
    return " ".join(" ".join(line).split())
