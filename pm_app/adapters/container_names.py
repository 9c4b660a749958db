"""The names of the entries in a zip and in an Office 97 container, read within fixed bounds.

Written by hand since the libraries read a whole directory, however long a hostile file makes it.
"""

import struct
from typing import BinaryIO

_MOST_NAMES = 20_000
_MOST_DIRECTORY_BYTES = 2_000_000
_MOST_SECTORS = 64


def zip_entry_names(file: BinaryIO) -> set[str]:
    """Return the names in the directory of a zip; none when it is broken or its directory is beyond all measure."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read(66_000)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return set()
    length, offset = struct.unpack_from("<II", tail, end + 12)
    # junk in front of a zip shifts everything: the directory ends where its end record begins
    start = size - len(tail) + end - length
    if start < 0:
        start = min(offset, size)
    file.seek(start)
    return _names_in_directory(file.read(min(length, _MOST_DIRECTORY_BYTES)))


def _names_in_directory(directory: bytes) -> set[str]:
    names: set[str] = set()
    at = 0
    while at + 46 <= len(directory) and directory[at : at + 4] == b"PK\x01\x02" and len(names) < _MOST_NAMES:
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        names.add(directory[at + 46 : at + 46 + name].decode("utf-8", errors="replace").replace("\\", "/"))
        at += 46 + name + extra + comment
    return names


def ole_entry_names(file: BinaryIO) -> set[str]:
    """Return the names of the first few hundred entries of an Office 97 container; none when it is broken."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:
        return set()
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in (9, 12):
        return set()
    table = struct.unpack_from("<109I", header, 76)
    sector = struct.unpack_from("<I", header, 48)[0]
    names: set[str] = set()
    for _ in range(_MOST_SECTORS):
        content = _sector(file, sector, 1 << shift)
        if len(content) < 128:
            break
        names |= _names_in_sector(content)
        sector = _next_sector(file, table, sector, 1 << shift)
    return names


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    if number > 0xFFFFFFFA:
        return b""
    file.seek((number + 1) * size)
    return file.read(size)


def _next_sector(file: BinaryIO, table: tuple[int, ...], sector: int, size: int) -> int:
    per_sector = size // 4
    if sector // per_sector >= len(table):
        return 0xFFFFFFFE
    chain = _sector(file, table[sector // per_sector], size)
    at = (sector % per_sector) * 4
    return struct.unpack_from("<I", chain, at)[0] if len(chain) >= at + 4 else 0xFFFFFFFE


def _names_in_sector(content: bytes) -> set[str]:
    names: set[str] = set()
    for at in range(0, len(content) - 127, 128):
        length = struct.unpack_from("<H", content, at + 64)[0]
        if 2 <= length <= 64:
            names.add(content[at : at + length - 2].decode("utf-16-le", errors="replace"))
    return names
