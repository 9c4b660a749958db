"""How documents leave together: how many, and under which names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pm_app.kernel.errors import Refused

MOST_EXPORTED = 1_000
MOST_EXPORTED_BYTES = 5_000_000_000
INDEX = "index.csv"
_LONGEST_STEM = 120
# What some system forbids in a name, or hides in it: separators, controls, marks that turn the direction of writing.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_ENDING = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def check_export(count: int, size_bytes: int) -> None:
    """Refuse no documents, more than 1,000 of them, and more than 5 GB."""
    if count == 0:
        raise Refused("Choose the documents to download.")
    if count > MOST_EXPORTED:
        raise Refused(f"At most {MOST_EXPORTED:,} documents are downloaded at once. Choose fewer.")
    if size_bytes > MOST_EXPORTED_BYTES:
        raise Refused(f"At most {MOST_EXPORTED_BYTES // 1_000_000_000} GB are downloaded at once. Choose fewer.")


def names_in_zip(documents: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name for each (title, filename), in order: the title with the ending of the file.

    Good on every system, no longer than 140 characters, and no two alike even where case does not count.
    """
    taken, names = {INDEX}, list[str]()
    for title, filename in documents:
        ending = PurePosixPath(filename).suffix.lower()
        ending = ending if _ENDING.fullmatch(ending) else ""
        stem = _safe(title.removesuffix(ending) if ending else title)
        name = next(name for name in _numbered(stem, ending) if name.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _safe(title: str) -> str:
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", title))
    stem = " ".join(plain.split())[:_LONGEST_STEM].strip(" .")
    return f"{stem}_" if _RESERVED.fullmatch(stem) else stem or "document"


def _numbered(stem: str, ending: str) -> Iterable[str]:
    yield f"{stem}{ending}"
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1
