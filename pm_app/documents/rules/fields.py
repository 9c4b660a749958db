"""Fields of the office's own: which documents have them, what they hold, how that is kept, shown and searched for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.money import LARGEST_AMOUNT_CENTS, in_dollars

LONGEST_NAME = 60
LONGEST_TEXT = 500
LONGEST_CHOICE = 80
MOST_CHOICES = 50
MOST_FIELDS = 100

# What is handed in: text and a choice as text, a number, money in cents, a day, yes or no.
Value = str | int | bool | date | Decimal
Kept = str | int | bool


@dataclass(frozen=True)
class FieldFacts:
    """A field of the office's own. Without `kinds` every document has it; `choices` are those of a choice."""

    field_id: UUID
    key: str
    name: str
    field_kind: FieldKind
    kinds: tuple[DocumentKind, ...]
    choices: tuple[str, ...]
    version: int

    def applies_to(self, kind: DocumentKind) -> bool:
        """Return whether documents of that kind have this field."""
        return not self.kinds or kind in self.kinds


def field_name(key: str) -> str:
    """Return the name of the form field that asks for a field of one's own."""
    return f"field_{key}"


def key_of(name: str) -> str:
    """Return the key under which the values of a field of that name are kept: small letters, digits, underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40] or "field"


def checked_choices(field_kind: FieldKind, choices: Sequence[str]) -> list[str]:
    """Return the choices on one line each, without doubles; refuses a choice without any, and too many."""
    if field_kind is not FieldKind.CHOICE:
        return []
    written = [cleaned(choice, longest=LONGEST_CHOICE, field="choices", name="A choice") for choice in choices]
    kept = list(dict.fromkeys(" ".join(choice.split()) for choice in written if choice))
    if len(kept) < 2:
        raise Refused("Write at least two choices, one per line.", field="choices")
    if len(kept) > MOST_CHOICES:
        raise Refused(f"A field has at most {MOST_CHOICES} choices.", field="choices")
    return kept


def changed_values(
    fields: Sequence[FieldFacts],
    kind: DocumentKind,
    kept: Mapping[str, Kept],
    given: Mapping[str, Value | None],
) -> dict[str, Kept]:
    """Return what is kept after these values were given: None and "" take a value away, what is not given stays.

    Refuses a value of another kind than the field's, and a field that documents of this kind do not have.
    """
    known = {field.key: field for field in fields if field.applies_to(kind)}
    after = dict(kept)
    for key, value in given.items():
        if key not in known:
            raise Refused("Documents of this kind do not have this field. Reload the page.", field=field_name(key))
        if value is None or value == "":
            after.pop(key, None)
        else:
            after[key] = kept_value(known[key], value)
    return after


def kept_value(field: FieldFacts, value: Value) -> Kept:
    """Return a value as it is kept: a day as 2026-01-31, a number as it is written, money in cents."""
    return _KEPT[field.field_kind](field, value)


def shown_value(field: FieldFacts, kept: Kept) -> str:
    """Return a kept value as people read it: "Jan 31, 2026", "$1,250.00", "Yes"."""
    if field.field_kind is FieldKind.MONEY and isinstance(kept, int):
        return in_dollars(kept)
    if field.field_kind is FieldKind.DAY:
        return in_words(date.fromisoformat(str(kept)))
    return str(kept) if not isinstance(kept, bool) else "Yes" if kept else "No"


def searched_value(field: FieldFacts, kept: Kept) -> str:
    """Return what a value is found by: its name and how it is shown, a day also as 2026-01-31."""
    if field.field_kind is FieldKind.YES_NO:
        return field.name if kept else ""
    return " ".join(dict.fromkeys((field.name, shown_value(field, kept), str(kept))))


def _must(right: bool, field: FieldFacts, sentence: str) -> None:
    if not right:
        raise Refused(f"{field.name}: {sentence}", field=field_name(field.key))


def _text(field: FieldFacts, value: Value) -> Kept:
    _must(isinstance(value, str), field, "write a text.")
    return " ".join(
        cleaned(str(value), longest=LONGEST_TEXT, field=field_name(field.key), name=f"“{field.name}”").split()
    )


def _number(field: FieldFacts, value: Value) -> Kept:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    _must(is_number and Decimal(value).is_finite(), field, "write a number, for example 12 or 12.5.")  # pyright: ignore[reportArgumentType]
    return f"{Decimal(value):f}"  # pyright: ignore[reportArgumentType]


def _money(field: FieldFacts, value: Value) -> Kept:
    right = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_AMOUNT_CENTS
    _must(right, field, "write an amount, for example 1,250.00.")
    return int(value)  # pyright: ignore[reportArgumentType]


def _day(field: FieldFacts, value: Value) -> Kept:
    _must(isinstance(value, date), field, "write a day, for example 1/31/2026.")
    return str(value)


def _choice(field: FieldFacts, value: Value) -> Kept:
    _must(value in field.choices, field, f"choose one of {', '.join(field.choices)}.")
    return str(value)


def _yes_no(field: FieldFacts, value: Value) -> Kept:
    _must(isinstance(value, bool), field, "say yes or no.")
    return bool(value)


_KEPT: dict[FieldKind, Callable[[FieldFacts, Value], Kept]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DAY: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
}
