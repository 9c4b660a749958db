"""A title for a paper whose file name says nothing."""

import re
from datetime import date

from pm_app.documents.rules.naming import LONGEST_TITLE

LONGEST_PART = 80
# What scanners, cameras and copiers call their files.
_SAYS_NOTHING = re.compile(
    r"(?:[\W\d_]|scan(?:ned|ner)?|img|image|pic|picture|photo|doc|document|file|untitled|page|fax|dsc|pxl|copy|of|new|adobe"
    r"|from|xerox|epson|canon|brother|hp|mfp|attachment|download|pdf|whatsapp|at|am|pm){1,60}",
    re.IGNORECASE,
)


def says_nothing(title: str) -> bool:
    """Tell whether a title is only what a scanner or camera counts: "Scan 0001", "IMG 20251122"."""
    return _SAYS_NOTHING.fullmatch(title[:LONGEST_PART]) is not None


def title_of(kind: str, name: str, day: date | None) -> str:
    """Return a title of what a paper is, of whom, and when: "Invoice, Brightwater Plumbing LLC, Oct 2026"."""
    parts = [kind[:1].upper() + kind[1:], " ".join(name.split())[:LONGEST_PART], f"{day:%b %Y}" if day else ""]
    return ", ".join(part for part in parts if part)[:LONGEST_TITLE]
