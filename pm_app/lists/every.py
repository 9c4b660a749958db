"""The lists that can be taken along: their columns, and how the address of their page says which rows."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.leasing.queries.narrowing import ending_within, states_in
from pm_app.leasing.queries.tenancies import tenancy_place, tenancy_rows
from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.lists.books import BOOK_LISTS
from pm_app.lists.charging import CHARGES_RUN
from pm_app.lists.compliance import COMPLIANCE_LISTS
from pm_app.lists.deposits import DEPOSITS
from pm_app.lists.money import MONEY_LISTS
from pm_app.lists.tenants import TENANT_LISTS
from pm_app.people.enums import PersonRole
from pm_app.people.queries import person_rows
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.properties import property_rows
from pm_app.ports import Cell
from pm_app.receivables.queries.ledger import ledger
from pm_app.receivables.queries.positions import balances
from pm_app.receivables.queries.unit_grid import UNIT_SEGMENTS, unit_grid
from pm_app.runtime import run_now


def _properties(asked: Asked) -> Iterable[Sequence[Cell]]:
    found = run_now(
        asked.actor,
        property_rows,
        listing=asked.listing,
        kind=asked.chosen(PropertyKind, "kind"),
        archived=asked.query.get("archived") == "1",
    )
    for row in found.rows:
        yield (
            *(row.name, row.address, row.kind.value.capitalize()),
            *(row.known_units, row.year_built, row.manager_name),
        )


def _units(asked: Asked) -> Iterable[Sequence[Cell]]:
    found = run_now(
        asked.actor,
        unit_grid,
        today=asked.today,
        listing=asked.listing,
        property_id=asked.record("property"),
        states=UNIT_SEGMENTS.get(asked.query.get("status", ""), frozenset()),
    )
    for row in found.rows:
        unit = row.unit
        baths = "" if unit.baths_half is None else f"{unit.baths_half / 2:g}"
        yield (
            *(unit.property_name, unit.name, unit.beds, baths, unit.area_sqft, row.state.value.capitalize()),
            *(row.tenancy_name, row.rent_cents, unit.market_rent_cents, row.lease_ends_on, row.balance_cents),
        )


def _people(asked: Asked) -> Iterable[Sequence[Cell]]:
    found = run_now(
        asked.actor,
        person_rows,
        listing=asked.listing,
        role=asked.chosen(PersonRole, "role"),
        archived=asked.query.get("archived") == "1",
    )
    for row in found.rows:
        roles = ", ".join(role.value.capitalize() for role in row.roles)
        yield row.name, row.kind.value.capitalize(), roles, row.email, row.phone


def _leases(asked: Asked) -> Iterable[Sequence[Cell]]:
    property_id = asked.record("property")
    found = run_now(
        asked.actor,
        tenancy_rows,
        listing=asked.listing,
        today=asked.today,
        states=states_in(asked.query.get("state", "")),
        property_id=property_id,
        ends=ending_within(asked.query.get("ends", ""), asked.today),
    )
    owed: Mapping[UUID, int] | None = None
    if asked.actor.may(Permission.VIEW_LEDGER):
        owed = run_now(asked.actor, balances, as_of=asked.today, property_id=property_id)
    for row in found.rows:
        balance = None if owed is None else owed.get(row.tenancy_id, 0)
        yield (
            *(row.name, row.property_name, row.unit_name, row.state.value.capitalize(), row.starts_on),
            *(row.lease_ends_on, row.moved_out_on, row.rent_cents, balance),
        )


def _ledger(asked: Asked) -> Iterable[Sequence[Cell]]:
    tenancy_id = asked.record("tenancy")
    if tenancy_id is None:
        raise Refused("This address does not say whose ledger. Go back to the ledger and export again.")
    shown = run_now(
        asked.actor,
        ledger,
        tenancy_id=tenancy_id,
        as_of=asked.day("as_of") or asked.today,
        listing=Listing(size=EVERYTHING),
        starts_on=asked.day("from"),
        ends_on=asked.day("to"),
        known_at=asked.moment_after("known_on"),
        hide_reversed=asked.query.get("hide_reversed") == "1",
    )
    for row in shown.rows:
        yield (
            *(row.shown_on, row.kind.capitalize(), row.description, row.charge_cents or None),
            *(row.payment_cents or None, row.balance_cents),
        )


def _household(asked: Asked) -> Iterable[tuple[str, str]]:
    tenancy_id = asked.record("tenancy")
    if tenancy_id is None:
        return []
    place = run_now(asked.actor, tenancy_place, tenancy_id=tenancy_id)
    return [("Household", place.name), ("Home", f"{place.property_name}, {place.unit_name}")]


LISTS: Mapping[str, ExportedList] = {
    "properties": ExportedList(
        "Properties", columns("Name, Address, Kind, Units: count, Built: count, Manager"), _properties
    ),
    "units": ExportedList(
        "Units",
        columns(
            "Property, Unit, Beds: count, Baths, Square feet: count, Status, Tenant, Rent: money, "
            "Market rent: money, Lease end: day, Balance: money"
        ),
        _units,
        totals=("Rent", "Market rent", "Balance"),
    ),
    "people": ExportedList("People", columns("Name, Kind, Roles, E-mail, Phone"), _people),
    "leases": ExportedList(
        "Leases",
        columns(
            "Household, Property, Unit, Status, Since: day, Lease end: day, Moved out: day, Rent: money, Balance: money"
        ),
        _leases,
        totals=("Rent", "Balance"),
    ),
    "charges-run": CHARGES_RUN,
    "deposits": DEPOSITS,
    "ledger": ExportedList(
        "Ledger",
        columns("Date: day, Kind, Description, Charge: money, Payment: money, Balance: money"),
        _ledger,
        totals=("Charge", "Payment"),
        said=_household,
    ),
    **BOOK_LISTS,
    **COMPLIANCE_LISTS,
    **TENANT_LISTS,
    **MONEY_LISTS,
}
