"""The totals a report prints, compared with what its rows add up to."""

import re
from collections.abc import Sequence

from pm_app.portfolio.rules.cleaning import CellRefused
from pm_app.portfolio.rules.grouping import unit_key
from pm_app.portfolio.rules.reading import RefusedRow
from pm_app.receivables.rules.rent_roll.cells import cents_of, dollars
from pm_app.receivables.rules.rent_roll.fields import SUMMED_FIELDS
from pm_app.receivables.rules.rent_roll.layout import Columns, Layout, TotalPart, UnitPart
from pm_app.receivables.rules.rent_roll.sheet import RollRow

_UNITS = re.compile(r"(?i)\b(\d[\d,]*) units?\b(?!\s*sq)")
_SOME_ONLY = re.compile(r"(?i)\b(occupied|vacant|leased|notice|future|model|down|non[ -]?rev\w*)\b")

Told = dict[str, int]
"""Amounts in cents by column, and under the key '' how many units."""


def compared_totals(layout: Layout, columns: Columns) -> tuple[list[RefusedRow], list[str]]:
    """Return the total rows that differ from the rows they may be meant for, and remarks about those left aside.

    A total may be of the rows since the total before it, since the heading, or of the whole report; it must agree
    with one of them in every amount; a column in which a cell cannot be read is not compared. Totals of some of the
    units only (`Occupied`) are left aside where none agrees.
    """
    wrong: list[RefusedRow] = []
    notes: list[str] = []
    unreadable = {column for column in _summed_columns(columns) if _has_unreadable(layout, column)}
    for total in layout.totals:
        told = {column: cents for column, cents in _told(total, columns).items() if column not in unreadable}
        sums = [_sums(layout.units[start : total.end], columns, told, within=total.within) for start in total.starts]
        if not told or told in sums:
            continue
        if _SOME_ONLY.search(total.label):
            notes.append(f"Row {total.row.number}: the total '{total.label}' was not compared.")
            continue
        nearest = max(sums, key=lambda one: sum(one[column] == cents for column, cents in told.items()))
        wrong.append(RefusedRow(total.row.number, _differences(total.row, told, nearest)))
    return wrong, notes


def _told(total: TotalPart, columns: Columns) -> Told:
    told: Told = {}
    for column in _summed_columns(columns):
        cents = _cents(total.row, column)
        if cents is not None:
            told[column] = cents
    units = _UNITS.search(" ".join(total.row.cells.values()))
    if units and not total.within:
        told[""] = int(units[1].replace(",", ""))
    return told


def _sums(parts: Sequence[UnitPart], columns: Columns, told: Told, *, within: bool) -> Told:
    sums = {
        column: sum(_cents(row, column) or 0 for part in parts for row in _rows(part, column, columns, within=within))
        for column in told
        if column
    }
    if "" in told:
        sums[""] = len({(part.heading, unit_key(columns.written(part.row, "unit"))) for part in parts})
    return sums


def _rows(part: UnitPart, column: str, columns: Columns, *, within: bool) -> list[RollRow]:
    """Return the rows of a unit that count in a column: those that repeat the unit count for their charges only."""
    if within or column in columns.named("charge_amount"):
        return part.rows
    return [part.row, *(row for row in part.further if not columns.written(row, "unit"))]


def _summed_columns(columns: Columns) -> list[str]:
    return [column for name in SUMMED_FIELDS for column in columns.named(name)]


def _has_unreadable(layout: Layout, column: str) -> bool:
    cells = (row.cells.get(column, "") for part in layout.units for row in part.rows)
    return any(_is_unreadable(cell) for cell in cells if cell)


def _is_unreadable(cell: str) -> bool:
    try:
        cents_of(cell)
    except CellRefused:
        return True
    return False


def _cents(row: RollRow, column: str) -> int | None:
    try:
        return cents_of(row.cells.get(column, ""))
    except CellRefused:
        return None


def _differences(row: RollRow, told: Told, sums: Told) -> tuple[str, ...]:
    differing = [(column, cents, sums[column]) for column, cents in told.items() if sums[column] != cents]
    return tuple(
        f"Row {row.number}, column {column}: the file's total is {dollars(cents)}, but the rows above it add up to "
        f"{dollars(added)}. Check which column is which, or leave the total out of the file."
        if column
        else f"Row {row.number}: the file's total counts {cents:,} units, but {added:,} are above it."
        for column, cents, added in differing
    )
