"""The OCR engine Tesseract, where its language data is found on the machine."""

from pathlib import Path

from PIL import Image
from tesserocr import PSM, PyTessBaseAPI

from pm_app.adapters.reading.ocr import Seen
from pm_app.adapters.reading.paper import cleaned
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
        paper = Image.fromarray(cleaned(picture))
        seen = self._look(paper, PSM.AUTO, seconds)
        if seen.confidence >= _SURE and letters_in(seen.text) >= _MANY_LETTERS:
            return seen
        # photographs and slips have no layout to speak of: words are then looked for one by one
        loose = self._look(paper, PSM.SPARSE_TEXT, seconds)
        more = letters_in(loose.text) > 1.25 * letters_in(seen.text)
        return loose if more and quality(loose.text) > quality(seen.text) - 10 else seen

    def _look(self, paper: Image.Image, layout: PSM, seconds: float) -> Seen:
        self._api.SetPageSegMode(layout)
        self._api.SetImage(paper)
        self._api.SetSourceResolution(300)
        self._api.Recognize(int(seconds * 1000))
        seen = Seen(self._api.GetUTF8Text(), float(self._api.MeanTextConf()))
        self._api.Clear()
        return seen

    def turns(self, picture: Image.Image) -> list[int]:
        """Return the turn that the orientation data tells, or every turn where it tells nothing."""
        if not (Path(self._tessdata) / "osd.traineddata").is_file():
            return [1, 3, 2]
        with PyTessBaseAPI(path=self._tessdata, lang="osd", psm=PSM.OSD_ONLY) as judge:
            judge.SetImage(Image.fromarray(cleaned(picture)))
            judge.SetSourceResolution(300)
            found = judge.DetectOrientationScript()
        if not found:
            return []
        quarters = int(found["orient_deg"]) // 90 % 4
        return [quarters] if quarters else []
