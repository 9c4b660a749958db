"""Recurring dates as text, and what their forms say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.errors import NotFound, Refused
from pm_app.tasks.queries.recurring import DoneRow, RecurringDateDetails, RecurringDateRow
from pm_app.tasks.rules.recurring_dates import SHIPPED_LADDER, RecurringFacts
from pm_app.tasks.rules.recurring_words import rule_in_words
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, iso_day, parse_day, plural
from pm_app.ui.parts.repeating import RepeatDraft, repeat_draft, typed_rule

FROM_START, FROM_DONE = "start", "done"


@dataclass
class RecurringLine:
    """One recurring date, as text."""

    date_id: str = ""
    title: str = ""
    path: str = ""
    next_on: str = ""
    next_iso: str = ""
    left: str = ""
    tone: str = ""
    repeats: str = ""
    place: str = ""
    place_path: str = ""
    who: str = ""
    last_done: str = ""
    version: str = "0"
    removed: bool = False


@dataclass
class RecurringDraft(RepeatDraft):
    """The date the dialog changes, or the values a new one begins with."""

    date_id: str = ""
    version: str = ""
    title: str = ""
    notes: str = ""
    counts_from: str = FROM_START
    starts_on: str = ""
    property_id: str = ""
    unit_name: str = ""
    responsible_id: str = ""
    ladder: str = ", ".join(map(str, SHIPPED_LADDER))


@dataclass
class DoneLine:
    """One time it was done, as text; the one recorded last may be taken back."""

    due: str
    done: str
    who: str
    note: str
    due_iso: str = ""
    may_undo: bool = False


def recurring_line(row: RecurringDateRow, today: date, *, removed: bool = False) -> RecurringLine:
    """Return a recurring date as a line of the list."""
    where = f"{row.property_name}, unit {row.unit_name}" if row.unit_name else row.property_name
    return RecurringLine(
        date_id=str(row.recurring_date_id),
        title=row.title,
        path=paths.recurring_date_path(row.recurring_date_id),
        next_on=day(row.next_on) if row.next_on else "Ended",
        next_iso=iso_day(row.next_on),
        left=days_left(row.next_on, today) if row.next_on and not removed else "",
        tone=days_tone(row.next_on, today) if row.next_on and not removed else "",
        repeats=_capital(rule_in_words(row.repeats, from_last_done=row.from_last_done)),
        place=where,
        place_path=_place_path(row),
        who=row.responsible or ("Its manager" if row.property_id else "Nobody yet"),
        last_done=day(row.last_done_on) if row.last_done_on else "",
        version=str(row.version),
        removed=removed,
    )


def recurring_draft(details: RecurringDateDetails) -> RecurringDraft:
    """Return what the dialog begins with for a recurring date."""
    row = details.row
    return RecurringDraft(
        date_id=str(row.recurring_date_id),
        version=str(row.version),
        title=row.title,
        notes=details.notes,
        counts_from=FROM_DONE if row.from_last_done else FROM_START,
        starts_on=iso_day(details.starts_on),
        property_id=str(row.property_id or ""),
        unit_name=row.unit_name,
        responsible_id=str(row.responsible_id or ""),
        ladder=", ".join(map(str, details.ladder)),
        **repeat_draft(row.repeats, details.starts_on),
    )


def done_line(row: DoneRow, details: RecurringDateDetails) -> DoneLine:
    """Return one time a date was done as text."""
    last = row.due_on == details.marked_last and not details.is_removed
    return DoneLine(day(row.due_on), day(row.done_on), row.done_by, row.note, iso_day(row.due_on), last)


def typed_facts(form: Mapping[str, str], property_id: UUID | None, unit_id: UUID | None) -> RecurringFacts:
    """Return what a form says of a recurring date at this place."""
    who = form.get("responsible_id", "")
    return RecurringFacts(
        title=form.get("title", ""),
        repeats=typed_rule(form),
        starts_on=parse_day(form.get("starts_on", ""), "starts_on"),
        from_last_done=form.get("counts_from", "") == FROM_DONE,
        notes=form.get("notes", ""),
        ladder=typed_ladder(form.get("ladder", "")),
        property_id=property_id,
        unit_id=unit_id,
        responsible_id=typed_uuid(who, "responsible_id") if who else None,
    )


def ladder_words(steps: Sequence[int]) -> str:
    """Return when reminders go out: "30, 7 days before, on the day, every 7 days after"."""
    before = [step for step in steps if step > 0]
    words = [", ".join([*map(str, before[:-1]), plural(before[-1], "day")]) + " before"] if before else []
    words += ["on the day"] if 0 in steps else []
    words += [f"every {plural(-step, 'day')} after" for step in steps if step < 0]
    said = ", ".join(words)
    return f"{said[:1].upper()}{said[1:]}"


def typed_ladder(text: str) -> tuple[int, ...]:
    """Return days such as `30, 7, 0, -7`; refuses what are no whole numbers."""
    rungs: list[int] = []
    for piece in text.replace(";", ",").replace("−", "-").split(","):
        written = piece.strip()
        if not written:
            continue
        if not written.removeprefix("-").isdecimal() or not written.isascii() or len(written) > 5:
            raise Refused("Write the days with commas between them: 30, 7, 0, -7.", field="ladder")
        rungs.append(int(written))
    return tuple(rungs)


def typed_uuid(text: str, field: str = "") -> UUID:
    """Return the id a form or an event names; refuses what is none."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This is not there any more. Reload the page and try again.", field=field) from None


def _place_path(row: RecurringDateRow) -> str:
    if row.unit_id:
        return paths.unit_path(row.unit_id)
    return paths.property_path(row.property_id) if row.property_id else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
