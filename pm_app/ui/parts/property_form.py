"""The form of a property: its fields, what stands in them at first, and reading back what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.portfolio.actions.properties import PropertyFacts
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.properties import PropertyDetails
from pm_app.ui.format import parse_whole
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import check_field, choice_field, field_pair, long_field, number_field, text_field

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in PropertyKind]


@dataclass
class PropertyDraft:
    """What stands in the fields when the form opens."""

    name: str = ""
    kind: str = PropertyKind.APARTMENTS.value
    address_line: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    year_built: str = ""
    storeys: str = ""
    unit_count: str = ""
    manager_id: str = ""
    management_company: str = ""
    requires_renters_insurance: bool = False
    notes: str = ""


def property_draft(place: PropertyDetails) -> PropertyDraft:
    """Return the fields filled with what is on file."""
    return PropertyDraft(
        name=place.name,
        kind=place.kind.value,
        address_line=place.address_line,
        city=place.city,
        region=place.region,
        postal_code=place.postal_code,
        country=place.country,
        year_built=_text(place.year_built),
        storeys=_text(place.storeys),
        unit_count=_text(place.unit_count),
        manager_id=_text(place.manager_id),
        management_company=place.management_company,
        requires_renters_insurance=place.requires_renters_insurance,
        notes=place.notes,
    )


def property_fields(draft: Any, managers: Sequence[Choice] | rx.Var[list[Choice]]) -> list[rx.Component]:
    """Return the fields; `draft` is the State's variable of what stands in them first."""
    return [
        field_pair(
            text_field(
                "Name", "name", draft.name, auto_focus=True, hint="Empty: the property is called by its address."
            ),
            choice_field("Kind", "kind", KINDS, draft.kind, width="phone"),
        ),
        text_field("Street address", "address_line", draft.address_line, width="full"),
        field_pair(
            text_field("City", "city", draft.city, width="day", optional=True),
            text_field("State", "region", draft.region, width="short", optional=True),
            text_field("Postal code", "postal_code", draft.postal_code, width="short", optional=True),
            text_field("Country", "country", draft.country, width="short", optional=True),
        ),
        field_pair(
            number_field("Built", "year_built", draft.year_built, optional=True),
            number_field("Storeys", "storeys", draft.storeys, optional=True),
            number_field("Registered units", "unit_count", draft.unit_count, width="phone", optional=True),
        ),
        field_pair(
            choice_field("Manager", "manager_id", managers, draft.manager_id, any="Nobody yet"),
            text_field("Management company", "management_company", draft.management_company, optional=True),
        ),
        check_field(
            "Every household must have renter's insurance",
            "requires_renters_insurance",
            draft.requires_renters_insurance,
        ),
        long_field("Notes", "notes", draft.notes, optional=True),
    ]


def property_facts(form: Mapping[str, str]) -> PropertyFacts:
    """Return what was typed; refuses, beside its field, what cannot be read."""
    kind = form.get("kind", "")
    if kind not in list(PropertyKind):
        raise Refused("Choose the kind of property.", field="kind")
    return PropertyFacts(
        name=form.get("name", ""),
        kind=PropertyKind(kind),
        address_line=form.get("address_line", ""),
        city=form.get("city", ""),
        region=form.get("region", ""),
        postal_code=form.get("postal_code", ""),
        country=form.get("country", ""),
        year_built=parse_whole(form.get("year_built", ""), "year_built", "1964"),
        storeys=parse_whole(form.get("storeys", ""), "storeys", "3"),
        unit_count=parse_whole(form.get("unit_count", ""), "unit_count", "24"),
        notes=form.get("notes", ""),
        manager_id=_manager_id(form.get("manager_id", "")),
        management_company=form.get("management_company", ""),
        requires_renters_insurance=bool(form.get("requires_renters_insurance")),
    )


def _manager_id(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        raise Refused("Choose the manager from the list.", field="manager_id") from None


def _text(value: object) -> str:
    return "" if value is None else str(value)
