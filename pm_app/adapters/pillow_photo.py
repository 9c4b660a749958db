"""Makes a photo fit to be shown: told by its content, drawn anew, smaller, without where and when it was taken."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from pm_app.kernel.errors import Refused

LONGEST_SIDE = 1_600
MOST_PIXELS = 60_000_000
_KINDS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
_TOO_LARGE = "This picture is too large. Use one of at most 60 megapixels."
_WHITE = (255, 255, 255)


class PhotoRefused(Refused):
    """The file is no photo that can be shown."""


def shown_photo(content: bytes) -> bytes:
    """Return the photo as a JPEG of at most 1,600 pixels a side, upright, without anything but its pixels.

    Refuses what is not a JPEG, PNG or WebP by its content, what is damaged, and what would unpack to too much.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow tells of odd tags, which are dropped with all others
            picture = Image.open(io.BytesIO(content), formats=_KINDS)
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(_TOO_LARGE, field="photo")
            return _drawn(picture)
    except UnidentifiedImageError as why:
        raise PhotoRefused("A photo must be a JPEG, PNG or WebP picture.", field="photo") from why
    except Image.DecompressionBombError as why:
        raise PhotoRefused(_TOO_LARGE, field="photo") from why
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as why:
        raise PhotoRefused("This picture is damaged. Choose another file.", field="photo") from why


def _drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", upright.size, _WHITE)
    layered = upright.convert("RGBA")
    paper.paste(layered, mask=layered.getchannel("A"))
    written = io.BytesIO()
    paper.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return written.getvalue()
