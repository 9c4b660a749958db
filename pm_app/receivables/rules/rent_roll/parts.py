"""The rows about one unit, read cell by cell; what is wrong with them is gathered as sentences."""

from collections.abc import Callable
from typing import TypeVar

from pm_app.portfolio.rules.cleaning import CellRefused
from pm_app.receivables.rules.rent_roll.cells import cents_of
from pm_app.receivables.rules.rent_roll.layout import Columns, UnitPart
from pm_app.receivables.rules.rent_roll.sheet import RollRow

T = TypeVar("T")


class PartReader:
    """Reads cells of the rows about one unit. `problems` and `warnings` are whole sentences naming row and column."""

    def __init__(self, part: UnitPart, columns: Columns) -> None:
        self.part, self.columns = part, columns
        self.problems: list[str] = []
        self.warnings: list[str] = []

    def text(self, name: str) -> str:
        """Return what is written about the unit in this field, in its first row."""
        return " ".join(self.columns.written(self.part.row, name).split())

    def read(self, row: RollRow, name: str, reads: Callable[[str], T | None]) -> T | None:
        """Return what a reader makes of a cell; what it refuses becomes a problem, and nothing is returned."""
        try:
            return reads(self.columns.written(row, name))
        except CellRefused as refusal:
            self.problems.append(f"{self.columns.place(row, name)}: {refusal.message}")
            return None

    def read_column(self, column: str, reads: Callable[[str], T | None]) -> T | None:
        """Return what a reader makes of one column of the unit's first row."""
        try:
            return reads(self.part.row.cells.get(column, ""))
        except CellRefused as refusal:
            self.problems.append(f"Row {self.part.row.number}, column {column}: {refusal.message}")
            return None

    def get(self, name: str, reads: Callable[[str], T | None]) -> T | None:
        """Return what a reader makes of a field in the unit's first row."""
        return self.read(self.part.row, name, reads)

    def cents(self, name: str) -> int | None:
        """Return an amount of the unit, None when there is none: rows that do not repeat the unit add to it."""
        adding = [row for row in self.part.further if not self.columns.written(row, "unit")]
        filled = [row for row in adding if any(row.cells.get(column) for column in self.columns.named(name))]
        amounts = [self.read(row, name, cents_of) for row in (self.part.row, *filled)]
        told = [amount for amount in amounts if amount is not None]
        return sum(told) if told else None

    def problem(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field of the unit's first row."""
        self.problems.append(f"{self.columns.place(self.part.row, name)}: {sentence}")

    def row_problem(self, sentence: str) -> None:
        """Note what is wrong with the row as a whole."""
        self.problems.append(f"Row {self.part.row.number}: {sentence}")

    def warning(self, sentence: str) -> None:
        """Note what was decided for the reader."""
        self.warnings.append(f"Row {self.part.row.number}: {sentence}")
