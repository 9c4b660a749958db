"""Which column of a spreadsheet fills which field: said by a person, or guessed from the headers."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import cache
from typing import cast

from rapidfuzz import fuzz, process

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.cleaning import CellRefused, kind_of, whole_number_of
from pm_app.portfolio.rules.fields import FIELDS, ImportField, normalized_header

ALIKE = 88  # of 100: a header that is only misspelled; 'number of units' against 'number of elevators' is 65
LOOKED_AT = 50  # rows whose cells decide whether a guessed column holds what its header promises
COUNTED = {"unit_count", "storeys", "year_built"}


class MappingRefused(Refused):
    """The mapping cannot be used: unknown field or column, or not written as it must be."""


@dataclass(frozen=True)
class Source:
    """Where a field's value comes from: the first of `columns` that is not empty, or always `constant`."""

    field: str
    columns: tuple[str, ...] = ()
    constant: str = ""

    @property
    def label(self) -> str:
        """Return how a problem with this value names its place in the file."""
        return f"column {' or '.join(self.columns)}" if self.columns else f"{self.field} given for all rows"


@dataclass(frozen=True)
class Mapping:
    """Which fields are filled, and from where; at most one source per field."""

    sources: tuple[Source, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of the fields that are filled."""
        return frozenset(source.field for source in self.sources)

    def completed_by(self, guess: "Mapping") -> "Mapping":
        """Return this mapping with the guess filling only fields and columns that nobody spoke of."""
        taken = {column for source in self.sources for column in source.columns}
        free = [s for s in guess.sources if s.field not in self.fields and not taken.intersection(s.columns)]
        return Mapping(self.sources + tuple(free))


def parse_mapping(entries: Iterable[str], fields: tuple[ImportField, ...] = FIELDS) -> Mapping:
    """Return the mapping that `field=COLUMN`, `field=COLUMN|FALLBACK` and `field:=constant` entries describe.

    Refuses an entry without `=`, an unknown field (naming the nearest one), a field named twice.
    """
    sources: list[Source] = []
    for entry in entries:
        left, equals, right = entry.partition("=")
        if not equals or not right.strip():
            raise MappingRefused(
                f"'{entry}' is not a mapping. Write field=COLUMN, field=COLUMN|FALLBACK or field:=value.", field="map"
            )
        if left.rstrip().endswith(":"):
            sources.append(_source(left.rstrip()[:-1], fields, constant=right.strip()))
        else:
            sources.append(_source(left, fields, columns=right.split("|")))
    return _mapping(sources)


def mapping_from_text(text: str, fields: tuple[ImportField, ...] = FIELDS) -> Mapping:
    """Return the mapping a JSON or TOML file holds.

    `address_line = "SITE_ADDRESS"`, `storeys = ["CONFIRMED_STOREYS", "NO_OF_STOREYS"]` (fallbacks in order) and
    `city = { always = "Toronto" }` are understood. Refuses a file that is neither, or that holds anything else.
    """
    try:
        document: object = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as problem:
        raise MappingRefused(f"The mapping file is neither JSON nor TOML: {problem}.", field="map") from problem
    entries = cast(Dictionary[str, object], document)
    return _mapping([_source_from_value(field, value, fields) for field, value in entries.items()])


def _source_from_value(field: str, value: object, fields: tuple[ImportField, ...]) -> Source:
    if isinstance(value, str):
        return _source(field, fields, columns=value.split("|"))
    if isinstance(value, list) and all(isinstance(column, str) for column in cast(list[object], value)):
        return _source(field, fields, columns=cast(list[str], value))
    if isinstance(value, dict):
        table = cast(dict[str, object], value)
        if list(table) == ["always"]:
            return _source(field, fields, constant=str(table["always"]))
    raise MappingRefused(
        f'The mapping of {field} must be a column, a list of columns, or {{ always = "value" }}.', field="map"
    )


def _source(field: str, fields: tuple[ImportField, ...], *, columns: Sequence[str] = (), constant: str = "") -> Source:
    name = field.strip()
    names = [one.name for one in fields]
    if name not in names:
        near = closest(name, names)
        hint = f"Did you mean {near}?" if near else f"The fields are {', '.join(names)}."
        raise MappingRefused(f"There is no field '{name}' to fill. {hint}", field="map")
    kept = tuple(column.strip() for column in columns if column.strip())
    if not kept and not constant:
        raise MappingRefused(f"The mapping of {name} names no column and no value.", field="map")
    return Source(name, kept, constant)


def _mapping(sources: list[Source]) -> Mapping:
    seen: set[str] = set()
    for source in sources:
        if source.field in seen:
            raise MappingRefused(
                f"{source.field} is mapped twice. Put fallback columns into one entry: {source.field}=FIRST|SECOND.",
                field="map",
            )
        seen.add(source.field)
    return Mapping(tuple(sources))


def closest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that is written most like the word, or nothing when none is at all like it."""
    found = process.extractOne(word, list(choices), scorer=fuzz.WRatio, processor=normalized_header, score_cutoff=55)
    return found[0] if found else ""


def resolve_mapping(mapping: Mapping, headers: Sequence[str]) -> Mapping:
    """Return the mapping with each column written exactly as the file's header writes it.

    Case, spaces and underscores may differ. Refuses a column the file does not have, naming the closest header, and
    a mapping that fills neither an address nor a name.
    """
    resolved = resolve_columns(mapping, headers)
    if not {"address_line", "name"} & mapping.fields:
        raise MappingRefused(
            "Nothing says which column holds the address. Map it with address_line=COLUMN; "
            f"the file has {_some(headers)}.",
            field="map",
        )
    return resolved


def resolve_columns(mapping: Mapping, headers: Sequence[str]) -> Mapping:
    """Return the mapping with each column as the file writes it, whatever it fills; refuses one the file lacks."""
    exact = set(headers)
    loose = {normalized_header(header): header for header in reversed(headers)}
    sources: list[Source] = []
    for source in mapping.sources:
        columns = [name if name in exact else loose.get(normalized_header(name), "") for name in source.columns]
        for written, column in zip(source.columns, columns, strict=True):
            if not column:
                raise _unknown_column(source.field, written, headers)
        sources.append(Source(source.field, tuple(columns), source.constant))
    return Mapping(tuple(sources))


def _unknown_column(field: str, column: str, headers: Sequence[str]) -> MappingRefused:
    near = closest(column, headers)
    hint = f"The closest header is '{near}'." if near else f"The file has {_some(headers)}."
    return MappingRefused(f"The file has no column '{column}' for {field}. {hint}", field="map")


def _some(headers: Sequence[str]) -> str:
    shown = [header for header in headers if header][:12]
    return ", ".join(shown) + (" and others" if len(headers) > len(shown) else "")


def guess_mapping(
    headers: Sequence[str], rows: Sequence[Dictionary[str, str]] = (), fields: tuple[ImportField, ...] = FIELDS
) -> Mapping:
    """Return the mapping the headers suggest; several columns of one count become fallbacks of each other.

    Of several columns for anything else the most telling is taken: two columns of ids are two numberings.
    Headers count when they are a known synonym, or misspell one. Where rows are given, a column that should hold a
    kind or a number must do so in its first rows: a `PROPERTY_TYPE` of *private* says nothing about the kind.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for header in headers:
        field, rank = _field_of(normalized_header(header), fields)
        if field and _holds(field, header, rows):
            found.setdefault(field, []).append((rank, header))
    sources: list[Source] = []
    for field in [field for field in fields if field.name in found]:
        columns = tuple(header for _, header in sorted(found[field.name]))
        sources.append(Source(field.name, columns if field.several else columns[:1]))
    return Mapping(tuple(sources))


@cache
def fields_by_synonym(fields: tuple[ImportField, ...]) -> dict[str, tuple[str, int]]:
    """Return for every known header, normalized, the field it stands for and its rank among that field's headers."""
    return {normalized_header(word): (field.name, rank) for field in fields for rank, word in enumerate(field.synonyms)}


def _field_of(header: str, fields: tuple[ImportField, ...]) -> tuple[str, int]:
    by_synonym = fields_by_synonym(fields)
    if header in by_synonym:
        return by_synonym[header]
    found = process.extractOne(header, list(by_synonym), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if not found or len(header) < 5:
        return "", 0
    field, rank = by_synonym[found[0]]
    return field, rank + 100


def _holds(field: str, header: str, rows: Sequence[Dictionary[str, str]]) -> bool:
    cells = [cell for row in rows[:LOOKED_AT] if (cell := row.get(header, "").strip())]
    if field == "kind":
        return not cells or sum(_is_kind(cell) for cell in cells) * 2 > len(cells)
    if field in COUNTED:
        return not cells or sum(_is_number(cell) for cell in cells) * 2 > len(cells)
    return True


def _is_kind(cell: str) -> bool:
    try:
        return kind_of(cell).value is not None
    except CellRefused:
        return False


def _is_number(cell: str) -> bool:
    try:
        return whole_number_of(cell) is not None
    except CellRefused:
        return False
