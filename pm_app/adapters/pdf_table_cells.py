"""Letters on pages become lines of cells: rows by their height on the page, columns by the white between them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_WORD_GAP = 0.16  # of the height of a letter; what pdfium calls a space is about 0.25
_CELL_GAP = 0.6  # more white than this within a line parts two cells
_ROW_CELLS = 3  # a line of fewer cells is a title or a heading, and says nothing about columns
_MANY_ROWS = 8  # in a table of so many, one line with a title among its cells opens or closes no column
_WHITE = 1.5  # points without any letter that part two columns
_APART = 1.35  # rows whose middles are farther apart than so many heights have room between them
_NEAR = 0.8  # of the distance of rows: lines nearer than that are of one row
_RARE = 0.01  # share of lines that may reach into the white all the same


class Letter(NamedTuple):
    """A character and its box in points; y grows downward."""

    sign: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class _Word:
    text: str
    left: float
    right: float


@dataclass(frozen=True)
class _Segment:
    """Words of one line with no more than spaces between them."""

    words: tuple[_Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right


_Line = list[_Segment]


@dataclass(frozen=True)
class _Placed:
    """A line with where it stands on its page: its middle, and the height of its letters."""

    line: _Line
    middle: float
    height: float


def cells_of_pages(pages: Iterable[Sequence[Letter]]) -> list[list[str]]:
    """Return the cells of every line of all pages, top to bottom; every line has as many cells as there are columns.

    Columns are found from all pages together. A title or heading stands whole in the column where it begins. Where
    rows stand apart, the lines of a cell that was broken are put together again.
    """
    placed = [[_placed(row) for row in _rows(letters)] for letters in pages]
    columns = _columns([one.line for page in placed for one in page])
    pitch = _pitch(placed)
    return [_joined([_cells(one.line, columns) for one in row]) for page in placed for row in _table_rows(page, pitch)]


def _placed(row: list[Letter]) -> _Placed:
    top, bottom = min(one.top for one in row), max(one.bottom for one in row)
    return _Placed(_segments(row), (top + bottom) / 2, max(one.bottom - one.top for one in row))


def _pitch(pages: Sequence[Sequence[_Placed]]) -> float:
    """Return how far one table row stands below another, in heights of letters; 0 where rows do not stand apart."""
    gaps = [
        (below.middle - above.middle) / above.height
        for page in pages
        for above, below in pairwise(page)
        if len(above.line) >= _ROW_CELLS and len(below.line) >= _ROW_CELLS
    ]
    pitch = median(gaps) if gaps else 0.0
    return pitch if pitch >= _APART else 0.0


def _table_rows(page: Sequence[_Placed], pitch: float) -> list[list[_Placed]]:
    """Return the lines of a page by table row: lines much nearer than rows are belong together."""
    rows: list[list[_Placed]] = []
    for one in page:
        before = rows[-1][-1] if rows else None
        near = before is not None and (one.middle - before.middle) / before.height <= min(pitch * _NEAR, _APART)
        if near and any(len(each.line) >= _ROW_CELLS for each in (*rows[-1], one)):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _joined(lines: list[list[str]]) -> list[str]:
    return [" ".join(part for part in parts if part) for parts in zip(*lines, strict=True)]


def _rows(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return the letters of each line, lines from top to bottom: letters that share more than half their height."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: (one.top + one.bottom) / 2):
        middle = (letter.top + letter.bottom) / 2
        if rows and middle < _bottom_half(rows[-1]):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return rows


def _bottom_half(row: list[Letter]) -> float:
    first = row[0]
    return (first.top + first.bottom) / 2 + (first.bottom - first.top) / 2 * 0.6


def _segments(row: list[Letter]) -> _Line:
    in_order = sorted(row, key=lambda one: one.left)
    segments: list[list[_Word]] = []
    word: list[Letter] = []
    for letter in in_order:
        gap = letter.left - word[-1].right if word else 0.0
        height = letter.bottom - letter.top
        if word and gap > _WORD_GAP * height:
            _put(segments, word)
            if gap > _CELL_GAP * height:
                segments.append([])
            word = []
        word.append(letter)
    _put(segments, word)
    return [_Segment(tuple(words)) for words in segments if words]


def _put(segments: list[list[_Word]], word: list[Letter]) -> None:
    if not segments:
        segments.append([])
    segments[-1].append(_Word("".join(one.sign for one in word), word[0].left, max(one.right for one in word)))


def _columns(lines: Sequence[_Line]) -> list[tuple[float, float]]:
    """Return left and right of every column: where the letters of table rows stand, parted by white on all pages."""
    table = [line for line in lines if len(line) >= _ROW_CELLS]
    covered: Counter[int] = Counter()
    for line in table:
        for segment in line:
            covered.update(range(int(segment.left * 2), int(segment.right * 2) + 1))
    rare = max(int(len(table) * _RARE), len(table) >= _MANY_ROWS)
    inked = sorted(place for place, times in covered.items() if times > rare)
    if not inked:
        return []
    columns = [[inked[0], inked[0]]]
    for before, place in pairwise(inked):
        if (place - before) / 2 > _WHITE:
            columns.append([place, place])
        columns[-1][1] = place
    return [(left / 2, right / 2) for left, right in columns]


def _cells(line: _Line, columns: Sequence[tuple[float, float]]) -> list[str]:
    cells: list[list[str]] = [[] for _ in columns] or [[]]
    for segment in line:
        if len(line) >= _ROW_CELLS:
            for word in segment.words:
                cells[_nearest((word.left + word.right) / 2, columns)].append(word.text)
        else:
            cells[_nearest(segment.left, columns)].append(segment.text)
    return [" ".join(words) for words in cells]


def _nearest(place: float, columns: Sequence[tuple[float, float]]) -> int:
    """Return the column the place lies in, or the one whose edge is nearest."""
    distances = [max(left - place, place - right, 0.0) for left, right in columns]
    return distances.index(min(distances)) if distances else 0
