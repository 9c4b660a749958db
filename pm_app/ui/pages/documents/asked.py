"""What the address of the page of documents asks for."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.queries.search import Facet
from pm_app.kernel.listing import search_text
from pm_app.ui.parts.address import Choice

W = TypeVar("W", bound=StrEnum)

SORTS = ("title", "kind", "valid_through", "filed_at")
DUE = [Choice("now", "Expired or within 30 days"), Choice("30", "Within 30 days")]
ENDS = [Choice("1", "With an expiration"), Choice("0", "Without one")]
SOURCES = [Choice(source.value, source.value.capitalize()) for source in DocumentSource]
KEEPING = [Choice("go", "May be destroyed"), Choice("held", "On legal hold")]
TABS = (
    DocumentState.NEEDS_REVIEW,
    DocumentState.EXPIRING,
    DocumentState.EXPIRED,
    DocumentState.ARCHIVED,
    DocumentState.IN_TRASH,
)


def narrowed_by(query: Mapping[str, str], today: date) -> DocumentFilter:
    """Return the filter the address asks for; words in it that mean nothing are passed over."""
    soon, due = today + timedelta(days=30), query.get("due", "")
    ends = query.get("ends", "")
    return DocumentFilter(
        kind=_word(DocumentKind, query.get("kind", "")),
        state=_word(DocumentState, query.get("state", "")),
        property_id=_id(query.get("property", "")),
        unit_id=_id(query.get("unit", "")),
        tenancy_id=_id(query.get("lease", "")),
        person_id=_id(query.get("person", "")),
        tag=search_text(query.get("tag", ""))[:100],
        expiring_through=soon if due in {"now", "30"} else None,
        expiring_from=today if due == "30" else None,
        filed_from=_day(query.get("filed_from", "")),
        filed_through=_day(query.get("filed_through", "")),
        expires={"1": True, "0": False}.get(ends),
        source=_word(DocumentSource, query.get("source", "")),
        poorly_read=query.get("poor", "") == "1",
        may_go=query.get("keep", "") == "go",
        held=query.get("keep", "") == "held",
    )


def kind_choices(counted: Mapping[str, int]) -> list[Choice]:
    """Return every kind as a choice, with how many there are where that is known."""
    return [_counted(kind.value, kind.value.capitalize(), counted) for kind in DocumentKind]


def facet_counts(facets: tuple[Facet, ...]) -> dict[str, int]:
    """Return how many of the found documents have each value."""
    return {facet.value: facet.count for facet in facets}


def tag_choices(tags: Mapping[str, int]) -> list[Choice]:
    """Return tags as choices, the most frequent first."""
    ordered = sorted(tags.items(), key=lambda item: (-item[1], item[0]))
    return [_counted(tag, tag, tags) for tag, _ in ordered]


def property_choices_of(properties: list[tuple[UUID, str]], counted: Mapping[str, int]) -> list[Choice]:
    """Return properties as choices, with how many there are where that is known."""
    return [_counted(str(key), name, counted) for key, name in properties]


def _counted(value: str, label: str, counted: Mapping[str, int]) -> Choice:
    return Choice(value, f"{label} ({counted[value]:,})" if value in counted else label)


def _word(words: type[W], written: str) -> W | None:
    return words(written) if written in list(words) else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
