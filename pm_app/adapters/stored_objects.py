"""What holds for every object store: which keys are good, when content is whole, how a download is named."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Self
from urllib.parse import quote

from pm_app.kernel.errors import Refused

CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", re.ASCII)
_LONGEST_KEY = 512
_UNSAFE_IN_FILENAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069/\\"]')


class WrongKey(Refused):
    """A key that could lead out of the store."""


class CutShort(Refused):
    """The content was not as long as announced."""


def checked_key(key: str) -> str:
    """Return the key as it is, a relative path of plain names such as `documents/<sha256>`.

    Refuses (`WrongKey`) absolute keys, `..`, names that begin with a dot and any other character.
    """
    if len(key) > _LONGEST_KEY or ".." in key or not _KEY.fullmatch(key):
        raise WrongKey("This is not a name under which a file can be kept.")
    return key


class WholeContent:
    """Reads content and insists on the announced number of bytes: `CutShort` at a wrong end.

    Always returns as many bytes as asked for while there are any, so that a slow source does not make small parts.
    """

    def __init__(self, content: BinaryIO, size: int) -> None:
        self._content = content
        self._left = size
        self._given_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the content up: whoever still reads it in the background finds that it ends too early."""
        self._given_up = True

    def read(self, count: int = -1) -> bytes:
        """Return the next `count` bytes, fewer only at the end; all that is left when `count` is negative."""
        if self._given_up:
            raise CutShort("The file was not taken in time. Please send it again.")
        wanted = self._left if count < 0 else min(count, self._left)
        found = bytearray()
        while len(found) < wanted:
            piece = self._content.read(wanted - len(found))
            if not piece:
                raise CutShort("The file ended before all of it had arrived. Please send it again.")
            found += piece
        self._left -= len(found)
        if self._left == 0 and self._content.read(1):
            raise CutShort("The file is longer than was announced. Please send it again.")
        return bytes(found)


def pieces_of(content: BinaryIO, *, size: int) -> Iterator[bytes]:
    """Yield `size` bytes of the content in pieces; raises `CutShort` when there are fewer or more."""
    whole = WholeContent(content, size)
    while piece := whole.read(CHUNK_BYTES):
        yield piece


def content_disposition(filename: str) -> str:
    """Return the header that makes a browser save a download under this name, whatever is in the name (RFC 6266)."""
    name = _UNSAFE_IN_FILENAMES.sub("_", filename).strip(" .") or "download"
    plain = name.encode("ascii", "replace").decode("ascii").replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
