"""Days, amounts and lists as office papers write them, and the dice that vary the papers."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int) -> Random:
    """Return a generator that always rolls the same for one seed."""
    return Random(seed * 2_654_435_761 + 97)  # noqa: S311  (it chooses fonts and wordings, never secrets)


def long_day(day: date) -> str:
    """Return a day as letters write it: `November 20, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def short_day(day: date) -> str:
    """Return a day as forms write it: `11/20/2026`."""
    return f"{day:%m/%d/%Y}"


def dollars(cents: int) -> str:
    """Return an amount as papers write it: `$1,250.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def whole_dollars(cents: int) -> str:
    """Return an amount as policies write limits: `$1,000,000`."""
    return f"${cents // 100:,}"


def percent(bps: int) -> str:
    """Return basis points as a percentage without needless zeros: 850 is `8.5%`."""
    return f"{bps // 100}.{bps % 100:02}".rstrip("0").rstrip(".") + "%"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: `Ann Lee, Bo Marsh and Cy Orr`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th` …"""
    last = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def some(choices: Sequence[T], count: int, random: Random) -> list[T]:
    """Return `count` different choices in their own order."""
    return [choices[place] for place in sorted(random.sample(range(len(choices)), min(count, len(choices))))]
