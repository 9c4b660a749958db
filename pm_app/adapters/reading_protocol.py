"""What a reader in its own process sends back, line by line, put together; nothing of it is believed unseen."""

import json
from dataclasses import dataclass, field
from typing import Any

from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.texts import FileText, PageText, WordBox


@dataclass
class ComingBack:
    """What came back of one file so far."""

    pages: dict[int, PageText] = field(default_factory=dict)
    expected: int = 0
    outcome: ReadingOutcome | None = None
    reason: str = ""

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
        return FileText(outcome, reason, count, pages)


def _page(told: dict[str, Any]) -> PageText:
    boxes = tuple(WordBox(*(int(figure) for figure in box)) for box in told.get("boxes", ()))
    return PageText(int(told["number"]), str(told["text"]), ReadingMethod(told["method"]), int(told["quality"]), boxes)
