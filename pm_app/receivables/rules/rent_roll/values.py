"""What a rent roll says once it is read: units, households, what they pay, what they owed when it was printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from pm_app.leasing.enums import RentLineKind
from pm_app.people.enums import PersonKind
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.rules.addresses import address_key
from pm_app.portfolio.rules.grouping import unit_key
from pm_app.portfolio.rules.reading import PropertyValues, UnitValues
from pm_app.receivables.enums import ChargeKind

_ZIP_AT_END = re.compile(r"(.*?)[, ]+([A-Z]{2})[ ,]+(\d{5}(?:-\d{4})?)")
_CODE_AT_END = re.compile(r"(.*\S)\s*\(([\w.-]{1,40})\)")


@dataclass(frozen=True)
class TenantInRoll:
    """Somebody who signed."""

    name: str
    kind: PersonKind
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class LineInRoll:
    """Something charged every month."""

    kind: RentLineKind
    amount_cents: int
    description: str = ""


@dataclass(frozen=True)
class OpenCharge:
    """Something owed at the cut-over; without a day it counts as due on the cut-over day."""

    kind: ChargeKind
    amount_cents: int
    due_on: date | None = None
    description: str = ""


@dataclass(frozen=True)
class HeldDeposit:
    """Deposit money that was really held at the cut-over."""

    kind: ChargeKind
    amount_cents: int


@dataclass(frozen=True)
class Opening:
    """Where a household stood at the cut-over."""

    charges: tuple[OpenCharge, ...] = ()
    prepaid_cents: int = 0
    deposits: tuple[HeldDeposit, ...] = ()

    @property
    def owed_cents(self) -> int:
        """Return what is owed, without what was prepaid."""
        return sum(charge.amount_cents for charge in self.charges)

    @property
    def held_cents(self) -> int:
        """Return all deposits held."""
        return sum(deposit.amount_cents for deposit in self.deposits)

    @property
    def says_nothing(self) -> bool:
        """Tell whether nothing was owed, prepaid or held."""
        return not (self.charges or self.prepaid_cents or self.deposits)


@dataclass(frozen=True)
class HouseholdInRoll:
    """Who lives in a unit and on which terms. `ends_on` None is month-to-month; `lines` hold the rent first."""

    tenants: tuple[TenantInRoll, ...]
    starts_on: date
    term_starts_on: date
    ends_on: date | None
    move_out_on: date | None
    due_day: int
    lines: tuple[LineInRoll, ...]
    opening: Opening

    @property
    def name(self) -> str:
        """Return the tenants in one line."""
        return " and ".join(tenant.name for tenant in self.tenants)

    @property
    def rent_cents(self) -> int:
        """Return the rent of a month, without the other recurring charges."""
        return sum(line.amount_cents for line in self.lines if line.kind is RentLineKind.RENT)

    @property
    def recurring_cents(self) -> int:
        """Return the other recurring charges of a month."""
        return sum(line.amount_cents for line in self.lines if line.kind is not RentLineKind.RENT)


@dataclass(frozen=True)
class UnitInRoll:
    """A unit, vacant or with a household; a unit that is let again comes a second time."""

    row_numbers: tuple[int, ...]
    place: PropertyValues
    unit: UnitValues
    off_market: OffMarket | None = None
    household: HouseholdInRoll | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what all entries of one unit share."""
        return property_key(self.place), unit_key(self.unit.unit)

    @property
    def title(self) -> str:
        """Return how the unit is called in a sentence."""
        return f"{self.place.title}, {self.unit.unit}"


def property_key(values: PropertyValues) -> str:
    """Return what all rows of one property share: its code, else its name, else its address."""
    return (values.external_reference or values.name or "").casefold() or address_key(values.address_line or "")


def parse_place(text: str) -> PropertyValues:
    """Return what a heading tells: `-> Maple Court (maple) - 100 Main St, Riverton, NY 14850` in all its parts.

    A part that begins with a number is the address; city, state and postal code are told apart at its end.
    """
    bare = " ".join(text.replace("->", " ").split()).strip(" :-")
    name, dash, rest = bare.partition(" - ")
    if not dash and re.match(r"\d+\S* \S", bare):
        name, rest = "", bare
    elif dash and not rest[:1].isdigit():
        name, rest = bare, ""
    coded = _CODE_AT_END.fullmatch(name)
    values = PropertyValues(name=(coded[1] if coded else name) or None, external_reference=coded[2] if coded else None)
    return replace(values, **_address_parts(rest)) if rest else values


def _address_parts(text: str) -> dict[str, str]:
    ended = _ZIP_AT_END.fullmatch(text)
    if not ended:
        return {"address_line": text}
    line, comma, city = ended[1].rpartition(",")
    parts = {"address_line": line.strip() if comma else ended[1], "region": ended[2], "postal_code": ended[3]}
    return parts | ({"city": city.strip()} if comma else {})


def merged(values: Iterable[PropertyValues]) -> PropertyValues:
    """Return one property from all rows that speak of it: of each field what is said first."""
    every = list(values)
    first = {known.name: [said for one in every if (said := getattr(one, known.name))] for known in fields(every[0])}
    return replace(every[0], **{name: said[0] for name, said in first.items() if said})
