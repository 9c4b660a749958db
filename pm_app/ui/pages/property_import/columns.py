"""Which column of a file fills which field: what is guessed, what the form shows, what was chosen there."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.fields import FIELDS
from pm_app.portfolio.rules.mapping import Mapping, Source, guess_mapping
from pm_app.ui.parts.address import Choice

_LOOKED_AT = 50
_LONGEST_SAMPLE = 60

Rows = Sequence[Dictionary[str, str]]


@dataclass
class FieldLine:
    """One field of the form: the names of its two controls, what they hold first, and what the file has there."""

    label: str
    column: str
    always: str
    chosen: str
    sample: str


def field_lines(headers: Sequence[str], rows: Rows) -> list[FieldLine]:
    """Return a line for every field, with the guessed column chosen."""
    guess = {source.field: source.columns for source in guess_mapping(headers, rows).sources}
    return [
        FieldLine(
            label=field.label,
            column=f"column_{field.name}",
            always=f"always_{field.name}",
            chosen=_value(guess.get(field.name, ()), headers),
            sample=_sample(guess.get(field.name, ()), rows),
        )
        for field in FIELDS
    ]


def column_choices(headers: Sequence[str], rows: Rows) -> list[Choice]:
    """Return every column, and the guessed groups of columns of which the first that is filled counts."""
    single = [Choice(str(place), header) for place, header in enumerate(headers)]
    grouped = [
        Choice(_value(source.columns, headers), ", else ".join(source.columns))
        for source in guess_mapping(headers, rows).sources
        if len(source.columns) > 1
    ]
    return [*grouped, *single]


def chosen_mapping(form: Dictionary[str, str], headers: Sequence[str]) -> Mapping:
    """Return what was chosen in the form; refuses a column the file does not have, and a form that fills nothing."""
    sources: list[Source] = []
    for field in FIELDS:
        columns = _columns(form.get(f"column_{field.name}", ""), headers, f"column_{field.name}")
        always = form.get(f"always_{field.name}", "").strip()
        if always and not columns:
            sources.append(Source(field.name, (), always))
        elif columns:
            sources.append(Source(field.name, columns))
    if not {"address_line", "name"} & {source.field for source in sources}:
        raise Refused("Choose the column that holds the address.", field="column_address_line")
    return Mapping(tuple(sources))


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
