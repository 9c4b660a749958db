"""What is known of a document: its text page by page, its state on a day."""

from dataclasses import dataclass

from pm_app.documents.enums import ReadingMethod, ReadingOutcome


@dataclass(frozen=True)
class PageText:
    """The text of one page. `number` counts from 1; `quality` is 0–100, what share of it looks like language."""

    number: int
    text: str
    method: ReadingMethod
    quality: int


@dataclass(frozen=True)
class FileText:
    """What a reader made of a file: its pages in order, and why some or all could not be read."""

    outcome: ReadingOutcome
    reason: str
    page_count: int
    pages: tuple[PageText, ...]
