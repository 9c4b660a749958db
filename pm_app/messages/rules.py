"""The mail itself, and when to try again."""

from dataclasses import dataclass

from pm_app.kernel.errors import Refused


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
