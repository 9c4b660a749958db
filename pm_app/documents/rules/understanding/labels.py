"""Days by the words before them: what a form calls its expiration is learned once and found on the next one."""

from collections.abc import Iterator, Mapping
from datetime import date

from pm_app.documents.enums import ReadingMethod
from pm_app.documents.rules.lessons import label_before
from pm_app.documents.rules.texts import PageText
from pm_app.documents.rules.understanding.day_writings import DayFound, days_in, writes_day_first
from pm_app.documents.rules.understanding.sheets import sheets_of


def label_of_day(pages: Mapping[int, str], day: date, today: date | None = None) -> str:
    """Return the words before the first place where a day is written, "" where it is not, or nothing stands before."""
    labels = (label_before(one.sheet.text, one.first) for one in _days(pages, today) if one.day == day)
    return next((label for label in labels if label), "")


def day_after_label(pages: Mapping[int, str], label: str, today: date | None = None) -> DayFound | None:
    """Return the first day that stands after these words, None where none does."""
    return next((one for one in _days(pages, today) if label_before(one.sheet.text, one.first) == label), None)


def _days(pages: Mapping[int, str], today: date | None) -> Iterator[DayFound]:
    sheets = sheets_of([PageText(number, text, ReadingMethod.NONE, 0) for number, text in sorted(pages.items())])
    day_first = writes_day_first(sheets)
    for sheet in sheets:
        yield from days_in(sheet, today, day_first=day_first)
