"""The OCR engine Tesseract, where its language data is found on the machine."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from tesserocr import PSM, RIL, PyResultIterator, PyTessBaseAPI, iterate_level

from pm_app.adapters.reading.ocr import Seen
from pm_app.adapters.reading.paper import Cleaned, cleaned
from pm_app.adapters.reading.places import Place, SeenWord, carried, placed_text
from pm_app.adapters.reading.wording import letters_in, quality

_SURE = 75
_MANY_LETTERS = 100


def engine(tessdata: str) -> "Tesseract":
    """Return the engine with the language data of the folder."""
    return Tesseract(tessdata)


class Tesseract:
    """Reads English; knows about turned pages where the data for orientation is there too."""

    def __init__(self, tessdata: str) -> None:
        self._tessdata = tessdata
        self._api = PyTessBaseAPI(path=tessdata, lang="eng", psm=PSM.AUTO)

    def read(self, picture: Image.Image, seconds: float) -> Seen:
        """Return what is on the picture, as far as it came within the seconds."""
        paper = cleaned(picture)
        seen = self._look(paper, PSM.AUTO, seconds)
        if seen.confidence >= _SURE and letters_in(seen.text) >= _MANY_LETTERS:
            return seen
        # photographs and slips have no layout to speak of: words are then looked for one by one
        loose = self._look(paper, PSM.SPARSE_TEXT, seconds)
        more = letters_in(loose.text) > 1.25 * letters_in(seen.text)
        return loose if more and quality(loose.text) > quality(seen.text) - 10 else seen

    def _look(self, paper: Cleaned, layout: PSM, seconds: float) -> Seen:
        self._api.SetPageSegMode(layout)
        self._api.SetImage(Image.fromarray(paper.picture))
        self._api.SetSourceResolution(300)
        self._api.Recognize(int(seconds * 1000))
        found = self._api.GetIterator()
        seen = Seen(*placed_text(_words(found, paper) if found else ()), float(self._api.MeanTextConf()))
        self._api.Clear()
        return seen

    def turns(self, picture: Image.Image, first: Seen) -> list[int]:
        """Return the turn that the orientation data tells, or every turn where it tells nothing."""
        if not (Path(self._tessdata) / "osd.traineddata").is_file():
            return [1, 3, 2]
        with PyTessBaseAPI(path=self._tessdata, lang="osd", psm=PSM.OSD_ONLY) as judge:
            judge.SetImage(Image.fromarray(cleaned(picture).picture))
            judge.SetSourceResolution(300)
            found = judge.DetectOrientationScript()
        if not found:
            return []
        quarters = int(found["orient_deg"]) // 90 % 4
        return [quarters] if quarters else []


def _words(found: PyResultIterator, paper: Cleaned) -> Iterator[SeenWord]:
    """Yield the words with their places on the picture as it was before it was cleaned."""
    for word in iterate_level(found, RIL.WORD):
        box = None if word.Empty(RIL.WORD) else word.BoundingBox(RIL.WORD)
        if not box:
            continue
        gap = " "
        if word.IsAtBeginningOf(RIL.PARA):
            gap = "\n\n"
        elif word.IsAtBeginningOf(RIL.TEXTLINE):
            gap = "\n"
        yield SeenWord(gap, word.GetUTF8Text(RIL.WORD), carried(Place(*map(float, box)), paper.way_back))
