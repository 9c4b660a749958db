"""The properties and units of a rent roll: made where they are not on file, brought back where they are archived."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.portfolio.actions.importing import import_properties
from pm_app.portfolio.actions.properties import restore_property
from pm_app.portfolio.actions.units import UnitFacts, add_unit, change_unit, restore_unit
from pm_app.portfolio.queries.existing import existing_properties
from pm_app.portfolio.queries.units import unit_details
from pm_app.portfolio.rules.grouping import unit_key
from pm_app.portfolio.rules.importing import ExistingProperty
from pm_app.portfolio.rules.reading import PropertyRow
from pm_app.receivables.actions.opening_imports_making import Making
from pm_app.receivables.queries.openings import archived_places
from pm_app.receivables.rules.rent_roll.plan import PlannedUnit, RentRollPlan
from pm_app.receivables.rules.rent_roll.there import PropertiesThere
from pm_app.receivables.rules.rent_roll.values import property_key

UnitIds = dict[tuple[str, str], UUID]


def make_places(making: Making, plan: RentRollPlan) -> UnitIds:
    """Make every property and unit that is new, bring archived ones back, and return the units' ids by their key."""
    new = {one.entry.key: one for one in reversed(plan.units) if one.unit_id is None}
    in_order = [one for one in plan.units if new.get(one.entry.key) is one]
    there = {one.property_id for one in plan.units if one.property_id is not None}
    _bring_back(making, there, {one.unit_id for one in plan.units if one.unit_id is not None})
    _import_properties(making, plan, [one for one in in_order if one.property_id is None])
    for one in in_order:
        if one.property_id is not None:
            _add_unit(making, one, one.property_id)
    making.session.flush()
    properties = _by_key(making, plan)
    unit_ids: UnitIds = {}
    for one in plan.units:
        property_ = properties[property_key(one.entry.place)]
        unit_ids[one.entry.key] = next(
            unit.unit_id for unit in property_.units if unit_key(unit.name) == unit_key(one.entry.unit.unit)
        )
    for one in in_order:
        _take_off_market(making, one, unit_ids[one.entry.key])
        if one.property_id is None:
            making.made("unit", unit_ids[one.entry.key])
    for key in dict.fromkeys(property_key(one.entry.place) for one in plan.units if one.property_id is None):
        making.made("property", properties[key].property_id)
    return unit_ids


def _import_properties(making: Making, plan: RentRollPlan, units: list[PlannedUnit]) -> None:
    rows = [
        PropertyRow(one.entry.row_numbers[0], plan.places[property_key(one.entry.place)], one.entry.unit)
        for one in units
    ]
    if rows:
        import_properties(making.session, making.actor, rows=rows, today=making.today, now=making.now)


def _add_unit(making: Making, one: PlannedUnit, property_id: UUID) -> None:
    unit_id = add_unit(
        making.session,
        making.actor,
        property_id=property_id,
        facts=_facts(one),
        now=making.now,
        request_key=making.key("unit", *one.entry.key),
    )
    making.made("unit", unit_id)


def _facts(one: PlannedUnit) -> UnitFacts:
    unit = one.entry.unit
    return UnitFacts(
        name=unit.unit,
        beds=unit.beds,
        baths_half=unit.baths_half,
        area_sqft=unit.area_sqft,
        market_rent_cents=unit.market_rent_cents,
        off_market=one.entry.off_market,
    )


def _take_off_market(making: Making, one: PlannedUnit, unit_id: UUID) -> None:
    if one.entry.off_market is None or one.property_id is not None:
        return
    row = unit_details(making.session, making.actor, unit_id=unit_id)
    facts = replace(_facts(one), name=row.name)
    change_unit(making.session, making.actor, unit_id=unit_id, version=row.version, facts=facts, now=making.now)


def _by_key(making: Making, plan: RentRollPlan) -> dict[str, ExistingProperty]:
    """Return the properties of the file as they are on file now, by their key."""
    there = PropertiesThere(existing_properties(making.session, making.actor))
    found: dict[str, ExistingProperty] = {}
    for key, place in plan.places.items():
        matches = there.like(place)
        if len(matches) != 1:
            raise Refused(f"{place.title} cannot be told from another property. Give both a code.")
        found[key] = matches[0]
    return found


def _bring_back(making: Making, property_ids: Iterable[UUID], unit_ids: Iterable[UUID]) -> None:
    """Restore what is archived, as after an import that was undone; it counts as made by this one."""
    properties, units = archived_places(making.session, making.actor, property_ids=property_ids, unit_ids=unit_ids)
    for property_id in properties:
        restore_property(making.session, making.actor, property_id=property_id, now=making.now)
        making.made("property", property_id)
    for unit_id in units:
        restore_unit(making.session, making.actor, unit_id=unit_id, now=making.now)
        making.made("unit", unit_id)
