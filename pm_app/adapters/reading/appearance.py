"""How a file looks: a small picture of its first page, and all of it as a PDF where browsers do not show the file."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from PIL import Image
from pypdfium2 import PdfDocument

from pm_app.adapters.content_type import PDF
from pm_app.adapters.reading.converting import CONVERTIBLE, converted
from pm_app.adapters.reading.images import frames, on_white, opened_picture, upright
from pm_app.adapters.reading.page import Source, Task, Unreadable
from pm_app.adapters.reading.pdf import opened

THUMBNAIL = "thumbnail.webp"
VIEW = "view.pdf"
MOST_VIEW_BYTES = 50_000_000
MOST_THUMBNAIL_BYTES = 200_000
_WIDE = 300
_HIGH = 900
_LONGEST_SIDE = 3_000
_SHOWN_BY_BROWSERS = {"image/png", "image/jpeg", "image/webp", "image/gif"}
_SHOWN_AS_PDF = {"image/tiff", "image/heic", "image/bmp"}


def leave_appearance(source: Source, task: Task) -> None:
    """Leave the picture and the PDF in the folder of the task, each whole or not at all. Any library may fail."""
    if task.workplace is None:
        return
    if source.media_type == PDF:
        _leave_picture_of_pdf(opened(source.content, task), task.workplace)
    elif source.media_type in _SHOWN_BY_BROWSERS:
        _leave(task.workplace / THUMBNAIL, _thumbnail(next(_shown(source, task, 1))), MOST_THUMBNAIL_BYTES)
    elif source.media_type in _SHOWN_AS_PDF:
        _leave(task.workplace / THUMBNAIL, _thumbnail(next(_shown(source, task, 1))), MOST_THUMBNAIL_BYTES)
        _leave(task.workplace / VIEW, _pages_as_pdf(source, task), MOST_VIEW_BYTES)
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
    small.save(out, "WEBP", quality=70, method=2)
    return out.getvalue()


def _shown(source: Source, task: Task, most: int) -> Iterator[Image.Image]:
    """Yield the pictures in the file as they are shown: upright, on white, no larger than a screen can show."""
    picture = opened_picture(source)
    for index in range(min(frames(picture, source), most)):
        picture.seek(index)
        picture.draft(None, (_LONGEST_SIDE, _LONGEST_SIDE) if most > 1 else (_WIDE * 2, _HIGH * 2))
        shown = on_white(upright(picture, task))
        if shown.mode != "1":
            shown = shown.convert("L" if shown.mode == "L" else "RGB")
            shown.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        yield shown


def _pages_as_pdf(source: Source, task: Task) -> bytes:
    """Return one page per picture, the picture filling it; nothing when that would be too much."""
    whole = pikepdf.new()
    kept: list[pikepdf.Pdf] = []
    size = 0
    try:
        for picture in _shown(source, task, task.max_pages):
            page = io.BytesIO()
            # black and white is kept as it is, everything else as a photograph
            photograph = {} if picture.mode == "1" else {"quality": 80}
            picture.save(page, "PDF", resolution=_resolution(picture), **photograph)
            size += page.tell()
            if size > MOST_VIEW_BYTES:
                return b""
            kept.append(pikepdf.open(page))
            whole.pages.extend(kept[-1].pages)
    except (OSError, SyntaxError, ValueError, Unreadable):
        # of a file that is cut off, the pages before that are shown
        if not kept:
            raise
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _resolution(picture: Image.Image) -> float:
    """Return the dots per inch at which the picture fills a sheet of paper."""
    return max(max(picture.size) / 11, 1.0)
