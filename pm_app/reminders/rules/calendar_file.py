"""Critical dates as a file that calendar programs read (RFC 5545): one event for each, on the whole of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

PRODUCT = "-//Property Desk//Critical dates//EN"
# How often a program should ask again.
_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class DateEvent:
    """One date as an event. `uid` stays the same when the date changes; `sequence` then grows.

    `stamped_at` is when the event as it stands was made, so that the same dates are the same file.
    """

    uid: str
    sequence: int
    day: date
    stamped_at: datetime
    summary: str
    description: str
    categories: tuple[str, ...]
    url: str


def calendar_file(events: Iterable[DateEvent], *, name: str) -> bytes:
    """Return the file: the same bytes for the same dates, its texts plain and escaped as the format asks."""
    calendar: Any = Calendar()  # the library says little of what it takes
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _plain(name))
    calendar.add("refresh-interval", _AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_event(event))
    return calendar.to_ical()


def _event(told: DateEvent) -> Any:
    event: Any = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.stamped_at.replace(microsecond=0))
    event.add("dtstart", told.day)
    event.add("dtend", told.day + timedelta(days=1))
    event.add("summary", _plain(told.summary))
    event.add("description", _plain(told.description))
    event.add("categories", [_plain(category) for category in told.categories])
    event.add("url", told.url)
    event.add("transp", "TRANSPARENT")
    return event


def _plain(text: str) -> str:
    """The text without control characters; lines stay lines."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
