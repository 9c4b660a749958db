"""Pictures of papers (PNG, JPEG, TIFF with all its pages, WebP, GIF, BMP), read by OCR."""

import io
from collections.abc import Iterator
from math import sqrt

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from pm_app.adapters.reading.ocr import ScanReader
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.documents.enums import ReadingMethod

_MOST_PIXELS = 150_000_000
_MOST_LOOKED_AT = 16_000_000
_TOO_LARGE = "The picture has more than 150 million pixels; make it smaller and file it again."
_DAMAGED = "The picture is damaged and could not be opened."


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield one page per picture in the file, as far as time allows."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    reader = ScanReader(task)
    try:
        picture = Image.open(io.BytesIO(source.content))
    except UnidentifiedImageError as error:
        raise Unreadable(_DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise Unreadable(_TOO_LARGE) from error
    # an animation is looked at once; only TIFF has pages
    count = min(getattr(picture, "n_frames", 1), task.max_pages + 1) if source.media_type == "image/tiff" else 1
    task.expect(count)
    unread = 0
    for index in range(count):
        if not reader.is_ready():
            unread += 1
            yield Page("", ReadingMethod.NONE, index + 1)
            continue
        picture.seek(index)
        yield reader.page_of(_grey(picture, task), index + 1)
    if unread:
        task.lacks(reader.why_not(unread, count))


def _grey(picture: Image.Image, task: Task) -> Image.Image:
    """Return the picture upright as its camera noted it, in grey on white, no larger than is any use."""
    width, height = picture.size
    if width * height > _MOST_PIXELS:
        raise Unreadable(_TOO_LARGE)
    scale = min(1.0, sqrt(_MOST_LOOKED_AT / (width * height)))
    smaller = (max(1, int(width * scale)), max(1, int(height * scale)))
    picture.draft("L", smaller)
    upright = _upright(picture, task)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    if upright.mode.startswith("I"):
        upright = upright.point(lambda value: value / 256).convert("L")
    grey = upright.convert("L")
    if scale < 1:
        grey.thumbnail(smaller)
    return grey


def _upright(picture: Image.Image, task: Task) -> Image.Image:
    """Return the picture turned as its camera noted; of one that is cut off, what is there."""
    try:
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError):
        task.lacks("The picture is damaged or cut off; what is left of it was read.")
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable(_DAMAGED) from error
