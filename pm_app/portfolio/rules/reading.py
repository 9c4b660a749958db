"""One row of a spreadsheet: the property (and perhaps the unit) it describes, or what is wrong with it."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, fields

from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.rules.cleaning import (
    MOST_STOREYS,
    MOST_UNITS,
    Cell,
    CellRefused,
    address_of,
    area_of,
    baths_half_of,
    beds_of,
    city_of,
    count_of,
    email_of,
    kind_of,
    notes_of,
    postal_code_of,
    rent_cents_of,
    text_of,
    year_of,
)
from pm_app.portfolio.rules.fields import UNIT_FIELD_NAMES
from pm_app.portfolio.rules.mapping import Mapping, Source

FIRST_ROW = 2  # as spreadsheets number them: the header is row 1
BEYOND_HEADER = ""  # the key of cells to the right of the last header


@dataclass(frozen=True)
class PropertyValues:
    """What a row says about a property; None where it says nothing."""

    name: str | None = None
    address_line: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    kind: PropertyKind | None = None
    year_built: int | None = None
    storeys: int | None = None
    unit_count: int | None = None
    external_reference: str | None = None
    manager_email: str | None = None
    notes: str | None = None
    owner_name: str | None = None
    management_company: str | None = None

    @property
    def title(self) -> str:
        """Return what to call the property: its name, or its address when the file gives no name."""
        return self.name or self.address_line or ""


@dataclass(frozen=True)
class UnitValues:
    """What a row says about a unit; None is unknown. `baths_half` counts half baths: 3 is one and a half."""

    unit: str
    beds: int | None = None
    baths_half: int | None = None
    area_sqft: int | None = None
    market_rent_cents: int | None = None


@dataclass(frozen=True)
class PropertyRow:
    """A row that can be used. `row_number` is as spreadsheets count, `warnings` are whole sentences with it."""

    row_number: int
    values: PropertyValues
    unit: UnitValues | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be used, and every reason, each a whole sentence with row and column."""

    row_number: int
    problems: tuple[str, ...]


def _line(most: int) -> Callable[[str, int], Cell[str]]:
    return lambda text, _: text_of(text, most=most)


_READERS: dict[str, Callable[[str, int], Cell[str] | Cell[int] | Cell[PropertyKind]]] = {
    "name": _line(200),
    "address_line": lambda text, _: address_of(text),
    "city": lambda text, _: city_of(text),
    "region": _line(100),
    "postal_code": lambda text, _: postal_code_of(text),
    "country": _line(100),
    "kind": lambda text, _: kind_of(text),
    "year_built": lambda text, this_year: year_of(text, this_year=this_year),
    "storeys": lambda text, _: count_of(text, what="storeys", most=MOST_STOREYS),
    "unit_count": lambda text, _: count_of(text, what="units", most=MOST_UNITS),
    "external_reference": _line(100),
    "manager_email": lambda text, _: email_of(text),
    "notes": lambda text, _: notes_of(text),
    "owner_name": _line(200),
    "management_company": _line(200),
    "unit": _line(40),
    "beds": lambda text, _: beds_of(text),
    "baths": lambda text, _: baths_half_of(text),
    "area_sqft": lambda text, _: area_of(text),
    "market_rent": lambda text, _: rent_cents_of(text),
}


def read_row(
    raw: Dictionary[str, str], mapping: Mapping, *, row_number: int, this_year: int
) -> PropertyRow | list[str]:
    """Return what a row says, or every problem with it as whole sentences naming row and column.

    Blanks are tidied, shouted addresses and cities quieted, numbers may carry thousands commas, an empty cell is
    None. Placeholders an office would read as *unknown* (year 0 or 9999, 0 storeys, 0 units) become None with a
    warning; anything else out of bounds is refused, since a person can still put it right in the file. The mapping
    must have been resolved against the file's headers.
    """
    found: dict[str, object] = {}
    problems: list[str] = []
    warnings: list[str] = []
    if raw.get(BEYOND_HEADER, "").strip():
        problems.append(f"Row {row_number}: there are more cells than columns. Check the quotes and separators.")
    for source in mapping.sources:
        place = f"Row {row_number}, {source.label}"
        try:
            cell = _READERS[source.field](_written(raw, source), this_year)
        except CellRefused as refusal:
            problems.append(f"{place}: {refusal.message}")
            continue
        found[source.field] = cell.value
        if cell.warning:
            warnings.append(f"{place}: {cell.warning}")
    problems += [f"Row {row_number}: {missing}" for missing in _missing(found) if not problems]
    if problems:
        return problems
    return PropertyRow(row_number, _property_values(found), _unit_values(found), tuple(warnings))


def _written(raw: Dictionary[str, str], source: Source) -> str:
    if not source.columns:
        return source.constant
    cells = [raw.get(column, "") for column in source.columns]
    return next((cell for cell in cells if cell.strip()), "")


def _missing(found: dict[str, object]) -> list[str]:
    missing: list[str] = []
    if not found.get("address_line") and not found.get("name"):
        missing.append("there is neither an address nor a name. Fill in one of them.")
    if not found.get("unit") and any(found.get(name) is not None for name in UNIT_FIELD_NAMES):
        missing.append("beds, baths, area or rent are given, but no unit. Fill in the unit's number.")
    return missing


def _property_values(found: dict[str, object]) -> PropertyValues:
    known = {field.name for field in fields(PropertyValues)}
    return PropertyValues(**{name: value for name, value in found.items() if name in known})  # pyright: ignore[reportArgumentType]


_UNIT_VALUES = {
    "unit": "unit",
    "beds": "beds",
    "baths": "baths_half",
    "area_sqft": "area_sqft",
    "market_rent": "market_rent_cents",
}


def _unit_values(found: dict[str, object]) -> UnitValues | None:
    if not found.get("unit"):
        return None
    named = {_UNIT_VALUES[name]: value for name, value in found.items() if name in _UNIT_VALUES}
    return UnitValues(**named)  # pyright: ignore[reportArgumentType]


def read_rows(
    rows: Iterable[Dictionary[str, str]], mapping: Mapping, *, this_year: int
) -> list[PropertyRow | RefusedRow]:
    """Return every row of a file, read or refused, in order; rows that are wholly blank are left out."""
    read: list[PropertyRow | RefusedRow] = []
    for row_number, raw in enumerate(rows, start=FIRST_ROW):
        if not any(cell.strip() for cell in raw.values()):
            continue
        row = read_row(raw, mapping, row_number=row_number, this_year=this_year)
        read.append(row if isinstance(row, PropertyRow) else RefusedRow(row_number, tuple(row)))
    return read
