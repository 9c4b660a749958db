"""What we ask of suppliers, in our words: clock, store of files, mail server, mailbox, readers, virus scanner."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, runtime_checkable

from pm_app.banking.rules.statements import BankFile
from pm_app.correspondence.rules.letters import DrawnLetter, LetterSheet
from pm_app.documents.rules.texts import FileText
from pm_app.messages.rules import Letterhead, Mail
from pm_app.receivables.rules.papers import Paper

Cell = str | int | date | None
ColumnKind = Literal["text", "count", "money", "day"]


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table that leaves as a file. Money is handed over in cents."""

    label: str
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class TableReport:
    """A list to be drawn on paper. `facts` say what is in it ("As of", "Nov 20, 2026"); `totals` is its last row.

    Cells are those of a sheet: money in cents, days as days. Without totals there is no last row.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()


class Clock(Protocol):
    """Tells the time: `now` is an aware UTC moment, `today` the day in the office's time zone."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


@dataclass(frozen=True)
class StoredObject:
    """An object as the store lists it: its key, how large it is, when it came to its place (aware UTC)."""

    key: str
    size_bytes: int
    changed_at: datetime


@dataclass(frozen=True)
class UploadForm:
    """A signed form that a browser sends one file with, straight to the store.

    Sent as multipart/form-data to `url`: all `fields` first, the file last, as `file`.
    """

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Preparation:
    """Something a store was asked to see to, in words; `problem` says why it does not."""

    what: str
    problem: str = ""


class ObjectStore(Protocol):
    """Keeps bytes under a key. Raises `Unavailable` when it cannot; `NotFound` for a key it does not have."""

    def put(self, key: str, content: BinaryIO, *, size: int, media_type: str) -> None:
        """Keep `size` bytes read from `content`; whole or not at all; an existing key is left as it is."""
        ...

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under the key, or None when nothing is."""
        ...

    def chunks(self, key: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from position `first` to `last` (included; None: to the end) in pieces."""
        ...

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens when it is not there."""
        ...

    def move(self, source: str, target: str) -> None:
        """Keep what is under `source` under `target` from now on; an existing `target` is left as it is.

        At no moment is it under neither. Raises `NotFound` when there is nothing under `source`.
        """
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that begins with `prefix`, in no promised order."""
        ...

    def listed(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield every object whose key begins with `prefix`, in no promised order."""
        ...

    def discard_unfinished(self, before: datetime) -> int:
        """Remove the parts of objects that began to arrive before this moment and never came whole; return how many."""
        ...

    def upload_form(self, key: str, *, most_bytes: int, media_type: str, expires_in: int) -> UploadForm | None:
        """Return a form that puts one file of 1 to `most_bytes` bytes under the key, or None when the app must take it.

        It works for `expires_in` seconds, for this key and media type alone, and also replaces what it sent before.
        """
        ...

    def download_url(self, key: str, *, filename: str, media_type: str, expires_in: int) -> str | None:
        """Return a link that downloads the object for `expires_in` seconds, or None when the app must serve it."""
        ...


class Mailer(Protocol):
    """Hands one mail to the outside. Raises `Unavailable` (try later) or `MailRefused` (never will).

    `Unavailable` is told apart: `MailDeferred` is about this mail, `MailServerAway` about every mail.
    """

    def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
        """Send the mail and return the id the supplier knows it by.

        `handing_over` is called just before the text leaves; when it raises, the text does not leave. Raises
        `HandoverUnsure` when the text left and no answer came.
        """
        ...


@runtime_checkable
class KeepsOpen(Protocol):
    """A supplier that has one connection serve many calls, when it is told that there are many."""

    def kept_open(self) -> AbstractContextManager[None]:
        """Return a block during which one connection is kept; without it every call has its own."""
        ...


@dataclass(frozen=True)
class WaitingMail:
    """A message in the mailbox that was not put away yet: how the server knows it, and its size."""

    uid: str
    size_bytes: int


class OpenMailbox(Protocol):
    """A mailbox as long as it is open. Raises `Unavailable` when the server does not do what it is asked for."""

    def waiting(self, most: int, *, last: Collection[str] = ()) -> list[WaitingMail]:
        """Return up to `most` messages that were not put away yet, oldest first; the uids in `last` come after them."""
        ...

    def content(self, mail: WaitingMail) -> bytes:
        """Return the message as it was sent, byte by byte; it stays unseen."""
        ...

    def put_away(self, mail: WaitingMail, *, filed: bool) -> None:
        """Move the message to the folder of those that were filed, or refused; where that fails, mark it as done."""
        ...


class Mailbox(Protocol):
    """The mailbox that papers are sent to."""

    def opened(self) -> AbstractContextManager[OpenMailbox]:
        """Sign in for the block. Raises `Unavailable` with what is wrong: no answer, no trust, a wrong password."""
        ...


class TextReader(Protocol):
    """Reads the text of a file, page by page, whatever the file does; never raises for a bad file."""

    def read(self, path: Path, *, filename: str, media_type: str) -> FileText: ...


class VirusScanner(Protocol):
    """Looks for viruses in files."""

    def scan(self, path: Path) -> str:
        """Return the name of the virus that was found in a file, empty when there is none.

        Raises `Unavailable` with a sentence whenever it cannot tell: no answer, a wrong one, a file too large for it.
        """
        ...

    def check(self) -> None:
        """Raise `Unavailable` with a sentence when it is away now; no file is needed to ask."""
        ...


class ContentTypes(Protocol):
    """Tells what kind of file it is, by its content."""

    def __call__(self, path: Path, filename: str) -> str:
        """Return the media type of the file at `path`; the name decides only between kinds of text."""
        ...


class PaperMaker(Protocol):
    """Draws papers as PDF files on the letterhead of the office. Whatever a name holds comes out as text."""

    def paper(self, letterhead: Letterhead, paper: Paper) -> bytes:
        """Return the paper: US Letter upright, pages numbered. The same paper is the same bytes."""
        ...

    def table(self, letterhead: Letterhead, report: TableReport) -> bytes:
        """Return the list across US Letter, its heading on every page."""
        ...

    def letters(self, letterhead: Letterhead, letters: Sequence[LetterSheet]) -> list[DrawnLetter]:
        """Return each letter as a PDF of its own, addressed for the window of an envelope, and what stays blank."""
        ...

    def together(self, papers: Sequence[bytes]) -> bytes:
        """Return these PDFs, at least one, as one to print; raises `Unavailable` when one of them cannot be opened."""
        ...


class StatementReader(Protocol):
    """Reads the files banks give out."""

    def read(self, path: Path, *, columns: Sequence[str] = (), day_first: bool | None = None) -> BankFile:
        """Return what the file says, its bad lines as problems.

        `columns` (`date=Posted`) and `day_first` help where a table leaves it open. Raises `StatementRefused` with a
        sentence for what is no bank statement, and nothing else, whatever the file holds.
        """
        ...


class Beacon(Protocol):
    """Tells somebody outside that the office is alive, or that it is not well; raises `Unavailable` when it cannot."""

    def beat(self) -> None: ...

    def warn(self, what: str) -> None: ...
