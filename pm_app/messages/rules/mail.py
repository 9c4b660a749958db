"""The mail itself, what goes with it, what may go wrong with it, and when to try again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pm_app.kernel.errors import Refused, Unavailable

# With the pauses below a message is tried for about four days.
MAX_ATTEMPTS = 24
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# Who greylists remembers us for hours, and takes nothing for some minutes.
GREYLIST_PAUSE = timedelta(minutes=5)
# While the mail server itself is away no message has been tried: the pauses grow to a quarter of an hour at most.
AWAY_ATTEMPTS = 5


class MailRefused(Refused):
    """The mail server will never take this mail: a bad address, a refused sender, a text it does not want.

    `status` is what the server says in the numbers of RFC 3463, such as 5.1.1; empty when it says none.
    """

    def __init__(self, message: str, *, field: str = "", status: str = "") -> None:
        """Take the sentence, the field it is about, and the server's status."""
        super().__init__(message, field=field)
        self.status = status


class MailDeferred(Unavailable):
    """The mail server does not take this mail now; it wants to be asked again no sooner than after `wait`."""

    def __init__(self, message: str, *, wait: timedelta = timedelta()) -> None:
        """Take the sentence and how long to wait at least."""
        super().__init__(message)
        self.wait = wait


class MailHeldBack(Unavailable):
    """What the mail carries may not leave yet: nothing was tried, and the mail waits, however long that takes."""


class MailServerAway(Unavailable):
    """The mail server cannot be reached or lets us not in: no mail can go out, whichever it is."""


class HandoverUnsure(Exception):
    """The text of a mail left, and no answer came: it may have been taken, and is never sent again by itself."""


class HandoverForbidden(Exception):
    """Somebody else has this mail in hand by now, or it was dealt with: its text must not leave."""


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
    """One mail to one address. `key` is the same for every attempt, so a repeated send can be recognised.

    `return_path` is where it comes back to (empty: to the sender). `unsubscribe` is the address of a page that ends
    mail of this kind, for what is optional; `ends_at_once` says that a program may end it there without the page.
    """

    key: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    return_path: str = ""
    unsubscribe: str = ""
    ends_at_once: bool = False


def pause_while_held(waited: timedelta) -> timedelta:
    """Return how long a mail that was held back for so long waits: half as long again, 1 to 15 minutes."""
    return min(max(waited / 2, timedelta(minutes=1)), timedelta(minutes=15))


def next_attempt(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: one minute, then twice as long each time.

    Never more than six hours. After MAX_ATTEMPTS the message is given up; the caller decides that.
    """
    doublings = min(max(attempts, 1) - 1, 16)
    return min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)


@dataclass(frozen=True)
class Allowance:
    """How many mails one address gets in a day of the office, and when that day begins and ends."""

    most: int
    begins_at: datetime
    ends_at: datetime
