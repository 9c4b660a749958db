"""Saying which column of a file fills which field: the lines of the form, what was chosen there, what is refused."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.fields import ImportField
from pm_app.portfolio.rules.mapping import Mapping, Source
from pm_app.ui.parts.accepted import Lines, Text, is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import choice_field, field_pair, text_field
from pm_app.ui.parts.page import section

_LOOKED_AT = 50
_LONGEST_SAMPLE = 60

Rows = Sequence[Dictionary[str, str]]
Fields = Sequence[ImportField]


@dataclass
class FieldLine:
    """One field of the form: the names of its two controls, what they hold first, and what the file has there."""

    label: str
    column: str
    always: str
    chosen: str
    constant: str
    sample: str


def field_lines(fields: Fields, mapping: Mapping, headers: Sequence[str], rows: Rows) -> list[FieldLine]:
    """Return a line for every field, with the column or the value of the mapping chosen."""
    known = {source.field: source for source in mapping.sources}
    return [_line(field, known.get(field.name, Source(field.name)), headers, rows) for field in fields]


def column_choices(mapping: Mapping, headers: Sequence[str], joined: str = ", else ") -> list[Choice]:
    """Return every column, and the groups of columns of the mapping that fill one field together."""
    single = [Choice(str(place), header) for place, header in enumerate(headers)]
    grouped = [
        Choice(_value(source.columns, headers), joined.join(source.columns))
        for source in mapping.sources
        if len(source.columns) > 1
    ]
    return [*grouped, *single]


def chosen_columns(fields: Fields, form: Dictionary[str, str], headers: Sequence[str]) -> Mapping:
    """Return what was chosen in the form; refuses a column the file does not have."""
    sources: list[Source] = []
    for field in fields:
        columns = _columns(form.get(f"column_{field.name}", ""), headers, f"column_{field.name}")
        always = form.get(f"always_{field.name}", "").strip()
        if always and not columns:
            sources.append(Source(field.name, (), always))
        elif columns:
            sources.append(Source(field.name, columns))
    return Mapping(tuple(sources))


def column_map(lines: Lines, columns: Lines) -> rx.Component:
    """The table of fields, each with its column and a value that is the same in every row."""

    def field(line: FieldLine) -> rx.Component:
        return field_pair(
            choice_field(line.label, line.column, columns, line.chosen, any="Not in this file", hint=line.sample),
            text_field(line.label + ", the same in every row", line.always, line.constant),
        )

    return rx.el.div(
        rx.el.div(
            rx.el.span("Field"),
            rx.el.span("Column of the file"),
            rx.el.span("Or the same in every row"),
            class_name="head",
            aria_hidden="true",
        ),
        rx.foreach(lines, field),
        class_name="pd-map",
    )


def sentences(title: str, lines: Lines, more: Text = "") -> rx.Component:
    """A list of sentences under a title; nothing when there are none. `more` says how many are not shown."""
    listed = rx.el.ul(rx.foreach(lines, lambda line: rx.el.li(line)), class_name="pd-sentences", tab_index=0)
    return rx.cond(~is_empty(lines), section(title, listed, rx.cond(more != "", rx.el.p(more, class_name="pd-hint"))))


def _line(field: ImportField, source: Source, headers: Sequence[str], rows: Rows) -> FieldLine:
    return FieldLine(
        label=field.label,
        column=f"column_{field.name}",
        always=f"always_{field.name}",
        chosen=_value(source.columns, headers),
        constant=source.constant,
        sample=_sample(source.columns, rows),
    )


def _columns(value: str, headers: Sequence[str], field: str) -> tuple[str, ...]:
    places = value.split("|") if value else []
    if not all(place.isascii() and place.isdigit() and int(place) < len(headers) for place in places):
        raise Refused("The file has no such column. Choose one of the list.", field=field)
    return tuple(headers[int(place)] for place in places)


def _value(columns: Sequence[str], headers: Sequence[str]) -> str:
    return "|".join(str(headers.index(column)) for column in columns)


def _sample(columns: Sequence[str], rows: Rows) -> str:
    cells = (row.get(column, "").strip() for row in rows[:_LOOKED_AT] for column in columns)
    found = next((cell for cell in cells if cell), "")
    return f"Such as {found[:_LONGEST_SAMPLE]}" if found else ""
