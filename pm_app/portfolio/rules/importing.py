"""What an import would do: which properties are new, changed, the same, and which rows are refused."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, fields
from uuid import UUID

from pm_app.portfolio.rules.addresses import address_key
from pm_app.portfolio.rules.grouping import PropertyInFile, properties_in_file, unit_key
from pm_app.portfolio.rules.reading import PropertyRow, PropertyValues, RefusedRow, UnitValues


@dataclass(frozen=True)
class ExistingUnit:
    """A unit that is there. `values` holds what can be compared: beds, baths_half, area_sqft, market_rent_cents."""

    unit_id: UUID
    name: str
    values: Dictionary[str, object]


@dataclass(frozen=True)
class ExistingProperty:
    """A property that is there.

    `values` holds what can be compared, by the names of `PropertyValues`; a name it lacks is never compared.
    `address_line` and `city` find the property when the row has no reference.
    """

    property_id: UUID
    external_reference: str | None
    values: Dictionary[str, object]
    units: tuple[ExistingUnit, ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """A field whose value the file changes."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class UnitChange:
    """A unit that is there and that the file changes."""

    unit_id: UUID
    unit: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class PropertyChange:
    """A property that is there and that the file changes, itself or its units. `changes` may be empty then."""

    property_id: UUID
    row_numbers: tuple[int, ...]
    values: PropertyValues
    changes: tuple[FieldChange, ...]
    units_to_add: tuple[UnitValues, ...] = ()
    units_to_change: tuple[UnitChange, ...] = ()


@dataclass(frozen=True)
class UnchangedProperty:
    """A property that is there already just as the file has it."""

    property_id: UUID
    row_numbers: tuple[int, ...]


@dataclass(frozen=True)
class ImportPlan:
    """All an import would do, in the order of the file. `warnings` are decisions the reader should see."""

    to_add: tuple[PropertyInFile, ...]
    to_change: tuple[PropertyChange, ...]
    unchanged: tuple[UnchangedProperty, ...]
    refused: tuple[RefusedRow, ...]
    warnings: tuple[str, ...] = ()


def plan_import(rows: Iterable[PropertyRow | RefusedRow], existing: Sequence[ExistingProperty]) -> ImportPlan:
    """Return what importing these rows into these properties would do; nothing is changed by planning.

    A property is recognised by its external reference, else by address and city, where a different reference on
    both sides means a different building. An empty cell never erases what is there. Planning again over the result
    finds everything unchanged.
    """
    wanted, refused = properties_in_file(rows)
    there = _Existing(existing)
    to_add: list[PropertyInFile] = []
    to_change: list[PropertyChange] = []
    unchanged: list[UnchangedProperty] = []
    warnings: list[str] = []
    for one in wanted:
        matches = there.take(one.values)
        if len(matches) > 1:
            refused += [RefusedRow(number, (_ambiguous(number, one, matches),)) for number in one.row_numbers]
            continue
        warnings += one.warnings
        if not matches:
            to_add.append(one)
        elif change := _change(one, matches[0]):
            to_change.append(change)
        else:
            unchanged.append(UnchangedProperty(matches[0].property_id, one.row_numbers))
    refused.sort(key=lambda row: row.row_number)
    return ImportPlan(tuple(to_add), tuple(to_change), tuple(unchanged), tuple(refused), tuple(warnings))


class _Existing:
    """The properties that are there, found by reference or place, each given to one property of the file only."""

    def __init__(self, existing: Sequence[ExistingProperty]) -> None:
        self.by_reference: dict[str, ExistingProperty] = {}
        self.by_place: dict[str, list[ExistingProperty]] = {}
        self.taken: set[UUID] = set()
        for one in existing:
            if one.external_reference:
                self.by_reference[one.external_reference.casefold()] = one
            line = str(one.values.get("address_line") or one.values.get("name") or "")
            self.by_place.setdefault(address_key(line), []).append(one)

    def take(self, values: PropertyValues) -> list[ExistingProperty]:
        reference = (values.external_reference or "").casefold()
        if reference and reference in self.by_reference:
            found = [self.by_reference[reference]]
        else:
            found = [one for one in self._at(values) if not (reference and one.external_reference)]
        found = [one for one in found if one.property_id not in self.taken]
        if len(found) == 1:
            self.taken.add(found[0].property_id)
        return found

    def _at(self, values: PropertyValues) -> list[ExistingProperty]:
        line = address_key(values.address_line or values.name or "")
        city = (values.city or "").casefold()
        there = self.by_place.get(line, [])
        return [one for one in there if not city or str(one.values.get("city") or city).casefold() == city]


def _ambiguous(row_number: int, one: PropertyInFile, matches: Sequence[ExistingProperty]) -> str:
    return (
        f"Row {row_number}: {len(matches)} properties are at {one.values.title} already. "
        "Give the row the external reference of the one that is meant."
    )


def _change(one: PropertyInFile, there: ExistingProperty) -> PropertyChange | None:
    have = {"external_reference": there.external_reference, **there.values}
    changes = _differences(one.values, have)
    units = {unit_key(unit.name): unit for unit in there.units}
    to_add = tuple(unit for unit in one.units if unit_key(unit.unit) not in units)
    to_change: list[UnitChange] = []
    for unit in one.units:
        known = units.get(unit_key(unit.unit))
        if known and (differences := _differences(unit, known.values)):
            to_change.append(UnitChange(known.unit_id, known.name, differences))
    if not (changes or to_add or to_change):
        return None
    return PropertyChange(there.property_id, one.row_numbers, one.values, changes, to_add, tuple(to_change))


def _differences(wanted: PropertyValues | UnitValues, have: Dictionary[str, object]) -> tuple[FieldChange, ...]:
    pairs = [(known.name, getattr(wanted, known.name)) for known in fields(wanted) if known.name in have]
    return tuple(
        FieldChange(name, have[name], value) for name, value in pairs if value is not None and value != have[name]
    )


def summary(plan: ImportPlan) -> str:
    """Return the plan in one line: `3,611 rows: 3,611 added, 0 changed, 0 unchanged, 0 refused`.

    Rows are counted, not properties: of a property with twelve units, each of the twelve rows goes where it goes.
    """
    added = sum(len(one.row_numbers) for one in plan.to_add)
    changed = sum(len(one.row_numbers) for one in plan.to_change)
    unchanged = sum(len(one.row_numbers) for one in plan.unchanged)
    refused = len(plan.refused)
    total = added + changed + unchanged + refused
    return f"{total:,} rows: {added:,} added, {changed:,} changed, {unchanged:,} unchanged, {refused:,} refused"


def refusals(plan: ImportPlan) -> list[str]:
    """Return why each refused row is refused, one sentence per problem, in the order of the file."""
    return [problem for row in plan.refused for problem in row.problems]


def kept_file(user_id: UUID | None, file_id: str = "") -> str:
    """Return where a file that somebody wants to import is kept meanwhile; without a file, what all of theirs share."""
    return f"imports/{user_id}/{file_id}"
