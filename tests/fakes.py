"""Twins of the suppliers that tests install: they keep everything in memory and fail when told to."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from pm_app.adapters.stored_objects import checked_key, pieces_of
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.messages.rules import HandoverUnsure, Mail
from pm_app.ports import StoredObject, UploadForm


class FixedClock:
    """Stands still at `now` until it is moved; `today` is the day in the zone, UTC if none is given."""

    def __init__(self, now: datetime, *, time_zone: str = "UTC") -> None:
        self._zone = ZoneInfo(time_zone)
        self.move_to(now)

    def move_to(self, now: datetime) -> None:
        """Stand at another moment, which must be aware."""
        if now.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.astimezone(self._zone).date()


class MemoryObjectStore:
    """Keeps objects in `objects` and their media types in `media_types`; `down = True` makes it unavailable.

    What is put comes at the moment `now`, which tests may set.
    """

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.media_types: dict[str, str] = {}
        self.changed_at: dict[str, datetime] = {}
        self.now = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
        self.down = False

    def put(self, key: str, content: BinaryIO, *, size: int, media_type: str) -> None:
        self._answer(key)
        if key in self.objects:
            return
        self.objects[key] = b"".join(pieces_of(content, size=size))
        self.media_types[key] = media_type
        self.changed_at[key] = self.now

    def size(self, key: str) -> int | None:
        self._answer(key)
        return len(self.objects[key]) if key in self.objects else None

    def chunks(self, key: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        self._answer(key)
        if key not in self.objects:
            raise NotFound("This file is not in the store.")
        part = self.objects[key][first : None if last is None else last + 1]
        return iter([part] if part else [])

    def delete(self, key: str) -> None:
        self._answer(key)
        self.objects.pop(key, None)

    def keys(self, prefix: str = "") -> Iterator[str]:
        self._answer("keys")
        return iter([key for key in self.objects if key.startswith(prefix)])

    def move(self, source: str, target: str) -> None:
        self._answer(source)
        self._answer(target)
        if source not in self.objects:
            raise NotFound("This file is not in the store.")
        content, media_type = self.objects.pop(source), self.media_types.pop(source, "")
        if target not in self.objects:
            self.objects[target], self.media_types[target] = content, media_type
            self.changed_at[target] = self.now

    def listed(self, prefix: str = "") -> Iterator[StoredObject]:
        self._answer("keys")
        return iter(
            [
                StoredObject(key, len(content), self.changed_at.get(key, self.now))
                for key, content in self.objects.items()
                if key.startswith(prefix)
            ]
        )

    def discard_unfinished(self, before: datetime) -> int:
        self._answer("keys")
        return 0

    def upload_form(self, key: str, *, most_bytes: int, media_type: str, expires_in: int) -> UploadForm | None:
        self._answer(key)
        return None

    def download_url(self, key: str, *, filename: str, media_type: str, expires_in: int) -> str | None:
        self._answer(key)
        return None

    def _answer(self, key: str) -> None:
        checked_key(key)
        if self.down:
            raise Unavailable("The store in memory was told to be down.")


class OutboxMailer:
    """Collects mails in `sent`; while `failure` is set it is raised instead.

    One that is unsure is raised after the text left.
    """

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.failure: Exception | None = None

    def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
        if self.failure is not None and not isinstance(self.failure, HandoverUnsure):
            raise self.failure
        handing_over()
        if self.failure is not None:
            raise self.failure
        self.sent.append(mail)
        return f"<{mail.key}@outbox>"


class WatchfulScanner:
    """Finds the virus `name` in what holds the bytes `VIRUS`; while `away` is set it says that instead of scanning.

    `scanned` holds what it was shown.
    """

    VIRUS: bytes = b"a virus sits in here"

    def __init__(self, name: str = "Eicar.Test") -> None:
        self.name = name
        self.away = ""
        self.scanned: list[bytes] = []

    def check(self) -> None:
        if self.away:
            raise Unavailable(self.away)

    def scan(self, path: Path) -> str:
        self.check()
        self.scanned.append(path.read_bytes())
        return self.name if self.VIRUS in self.scanned[-1] else ""


class CannedTextReader:
    """Reads the same pages out of every file, but for those with an answer of their own in `answers` (by filename)."""

    def __init__(self, *pages: str) -> None:
        self.default = read_text(*pages)
        self.answers: dict[str, FileText] = {}

    def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
        return self.answers.get(filename, self.default)


def read_text(*pages: str) -> FileText:
    """What a reader returns for a file that holds these pages as text."""
    texts = tuple(
        PageText(number=number, text=text, method=ReadingMethod.TEXT_LAYER, quality=100)
        for number, text in enumerate(pages, start=1)
    )
    return FileText(outcome=ReadingOutcome.READ, reason="", page_count=len(texts), pages=texts)


class HeardBeacon:
    """Remembers what it was told in `heard`: "beat", or what a warning said. While `failure` is set it is raised."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.failure: Exception | None = None

    def beat(self) -> None:
        self._hear("beat")

    def warn(self, what: str) -> None:
        self._hear(what)

    def _hear(self, what: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.heard.append(what)
