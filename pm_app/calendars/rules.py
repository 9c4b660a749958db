"""Which days the office works: its weekdays without public holidays and closures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from holidays import country_holidays, list_supported_countries
from holidays.registry import COUNTRIES

from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
COUNTRY = "US"
DIGEST_HOUR = 7
# An office that is closed for longer than this has no next working day; the day itself is then as good as any.
LONGEST_CLOSED = 366

LONGEST_NAME = 80
LONGEST_CLOSURE = 366
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[date, date]


@dataclass(frozen=True)
class WorkingDays:
    """The days on which the office works, and the hour (0 to 23, office time) of the digest on them."""

    weekdays: frozenset[int] = frozenset(MONDAY_TO_FRIDAY)
    country: str = COUNTRY
    subdivision: str = ""
    closures: tuple[Span, ...] = field(default=())
    digest_hour: int = DIGEST_HOUR

    def is_working(self, day: date) -> bool:
        """Return whether the office works on a day: one of its weekdays, no public holiday, not closed."""
        return (
            day.weekday() in self.weekdays
            and day not in holidays_of(self.country, self.subdivision, day.year)
            and not any(first <= day <= last for first, last in self.closures)
        )

    def before(self, day: date) -> date:
        """Return that day, or the previous working day when the office does not work on it."""
        return self._towards(day, -1)

    def after(self, day: date) -> date:
        """Return that day, or the next working day when the office does not work on it."""
        return self._towards(day, 1)

    def _towards(self, day: date, step: int) -> date:
        days = (day + timedelta(days=step * distance) for distance in range(LONGEST_CLOSED))
        return next((one for one in days if self.is_working(one)), day)


@lru_cache(maxsize=256)
def holidays_of(country: str, subdivision: str, year: int) -> dict[date, str]:
    """Return the public holidays of a year with their names, by day; none without a country. Nobody may change it."""
    if not country:
        return {}
    spoken = country_holidays(country).supported_languages
    language = "en_US" if "en_US" in spoken else None
    kept = country_holidays(country, subdiv=subdivision or None, years=year, language=language)
    return {day: name for day, name in sorted(kept.items()) if day.year == year}


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the countries whose public holidays are known, by name."""
    return tuple(sorted(((codes[1], _worded(module)) for module, codes in COUNTRIES.items()), key=lambda one: one[1]))


@lru_cache(maxsize=64)
def subdivisions(country: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the states or provinces of a country that have holidays of their own, by name."""
    codes = list_supported_countries(include_aliases=False).get(country, ())
    if not codes:
        return ()
    named: object = country_holidays(country).get_subdivision_aliases()  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
    aliases = cast("dict[str, list[str]]", named)
    names = {code: (aliases.get(code) or [code])[0] for code in codes}
    return tuple(sorted(names.items(), key=lambda one: one[1]))


def checked_week(weekdays: Iterable[int], country: str, subdivision: str, digest_hour: int) -> WorkingDays:
    """Return the working days as they are to be set; refuses a week without a day, and places nobody knows."""
    days = frozenset(weekdays)
    if not days or not days <= set(range(7)):
        raise Refused("Choose at least one day on which the office works.", field="weekdays")
    if country and country not in dict(countries()):
        raise Refused("Choose a country from the list.", field="country")
    if subdivision and subdivision not in dict(subdivisions(country)):
        raise Refused("Choose a state of that country, or none.", field="subdivision")
    if digest_hour not in range(24):
        raise Refused("Choose an hour of the day.", field="digest_hour")
    return WorkingDays(days, country, subdivision, (), digest_hour)


def checked_closure(name: str, starts_on: date, ends_on: date) -> str:
    """Return what a closure is called; refuses one without a name, that ends before it begins or lasts over a year."""
    name = cleaned(name, longest=LONGEST_NAME, field="name", name="The name")
    if not name:
        raise Refused("Write what the office is closed for.", field="name")
    if ends_on < starts_on:
        raise Refused("The last day comes before the first.", field="ends_on")
    if (ends_on - starts_on).days >= LONGEST_CLOSURE:
        raise Refused("The office cannot be closed for longer than a year at once.", field="ends_on")
    return name


def _worded(module: str) -> str:
    small = {"and", "of", "the"}
    return " ".join(word if word in small else word.capitalize() for word in module.split("_"))
