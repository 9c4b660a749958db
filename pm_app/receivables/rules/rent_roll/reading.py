"""The units and households of a rent roll, or what is wrong with a row, each problem a sentence."""

from dataclasses import dataclass
from datetime import date

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.portfolio.rules.reading import RefusedRow
from pm_app.receivables.rules.rent_roll.control import compared_totals
from pm_app.receivables.rules.rent_roll.households import household_of, state_of_unit
from pm_app.receivables.rules.rent_roll.layout import Columns, laid_out
from pm_app.receivables.rules.rent_roll.names import last_name_first
from pm_app.receivables.rules.rent_roll.parts import PartReader
from pm_app.receivables.rules.rent_roll.places import property_of, unit_of
from pm_app.receivables.rules.rent_roll.sheet import RollSheet
from pm_app.receivables.rules.rent_roll.values import UnitInRoll

_TELLING = frozenset({"tenant", "rent", "charge_amount", "status"})


class NoRentRoll(Refused):
    """The file has neither tenants nor rents, or nothing that tells units apart."""


@dataclass(frozen=True)
class RollReading:
    """A rent roll that was read. `warnings` are decisions the reader should see; `totals` compares with the file's."""

    units: tuple[UnitInRoll, ...]
    refused: tuple[RefusedRow, ...]
    warnings: tuple[str, ...]
    totals_compared: int


def check_roll_mapping(mapping: Mapping) -> None:
    """Refuse a mapping that makes no rent roll: one that fills no unit or property, or no tenant and no rent."""
    if not mapping.fields & _TELLING:
        raise NoRentRoll(
            "The file has no tenants and no rents, so it is no rent roll. Import it as properties, or say which "
            "columns hold them (tenant=COLUMN and rent=COLUMN on the command line).",
            field="map",
        )
    if not mapping.fields & {"unit", "address_line"}:
        raise NoRentRoll(
            "Nothing says which column holds the unit. Choose it (unit=COLUMN on the command line).", field="map"
        )


def read_roll(sheet: RollSheet, mapping: Mapping, *, cut_over_on: date) -> RollReading:
    """Return every unit of a rent roll as it stood on the cut-over day, and the rows that cannot be used.

    The mapping must have been resolved against the sheet's headers. Total rows are compared with the rows above
    them; one that differs is refused like a row. Refuses (`NoRentRoll`) what `check_roll_mapping` refuses.
    """
    check_roll_mapping(mapping)
    layout, columns = laid_out(sheet, mapping), Columns(mapping)
    last_first = last_name_first(columns.written(row, "tenant") for part in layout.units for row in part.rows)
    units: list[UnitInRoll] = []
    refused: list[RefusedRow] = []
    warnings = [f"Row {row.number}: '{_words(row.cells)}' was left out." for row in layout.left_out]
    for part in layout.units:
        reader = PartReader(part, columns)
        unit = _unit(reader, cut_over_on, last_first)
        warnings += reader.warnings
        if reader.problems:
            refused.append(RefusedRow(part.row.number, tuple(reader.problems)))
        elif unit is not None:
            units.append(unit)
    wrong, notes = compared_totals(layout, columns)
    refused += wrong
    return RollReading(
        tuple(units),
        tuple(sorted(refused, key=lambda row: row.row_number)),
        (*warnings, *notes),
        len(layout.totals),
    )


def _unit(reader: PartReader, cut_over_on: date, last_first: bool) -> UnitInRoll | None:
    """Return the unit of a part; None for a household that has left, and wherever a problem was noted."""
    property_, unit = property_of(reader), unit_of(reader)
    state, off_market = state_of_unit(reader)
    household = None if state == "vacant" else household_of(reader, state, cut_over_on, last_first)
    if reader.problems or property_ is None or unit is None or (household is None and state != "vacant"):
        return None
    numbers = tuple(row.number for row in reader.part.rows)
    return UnitInRoll(numbers, property_, unit, off_market, household)


def _words(cells: dict[str, str]) -> str:
    return " ".join(cell for cell in cells.values() if cell)[:80]
