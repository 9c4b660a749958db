"""Reading a file of the tests as the doors do."""

from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from pm_app.portfolio.rules.mapping import guess_mapping
from pm_app.receivables.rules.rent_roll.fields import ROLL_FIELDS
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan, plan_rent_roll
from pm_app.receivables.rules.rent_roll.reading import RollReading, read_roll
from pm_app.receivables.rules.rent_roll.sheet import RollSheet, find_table
from pm_app.runtime import sheet_lines
from tests.receivables.rent_roll.files import Lines, as_csv

CUT_OVER = date(2026, 1, 31)


def cells_of(content: bytes) -> list[list[str]]:
    """Return the cells of a file's lines."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return sheet_lines(Path(file.name))


def sheet_of(content: bytes) -> RollSheet:
    """Return the table of a file."""
    return find_table(cells_of(content), ROLL_FIELDS)


def reading_of(content: bytes) -> RollReading:
    """Return what the columns, as guessed, make of a file."""
    sheet = sheet_of(content)
    mapping = guess_mapping(sheet.headers, [row.cells for row in sheet.rows], ROLL_FIELDS)
    return read_roll(sheet, mapping, cut_over_on=CUT_OVER)


def plan_of(content: bytes) -> RentRollPlan:
    """Return what importing a file into an empty office would do."""
    return plan_rent_roll(reading_of(content), [], {}, cut_over_on=CUT_OVER)


def problems_of(lines: Lines) -> list[str]:
    """Return every sentence about rows that are refused."""
    return [problem for row in plan_of(as_csv(lines)).refused for problem in row.problems]
