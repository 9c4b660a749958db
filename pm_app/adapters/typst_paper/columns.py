"""A list on paper: what is in each cell, how much room each column gets, how small the letters must be for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pm_app.adapters.typst_paper.writing import amount, text, written
from pm_app.ports import Cell, SheetColumn, TableReport

# The room between the margins in points, and the sizes of letters, in the order in which they are tried.
_SHEETS = (("us-letter", 720.0, (9.0, 8.5, 8.0, 7.5, 7.0)), ("us-legal", 936.0, (7.5, 7.0, 6.5, 6.0, 5.5)))
_GAP = 1.05  # between two columns, in widths of an em
_SHORT = 12  # text up to here is never broken
_LEAST, _MOST = 8.0, 18.0  # what a column of longer text gets at least, and what it may ask of the others, in em
_MOST_SHARED = 45.0  # up to here a longer column gets more of what is left over
# How wide letters are in the typeface of the papers, in em, a little generous.
_WIDTHS = dict.fromkeys(".,:;'|!il1 ()-", 0.32) | dict.fromkeys("0123456789", 0.5) | dict.fromkeys("mwMW", 0.92)
_CAPITAL, _OTHER = 0.72, 0.53


@dataclass(frozen=True)
class _Column:
    """A column with its widths in em: of the longest cell, and of nine cells in ten; `firm` ones are never broken."""

    label: str
    right: bool
    firm: bool
    longest: float
    usual: float

    @property
    def needed(self) -> float:
        return (self.longest if self.firm else min(_MOST, max(_LEAST, self.usual))) + _GAP

    @property
    def share(self) -> float:
        return min(_MOST_SHARED, max(_LEAST, (self.usual + self.longest) / 2))


def drawn(report: TableReport) -> dict[str, Any]:
    """Return what the template draws: texts cell by cell, the sheet, the size of its letters, a width per column.

    Columns of figures, days and short words are as wide as they must be; the longer texts share what is left.
    """
    rows = [[_cell(column, cell) for column, cell in zip(report.columns, row, strict=True)] for row in report.rows]
    totals = [_cell(column, cell) for column, cell in zip(report.columns, report.totals, strict=bool(report.totals))]
    lines = [*rows, totals] if totals else rows
    columns = [_column(column, [line[place] for line in lines]) for place, column in enumerate(report.columns)]
    paper, size = _fitting(columns)
    return {
        "title": text(report.title),
        "facts": written(report.facts),
        "sheet": paper,
        "size": size,
        "columns": [_drawn_column(column, size) for column in columns],
        "cells": [cell for row in rows for cell in row],
        "totals": totals,
        "count_words": "1 row" if len(rows) == 1 else f"{len(rows):,} rows",
    }


def _column(column: SheetColumn, cells: Sequence[str]) -> _Column:
    widths = sorted(_width(cell) for cell in cells) or [0.0]
    word = max(_width(word) for word in column.label.split() or [""])
    firm = column.kind != "text" or max(map(len, cells), default=0) <= _SHORT
    return _Column(
        label=text(column.label),
        right=column.kind in {"money", "count"},
        firm=firm,
        longest=max(word, widths[-1]),
        usual=max(word, widths[(len(widths) - 1) * 9 // 10]),
    )


def _fitting(columns: Sequence[_Column]) -> tuple[str, float]:
    """Return the first sheet and size on which every column has room; the widest and smallest when none has."""
    needed = sum(column.needed for column in columns)
    tried = [(paper, room, size) for paper, room, sizes in _SHEETS for size in sizes]
    paper, _, size = next((one for one in tried if needed * one[2] <= one[1]), tried[-1])
    return paper, size


def _drawn_column(column: _Column, size: float) -> dict[str, Any]:
    width = column.needed * size if column.firm else column.share
    return {"label": column.label, "right": column.right, "firm": column.firm, "width": round(width, 1)}


def _width(cell: str) -> float:
    return sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _OTHER) for letter in cell)


def _cell(column: SheetColumn, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%m/%d/%Y}"
    if isinstance(cell, int):
        return amount(cell) if column.kind == "money" else str(cell)
    return text(cell)
