"""What an entry of the contact log must say."""

from datetime import UTC, datetime, timedelta

from pm_app.correspondence.enums import ContactLogKind, Direction
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned

LONGEST_ENTRY = 5_000
# Clocks of the office and of the server differ a little.
_AHEAD = timedelta(minutes=10)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def checked_body(body: str) -> str:
    """Return what was written down, tidied; refuses nothing and too much."""
    body = cleaned(body.replace("\r\n", "\n"), longest=LONGEST_ENTRY, field="body", name="The text")
    if not body:
        raise Refused("Write down what was said.", field="body")
    return body


def check_moment(happened_at: datetime, now: datetime) -> None:
    """Refuse a contact that has not happened yet, and one before 1990."""
    if happened_at > now + _AHEAD:
        raise Refused("This lies in the future. For what is to be done, add a task.", field="happened_on")
    if happened_at < _EARLIEST:
        raise Refused("Check the day: this is before 1990.", field="happened_on")


def direction_of(kind: ContactLogKind, direction: Direction) -> Direction:
    """Return who turned to whom; a note is the office's own."""
    return Direction.INTERNAL if kind == ContactLogKind.NOTE else direction
