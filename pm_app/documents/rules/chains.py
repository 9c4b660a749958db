"""What lies between a document and the one that replaces it: days without cover, or days with both."""

from dataclasses import dataclass
from datetime import date

from pm_app.kernel.dates import day_after, day_before, days_between


@dataclass(frozen=True)
class Between:
    """The days between two documents, first and last included. `is_gap`: nothing was valid; else both were."""

    is_gap: bool
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days that are."""
        return days_between(self.first, self.last)


def between(before_through: date | None, after_from: date | None) -> Between | None:
    """Return the gap or the overlap between a last good day and the first good day of what comes after it.

    None when the one follows the other at once, or when one of both days is not known.
    """
    if before_through is None or after_from is None or after_from == day_after(before_through):
        return None
    if after_from > before_through:
        return Between(True, day_after(before_through), day_before(after_from))
    return Between(False, after_from, before_through)
