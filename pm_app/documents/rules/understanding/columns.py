"""Labels and values that a page sets in columns and the text tells apart: pairing the first with the first."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pm_app.documents.rules.understanding.sheets import Sheet

MOST_LABELS = 12
_LABEL = re.compile(r"[a-z#][a-z0-9 .#%()/'-]{1,30}: ?")
_HAS_VALUE = re.compile(r"[0-9]")


def paired_lines(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield (line of the label, line of its value) for blocks of two to twelve lines that are nothing but labels.

    The values are the as many lines just before or just after the block, whichever have figures in more of them.
    """
    count = len(sheet.line_starts)
    number = 0
    while number < count:
        length = _labels_from(sheet, number)
        if length >= 2:
            start = _values_beside(sheet, number, length)
            if start is not None:
                yield from ((number + step, start + step) for step in range(length))
        number += max(1, length)


@lru_cache(maxsize=128)
def column_labels(sheet: Sheet) -> dict[int, str]:
    """Return the label of each line whose value stands alone, its label in a column elsewhere."""
    return {value: sheet.line(label).strip(" :") + ":" for label, value in paired_lines(sheet)}


def _labels_from(sheet: Sheet, number: int) -> int:
    length = 0
    while length < MOST_LABELS and _LABEL.fullmatch(sheet.line(number + length)):
        length += 1
    return length


def _values_beside(sheet: Sheet, number: int, length: int) -> int | None:
    sides = [(_figures(sheet, start, length), start) for start in (number - length, number + length)]
    figures, start = max(sides)
    return start if figures * 2 > length else None


def _figures(sheet: Sheet, start: int, length: int) -> int:
    lines = [sheet.line(start + step) for step in range(length)] if start >= 0 else []
    if any(_LABEL.fullmatch(line) for line in lines):
        return 0
    return sum(bool(_HAS_VALUE.search(line)) for line in lines)
