"""The mail itself, and when to try again."""

from dataclasses import dataclass
from datetime import timedelta

from pm_app.kernel.errors import Refused

MAX_ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


class MailRefused(Refused):
    """The mail server will never take this mail: a bad address, a refused sender."""


@dataclass(frozen=True)
class Mail:
    """One mail to one address. `key` is the same for every attempt, so a repeated send can be recognised."""

    key: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str


def next_attempt(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: one minute, then twice as long each time.

    Never more than six hours. After MAX_ATTEMPTS the message is given up; the caller decides that.
    """
    doublings = min(max(attempts, 1) - 1, 16)
    return min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
