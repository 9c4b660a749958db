"""Which property and which unit a row is about."""

from collections.abc import Callable
from dataclasses import replace

from pm_app.portfolio.rules.cleaning import (
    Cell,
    address_of,
    area_of,
    baths_half_of,
    beds_of,
    city_of,
    postal_code_of,
    text_of,
)
from pm_app.portfolio.rules.reading import PropertyValues, UnitValues
from pm_app.receivables.rules.rent_roll.cells import unit_type_of
from pm_app.receivables.rules.rent_roll.parts import PartReader, T
from pm_app.receivables.rules.rent_roll.values import merged, parse_place

LONGEST_UNIT = 40
WHOLE_PROPERTY = "1"  # the unit of a house that is let as one


def property_of(reader: PartReader) -> PropertyValues | None:
    """Return the property of a row, from its columns and the heading above; a problem when nothing names one."""
    said = PropertyValues(
        external_reference=reader.get("property_code", _value(lambda text: text_of(text, most=100))),
        address_line=reader.get("address_line", _value(address_of)),
        city=reader.get("city", _value(city_of)),
        region=reader.get("region", _value(lambda text: text_of(text, most=100))),
        postal_code=reader.get("postal_code", _value(postal_code_of)),
    )
    heading = parse_place(reader.part.heading) if reader.part.heading else PropertyValues()
    found = merged([said, heading])
    if len(found.title) > 200:
        reader.row_problem("the property's name is longer than 200 characters. Shorten it.")
    if not found.title:
        reader.row_problem(
            "nothing says which property this is. Map a column with property=COLUMN, or name one for all rows with "
            "property:=NAME."
        )
        return None
    return found


def unit_of(reader: PartReader) -> UnitValues | None:
    """Return the unit of a row; a house that is let as one has the unit `1`. A problem when there is none."""
    name = reader.text("unit")
    if not name and not _is_whole_property(reader):
        reader.row_problem("there is no unit. Fill in the unit's number.")
        return None
    if len(name) > LONGEST_UNIT:
        reader.problem("unit", f"the unit's name is longer than {LONGEST_UNIT} characters. Shorten it.")
    kind = unit_type_of(reader.text("unit_type"))
    unit = UnitValues(
        unit=name or WHOLE_PROPERTY,
        beds=reader.get("beds", _value(beds_of)),
        baths_half=reader.get("baths", _value(baths_half_of)),
        area_sqft=reader.get("area_sqft", _value(area_of)),
        market_rent_cents=_market_rent(reader),
    )
    return replace(
        unit,
        beds=kind.beds if unit.beds is None else unit.beds,
        baths_half=kind.baths_half if unit.baths_half is None else unit.baths_half,
    )


def _is_whole_property(reader: PartReader) -> bool:
    """Tell whether a row without a unit is a house: it names a property of its own."""
    return reader.part.alone and any(reader.text(name) for name in ("property", "address_line"))


def _market_rent(reader: PartReader) -> int | None:
    cents = reader.cents("market_rent")
    if cents is not None and not 0 <= cents <= 1_000_000_00:
        reader.problem("market_rent", "a market rent lies between $0.00 and $1,000,000.00.")
    return cents or None


def _value(reads: Callable[[str], Cell[T]]) -> Callable[[str], T | None]:
    """Return the reader with a cell that only looks filled (`--`) read as empty."""

    def read(text: str) -> T | None:
        if not text.strip(" -—/"):
            return None
        return reads(text).value

    return read
