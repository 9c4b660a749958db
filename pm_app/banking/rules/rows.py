"""A row of a table as it stands in the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row of the table with the line of the file it begins in."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Return the text at a place, counted from 0; nothing beyond the end and for None."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)
