"""How documents are named, tagged, kept and linked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from pm_app.kernel.errors import Refused

STORED_BELOW = "documents/"
# What browsers send straight to the store: where they can put it, and where only we can while it is looked at.
INCOMING_BELOW = "incoming/"
HELD_BELOW = "held/"
# What the reader makes of a content, once: the picture of its first page, and its pages as a PDF.
THUMBNAILS_BELOW = "thumbnails/"
VIEWS_BELOW = "views/"
LONGEST_TITLE = 200
LONGEST_FILENAME = 200
LONGEST_NOTES = 10_000
LONGEST_TAG = 40
LONGEST_REFERENCE = 80
MOST_TAGS = 20


class NotOneThing(Refused):
    """A link that names nothing, or several things at once."""


@dataclass(frozen=True)
class LinkTarget:
    """What a document is to belong to: exactly one property, unit, tenancy or person, else `NotOneThing`."""

    property_id: UUID | None = None
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None

    def __post_init__(self) -> None:
        named = (self.property_id, self.unit_id, self.tenancy_id, self.person_id)
        if sum(one is not None for one in named) != 1:
            raise NotOneThing("Choose one property, unit, lease or person that the document belongs to.")


def stored_key(sha256: str) -> str:
    """Return the key in the object store of a content with this SHA-256 (hexadecimal)."""
    return f"{STORED_BELOW}{sha256}"


def thumbnail_key(sha256: str) -> str:
    """Return the key of the small picture of a content's first page."""
    return f"{THUMBNAILS_BELOW}{sha256}.webp"


def view_key(sha256: str) -> str:
    """Return the key of a content's pages as a PDF."""
    return f"{VIEWS_BELOW}{sha256}.pdf"


def normalized_tags(tags: Iterable[str]) -> list[str]:
    """Return tags in lower case, without doubles and outer blanks, in order; refuses too many and too long ones."""
    normal = list(dict.fromkeys(tag for tag in (" ".join(tag.casefold().split()) for tag in tags) if tag))
    if any(len(tag) > LONGEST_TAG for tag in normal):
        raise Refused(f"A tag has at most {LONGEST_TAG} characters. Please shorten it.", field="tags")
    if len(normal) > MOST_TAGS:
        raise Refused(f"A document has at most {MOST_TAGS} tags. Please leave some out.", field="tags")
    return normal


def shown_name(text: str) -> str:
    """Return a name as it is shown and saved: on one line, and nothing in it that is not seen.

    Among what is not seen are the characters that turn the direction of writing, by which `fdp.exe` reads `exe.pdf`.
    """
    return " ".join("".join(one if one.isprintable() else " " if one.isspace() else "" for one in text).split())


def title_of_filename(filename: str) -> str:
    """Return a first title for a file: its name without the ending, underscores and hyphens as blanks."""
    stem = re.sub(r"[_\-\s]+", " ", PurePosixPath(filename).stem).strip()
    return (stem[:1].upper() + stem[1:])[:LONGEST_TITLE] or "Untitled document"
