"""Photos are drawn anew: told by content, made small, freed of what cameras write into them."""

import io
import zlib
from struct import pack

import pytest
from PIL import Image

from pm_app.adapters.pillow_photo import LONGEST_SIDE, PhotoRefused, shown_photo


def a_picture(kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "teal").save(written, kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
def test_pictures_of_every_kind_become_a_jpeg(kind: str, mode: str) -> None:
    shown = opened(shown_photo(a_picture(kind, mode=mode)))

    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (300, 200))


def test_a_large_picture_becomes_small_and_keeps_its_shape() -> None:
    assert opened(shown_photo(a_picture("JPEG", (4_000, 3_000)))).size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_a_picture_is_shown_upright_and_without_where_it_was_taken() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6  # turned by a quarter
    tags.get_ifd(0x8825)[1] = "N"
    taken = a_picture("JPEG", (300, 200), exif=tags.tobytes())

    shown = opened(shown_photo(taken))

    assert shown.size == (200, 300)
    assert dict(shown.getexif()) == {}


def test_what_is_transparent_is_shown_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")

    assert opened(shown_photo(written.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        a_picture("GIF"),
        a_picture("BMP"),
    ],
    ids=["nothing", "text", "pdf", "svg", "gif", "bmp"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused, match="JPEG, PNG or WebP"):
        shown_photo(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_in_the_middle_is_refused(kind: str) -> None:
    content = a_picture(kind, (600, 600)) if kind != "PNG" else noise()

    with pytest.raises(PhotoRefused, match="damaged"):
        shown_photo(content[: len(content) // 2])


@pytest.mark.parametrize("side", [8_000, 50_000])
def test_a_picture_that_would_unpack_to_too_much_is_refused_before_it_does(side: int) -> None:
    header = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")

    with pytest.raises(PhotoRefused, match="too large"):
        shown_photo(bomb)


def chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))


def noise() -> bytes:
    written = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(written, "PNG")
    return written.getvalue()
