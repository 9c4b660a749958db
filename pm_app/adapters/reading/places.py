"""Where words stand on a picture: boxes in pixels, carried back through straightening and turning to the page."""

from collections.abc import Iterable
from typing import NamedTuple

from pm_app.adapters.reading.wording import clean
from pm_app.documents.rules.texts import WordBox

_WHOLE = 10_000

_Row = tuple[float, float, float]
# what a point (x, y, 1) is multiplied with, for its new x and its new y
Affine = tuple[_Row, _Row]


class Place(NamedTuple):
    """A box on a picture, in pixels from its left and top."""

    left: float
    top: float
    right: float
    bottom: float


class SeenWord(NamedTuple):
    """A word as an engine saw it; `gap` is what parts it from the word before: blanks or ends of lines."""

    gap: str
    text: str
    place: Place


class PlacedText(NamedTuple):
    """The text of a picture, clean, and the words in it: `words` are (first, last, place), last not included."""

    text: str
    words: tuple[tuple[int, int, Place], ...]


def placed_text(words: Iterable[SeenWord]) -> PlacedText:
    """Put the words together to a text that cleaning leaves as it is, so that their places in it stay true."""
    parts: list[str] = []
    placed: list[tuple[int, int, Place]] = []
    length = 0
    for word in words:
        text = " ".join(clean(word.text).split())
        if not text:
            continue
        gap = word.gap if parts else ""
        parts += [gap, text]
        placed.append((length + len(gap), length + len(gap) + len(text), word.place))
        length += len(gap) + len(text)
    return PlacedText("".join(parts), tuple(placed))


def carried(place: Place, way: Affine) -> Place:
    """Return the upright box around the place after the corners went the way."""
    corners = [(x, y) for x in (place.left, place.right) for y in (place.top, place.bottom)]
    across, down = ([a * x + b * y + c for x, y in corners] for a, b, c in way)
    return Place(min(across), min(down), max(across), max(down))


def turned_back(place: Place, quarters: int, size: tuple[int, int]) -> Place:
    """Return the place on a picture of the size, from its place after so many quarter turns to the left."""
    width, height = size
    left, top, right, bottom = place
    match quarters % 4:
        case 1:
            return Place(width - bottom, left, width - top, right)
        case 2:
            return Place(width - right, height - bottom, width - left, height - top)
        case 3:
            return Place(top, height - right, bottom, height - left)
        case _:
            return place


def word_box(first: int, last: int, place: Place, size: tuple[int, int]) -> WordBox:
    """Return the box in ten-thousandths of the picture's width and height; nothing of it is outside the picture."""
    width, height = size
    left, right = _shares(place.left, place.right, width)
    top, bottom = _shares(place.top, place.bottom, height)
    return WordBox(first, last, left, top, right - left, bottom - top)


def _shares(start: float, end: float, whole: int) -> tuple[int, int]:
    low = min(max(int(start * _WHOLE / whole), 0), _WHOLE - 1)
    return low, min(max(round(end * _WHOLE / whole), low + 1), _WHOLE)
