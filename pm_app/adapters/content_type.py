"""What kind of file it is, told by its content: a name is only believed where the content leaves it open.

Safe on hostile files: a few kilobytes of the head, the list of names in a zip and the first entries of an
Office 97 container are looked at, never more; nothing is unpacked.
"""

import re
from pathlib import Path
from typing import BinaryIO

from pm_app.adapters.container_names import ole_entry_names, zip_entry_names

HEAD_BYTES = 8192

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
EML = "message/rfc822"
RTF = "application/rtf"
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
ENCRYPTED_OFFICE = "application/encrypted"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
_PDF_MARK = re.compile(rb"(?:\A|[\r\n])[ \t\x00]*%PDF-\d")
_PDF_OBJECT = re.compile(rb"(?<!\d)\d{1,10} \d{1,5} obj\s*(<<|\[|\d|%|\()")
_FIRST_PARTS = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/")
_BY_TEXT_NAME = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".eml": EML,
}
_HTML_START = re.compile(r"<(!doctype\s+html|html|head|body|title|meta|script|table|div|p)\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):[ \t]?", re.MULTILINE)
_MAIL_ONLY_HEADERS = {"received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature"}


def media_type_of(path: Path, filename: str) -> str:
    """Return the media type of the file at `path`, by its content; `filename` decides only between kinds of text.

    What is not known is "application/octet-stream", an empty file "application/x-empty".
    """
    with path.open("rb") as file:
        return media_type_in(file, filename)


def media_type_in(file: BinaryIO, filename: str) -> str:
    """Return the media type of what an open file holds, as `media_type_of` does."""
    head = file.read(HEAD_BYTES)
    if not head:
        return EMPTY
    suffix = Path(filename).suffix.lower()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(file, head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(file)
    return _binary_kind(head) or _pdf_kind(head, suffix) or _text_kind(head, suffix)


def decoded(content: bytes) -> str:
    """Return text from bytes: by its byte order mark, as UTF-8 where that fits, else as Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # a head that was cut inside a character is UTF-8 all the same
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8-sig")
    return content.decode("cp1252", errors="replace")


def _binary_kind(head: bytes) -> str:
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head or magic == b"\x1f\x8b"):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    return ""


def _pdf_kind(head: bytes, suffix: str) -> str:
    """A PDF begins with its mark. Readers forgive junk before it, or its loss: believed only of a file named so.

    What begins as a web page or a drawing is never taken for one.
    """
    mark = _PDF_MARK.search(head)
    if mark and not head[: mark.start()].strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return PDF
    if suffix != ".pdf" or _markup_kind(decoded(head).lstrip("\ufeff \t\r\n\x00")):
        return ""
    # without a mark on a line of its own it needs one of the things that every PDF is made of
    return PDF if mark or _PDF_OBJECT.search(head) else ""


def _text_kind(head: bytes, suffix: str) -> str:
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x08\x1a" for byte in head)
    if not utf_16 and (b"\x00" in head or odd * 20 > len(head)):
        return UNKNOWN
    text = decoded(head).lstrip("\ufeff \t\r\n")
    markup = _markup_kind(text)
    if markup:
        return markup
    if suffix in _BY_TEXT_NAME:
        return _BY_TEXT_NAME[suffix]
    if _is_mail(text):
        return EML
    if suffix == ".json" and text[:1] in ("{", "["):
        return "application/json"
    return "text/plain"


def _markup_kind(text: str) -> str:
    start = re.sub(r"\A(\s*<!--.*?-->)+\s*", "", text[:4096], flags=re.DOTALL)
    if _HTML_START.match(start):
        return "text/html"
    if start.startswith("<svg"):
        return "image/svg+xml"
    if not start.startswith("<?xml"):
        return ""
    if re.search(r"<(!doctype\s+)?html\b", start[:1024], re.IGNORECASE):
        return "text/html"
    return "image/svg+xml" if "<svg" in start[:2048] else "application/xml"


def _is_mail(text: str) -> bool:
    """A mail opens with header lines, one of them a kind no memo has (a memo too begins with To and From)."""
    headers = text.replace("\r\n", "\n").split("\n\n", 1)[0]
    if not _MAIL_HEADER.match(headers):
        return False
    names = {name.lower() for name in _MAIL_HEADER.findall(headers)}
    return bool(names & _MAIL_ONLY_HEADERS) and len(names) >= 2


def _zip_kind(file: BinaryIO, head: bytes) -> str:
    if head[30:38] == b"mimetype":
        declared = head[38:100]
        for kind in (ODS, ODT):
            if declared.startswith(kind.encode()):
                return kind
    # without its directory (cut off) a zip still tells the names of its first entries
    names = zip_entry_names(file) or {name.decode() for name in _FIRST_PARTS if name in head}
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in names):
                return kind
    return ZIP


def _ole_kind(file: BinaryIO) -> str:
    names = ole_entry_names(file)
    if "EncryptedPackage" in names:
        return ENCRYPTED_OFFICE
    if any(name.startswith(("__properties_version", "__substg1.0", "__nameid")) for name in names):
        return MSG
    for entry, kind in (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT)):
        if entry in names:
            return kind
    return OLE
