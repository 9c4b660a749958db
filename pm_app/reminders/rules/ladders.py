"""When to speak of a date: ladders, their rungs, and which of them is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import KIND_FACTS, KindFacts
from pm_app.kernel.dates import days_from
from pm_app.reminders.enums import CriticalDateKind

LEASE_END_LADDER = (120, 90, 60, 30, 7, 0)
TRANSFER_LADDER = (0, -7)
REPEATS_FOR_DAYS = 91


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: so many days before the date (negative: after it), and the day that is."""

    offset_days: int
    due_on: date


@dataclass(frozen=True)
class RungPlan:
    """What to do now: the one rung to send, if any, and the rungs that came too late to be sent, farthest first."""

    send: int | None
    skipped: tuple[int, ...]


def ladder_for(
    kind: CriticalDateKind,
    document_kind: DocumentKind | None = None,
    facts: Mapping[DocumentKind, KindFacts] = KIND_FACTS,
) -> tuple[int, ...]:
    """Return the ladder of a lease end, or of a document of that kind as the office has set it (else as shipped)."""
    if kind == CriticalDateKind.LEASE_END:
        return LEASE_END_LADDER
    return facts[document_kind or DocumentKind.OTHER].ladder


def rungs(date_on: date, ladder: Sequence[int], through: date) -> tuple[Rung, ...]:
    """Return all rungs due on or before `through`, the farthest before the date first.

    A negative last rung repeats: -7 is also due 14, 21, … days after, for at most REPEATS_FOR_DAYS.
    """
    offsets = set(ladder) | _repeated(min(ladder, default=0), days_from(date_on, through))
    every = (Rung(offset, date_on - timedelta(days=offset)) for offset in sorted(offsets, reverse=True))
    return tuple(rung for rung in every if rung.due_on <= through)


def _repeated(last_offset: int, days_after: int) -> set[int]:
    if last_offset >= 0:
        return set()
    return set(range(last_offset, -min(days_after, REPEATS_FOR_DAYS) - 1, last_offset))


def rungs_due(date_on: date, ladder: Sequence[int], today: date, already: Collection[int]) -> RungPlan:
    """Return which rung to send today and which ones to mark as skipped (domain rules §20).

    `already` holds the offsets that were sent or skipped in this cycle. Of several that are due only the one nearest
    to (or farthest past) the date is sent; one less urgent than what was already said is skipped.
    """
    due = [rung.offset_days for rung in rungs(date_on, ladder, today) if rung.offset_days not in already]
    if not due:
        return RungPlan(send=None, skipped=())
    most_urgent = min(due)
    if any(offset < most_urgent for offset in already):
        return RungPlan(send=None, skipped=tuple(due))
    return RungPlan(send=most_urgent, skipped=tuple(offset for offset in due if offset != most_urgent))


def rung_day(date_on: date, rung: int) -> date:
    """Return the day a rung is due: so many days before the date, after it when negative."""
    return date_on - timedelta(days=rung)


class WorkingDays(Protocol):
    """On which days the office works."""

    def is_working(self, day: date) -> bool:
        """Return whether the office works on a day."""
        ...

    def before(self, day: date) -> date:
        """Return the last working day before a day."""
        ...

    def after(self, day: date) -> date:
        """Return the first working day after a day."""
        ...


class Weekdays:
    """Monday to Friday, whatever else is in the calendar."""

    def is_working(self, day: date) -> bool:
        """Return whether the day is none of a weekend."""
        return day.weekday() < 5

    def before(self, day: date) -> date:
        """Return the last weekday before a day."""
        return day - timedelta(days={5: 1, 6: 2, 0: 3}.get(day.weekday(), 1))

    def after(self, day: date) -> date:
        """Return the first weekday after a day."""
        return day + timedelta(days=max(1, 7 - day.weekday() if day.weekday() >= 4 else 1))


def sending_day(rung: Rung, working: WorkingDays) -> date:
    """Return the working day on which a rung is said: its own, else the one before it.

    A rung after the date is said on the next one, so that nothing is called late before it is.
    """
    if working.is_working(rung.due_on):
        return rung.due_on
    return working.after(rung.due_on) if rung.offset_days < 0 else working.before(rung.due_on)


def next_due_on(date_on: date, ladder: Sequence[int], decided: Collection[int], working: WorkingDays) -> date | None:
    """Return the day on which the first rung that is not decided is said; None after the last one."""
    last = date_on + timedelta(days=REPEATS_FOR_DAYS)
    open_rungs = (rung for rung in rungs(date_on, ladder, last) if rung.offset_days not in decided)
    return next((sending_day(rung, working) for rung in open_rungs), None)
