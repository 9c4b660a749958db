"""Papers as a copier would send them: pages turned into slightly crooked, grainy pictures without any text."""

import time
from io import BytesIO
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from pm_app.demo.papers.words import dice

DPI = 110
MADE_AT = time.gmtime(1_700_000_000)  # a fixed moment, so that the same paper gives the same bytes


def as_scan(pdf: bytes, *, angle: float, seed: int) -> bytes:
    """Return the PDF as a scan of itself: pictures of its pages, turned by `angle` degrees, without a text layer.

    Some seeds give grey pictures, some black and white; a page stays below 150 kB.
    """
    random = dice(seed)
    grey = random.random() < 0.6
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [_scanned(_picture(page, grey=grey), angle + random.uniform(-0.2, 0.2), random) for page in document]
    finally:
        document.close()
    if not grey:
        pages = [page.point([255 if level > 150 else 0 for level in range(256)]).convert("1") for page in pages]
    out = BytesIO()
    made = {"resolution": DPI if grey else DPI * 1.5, "creationDate": MADE_AT, "modDate": MADE_AT}
    packed = {"quality": 42} if grey else {}  # black and white is packed as by a fax machine
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], **made, **packed)
    return out.getvalue()


def _picture(page: pypdfium2.PdfPage, *, grey: bool) -> Image.Image:
    # black and white needs finer dots than grey to stay legible, and packs much smaller
    dpi = DPI if grey else DPI * 1.5
    scale = dpi / 72
    return page.render(scale=scale, grayscale=True).to_pil().convert("L")  # pyright: ignore[reportArgumentType]  (floats are meant too)


def _scanned(picture: Image.Image, angle: float, random: Random) -> Image.Image:
    paper = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250)
    paper = paper.filter(ImageFilter.GaussianBlur(0.35))
    width, height = paper.size
    grain = Image.frombytes("L", (width // 2, height // 2), random.randbytes((width // 2) * (height // 2)))
    grain = grain.point([level // 26 for level in range(256)]).resize(paper.size)
    darker = ImageChops.subtract(paper, grain)
    return darker.point([max(0, min(255, int((level - 18) * 1.07))) for level in range(256)])
