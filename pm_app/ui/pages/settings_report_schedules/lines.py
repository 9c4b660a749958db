"""Reports that are mailed, as text; and what a form says of one, read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.reports.enums import ReportFormat, ReportKind, ReportRhythm
from pm_app.reports.queries.schedules import ReaderRow, ScheduleRow
from pm_app.reports.rules.schedules import LAST_OF_MONTH, WEEKDAYS
from pm_app.ui.format import UNKNOWN, day, time_of_day
from pm_app.ui.parts.address import Choice

K = TypeVar("K", bound=StrEnum)

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in ReportKind]
FORMATS = [Choice(ReportFormat.PDF.value, "PDF"), Choice(ReportFormat.XLSX.value, "Spreadsheet (XLSX)")]
HOURS = [Choice(str(hour), time_of_day(time(hour))) for hour in range(24)]
RHYTHMS = [
    Choice(f"{ReportRhythm.DAILY.value}:0", "Every working day"),
    *(Choice(f"{ReportRhythm.WEEKLY.value}:{number}", f"Every {name}") for number, name in enumerate(WEEKDAYS)),
    *(
        Choice(f"{ReportRhythm.MONTHLY.value}:{number}", f"On day {number} of every month")
        for number in range(1, LAST_OF_MONTH)
    ),
    Choice(f"{ReportRhythm.MONTHLY.value}:{LAST_OF_MONTH}", "On the last day of every month"),
]


@dataclass
class ScheduleLine:
    """One report that is mailed."""

    schedule_id: str
    name: str
    of: str
    when: str
    readers: str
    last: str
    problem: str
    next_day: str
    mine: bool


@dataclass
class ReaderLine:
    """Somebody a report may be mailed to."""

    user_id: str
    name: str
    chosen: bool


@dataclass
class Asked:
    """What a dialog is filled with: a new report, or the one that is changed."""

    schedule_id: str = ""
    name: str = ""
    kind: str = ReportKind.RENT_ROLL.value
    file_format: str = ReportFormat.PDF.value
    rhythm: str = f"{ReportRhythm.WEEKLY.value}:0"
    at_hour: str = "7"
    property_id: str = ""
    version: str = "0"


def schedule_line(row: ScheduleRow, user_id: UUID | None) -> ScheduleLine:
    """Return a report that is mailed as text, for one user."""
    words = row.plan.in_words()
    return ScheduleLine(
        schedule_id=str(row.schedule_id),
        name=row.kind.value.capitalize(),
        of=f"{row.property_name or 'Every property they see'}, {row.file_format.value}",
        when=f"{words[0].upper()}{words[1:]}",
        readers=", ".join(reader.name for reader in row.readers),
        last=_last(row.readers),
        problem=" ".join(f"{reader.name}: {reader.problem}" for reader in row.readers if reader.problem),
        next_day=day(row.next_on),
        mine=any(reader.user_id == user_id for reader in row.readers),
    )


def asked_of(row: ScheduleRow) -> Asked:
    """Return what the dialog that changes a report is filled with."""
    return Asked(
        schedule_id=str(row.schedule_id),
        name=row.kind.value,
        kind=row.kind.value,
        file_format=row.file_format.value,
        rhythm=f"{row.plan.rhythm.value}:{row.plan.on_day}",
        at_hour=str(row.plan.at_hour),
        property_id=str(row.property_id or ""),
        version=str(row.version),
    )


def read_form(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says of a report, but for its kind; refuses what none of its choices says."""
    rhythm, _, on_day = form.get("rhythm", "").partition(":")
    hour = form.get("at_hour", "")
    return {
        "file_format": chosen(ReportFormat, form.get("file_format", ""), "file_format", "Choose a kind of file."),
        "rhythm": chosen(ReportRhythm, rhythm, "rhythm", "Choose how often it is mailed."),
        "on_day": _whole(on_day, "rhythm", "Choose how often it is mailed."),
        "at_hour": _whole(hour, "at_hour", "Choose an hour of the day."),
        "property_id": _ids(form.get("property_id", ""), "property_id")[0] if form.get("property_id") else None,
        "user_ids": _ids(form.get("user_ids", ""), "user_ids"),
    }


def chosen(kinds: type[K], value: str, field: str, sentence: str) -> K:
    """Return the choice a form made; refuses anything else with the sentence."""
    if value not in list(kinds):
        raise Refused(sentence, field=field)
    return kinds(value)


def _whole(text: str, field: str, sentence: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise Refused(sentence, field=field)
    return int(text)


def _ids(text: str, field: str) -> list[UUID]:
    try:
        return [UUID(one) for one in text.split(",") if one]
    except ValueError:
        raise Refused("Choose from the list.", field=field) from None


def _last(readers: tuple[ReaderRow, ...]) -> str:
    days = [reader.last_due_on for reader in readers if reader.last_due_on and not reader.problem]
    return day(max(days)) if days else UNKNOWN
