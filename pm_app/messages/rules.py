"""The mail itself, and when to try again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pm_app.access.rules import Actor
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


def sees_message(actor: Actor, to_user_id: UUID | None) -> bool:
    """Return whether a message is this person's to see: who is held to some properties sees only mail to themselves.

    A message names its subject in words, so it cannot be told which property it is about.
    """
    return actor.property_ids is None or to_user_id == actor.user_id
