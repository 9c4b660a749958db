"""What was done to a record, as lines of a history: words instead of columns, amounts and days as people read them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pm_app.access.queries import HistoryRow
from pm_app.ui.format import day, dollars, moment
from pm_app.ui.parts.facts import HistoryLine

_LONGEST_VALUE = 120


def history_lines(rows: Iterable[HistoryRow], zone: str, *, own_kind: str = "") -> list[HistoryLine]:
    """Return the lines; what was done to something else than a record of `own_kind` names it."""
    return [
        HistoryLine(
            moment(row.happened_at, zone),
            row.actor_name,
            row.did if row.about_kind == own_kind else f"{row.did}: {row.about_name}",
            _detail(row.details),
        )
        for row in rows
    ]


def _detail(details: dict[str, Any]) -> str:
    """Return what changed, in words: `market rent $1,200.00 → $1,260.00, beds 1 → 2`."""
    return ", ".join(f"{_called(name)} {_worded(name, value)}" for name, value in details.items() if value != "")


def _called(name: str) -> str:
    return name.removesuffix("_cents").removesuffix("_on").removesuffix("_id").replace("_", " ")


def _worded(name: str, value: Any) -> str:
    if isinstance(value, list):
        return " → ".join(_worded(name, part) for part in value)
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_id"):
        return "another"
    if name.endswith("_cents") and isinstance(value, int):
        return dollars(value)
    if name == "baths_half" and isinstance(value, int):
        return f"{value / 2:g}"
    if isinstance(value, str) and len(value) == len("2026-11-20"):
        return _day(value)
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
