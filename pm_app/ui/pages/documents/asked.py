"""What the address of the page of documents asks for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState, FieldKind
from pm_app.documents.queries.choosing import NamedChoice
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.rules.fields import FieldFacts, shown_value
from pm_app.kernel.dates import named_day
from pm_app.kernel.listing import search_text
from pm_app.ui.parts.address import Choice

W = TypeVar("W", bound=StrEnum)

SORTS = ("title", "kind", "valid_through", "filed_at")
DUE = [Choice("now", "Expired or within 30 days"), Choice("30", "Within 30 days")]
ENDS = [Choice("1", "With an expiration"), Choice("0", "Without one")]
KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]
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
    own_field, _, own_value = search_text(query.get("own", ""))[:200].partition(":")
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
        own_field=own_field,
        own_value=own_value,
    )


def counted_choices(choices: Iterable[Choice], counts: Mapping[str, int], *, more: str = "") -> list[Choice]:
    """Return choices with how many documents each would show; `more` stands behind the numbers ("+" for at least)."""
    return [Choice(one.value, f"{one.label} ({counts.get(one.value, 0):,}{more})") for one in choices]


def tag_choices(tags: Mapping[str, int], asked: str, *, more: str = "") -> list[Choice]:
    """Return tags as choices, the most frequent first; the one that is asked for is always there."""
    ordered = sorted({**({asked: 0} if asked else {}), **tags}.items(), key=lambda item: (-item[1], item[0]))
    return counted_choices([Choice(tag, tag) for tag, _ in ordered], tags, more=more)


def own_field_choices(
    fields: Iterable[FieldFacts], counts: Mapping[tuple[str, str], int], *, more: str = ""
) -> list[Choice]:
    """Return the office's own fields as choices: what they say where that is chosen from a few, else that they do."""
    found: list[Choice] = []
    numbers: dict[str, int] = {}
    for field in fields:
        for (key, value), number in counts.items():
            if key == field.key:
                kept = (
                    {"true": True, "false": False}.get(value, value) if field.field_kind is FieldKind.YES_NO else value
                )
                said = shown_value(field, kept) if value else "filled in"
                one = Choice(f"{key}:{value}" if value else key, f"{field.name}: {said}")
                found.append(one)
                numbers[one.value] = number
    return counted_choices(found, numbers, more=more)


def named_choices(found: Iterable[NamedChoice], *, more: str = "") -> list[Choice]:
    """Return units, households or people as choices, each read differently: what is called the same is numbered."""
    choices: list[Choice] = []
    told: Counter[str] = Counter()
    for one in found:
        name = ", ".join(part for part in (one.name, one.detail) if part)
        told[name] += 1
        name = f"{name} #{told[name]}" if told[name] > 1 else name
        choices.append(Choice(str(one.thing_id), f"{name} ({one.count:,}{more})"))
    return choices


def _word(words: type[W], written: str) -> W | None:
    return words(written) if written in list(words) else None


def _day(written: str) -> date | None:
    try:
        return named_day(written)
    except ValueError:
        return None


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
