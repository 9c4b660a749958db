"""What a file name promises, and whether the content keeps it."""

from pathlib import PurePosixPath

from pm_app.kernel.errors import Refused


class LyingFile(Refused):
    """A file whose name promises one kind of content and whose content is another."""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_WORD, _EXCEL = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
_SLIDES = f"{_OFFICE}presentationml.presentation"
_ENCRYPTED, _CONTAINER = "application/encrypted", "application/x-ole-storage"
_IMAGES = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp", "tiff", "bmp", "heic"))
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "message/rfc822", "application/json", "application/xml"})
_A_PICTURE, _A_TEXT = ("a picture", _IMAGES), ("a text", _TEXTS)
# What an ending promises in words, and which contents keep the promise. Old Word and Excel files often hold RTF or
# tables of text under their ending, and nobody means harm with that.
_PROMISES: dict[str, tuple[str, frozenset[str]]] = {
    ".pdf": ("a PDF", frozenset({"application/pdf"})),
    ".docx": ("a Word document", frozenset({_WORD, _ENCRYPTED})),
    ".xlsx": ("an Excel workbook", frozenset({_EXCEL, _ENCRYPTED})),
    ".pptx": ("a presentation", frozenset({_SLIDES, _ENCRYPTED})),
    ".doc": ("a Word document", frozenset({"application/msword", "application/rtf", _WORD, _CONTAINER, _ENCRYPTED})),
    ".xls": (
        "an Excel workbook",
        frozenset({"application/vnd.ms-excel", _EXCEL, "text/csv", "text/plain", _CONTAINER, _ENCRYPTED}),
    ),
    ".odt": ("a text document", frozenset({f"{_OPEN}text"})),
    ".ods": ("a spreadsheet", frozenset({f"{_OPEN}spreadsheet"})),
    ".msg": ("an Outlook message", frozenset({"application/vnd.ms-outlook"})),
    ".rtf": ("an RTF document", frozenset({"application/rtf"})),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic"), _A_PICTURE),
    **dict.fromkeys((".txt", ".csv", ".md"), _A_TEXT),
}
_CALLED: dict[str, str] = {
    "text/html": "a web page",
    "image/svg+xml": "a drawing that can hold a program",
    "application/xml": "an XML file",
    "application/pdf": "a PDF",
    "application/zip": "a zip archive",
    "application/x-msdownload": "a program",
    "application/x-executable": "a program",
    "application/rtf": "an RTF document",
    "message/rfc822": "an e-mail",
    _WORD: "a Word document",
    _EXCEL: "an Excel workbook",
    **dict.fromkeys(sorted(_IMAGES), "a picture"),
}
_UNKNOWN = "application/octet-stream"


def check_content(filename: str, media_type: str) -> None:
    """Refuse (`LyingFile`) a file whose content is known to be something else than its ending promises.

    Content of no known kind is let through: a damaged file is filed, and the reading says what is wrong with it.
    """
    promised, kept_by = _PROMISES.get(PurePosixPath(filename).suffix.lower(), ("", frozenset[str]()))
    if not promised or media_type in kept_by or media_type == _UNKNOWN:
        return
    found = _CALLED.get(media_type, "plain text" if media_type.startswith("text/") else "another kind of file")
    raise LyingFile(
        f"“{filename}” says it is {promised} but is {found}. Save it under the right ending, or choose another file.",
        field="file",
    )
