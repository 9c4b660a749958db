"""Opening balances of leases that are there already: open charges with their due days, prepaid money, deposits."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.grouping import unit_key
from pm_app.portfolio.rules.importing import ExistingProperty
from pm_app.portfolio.rules.mapping import Mapping as ColumnMapping
from pm_app.portfolio.rules.reading import PropertyValues, RefusedRow
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.rent_roll.cells import cents_of, day_of, dollars
from pm_app.receivables.rules.rent_roll.control import compared_totals
from pm_app.receivables.rules.rent_roll.fields import DEPOSIT_FIELDS, charge_kind_of
from pm_app.receivables.rules.rent_roll.layout import Columns, laid_out
from pm_app.receivables.rules.rent_roll.names import last_name_first, names_in
from pm_app.receivables.rules.rent_roll.parts import PartReader
from pm_app.receivables.rules.rent_roll.sheet import RollRow, RollSheet
from pm_app.receivables.rules.rent_roll.there import HouseholdThere, PropertiesThere
from pm_app.receivables.rules.rent_roll.values import HeldDeposit, OpenCharge, Opening, parse_place

_PREPAID = re.compile(r"(?i)(pre-?paid|pre-?payments?|credits?|unapplied|overpay\w*)\b.*")
_HELD = re.compile(r"(?i)(.*?)\b(?:held|on hand)\b.*")


class NoOpeningBalances(Refused):
    """The file says nothing that was owed, prepaid or held, or nothing about whose it is."""


@dataclass(frozen=True)
class PlannedOpening:
    """Where a lease that is there stood at the cut-over, from all rows about it."""

    tenancy_id: UUID
    name: str
    row_numbers: tuple[int, ...]
    opening: Opening


@dataclass(frozen=True)
class OpeningPlan:
    """All that importing opening balances would post."""

    cut_over_on: date
    leases: tuple[PlannedOpening, ...]
    refused: tuple[RefusedRow, ...]
    warnings: tuple[str, ...] = ()
    totals_compared: int = 0

    @property
    def owed_cents(self) -> int:
        """Return all that was owed."""
        return sum(one.opening.owed_cents for one in self.leases)

    @property
    def prepaid_cents(self) -> int:
        """Return all that was prepaid."""
        return sum(one.opening.prepaid_cents for one in self.leases)

    @property
    def deposits_cents(self) -> int:
        """Return all deposits that were held."""
        return sum(one.opening.held_cents for one in self.leases)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Return the sums as words and figures."""
        return [
            ("Owed", dollars(self.owed_cents)),
            ("Prepaid", dollars(self.prepaid_cents)),
            ("Deposits held", dollars(self.deposits_cents)),
        ]


def plan_opening(
    sheet: RollSheet,
    mapping: ColumnMapping,
    properties: Sequence[ExistingProperty],
    households: Mapping[UUID, Sequence[HouseholdThere]],
    *,
    cut_over_on: date,
) -> OpeningPlan:
    """Return what each row says about which lease; several rows of one lease add up.

    A row is an open amount with its due day and type, or prepaid money (its type says so, or it is negative), or
    deposits held. The lease is the one in the unit on the cut-over day; the tenant must be one of its tenants where
    the file names one. Refuses (`NoOpeningBalances`) a file that says nothing of either.
    """
    _check_opening_mapping(mapping)
    layout, columns = laid_out(sheet, mapping), Columns(mapping)
    finder = _Finder(properties, households, cut_over_on)
    finder.last_first = last_name_first(columns.written(part.row, "tenant") for part in layout.units)
    found: dict[UUID, list[tuple[int, Opening]]] = defaultdict(list)
    names: dict[UUID, str] = {}
    refused: list[RefusedRow] = []
    for part in layout.units:
        reader = PartReader(part, columns)
        there = finder.household(reader)
        openings = [(row.number, _opening(reader, row)) for row in part.rows]
        if reader.problems or there is None:
            refused.append(RefusedRow(part.row.number, tuple(reader.problems)))
            continue
        names[there.tenancy_id] = there.name
        found[there.tenancy_id] += openings
    wrong, notes = compared_totals(layout, columns)
    leases = tuple(_together(tenancy_id, names[tenancy_id], every) for tenancy_id, every in found.items())
    ordered = tuple(sorted((*refused, *wrong), key=lambda row: row.row_number))
    return OpeningPlan(cut_over_on, leases, ordered, tuple(notes), len(layout.totals))


def _check_opening_mapping(mapping: ColumnMapping) -> None:
    if not mapping.fields & {"amount", "prepaid", *DEPOSIT_FIELDS}:
        raise NoOpeningBalances(
            "Nothing says which column holds the amounts. Choose it (amount=COLUMN on the command line).", field="map"
        )
    if not mapping.fields & {"unit", "tenant"}:
        raise NoOpeningBalances(
            "Nothing says whose the amounts are. Choose the column of the unit (unit=COLUMN on the command line).",
            field="map",
        )


class _Finder:
    """Finds the lease a row is about."""

    def __init__(
        self,
        properties: Sequence[ExistingProperty],
        households: Mapping[UUID, Sequence[HouseholdThere]],
        cut_over_on: date,
    ) -> None:
        self.properties, self.every, self.households = PropertiesThere(properties), properties, households
        self.cut_over_on = cut_over_on
        self.last_first = True

    def household(self, reader: PartReader) -> HouseholdThere | None:
        """Return the lease of a row, None with a problem noted when there is none, or more than one."""
        units = self._units(reader)
        people = names_in(reader.columns.written(reader.part.row, "tenant"), last_first=self.last_first)
        asked = {named.name.casefold() for named in people}
        there = [one for unit_id in units for one in self.households.get(unit_id, ())]
        named = [one for one in there if asked & {name.casefold() for name in one.tenants}]
        standing = [one for one in (named if asked else there) if one.holds(self.cut_over_on, self.cut_over_on)]
        found = standing or named
        if len(found) == 1:
            return found[0]
        who = " and ".join(one.name for one in people) or "anybody"
        where = reader.text("unit") and f" in unit {reader.text('unit')}"
        if found:
            reader.row_problem(f"{len(found)} leases of {who}{where} are on file. Say which property or unit is meant.")
        else:
            day = in_words(self.cut_over_on)
            reader.row_problem(f"no lease of {who}{where} is on file for {day}. Start the lease first, or check names.")
        return None

    def _units(self, reader: PartReader) -> list[UUID]:
        """Return the units a row may mean: of its property, where it names one, and by name, where it names one."""
        wanted = parse_place(reader.part.heading) if reader.part.heading else PropertyValues()
        code, address = reader.text("property_code") or None, reader.text("address_line") or None
        wanted = PropertyValues(wanted.name, address or wanted.address_line, external_reference=code)
        properties = self.properties.like(wanted) if wanted.title or code else self.every
        name = unit_key(reader.text("unit"))
        return [unit.unit_id for one in properties for unit in one.units if not name or unit_key(unit.name) == name]


def _opening(reader: PartReader, row: RollRow) -> Opening:
    prepaid = abs(reader.read(row, "prepaid", cents_of) or 0)
    held = [
        HeldDeposit(kind, cents)
        for name, kind in DEPOSIT_FIELDS.items()
        if (cents := reader.read(row, name, cents_of) or 0)
    ]
    amount = reader.read(row, "amount", cents_of) or 0
    kind = reader.columns.written(row, "charge_type").strip()
    deposit = _HELD.fullmatch(kind)
    charges: tuple[OpenCharge, ...] = ()
    if amount and (amount < 0 or _PREPAID.fullmatch(kind)):
        prepaid += abs(amount)
    elif amount and deposit:
        held.append(HeldDeposit(_deposit_kind(deposit[1]), amount))
    elif amount:
        charges = _charge(reader, row, kind, amount)
    if any(one.amount_cents < 0 for one in held):
        reader.problems.append(f"Row {row.number}: a deposit that is held cannot be negative.")
    if not (charges or prepaid or held) and not reader.problems:
        reader.problems.append(f"Row {row.number}: there is no amount. Fill it in, or remove the row.")
    return Opening(charges, prepaid, tuple(held))


def _charge(reader: PartReader, row: RollRow, kind: str, amount: int) -> tuple[OpenCharge, ...]:
    charge_kind = charge_kind_of(kind)
    if charge_kind is None:
        reader.problems.append(
            f"{reader.columns.place(row, 'charge_type')}: '{kind[:60]}' is not a type of charge. Use rent, late fee, "
            "utility, parking, damages or other."
        )
        return ()
    due_on = reader.read(row, "due_on", day_of)
    if due_on is None and not reader.problems:
        reader.problems.append(f"Row {row.number}: {dollars(amount)} has no due date. Fill in when it was due.")
    return (OpenCharge(charge_kind, amount, due_on, reader.columns.written(row, "description").strip()[:200]),)


def _deposit_kind(words: str) -> ChargeKind:
    known = charge_kind_of(words)
    return known if known and known in DEPOSIT_FIELDS.values() else ChargeKind.SECURITY_DEPOSIT


def _together(tenancy_id: UUID, name: str, openings: Sequence[tuple[int, Opening]]) -> PlannedOpening:
    charges = tuple(charge for _, one in openings for charge in one.charges)
    deposits = tuple(deposit for _, one in openings for deposit in one.deposits)
    prepaid = sum(one.prepaid_cents for _, one in openings)
    return PlannedOpening(
        tenancy_id, name, tuple(number for number, _ in openings), Opening(charges, prepaid, deposits)
    )


def opening_summary(plan: OpeningPlan) -> str:
    """Return the plan in one line: of how many leases balances are posted, how many rows are refused."""
    leases = "1 lease" if len(plan.leases) == 1 else f"{len(plan.leases):,} leases"
    return f"Balances of {leases}, {len(plan.refused):,} rows refused"
