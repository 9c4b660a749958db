"""Pictures as a PDF, one page each."""

import io

import pikepdf
from PIL import Image

from pm_app.adapters.reading.images import shown_pictures
from pm_app.adapters.reading.page import Source, Task, Unreadable

_LONGEST_SIDE = 3_000


def as_pdf(source: Source, task: Task, most_bytes: int) -> bytes:
    """Return one page per picture, the picture filling it; nothing when that would be too much."""
    whole = pikepdf.new()
    kept: list[pikepdf.Pdf] = []
    size = 0
    try:
        for picture in shown_pictures(source, task, most=task.max_pages, longest_side=_LONGEST_SIDE):
            page = io.BytesIO()
            # black and white is kept as it is, everything else as a photograph
            photograph = {} if picture.mode == "1" else {"quality": 80}
            picture.save(page, "PDF", resolution=_resolution(picture), **photograph)
            size += page.tell()
            if size > most_bytes:
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
