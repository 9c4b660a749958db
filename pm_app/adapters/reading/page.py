"""The words every reader of a format uses: the file, the task with its limits, a page, and what stops a reading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pm_app.adapters.background import working_seconds
from pm_app.documents.enums import ReadingMethod
from pm_app.documents.rules.texts import WordBox

LONGEST_PAGE = 200_000


@dataclass(frozen=True)
class Source:
    """A file in memory; `media_type` was told by its content."""

    content: bytes
    filename: str
    media_type: str


@dataclass(frozen=True)
class Page:
    """One page as read. `number` counts from 1 in its file; 0 means the one after the page before.

    `boxes` are the places of words in `text`, which is clean then.
    """

    text: str
    method: ReadingMethod = ReadingMethod.TEXT_LAYER
    number: int = 0
    boxes: tuple[WordBox, ...] = ()


@dataclass
class Task:
    """One reading: what is allowed, and what has to be said about it at the end.

    `workplace` is a folder to leave things in, `converter` the program that makes PDF of office files; either may be
    missing. `missing` are sentences on what could not be read, `remark`
    one on a file that was read but has nothing to say.
    """

    ocr: str
    tessdata: str
    deadline: float
    max_pages: int
    workplace: Path | None = None
    converter: str = ""
    careful: bool = False
    done: frozenset[int] = frozenset()
    announce: Callable[[int], None] = lambda count: None
    missing: list[str] = field(default_factory=list)
    remark: str = ""
    expected: int = 0
    depth: int = 0

    def expect(self, pages: int) -> None:
        """Say how many more pages the file has, as soon as that is known."""
        self.expected += pages
        self.announce(self.expected)

    def seconds_left(self) -> float:
        """Return how long may still be read, in seconds; what passes while others have the processor does not count."""
        return self.deadline - working_seconds()

    def lacks(self, sentence: str) -> None:
        """Note, once, that something was not read and why."""
        if sentence not in self.missing:
            self.missing.append(sentence)


class Unreadable(Exception):
    """The file, or what is left of it, cannot be read; the message is a full sentence for the office."""


class Reader(Protocol):
    """A module that reads one family of formats."""

    def pages(self, source: Source, task: Task) -> Iterator[Page]: ...
