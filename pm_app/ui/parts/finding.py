"""The search over everything: people, properties, units, leases, documents by what they say, receipts by amount."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.search import SearchHit, search_documents
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import search_text
from pm_app.leasing.queries.tenancies import tenancy_choices
from pm_app.people.queries import person_choices
from pm_app.portfolio.queries.properties import property_choices
from pm_app.portfolio.queries.units import unit_choices
from pm_app.receivables.queries.finding import find_receipts
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, parse_dollars

SHOWN = 5
LONGEST_DETAIL = 160


@dataclass
class SearchLine:
    """One thing that was found: its kind (lines of a kind stand together), title, what helps to tell it, address."""

    kind: str
    title: str
    detail: str
    path: str


async def found_by(actor: Actor, text: str) -> list[SearchLine]:
    """Return what fits the text, a few of each kind, of the kinds this person may see; nothing for no text."""
    text = search_text(text)
    if not text:
        return []
    lines: list[SearchLine] = []
    for needed, find in _KINDS:
        if actor.may(needed):
            lines += await find(actor, text)
    return lines


async def _people(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, person_choices, search=text, limit=SHOWN)
    return [SearchLine("People", one.name, one.detail, paths.person_path(one.person_id)) for one in found]


async def _leases(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, tenancy_choices, search=text, limit=SHOWN)
    return [SearchLine("Leases", one.name, one.detail, paths.lease_path(one.tenancy_id)) for one in found]


async def _properties(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, property_choices, search=text, limit=SHOWN)
    return [SearchLine("Properties", one.name, one.detail, paths.property_path(one.id)) for one in found]


async def _units(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, unit_choices, search=text, limit=SHOWN)
    return [SearchLine("Units", one.name, one.detail, paths.unit_path(one.id)) for one in found]


async def _receipts(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, find_receipts, amount_cents=_amount(text), reference=text, limit=SHOWN)
    return [
        SearchLine(
            "Receipts",
            f"{dollars(one.amount_cents)} from {one.tenancy_name}",
            f"{day(one.received_on)}, {one.method.value}{' ' if one.reference else ''}{one.reference}"
            + (", reversed" if one.is_reversed else ""),
            paths.lease_path(one.tenancy_id, "ledger"),
        )
        for one in found
    ]


async def _documents(actor: Actor, text: str) -> list[SearchLine]:
    found = await run(actor, search_documents, text=text, today=services().clock.today(), limit=SHOWN)
    return [
        SearchLine("Documents", hit.title, _said(hit), paths.document_path(hit.document_id, hit.page, text))
        for hit in found.rows
    ]


def _said(hit: SearchHit) -> str:
    """The page and the words around the hit; the kind where only the title or the facts were found."""
    if not hit.snippet:
        return hit.kind.value.capitalize()
    page = f"Page {hit.page}: " if (hit.row.page_count or 1) > 1 else ""
    return f"{page}{hit.snippet}"[:LONGEST_DETAIL]


def _amount(text: str) -> int | None:
    try:
        return parse_dollars(text)
    except Refused:
        return None  # not everything that is searched for is an amount


_Find = Callable[[Actor, str], Awaitable[list[SearchLine]]]
_KINDS: tuple[tuple[Permission, _Find], ...] = (
    (Permission.VIEW_PEOPLE, _people),
    (Permission.VIEW_LEASES, _leases),
    (Permission.VIEW_PORTFOLIO, _properties),
    (Permission.VIEW_PORTFOLIO, _units),
    (Permission.VIEW_LEDGER, _receipts),
    (Permission.VIEW_DOCUMENTS, _documents),
)
