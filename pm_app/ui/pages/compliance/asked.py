"""What the address of the page asks for, the same for its lists and for what is exported of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.compliance import ComplianceFilter
from pm_app.documents.queries.expirations import ExpirationFilter
from pm_app.documents.queries.required_things import ThingFilter
from pm_app.documents.rules.requirements import TO_DO

NEAR_DAYS = 90
FARTHEST_DAYS = 3_650


def asked_compliance(query: Mapping[str, str]) -> ComplianceFilter:
    """Return which required documents the address asks for; what makes no sense in it narrows nothing."""
    state = next((one for one in ComplianceState if one.value == query.get("state")), None)
    level = next((one for one in KindLevel if one.value == query.get("level")), None)
    things = ThingFilter(
        level=level,
        property_id=_id(query, "property"),
        unit_id=_id(query, "unit"),
        tenancy_id=_id(query, "tenancy"),
        person_id=_id(query, "person"),
    )
    states = TO_DO if state is None else (state,)
    return ComplianceFilter(states=states, kind=_kind(query), requirement_id=_id(query, "rule"), things=things)


def asked_expirations(query: Mapping[str, str], today: date) -> ExpirationFilter:
    """Return which expirations the address asks for: `within` so many days, or `past` for what is over."""
    within = query.get("within", "")
    if within == "past":
        return ExpirationFilter(today - timedelta(days=1), None, _kind(query), _id(query, "property"))
    days = int(within) if within.isascii() and within.isdigit() and len(within) < 5 else NEAR_DAYS
    through = today + timedelta(days=min(days, FARTHEST_DAYS))
    return ExpirationFilter(through, None, _kind(query), _id(query, "property"))


def _kind(query: Mapping[str, str]) -> DocumentKind | None:
    return next((kind for kind in DocumentKind if kind.value == query.get("kind")), None)


def _id(query: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(query[name]) if query.get(name) else None
    except ValueError:
        return None
