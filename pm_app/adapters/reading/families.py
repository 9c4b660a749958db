"""Which module reads which media type, and the sentence for those that none reads."""

import importlib
from collections.abc import Callable, Iterator

from pm_app.adapters import content_type as kinds
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable

_MODULES = {
    kinds.PDF: "pdf",
    kinds.DOCX: "docx",
    kinds.XLSX: "workbook",
    kinds.ODT: "opendocument",
    kinds.ODS: "opendocument",
    kinds.RTF: "plain",
    kinds.DOC: "oldword",
    kinds.XLS: "old_workbook",
    kinds.EML: "mail",
    kinds.MSG: "mail",
    "text/html": "html",
    "application/json": "plain",
    "application/xml": "plain",
    "image/svg+xml": "plain",
    "image/png": "images",
    "image/jpeg": "images",
    "image/tiff": "images",
    "image/webp": "images",
    "image/gif": "images",
    "image/bmp": "images",
    "image/heic": "images",
}
READ_AS_PICTURES = {kind for kind, module in _MODULES.items() if module in ("pdf", "images")}
_REFUSED = {
    kinds.EMPTY: "The file is empty.",
    kinds.ENCRYPTED_OFFICE: "The file is protected with a password. Remove the password and file it again.",
    kinds.PPT: "Presentations are not read. Save it as PDF and file that.",
    kinds.PPTX: "Presentations are not read. Save it as PDF and file that.",
    kinds.ZIP: "This is an archive. Unpack it and file what is inside.",
    "application/gzip": "This is an archive. Unpack it and file what is inside.",
    "application/x-7z-compressed": "This is an archive. Unpack it and file what is inside.",
    "application/vnd.rar": "This is an archive. Unpack it and file what is inside.",
    "application/x-msdownload": "This is a program, not a document.",
    "application/x-executable": "This is a program, not a document.",
}


def reader_for(media_type: str) -> Callable[[Source, Task], Iterator[Page]]:
    """Return the reader of the media type. Raises `Unreadable` with what to do instead when there is none."""
    if media_type in _REFUSED:
        raise Unreadable(_REFUSED[media_type])
    name = _MODULES.get(media_type) or ("plain" if media_type.startswith("text/") else "")
    if not name:
        raise Unreadable("This kind of file is not read; it can be downloaded and opened all the same.")
    # only the one family is loaded: starting them all would take longer than reading most files
    return importlib.import_module(f"pm_app.adapters.reading.{name}").pages
