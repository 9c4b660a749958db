"""The kinds of documents and how far the reading of one got."""

from enum import StrEnum


class ReadingOutcome(StrEnum):
    """How far the text of a file could be read."""

    READ = "read"
    READ_IN_PART = "read in part"
    UNREADABLE = "unreadable"


class ReadingMethod(StrEnum):
    """Where the text of a page came from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    NONE = "none"
