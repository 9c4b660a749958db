"""Word and Excel files of the old kind, made by hand: a container with its streams, and the least that is in them."""

import struct

_SECTOR = 512
_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF


def a_container(**streams: bytes) -> bytes:
    """An Office 97 container; the streams come in the order of the lengths of their names, each 4 kB or more."""
    padded = {name: content.ljust(4096, b"\x00") for name, content in streams.items()}
    sizes = [-(-len(content) // _SECTOR) for content in padded.values()]
    starts = [2 + sum(sizes[:index]) for index in range(len(sizes))]
    chain = [0xFFFFFFFD, _END]
    for start, size in zip(starts, sizes, strict=True):
        chain += [*range(start + 1, start + size), _END]
    entries = [_entry("Root Entry", 5, child=1, right=_FREE, start=_END, size=0)]
    for index, (name, content) in enumerate(padded.items()):
        right = index + 2 if index + 1 < len(padded) else _FREE
        entries.append(_entry(name, 2, child=_FREE, right=right, start=starts[index], size=len(content)))
    head = struct.pack("<8s16xHHHHH6xIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    head += struct.pack("<IIIII", 4096, _END, 0, _END, 0) + struct.pack("<I", 0).ljust(436, b"\xff")
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    directory = b"".join(entries).ljust(_SECTOR, b"\x00")
    body = b"".join(
        content.ljust(size * _SECTOR, b"\x00") for content, size in zip(padded.values(), sizes, strict=True)
    )
    return head + table + directory + body


def _entry(name: str, kind: int, *, child: int, right: int, start: int, size: int) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", written.ljust(64, b"\x00"), len(written), kind, 1, _FREE, right, child, 0, start, size
    )


def a_doc(text: str, *, flags: int = 0x0200, pieces: int = 1) -> bytes:
    """A Word 97 file that says the text, cut into so many pieces."""
    content = text.encode("cp1252")
    main = bytearray(0x400)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 10, flags)
    edges = [len(content) * index // pieces for index in range(pieces + 1)]
    plc = struct.pack(f"<{pieces + 1}I", *edges)
    plc += b"".join(struct.pack("<HIH", 0, 0x40000000 | 2 * (0x400 + edge), 0) for edge in edges[:-1])
    struct.pack_into("<II", main, 0x01A2, 0, 5 + len(plc))
    return a_container(**{"1Table": b"\x02" + struct.pack("<I", len(plc)) + plc, "WordDocument": bytes(main) + content})


def an_xls(title: str, rows: list[list[str | float]]) -> bytes:
    """An Excel 97 file with one sheet."""
    name = title.encode("latin-1")
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    place = len(begin) + 4 + 8 + len(name) + 4
    book = begin + _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name) + _record(0x000A, b"")
    cells = b"".join(
        _cell(number, column, value) for number, row in enumerate(rows) for column, value in enumerate(row)
    )
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + _record(0x000A, b"")
    return a_container(Workbook=book + sheet)


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return _record(0x0203, place + struct.pack("<d", value))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
