"""How amounts, days and texts are written on paper: everything becomes plain text before it meets a template."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pm_app.kernel.dates import in_words

LONGEST_WORD = 30
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_BREAK_HERE = "\u200b"
# They turn the text after them around, beyond the name they came in with.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CENTS = "_cents"


def dollars(cents: int) -> str:
    """Write whole cents as `$1,234.56`, a credit as `−$20.00`."""
    return f"{'−' if cents < 0 else ''}${amount(abs(cents))}"


def amount(cents: int) -> str:
    """Write whole cents as `1,234.56`, a credit as `−20.00`."""
    whole, part = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{whole:,}.{part:02}"


def text(written: str) -> str:
    """Return a text that can be printed: no control characters, and a place to break in what is too long for a line."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_LONG_WORD.sub(rf"\g<0>{_BREAK_HERE}", _printable(line)) for line in lines)


def written(value: Any) -> Any:
    """Return a value as a template takes it: records as mappings of texts, `…_cents` as dollars, days in words.

    What is None becomes an empty text. Numbers that are no amounts stay numbers.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {_name(field.name): _field(field.name, getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, str):
        return text(value)
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, Mapping):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [written(one) for one in value]
    return "" if value is None else value


def _name(name: str) -> str:
    return name.removesuffix(_CENTS)


def _field(name: str, value: Any) -> Any:
    return dollars(value) if name.endswith(_CENTS) and isinstance(value, int) else written(value)


def _printable(line: str) -> str:
    shown = _TURNING.sub("", line).encode("utf-8", "replace").decode()
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in shown)
