"""Text from pictures of pages: cleaned up, turned upright where needed, read by the engine that is there."""

import importlib
import time
from dataclasses import dataclass
from typing import Protocol, cast

from PIL import Image

from pm_app.adapters.reading.page import Task
from pm_app.adapters.reading.wording import letters_in, quality

_MODULES = {"tesseract": "tesseract", "rapidocr": "rapid"}
# nothing is known yet of the pictures, and the engine has to be loaded
_FIRST_GUESS_SECONDS = 8.0
_LONGEST_PICTURE_SECONDS = 60.0
_LEAST_CONTRAST = 10
_MERE_GUESS = 35


@dataclass(frozen=True)
class Seen:
    """What an engine saw on a picture; `confidence` is its own opinion, 0–100."""

    text: str
    confidence: float

    def worth(self) -> float:
        """Return a figure by which two looks at the same picture compare."""
        return letters_in(self.text) * self.confidence * quality(self.text)

    def is_poor(self) -> bool:
        """Tell whether the picture may lie on its side or on its head."""
        return self.confidence < 65 or quality(self.text) < 65


class Engine(Protocol):
    """An OCR engine: reads an upright picture, and may know by how much one has to be turned."""

    def read(self, picture: Image.Image, seconds: float) -> Seen: ...

    def turns(self, picture: Image.Image) -> list[int]:
        """Return the turns worth a try, in quarters to the left."""
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

    def text_of(self, picture: Image.Image) -> str:
        """Return the text on a grey picture, empty when there is none."""
        darkest, brightest = cast(tuple[int, int], picture.convert("L").getextrema())
        if brightest - darkest < _LEAST_CONTRAST:
            return ""
        started = time.monotonic()
        seen = self._look(picture)
        if seen.is_poor():
            for quarters in self._loaded().turns(picture):
                turned = self._look(picture.rotate(90 * quarters, expand=True))
                seen = max(seen, turned, key=Seen.worth)
                if not seen.is_poor():
                    break
        self._slowest = max(self._slowest, min(time.monotonic() - started, _LONGEST_PICTURE_SECONDS))
        return seen.text if letters_in(seen.text) > 1 and seen.confidence >= _MERE_GUESS else ""

    def _look(self, picture: Image.Image) -> Seen:
        seconds = min(self._task.seconds_left(), _LONGEST_PICTURE_SECONDS)
        return self._loaded().read(picture, max(seconds, 1.0))

    def _loaded(self) -> Engine:
        engine = self._engine
        if engine is None:
            module = importlib.import_module(f"pm_app.adapters.reading.{_MODULES[self._task.ocr]}")
            engine = self._engine = cast(Engine, module.engine(self._task.tessdata))
        return engine
