"""The text of a bank's file, its encoding found out; what is no text is refused."""

import codecs
import re
from pathlib import Path

from pm_app.banking.rules.statements import StatementRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
INSTEAD = "Ask the bank for OFX, QFX, QIF, CSV, camt.053, MT940 or BAI2."
_KNOWN = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted workbook"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "an archive"),
)
_DECLARED = re.compile(rb"(?:<\?xml[^>]{0,200}encoding=[\"']|CHARSET:|ENCODING:)([A-Za-z0-9._-]{1,40})")
_CODECS = {"1252": "cp1252", "usascii": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "utf-16": ""}


def text_of_file(path: Path) -> str:
    """Return the text of the file with `\\n` at the ends of lines. Refuses what is empty, too large, or no text."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise StatementRefused(f"The file has more than {MOST_BYTES // 1024**2} MB. Ask the bank for a shorter period.")
    content = path.read_bytes()
    if not content.strip():
        raise StatementRefused("The file is empty.")
    for start, kind in _KNOWN:
        if content.startswith(start):
            raise StatementRefused(f"This is {kind}, which cannot be read as a bank statement. {INSTEAD}")
    text = _decoded(content)
    if "\x00" in text:
        raise StatementRefused(f"This is not a text file, so it is no bank statement. {INSTEAD}")
    if text.count("\n") + text.count("\r") > 40 * MOST_LINES:
        raise StatementRefused("The file has too many lines. Ask the bank for a shorter period.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", *_declared(content), "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise StatementRefused(f"The characters of the file cannot be read. {INSTEAD}")


def _declared(content: bytes) -> list[str]:
    """Return the encodings the head of the file names, as far as Python knows one-byte text by that name."""
    named = [name.decode().lower() for name in _DECLARED.findall(content[:2000])]
    return [codec for name in named if (codec := _CODECS.get(name, name))]


def must_be_few(count: int) -> None:
    """Refuse more movements than one statement can mean."""
    if count > MOST_LINES:
        raise StatementRefused(f"The file has more than {MOST_LINES:,} lines. Ask the bank for a shorter period.")
