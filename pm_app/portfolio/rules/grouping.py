"""The rows of one file put together: one property per reference or address, its units, and what repeats."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from pm_app.portfolio.rules.addresses import address_key
from pm_app.portfolio.rules.reading import PropertyRow, PropertyValues, RefusedRow, UnitValues


@dataclass(frozen=True)
class PropertyInFile:
    """A property as a file describes it, with every row that speaks of it and the units those rows name."""

    row_numbers: tuple[int, ...]
    values: PropertyValues
    units: tuple[UnitValues, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class _Gathered:
    row_numbers: list[int]
    values: PropertyValues
    units: dict[str, tuple[int, UnitValues]] = field(default_factory=dict[str, tuple[int, UnitValues]])
    warnings: list[str] = field(default_factory=list[str])


def unit_key(name: str) -> str:
    """Return what two spellings of one unit's name share."""
    return " ".join(name.casefold().split())


def place_key(values: PropertyValues) -> tuple[str, str]:
    """Return address and city in comparable form; a property without an address is known by its name."""
    return address_key(values.address_line or values.name or ""), (values.city or "").casefold()


def properties_in_file(rows: Iterable[PropertyRow | RefusedRow]) -> tuple[list[PropertyInFile], list[RefusedRow]]:
    """Return the properties of a file in order, and the rows that cannot be used.

    Rows with the same external reference are one property; so are rows with the same address, unless both have a
    reference and they differ (a site can have several registered buildings at one address). Such rows may only add
    further units: a second row without a unit, or with a unit already named, is refused as a repetition.
    """
    by_reference: dict[str, _Gathered] = {}
    by_place: dict[tuple[str, str], list[_Gathered]] = {}
    gathered: list[_Gathered] = []
    refused: list[RefusedRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        same = _same(row.values, by_reference, by_place)
        if same is None:
            same = _Gathered([], row.values)
            gathered.append(same)
            by_place.setdefault(place_key(row.values), []).append(same)
            if row.values.external_reference:
                by_reference[row.values.external_reference.casefold()] = same
        elif problem := _repetition(row, same):
            refused.append(RefusedRow(row.row_number, (problem,)))
            continue
        _gather(row, same)
    return [_as_value(one) for one in gathered], refused


def _same(
    values: PropertyValues, by_reference: dict[str, _Gathered], by_place: dict[tuple[str, str], list[_Gathered]]
) -> _Gathered | None:
    reference = (values.external_reference or "").casefold()
    if reference and reference in by_reference:
        return by_reference[reference]
    there = by_place.get(place_key(values), [])
    return next((one for one in there if not reference or not one.values.external_reference), None)


def _repetition(row: PropertyRow, same: _Gathered) -> str:
    first = same.row_numbers[0]
    reference = row.values.external_reference
    by_reference = reference and (same.values.external_reference or "").casefold() == reference.casefold()
    what = f"external reference {reference}" if by_reference else f"address {row.values.title}"
    if row.unit is None:
        return f"Row {row.row_number} repeats the {what} of row {first}. Remove one of them."
    there = same.units.get(unit_key(row.unit.unit))
    if there:
        return f"Row {row.row_number} repeats unit {row.unit.unit} of row {there[0]}. Remove one of them."
    return ""


def _gather(row: PropertyRow, same: _Gathered) -> None:
    same.row_numbers.append(row.row_number)
    same.warnings.extend(row.warnings)
    if row.unit is not None:
        same.units[unit_key(row.unit.unit)] = (row.row_number, row.unit)
    added: dict[str, object] = {}
    for known in fields(PropertyValues):
        before, now = getattr(same.values, known.name), getattr(row.values, known.name)
        if before is None and now is not None:
            added[known.name] = now
        elif now is not None and now != before and known.name != "address_line":
            same.warnings.append(
                f"Row {row.row_number} says {known.name} {now}; row {same.row_numbers[0]} said {before}, which is kept."
            )
    if added:
        same.values = replace(same.values, **added)


def _as_value(one: _Gathered) -> PropertyInFile:
    units = tuple(unit for _, unit in one.units.values())
    return PropertyInFile(tuple(one.row_numbers), one.values, units, tuple(one.warnings))
