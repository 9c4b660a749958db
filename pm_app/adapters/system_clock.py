"""The clock of the machine, in the time zone of the office."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class SystemClock:
    """Asks the machine for the time; the one place that does."""

    def __init__(self, time_zone: str) -> None:
        """Take the office's zone by its IANA name; raises ValueError for a name nobody knows."""
        try:
            self._zone = ZoneInfo(time_zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"There is no time zone {time_zone!r}; use a name such as America/Toronto.") from error

    def now(self) -> datetime:
        """Return this moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - everybody else is handed the time from here

    def today(self) -> date:
        """Return the day it is in the office."""
        return self.now().astimezone(self._zone).date()
