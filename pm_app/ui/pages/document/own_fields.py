"""Fields of the office's own in the form of a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import reflex as rx

from pm_app.documents.enums import FieldKind
from pm_app.documents.queries.fields import FieldValue
from pm_app.documents.rules.fields import FieldFacts, field_name
from pm_app.ui.pages.document.form_reading import NO, YES, typed_value
from pm_app.ui.parts.accepted import Lines
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import choice_field, day_field, money_field, number_field, text_field

YES_OR_NO = [Choice("", "Not said"), Choice(YES, "Yes"), Choice(NO, "No")]


@dataclass
class OwnFieldLine:
    """One field of the office's own, as the form asks for it."""

    name: str
    label: str
    holds: str
    value: str
    choices: list[Choice] = field(default_factory=list)


def own_field_lines(values: tuple[FieldValue, ...]) -> list[OwnFieldLine]:
    """Return the fields of a document with what it says in them."""
    return [_line(value.field, typed_value(value.field, value.kept)) for value in values]


def typed_lines(fields: list[FieldFacts], typed: Mapping[str, str]) -> list[OwnFieldLine]:
    """Return fields with what was typed into them before, by the names of their form fields."""
    return [_line(one, typed.get(field_name(one.key), "")) for one in fields]


def _line(facts: FieldFacts, typed: str) -> OwnFieldLine:
    offered = [*facts.choices, *([typed] if typed and typed not in facts.choices else [])]
    choices = [Choice("", "Not said"), *(Choice(one, one) for one in offered)] if facts.choices else []
    return OwnFieldLine(field_name(facts.key), facts.name, facts.field_kind.value, typed, choices)


def own_fields(lines: Lines) -> rx.Component:
    """The fields, one below the other."""
    return rx.foreach(lines, _field)


def _field(line: OwnFieldLine) -> rx.Component:
    given = (line.label, line.name)
    return rx.fragment(
        rx.match(
            line.holds,
            (FieldKind.NUMBER.value, number_field(*given, line.value, optional=True, width="short")),
            (FieldKind.MONEY.value, money_field(*given, line.value, optional=True)),
            (FieldKind.DAY.value, day_field(*given, line.value, optional=True)),
            (FieldKind.CHOICE.value, choice_field(*given, line.choices, line.value)),  # pyright: ignore[reportArgumentType]
            (FieldKind.YES_NO.value, choice_field(*given, YES_OR_NO, line.value)),
            text_field(*given, line.value, optional=True, max_length=500),
        )
    )
