"""Broken PDF files made whole as far as what is left of them allows."""

import io
import re
from collections.abc import Iterator
from itertools import islice

import pikepdf

from pm_app.adapters.reading.page import Task, Unreadable

LOCKED = "The file is protected with a password. Remove the password and file it again."
_CUT_OFF = "The file is cut off: its end is missing."
_GATHERED = "The file is damaged: only the pages that could be saved from it were read."

_MOST_OBJECTS = 200_000
_OBJECT = re.compile(rb"(\d{1,7}) (\d{1,5}) obj\b")
_IS_PAGE = re.compile(rb"/Type\s*/Page\b")


def repaired(content: bytes, task: Task) -> Iterator[bytes]:
    """Yield the file written anew, then put together from its loose pages: each only if asked for.

    What a repair must leave out is noted in the task. Raises `Unreadable` where a password is missing.
    """
    if b"%%EOF" not in content[-2048:]:
        task.lacks(_CUT_OFF)
    mended = _written_anew(content)
    if mended:
        yield mended
    mended = _gathered(content)
    if mended:
        task.lacks(_GATHERED)
        yield mended


def _written_anew(content: bytes) -> bytes | None:
    """Return the file rebuilt, without its encryption if no password is needed for that; None when hopeless."""
    mended = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(mended, encryption=False)
    except pikepdf.PasswordError as error:
        raise Unreadable(LOCKED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return None
    return mended.getvalue()


def _gathered(content: bytes) -> bytes | None:
    """Return the file with a new list of all pages that stand open in it: the old list mostly was at the lost end."""
    found = list(islice(_OBJECT.finditer(content), _MOST_OBJECTS))
    pages = [match for match in found if _is_page(content[match.end() : match.end() + 3000])]
    if not pages:
        return None
    top = max(int(match[1]) for match in found) + 1
    kids = b" ".join(dict.fromkeys(b"%s %s R" % (match[1], match[2]) for match in pages))
    # an older trailer would be believed before ours
    rest = b"\nendstream\nendobj\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (top, top + 1)
    rest += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (top + 1, len(pages), kids)
    rest += b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (top, top + 2)
    return _written_anew(content.replace(b"trailer", b"retired") + rest)


def _is_page(start: bytes) -> bool:
    return bool(_IS_PAGE.search(start.split(b"endobj", 1)[0]))
