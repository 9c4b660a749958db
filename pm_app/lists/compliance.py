"""Required documents and expirations as lists that can be taken along; the paper is sorted by property unless asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.compliance import ComplianceFilter, ComplianceRows, compliance_rows
from pm_app.documents.queries.expirations import ExpirationFilter, expiration_rows
from pm_app.documents.queries.required_things import ThingFilter
from pm_app.documents.rules.requirements import TO_DO
from pm_app.kernel.listing import Listing
from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.ports import Cell
from pm_app.runtime import run_now

NEAR_DAYS, FARTHEST_DAYS = 90, 3_650


def _found(asked: Asked, listing: Listing) -> ComplianceRows:
    state = asked.chosen(ComplianceState, "state")
    things = ThingFilter(
        level=asked.chosen(KindLevel, "level"),
        property_id=asked.record("property"),
        unit_id=asked.record("unit"),
        tenancy_id=asked.record("tenancy"),
        person_id=asked.record("person"),
    )
    narrowed = ComplianceFilter(
        states=(state,) if state else TO_DO,
        kind=asked.chosen(DocumentKind, "kind"),
        requirement_id=asked.record("rule"),
        things=things,
    )
    return run_now(asked.actor, compliance_rows, listing=listing, today=asked.today, narrowed=narrowed)


def _compliance(asked: Asked) -> Iterable[Sequence[Cell]]:
    listing = asked.listing if asked.query.get("sort") else replace(asked.listing, sort="property")
    for row in _found(asked, listing).rows:
        yield (
            *(row.property_name, row.level.value.capitalize(), row.name, row.place),
            *(_worded(row.kind.value), row.state.value.capitalize(), row.due_on, row.through),
            *(row.document_title, row.waived.reason if row.waived else ""),
        )


def _sums(asked: Asked) -> Iterable[tuple[str, str]]:
    counts = _found(asked, Listing(size=25)).counts
    for state in TO_DO:
        if counts.get(state):
            yield state.value.capitalize(), f"{counts[state]:,}"


def _expirations(asked: Asked) -> Iterable[Sequence[Cell]]:
    within = asked.query.get("within", "")
    days = int(within) if within.isascii() and within.isdigit() and len(within) < 5 else NEAR_DAYS
    days = -1 if within == "past" else min(days, FARTHEST_DAYS)
    narrowed = ExpirationFilter(
        through=asked.today + timedelta(days=days),
        kind=asked.chosen(DocumentKind, "kind"),
        property_id=asked.record("property"),
    )
    for row in run_now(asked.actor, expiration_rows, listing=asked.listing, narrowed=narrowed).rows:
        belongs = ", ".join(link.name for link in row.links)
        yield row.title, _worded(row.kind.value), belongs, row.what.capitalize(), row.on


def _worded(text: str) -> str:
    return text[0].upper() + text[1:]


COMPLIANCE_LISTS: Mapping[str, ExportedList] = {
    "compliance": ExportedList(
        "Compliance",
        columns(
            "Property, Level, Of, Place, Document, Status, Due: day, Covered through: day, On file, Waived because"
        ),
        _compliance,
        said=_sums,
        optional=("Place", "Waived because"),
    ),
    "expirations": ExportedList("Expirations", columns("Document, Kind, Belongs to, What, Day: day"), _expirations),
}
