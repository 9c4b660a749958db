"""Choices of how often something is charged, and how a part of a period is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.ui.parts.address import Choice

E = TypeVar("E", bound=StrEnum)

FREQUENCIES = [Choice(one.value, one.value.capitalize()) for one in Frequency]
METHODS = [
    Choice(ProrationMethod.ACTUAL_DAYS.value, "By the days of the month"),
    Choice(ProrationMethod.THIRTY_DAY_MONTH.value, "By months of 30 days"),
    Choice(ProrationMethod.DAYS_OF_YEAR.value, "By a year of 365 days"),
]


def chosen(kinds: type[E], form: Mapping[str, str], field: str) -> E:
    """Return what was chosen of a list in a form; refuses anything that is not in the list."""
    try:
        return kinds(form.get(field, ""))
    except ValueError:
        raise Refused("Choose one from the list.", field=field) from None
