"""What a reader in its own process sends back, line by line, put together; nothing of it is believed unseen."""

import json
import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pm_app.documents.enums import FindingKind, ReadingMethod, ReadingOutcome
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.texts import FileText, PageText, WordBox

_MOST_FINDINGS = 200
_LONGEST_FINDING = 500


@dataclass
class ComingBack:
    """What came back of one file so far."""

    pages: dict[int, PageText] = field(default_factory=dict)
    expected: int = 0
    outcome: ReadingOutcome | None = None
    reason: str = ""
    told_at: float | None = None
    findings: tuple[Finding, ...] = ()
    thumbnail: bytes = b""
    view: bytes = b""

    def take(self, line: bytes) -> None:
        """Take in one line from the child. Raises `ValueError`, `KeyError` or `TypeError` for what is none of ours."""
        told: Any = json.loads(line)
        if not isinstance(told, dict):
            raise TypeError("a line of the reader tells nothing")
        if "expected" in told:
            self.expected = int(told["expected"])
        elif "outcome" in told:
            self.outcome = ReadingOutcome(told["outcome"])
            self.reason = str(told["reason"])
            self.expected = int(told["page_count"])
            self.told_at = time.monotonic()
        elif "findings" in told:
            self.findings = tuple(_finding(*one) for one in told["findings"][:_MOST_FINDINGS])
        else:
            page = _page(told)
            self.pages[page.number] = page

    def has_text(self) -> bool:
        return any(page.text for page in self.pages.values())

    def file_text(self) -> FileText:
        """Return the whole as it stands, in page order; without an outcome it broke off for the reason."""
        outcome = self.outcome or (ReadingOutcome.READ_IN_PART if self.has_text() else ReadingOutcome.UNREADABLE)
        pages = tuple(self.pages[number] for number in sorted(self.pages))
        if outcome is ReadingOutcome.UNREADABLE:
            pages = ()
        count = max(self.expected, max(self.pages, default=0))
        reason = self.reason
        if self.outcome is None and pages and len(pages) < count:
            reason = f"{reason} {len(pages):,} of {count:,} pages were read."
        return FileText(outcome, reason, count, pages, self.thumbnail, self.view, self.findings)


def left_behind(path: Path, mark: bytes, most: int) -> bytes:
    """Return the content of a file that a reader left; nothing where there is none of that kind or it is too large."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        content = file.read(most + 1)
    return content if content.startswith(mark) and len(content) <= most else b""


def _finding(*told: Any) -> Finding:
    kind, value, shown, page, first, last, confidence, reason = told
    words = (str(value)[:_LONGEST_FINDING], str(shown)[:_LONGEST_FINDING], str(reason)[:_LONGEST_FINDING])
    return Finding(FindingKind(kind), words[0], words[1], int(page), int(first), int(last), int(confidence), words[2])


def _page(told: dict[str, Any]) -> PageText:
    boxes = tuple(WordBox(*(int(figure) for figure in box)) for box in told.get("boxes", ()))
    return PageText(int(told["number"]), str(told["text"]), ReadingMethod(told["method"]), int(told["quality"]), boxes)
