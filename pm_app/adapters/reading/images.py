"""Pictures of papers (PNG, JPEG, TIFF with all its pages, WebP, GIF, BMP, HEIC), read by OCR."""

import io
from collections.abc import Iterator
from math import sqrt

import pi_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from pm_app.adapters.reading.ocr import ScanReader
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.documents.enums import ReadingMethod

_FORMATS = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/tiff": ("TIFF",),
    "image/webp": ("WEBP",),
    "image/gif": ("GIF",),
    "image/bmp": ("BMP",),
    "image/heic": ("HEIF",),
}
_MOST_PIXELS = 150_000_000
_MOST_LOOKED_AT = 16_000_000
_TOO_LARGE = "The picture has more than 150 million pixels; make it smaller and file it again."
_DAMAGED = "The picture is damaged and could not be opened."


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield one page per picture in the file, as far as time allows."""
    reader = ScanReader(task)
    picture = opened_picture(source)
    count = min(frames(picture, source), task.max_pages + 1)
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


def opened_picture(source: Source) -> Image.Image:
    """Return the picture, not unpacked yet. Raises `Unreadable` for one that is damaged or beyond all measure."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    if source.media_type == "image/heic":
        pi_heif.register_heif_opener()
    try:
        picture = Image.open(io.BytesIO(source.content), formats=_FORMATS[source.media_type])
    except UnidentifiedImageError as error:
        raise Unreadable(_DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise Unreadable(_TOO_LARGE) from error
    if picture.width * picture.height > _MOST_PIXELS:
        raise Unreadable(_TOO_LARGE)
    return picture


def frames(picture: Image.Image, source: Source) -> int:
    """Return how many pages the file has: an animation or a burst is looked at once, only TIFF has pages."""
    return int(getattr(picture, "n_frames", 1)) if source.media_type == "image/tiff" else 1


def shown_pictures(source: Source, task: Task, *, most: int, longest_side: int) -> Iterator[Image.Image]:
    """Yield the pictures in the file as they are shown: upright, on white, their sides no longer than that.

    Those in black and white stay as they are.
    """
    picture = opened_picture(source)
    for index in range(min(frames(picture, source), most)):
        picture.seek(index)
        picture.draft(None, (longest_side, longest_side))
        shown = on_white(upright(picture, task))
        if shown.mode != "1":
            shown = shown.convert("L" if shown.mode == "L" else "RGB")
            shown.thumbnail((longest_side, longest_side))
        yield shown


def _grey(picture: Image.Image, task: Task) -> Image.Image:
    """Return the picture upright as its camera noted it, in grey on white, no larger than is any use."""
    width, height = picture.size
    # the pages of a file may be of different sizes
    if width * height > _MOST_PIXELS:
        raise Unreadable(_TOO_LARGE)
    scale = min(1.0, sqrt(_MOST_LOOKED_AT / (width * height)))
    smaller = (max(1, int(width * scale)), max(1, int(height * scale)))
    picture.draft("L", smaller)
    grey = on_white(upright(picture, task)).convert("L")
    if scale < 1:
        grey.thumbnail(smaller)
    return grey


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency, on white, in no more than eight bits a color."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    return picture


def upright(picture: Image.Image, task: Task) -> Image.Image:
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
