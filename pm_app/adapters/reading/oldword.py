"""Word files of the old kind (.doc, Word 97 to 2003): the pieces of text that their table of pieces lists."""

import io
import re
import struct
from collections.abc import Iterator

import olefile

from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import split_pages

_LOCKED = "The file is protected with a password. Remove the password and file it again."
_OTHER = "This is a Word file of a very old kind. Save it as .docx or as PDF and file that."
_DAMAGED = "The file is damaged: the text of the Word document is missing from it."
_WORD = 0xA5EC
_WORD_97 = 0xC1
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
_CLX = 0x01A2
_ANSI = 0x40000000
_MOST_PIECES = 200_000
_MOST_CHARACTERS = 20_000_000
# a field is its instruction (left out) between 13 and 14, then what it shows up to 15
_INSTRUCTION = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_MARKS = str.maketrans({"\x07": "\t", "\r": "\n", "\x0b": "\n", "\x0c": "\f", "\x1e": "-", "\x1f": None, "\xa0": " "})


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the text in pages: at set page breaks, else after about 3,000 characters."""
    sheets = split_pages(_text(source.content)) or [""]
    task.expect(len(sheets))
    for sheet in sheets:
        yield Page(sheet)


def _text(content: bytes) -> str:
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        main = container.openstream("WordDocument").read()
        if len(main) < _CLX + 8:
            raise Unreadable(_DAMAGED)
        mark, version = struct.unpack_from("<HH", main)
        flags = struct.unpack_from("<H", main, 10)[0]
        if flags & _ENCRYPTED:
            raise Unreadable(_LOCKED)
        if mark != _WORD or version < _WORD_97:
            raise Unreadable(_OTHER)
        table = container.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    start, length = struct.unpack_from("<II", main, _CLX)
    parts = []
    wanted = _MOST_CHARACTERS
    for characters, place in _pieces(table[start : start + length]):
        count = min(characters, wanted)
        wanted -= count
        parts.append(_piece(main, count, place))
    return _seen("".join(parts))


def _pieces(clx: bytes) -> Iterator[tuple[int, int]]:
    """Yield (characters, place in the main stream) of every piece."""
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # formatting comes first
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise Unreadable(_DAMAGED)
    plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(plc) - 4) // 12
    if not 0 < count <= _MOST_PIECES:
        raise Unreadable(_DAMAGED)
    edges = struct.unpack_from(f"<{count + 1}I", plc)
    for index in range(count):
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        yield max(edges[index + 1] - edges[index], 0), place


def _piece(main: bytes, characters: int, place: int) -> str:
    if place & _ANSI:
        start = (place & ~_ANSI) // 2
        return main[start : start + characters].decode("cp1252", errors="replace")
    return main[place : place + 2 * characters].decode("utf-16-le", errors="replace")


def _seen(text: str) -> str:
    """Return what a reader of the paper sees: no instructions of fields, marks as blanks and ends of lines."""
    before = ""
    while before != text:
        before, text = text, _INSTRUCTION.sub("", text)
    return re.sub(r"\t\t\n?", "\n", text.replace("\x15", "").translate(_MARKS))
