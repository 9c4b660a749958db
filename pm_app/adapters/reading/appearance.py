"""How a file looks: a small picture of its first page, and all of it as a PDF where browsers do not show the file."""

import importlib
import io
from pathlib import Path

from PIL import Image, WebPImagePlugin
from pypdfium2 import PdfDocument

from pm_app.adapters.content_type import PDF
from pm_app.adapters.reading.converting import CONVERTIBLE, converted
from pm_app.adapters.reading.families import READ_AS_PICTURES
from pm_app.adapters.reading.images import shown_pictures
from pm_app.adapters.reading.page import Source, Task
from pm_app.adapters.reading.pdf import opened

THUMBNAIL = "thumbnail.webp"
VIEW = "view.pdf"
MOST_VIEW_BYTES = 50_000_000
MOST_THUMBNAIL_BYTES = 200_000
_WIDE = 300
_HIGH = 900
_SHOWN_BY_BROWSERS = {"image/png", "image/jpeg", "image/webp", "image/gif"}


def leave_appearance(source: Source, task: Task) -> None:
    """Leave the picture and the PDF in the folder of the task, each whole or not at all. Any library may fail."""
    if task.workplace is None:
        return
    if source.media_type == PDF:
        _leave_picture_of_pdf(opened(source.content, task), task.workplace)
    elif source.media_type in READ_AS_PICTURES:
        first = next(shown_pictures(source, task, most=1, longest_side=_HIGH))
        _leave(task.workplace / THUMBNAIL, _thumbnail(first), MOST_THUMBNAIL_BYTES)
        if source.media_type not in _SHOWN_BY_BROWSERS:
            _leave(task.workplace / VIEW, _as_pdf(source, task), MOST_VIEW_BYTES)
    elif source.media_type in CONVERTIBLE:
        made = converted(source, task)
        if made and made.stat().st_size <= MOST_VIEW_BYTES:
            made.replace(task.workplace / VIEW)
            _leave_picture_of_pdf(PdfDocument(task.workplace / VIEW), task.workplace)


def _leave(path: Path, content: bytes, most: int) -> None:
    if content and len(content) <= most:
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(content)
        unfinished.replace(path)


def _leave_picture_of_pdf(document: PdfDocument | None, folder: Path) -> None:
    if document is None:
        return
    page = document[0]
    width, height = page.get_size()
    scale = min(_WIDE / max(width, 1), _HIGH / max(height, 1))
    bitmap = page.render(scale=scale)  # pyright: ignore[reportArgumentType]  (a float is meant)
    picture = bitmap.to_pil().convert("RGB")
    _leave(folder / THUMBNAIL, _thumbnail(picture), MOST_THUMBNAIL_BYTES)


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((_WIDE, _HIGH))
    out = io.BytesIO()
    # named by the module that writes it, or all formats there are would be loaded to look for it
    small.save(out, WebPImagePlugin.WebPImageFile.format, quality=70, method=2)
    return out.getvalue()


def _as_pdf(source: Source, task: Task) -> bytes:
    # few files need it
    make = importlib.import_module("pm_app.adapters.reading.picture_pages").as_pdf
    return bytes(make(source, task, MOST_VIEW_BYTES))
