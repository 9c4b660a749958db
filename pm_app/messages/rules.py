"""The mail itself, what goes with it, when to try again; and how the office signs its papers."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned

MAX_ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


class MailRefused(Refused):
    """The mail server will never take this mail: a bad address, a refused sender."""


@dataclass(frozen=True)
class Attachment:
    """A file as it goes out with a mail."""

    filename: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Enclosed:
    """A file that is to go out with a message: where the object store keeps it, and the document it is filed as."""

    object_key: str
    filename: str
    media_type: str
    size_bytes: int
    document_id: UUID | None = None


@dataclass(frozen=True)
class Mail:
    """One mail to one address. `key` is the same for every attempt, so a repeated send can be recognised."""

    key: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


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


@dataclass(frozen=True)
class Letterhead:
    """How the office signs its papers. Every field but the name may be empty; the address is written line by line."""

    office_name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    footer: str = ""


MOST_ADDRESS_LINES = 4
LONGEST_LINE = 80
LONGEST_FOOTER = 200


def checked_letterhead(
    *, office_name: str, address: str, phone: str, email: str, website: str, footer: str
) -> Letterhead:
    """Return the letterhead as it is kept: blanks tidied, the address in lines.

    Refuses one without a name, an address of more than four lines, and lines that would not fit on a sheet.
    """
    name = _line(office_name, "office_name", "The name")
    if not name:
        raise Refused("Write the name of the office: it heads every paper.", field="office_name")
    written = cleaned(address, longest=LONGEST_LINE * MOST_ADDRESS_LINES, field="address", name="The address")
    lines = tuple(
        line for line in (_line(one, "address", "A line of the address") for one in written.splitlines()) if line
    )
    if len(lines) > MOST_ADDRESS_LINES:
        raise Refused(f"Write the address in at most {MOST_ADDRESS_LINES} lines.", field="address")
    return Letterhead(
        name,
        lines,
        _line(phone, "phone", "The phone number"),
        _line(email, "email", "The e-mail address"),
        _line(website, "website", "The website"),
        _line(footer, "footer", "The line at the foot", longest=LONGEST_FOOTER),
    )


def _line(text: str, field: str, name: str, *, longest: int = LONGEST_LINE) -> str:
    return " ".join(cleaned(text, longest=longest, field=field, name=name).split())
