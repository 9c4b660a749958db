"""What importing a rent roll would do: what is made, what is there already, which rows are refused, and the totals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.dates import in_words
from pm_app.portfolio.rules.grouping import place_key, unit_key
from pm_app.portfolio.rules.importing import ExistingProperty
from pm_app.portfolio.rules.reading import PropertyValues, RefusedRow
from pm_app.receivables.rules.rent_roll.cells import dollars
from pm_app.receivables.rules.rent_roll.reading import RollReading
from pm_app.receivables.rules.rent_roll.there import HouseholdThere, PropertiesThere, same_household
from pm_app.receivables.rules.rent_roll.values import HouseholdInRoll, UnitInRoll, merged, property_key


@dataclass(frozen=True)
class PlannedUnit:
    """A unit of the file and where it goes: ids of what is there, None for what is made.

    `makes_household` is False where the household is there already, or the unit is vacant.
    """

    entry: UnitInRoll
    property_id: UUID | None
    unit_id: UUID | None
    makes_household: bool

    @property
    def makes_something(self) -> bool:
        """Tell whether anything of this is new."""
        return self.unit_id is None or self.makes_household


@dataclass(frozen=True)
class RollTotals:
    """What all rows of a rent roll come to; amounts in cents, of a month where they recur."""

    properties: int = 0
    units: int = 0
    occupied: int = 0
    future: int = 0
    market_rent_cents: int = 0
    rent_cents: int = 0
    recurring_cents: int = 0
    deposits_cents: int = 0
    owed_cents: int = 0
    prepaid_cents: int = 0

    @property
    def vacant(self) -> int:
        """Return how many units nobody lives in on the cut-over day."""
        return self.units - self.occupied


@dataclass(frozen=True)
class RentRollPlan:
    """All that importing a rent roll would do, in the order of the file.

    `places` holds every property of the file once, by its key, put together from all its rows. `refused` rows keep
    anything from being imported; `warnings` are decisions the reader should see.
    """

    cut_over_on: date
    places: Mapping[str, PropertyValues]
    units: tuple[PlannedUnit, ...]
    refused: tuple[RefusedRow, ...]
    warnings: tuple[str, ...]
    totals: RollTotals
    totals_compared: int = 0

    @property
    def properties_to_add(self) -> int:
        """Return how many properties are made."""
        return len({property_key(one.entry.place) for one in self.units if one.property_id is None})

    @property
    def units_to_add(self) -> int:
        """Return how many units are made."""
        return len({one.entry.key for one in self.units if one.unit_id is None})

    @property
    def households_to_add(self) -> int:
        """Return how many leases are made."""
        return sum(one.makes_household for one in self.units)

    @property
    def existing(self) -> int:
        """Return how many entries are there already, household and all."""
        return sum(not one.makes_something for one in self.units)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether everything in the file is there already."""
        return all(not one.makes_something for one in self.units)


def plan_rent_roll(
    reading: RollReading,
    properties: Sequence[ExistingProperty],
    households: Mapping[UUID, Sequence[HouseholdThere]],
    *,
    cut_over_on: date,
) -> RentRollPlan:
    """Return what importing a rent roll would do; `households` are those of units that are there, by unit.

    A property is recognized by its code, its name or its address, a unit by its name in the property, a household by
    its tenants: what is there already stays as it is. Another household in the unit on the same days is refused.
    """
    gathered: dict[str, list[PropertyValues]] = defaultdict(list)
    for entry in reading.units:
        gathered[property_key(entry.place)].append(entry.place)
    places = {key: merged(every) for key, every in gathered.items()}
    refused = [*reading.refused, *_repetitions(reading.units), *_shared_addresses(reading.units, places)]
    planned, unplaced = _placed(reading.units, places, PropertiesThere(properties), households)
    return RentRollPlan(
        cut_over_on,
        places,
        tuple(planned),
        tuple(sorted((*refused, *unplaced), key=lambda row: row.row_number)),
        reading.warnings,
        roll_totals(reading.units, cut_over_on),
        reading.totals_compared,
    )


def _placed(
    entries: Sequence[UnitInRoll],
    places: Mapping[str, PropertyValues],
    there: PropertiesThere,
    households: Mapping[UUID, Sequence[HouseholdThere]],
) -> tuple[list[PlannedUnit], list[RefusedRow]]:
    """Return where every entry goes, and the rows that can go nowhere."""
    planned: list[PlannedUnit] = []
    refused: list[RefusedRow] = []
    for entry in entries:
        matches = there.like(places[property_key(entry.place)])
        one: PlannedUnit | str = (
            f"{len(matches)} properties are called {entry.place.title} already. Give the code of the one that is meant."
        )
        if len(matches) < 2:
            one = _planned(entry, matches[0] if matches else None, households)
        if isinstance(one, str):
            refused.append(_refused(entry, one))
        else:
            planned.append(one)
    return planned, refused


def _planned(
    entry: UnitInRoll, property_: ExistingProperty | None, households: Mapping[UUID, Sequence[HouseholdThere]]
) -> PlannedUnit | str:
    """Return where an entry goes, or why it cannot go there."""
    wanted = entry.household
    units = property_.units if property_ else ()
    unit = next((one for one in units if unit_key(one.name) == unit_key(entry.unit.unit)), None)
    there = households.get(unit.unit_id, ()) if unit else ()
    if wanted is None or any(same_household(wanted, one) for one in there):
        makes = False
    elif standing := next((one for one in there if one.holds(wanted.starts_on, wanted.move_out_on)), None):
        since = in_words(standing.starts_on)
        return f"{entry.title} is let to {standing.name} since {since}. End that lease first, or leave the row out."
    else:
        makes = True
    return PlannedUnit(entry, property_.property_id if property_ else None, unit.unit_id if unit else None, makes)


def _repetitions(entries: Sequence[UnitInRoll]) -> list[RefusedRow]:
    """Return the rows whose unit another row has on the same days, or has as vacant too."""
    refused: list[RefusedRow] = []
    by_unit: dict[tuple[str, str], list[UnitInRoll]] = defaultdict(list)
    for entry in entries:
        before = next((one for one in by_unit[entry.key] if _in_the_way(one.household, entry.household)), None)
        if before is not None:
            refused.append(
                _refused(
                    entry,
                    f"{entry.title} is in row {before.row_numbers[0]} already"
                    + (", with no move-out before this household comes in." if entry.household else ".")
                    + " Remove one of them, or give the days that keep them apart.",
                )
            )
        by_unit[entry.key].append(entry)
    return refused


def _in_the_way(one: HouseholdInRoll | None, other: HouseholdInRoll | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    first, second = sorted((one, other), key=lambda household: household.starts_on)
    return first.move_out_on is None or first.move_out_on >= second.starts_on


def _shared_addresses(entries: Sequence[UnitInRoll], places: Mapping[str, PropertyValues]) -> list[RefusedRow]:
    """Return the first rows of properties that have another property's address, and no codes that tell them apart."""
    refused: list[RefusedRow] = []
    seen: dict[tuple[str, str], tuple[str, PropertyValues]] = {}
    for entry in entries:
        key = property_key(entry.place)
        values = places[key]
        other, theirs = seen.setdefault(place_key(values), (key, values))
        if other != key and not (values.external_reference and theirs.external_reference):
            refused.append(_refused(entry, f"{values.title} has the address of {theirs.title}. Give both a code."))
    return refused


def _refused(entry: UnitInRoll, sentence: str) -> RefusedRow:
    number = entry.row_numbers[0]
    return RefusedRow(number, (f"Row {number}: {sentence}",))


def roll_totals(entries: Sequence[UnitInRoll], cut_over_on: date) -> RollTotals:
    """Return what all entries come to; rent counts for those who live there on the cut-over day."""
    units = {entry.key: entry for entry in reversed(entries)}
    households = [entry.household for entry in entries if entry.household]
    present = [one for one in households if one.starts_on <= cut_over_on]
    return RollTotals(
        properties=len({key for key, _ in units}),
        units=len(units),
        occupied=len({entry.key for entry in entries if entry.household in present and entry.household}),
        future=len(households) - len(present),
        market_rent_cents=sum(entry.unit.market_rent_cents or 0 for entry in units.values()),
        rent_cents=sum(one.rent_cents for one in present),
        recurring_cents=sum(one.recurring_cents for one in present),
        deposits_cents=sum(one.opening.held_cents for one in households),
        owed_cents=sum(one.opening.owed_cents for one in households),
        prepaid_cents=sum(one.opening.prepaid_cents for one in households),
    )


def roll_summary(plan: RentRollPlan) -> str:
    """Return the plan in one line: what is made, what is there, how many rows are refused."""
    return (
        f"{plan.properties_to_add:,} properties, {plan.units_to_add:,} units and {plan.households_to_add:,} leases "
        f"added, {plan.existing:,} on file already, {len(plan.refused):,} rows refused"
    )


def totals_lines(totals: RollTotals) -> list[tuple[str, str]]:
    """Return the totals as words and figures, in the order a rent roll is read."""
    return [
        ("Properties", f"{totals.properties:,}"),
        ("Units", f"{totals.units:,}"),
        ("Occupied", f"{totals.occupied:,}"),
        ("Vacant", f"{totals.vacant:,}"),
        ("Future leases", f"{totals.future:,}"),
        ("Market rent", dollars(totals.market_rent_cents)),
        ("Lease rent", dollars(totals.rent_cents)),
        ("Other recurring", dollars(totals.recurring_cents)),
        ("Deposits held", dollars(totals.deposits_cents)),
        ("Owed", dollars(totals.owed_cents)),
        ("Prepaid", dollars(totals.prepaid_cents)),
    ]
