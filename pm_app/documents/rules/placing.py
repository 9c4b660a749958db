"""Where on a page a stretch of its text stands, by the places of its words."""

from collections.abc import Iterable, Sequence

from pm_app.documents.rules.texts import WordBox

# Left, top, width and height in ten-thousandths of the page.
Box = tuple[int, int, int, int]


def stretch_boxes(words: Sequence[WordBox], stretches: Iterable[tuple[int, int]]) -> list[tuple[Box, ...]]:
    """Return for each stretch of the text (from, to) the boxes it covers, one for each line; none where no word stands.

    The words must be in the order of the text.
    """
    found: list[tuple[Box, ...]] = []
    for first, last in stretches:
        touched = [word for word in words if word.first < last and word.last > first]
        boxes = _by_line(touched)
        if boxes:
            found.append(boxes)
    return found


def _by_line(words: list[WordBox]) -> tuple[Box, ...]:
    """Return one box for words that follow each other on a line: their letters lie at least half beside each other."""
    lines: list[Box] = []
    for word in words:
        box = (word.left, word.top, word.width, word.height)
        if lines and _beside(lines[-1], box):
            lines[-1] = _around(lines[-1], box)
        else:
            lines.append(box)
    return tuple(lines)


def _beside(one: Box, other: Box) -> bool:
    shared = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return other[0] >= one[0] and shared * 2 >= min(one[3], other[3])


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top
