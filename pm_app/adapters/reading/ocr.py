"""Text from pictures of pages: cleaned up, turned upright where needed, read by the engine that is there."""

import importlib
from dataclasses import dataclass
from typing import Protocol, cast

from PIL import Image

from pm_app.adapters.background import working_seconds
from pm_app.adapters.reading.page import Page, Task
from pm_app.adapters.reading.places import Place, turned_back, word_box
from pm_app.adapters.reading.wording import letters_in, quality
from pm_app.documents.enums import ReadingMethod

_MODULES = {"tesseract": "tesseract", "rapidocr": "rapid"}
# nothing is known yet of the pictures, and the engine has to be loaded
_FIRST_GUESS_SECONDS = 8.0
_LONGEST_PICTURE_SECONDS = 60.0
_LEAST_CONTRAST = 10
_MERE_GUESS = 35


@dataclass(frozen=True)
class Seen:
    """What an engine saw on a picture: text, places of its words in it, its own opinion of that, 0–100.

    `sideways`: most lines ran up or down the picture.
    """

    text: str
    words: tuple[tuple[int, int, Place], ...]
    confidence: float
    sideways: bool = False

    def worth(self) -> float:
        """Return a figure by which two looks at the same picture compare."""
        worth = letters_in(self.text) * self.confidence * quality(self.text)
        # read well line by line, the lines of a page on its side still come in a wild order
        return worth / 2 if self.sideways else worth

    def is_poor(self) -> bool:
        """Tell whether the picture may lie on its side or on its head."""
        return self.sideways or self.confidence < 65 or quality(self.text) < 65


class Engine(Protocol):
    """An OCR engine: reads an upright picture, and may know by how much one has to be turned."""

    def read(self, picture: Image.Image, seconds: float) -> Seen: ...

    def turns(self, picture: Image.Image, first: Seen) -> list[int]:
        """Return the turns worth a try after a first look, in quarters to the left."""
        ...


class ScanReader:
    """Reads pictures one after the other as long as there is time; the engine is loaded at the first one."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._engine: Engine | None = None
        self._slowest = 0.0

    def is_ready(self) -> bool:
        """Tell whether another picture can be read in the time that is left."""
        return self._task.ocr in _MODULES and self._task.seconds_left() > (self._slowest or _FIRST_GUESS_SECONDS)

    def why_not(self, unread: int, total: int) -> str:
        """Return the sentence for pictures that were not read."""
        if self._task.ocr not in _MODULES:
            return "Scanned pages were not read, since the reading of scans is switched off."
        return f"Time ran out: {unread:,} of {total:,} scanned pages were not read."

    def page_of(self, picture: Image.Image, number: int) -> Page:
        """Return the text on a grey picture and where its words stand, as a page; empty when there is none."""
        darkest, brightest = cast(tuple[int, int], picture.convert("L").getextrema())
        if brightest - darkest < _LEAST_CONTRAST:
            return Page("", ReadingMethod.OCR, number)
        started = working_seconds()
        seen, turned_by = self._best_look(picture)
        self._slowest = max(self._slowest, min(working_seconds() - started, _LONGEST_PICTURE_SECONDS))
        if letters_in(seen.text) < 2 or seen.confidence < _MERE_GUESS:
            return Page("", ReadingMethod.OCR, number)
        size = picture.size
        boxes = (word_box(a, b, turned_back(place, turned_by, size), size) for a, b, place in seen.words)
        return Page(seen.text, ReadingMethod.OCR, number, tuple(boxes))

    def _best_look(self, picture: Image.Image) -> tuple[Seen, int]:
        """Return the best that was seen, and by how many quarters to the left the picture was turned for it."""
        seen, turned_by = self._look(picture), 0
        if not seen.is_poor():
            return seen, turned_by
        for quarters in self._loaded().turns(picture, seen):
            turned = self._look(picture.rotate(90 * quarters, expand=True))
            if turned.worth() > seen.worth():
                seen, turned_by = turned, quarters
            if not seen.is_poor():
                break
        return seen, turned_by

    def _look(self, picture: Image.Image) -> Seen:
        seconds = min(self._task.seconds_left(), _LONGEST_PICTURE_SECONDS)
        return self._loaded().read(picture, max(seconds, 1.0))

    def _loaded(self) -> Engine:
        engine = self._engine
        if engine is None:
            module = importlib.import_module(f"pm_app.adapters.reading.{_MODULES[self._task.ocr]}")
            engine = self._engine = cast(Engine, module.engine(self._task.tessdata))
        return engine
