"""Finding what a document may belong to: a property, unit, lease or person, by a few letters of its name."""

from dataclasses import dataclass
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import tenancy_choices
from pm_app.people.queries import person_choices
from pm_app.portfolio.queries.properties import property_choices
from pm_app.portfolio.queries.units import unit_choices
from pm_app.runtime import run

SHOWN = 4
NAMES = {"property": "property_id", "unit": "unit_id", "lease": "tenancy_id", "person": "person_id"}


@dataclass
class ThingLine:
    """Something a document may belong to, as a search found it."""

    kind: str
    thing_id: str
    name: str
    detail: str


async def things_found(actor: Actor, text: str) -> list[ThingLine]:
    """Return what the actor may see under a name like this, a few of each kind; without a text some properties."""
    return [*await _places(actor, text), *(await _households(actor, text) if text.strip() else [])]


async def _places(actor: Actor, text: str) -> list[ThingLine]:
    if not actor.may(Permission.VIEW_PORTFOLIO):
        return []
    buildings = await run(actor, property_choices, search=text, limit=SHOWN)
    units = await run(actor, unit_choices, search=text, limit=SHOWN) if text.strip() else []
    found = [ThingLine("property", str(one.id), one.name, one.detail) for one in buildings]
    return [*found, *(ThingLine("unit", str(one.id), one.name, one.detail) for one in units)]


async def _households(actor: Actor, text: str) -> list[ThingLine]:
    lines: list[ThingLine] = []
    if actor.may(Permission.VIEW_LEASES):
        for one in (await run(actor, tenancy_choices, search=text))[:SHOWN]:
            lines.append(ThingLine("lease", str(one.tenancy_id), one.name, one.detail))
    if actor.may(Permission.VIEW_PEOPLE):
        for one in await run(actor, person_choices, search=text, limit=SHOWN):
            lines.append(ThingLine("person", str(one.person_id), one.name, one.detail))
    return lines


def thing_target(kind: str, thing_id: str) -> LinkTarget:
    """Return the link to a thing as a page names it; refuses another kind and what is no id."""
    if kind not in NAMES:
        raise Refused("Choose a property, unit, lease or person.")
    try:
        return LinkTarget(**{NAMES[kind]: UUID(thing_id)})
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
