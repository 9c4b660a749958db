"""Which days the office works: its weekdays without public holidays and closures."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
COUNTRY = "US"
DIGEST_HOUR = 7
# An office that is closed for longer than this has no next working day; the day itself is then as good as any.
LONGEST_CLOSED = 366

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
    return dict(sorted(country_holidays(country, subdiv=subdivision or None, years=year).items()))
