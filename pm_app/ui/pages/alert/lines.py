"""The timeline of one date as lines: what was said, what was done, what is still to be said, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.enums import ReminderState, TellingWay
from pm_app.reminders.queries.timeline import DoneRow, RungRow, Timeline
from pm_app.ui import paths
from pm_app.ui.format import day, moment
from pm_app.ui.parts.facts import HistoryLine
from pm_app.ui.parts.rung_lines import ToldLine, told_line, when_words
from pm_app.ui.theme import tone_of

# Fewer steps that were skipped stand each for itself.
FOLDED_FROM = 3


@dataclass
class TimelineLine:
    """One thing that happened or will: when, what, a word with its color, more words below, and who was told.

    `folded` are the steps that one line stands for: their days, which they are, and why they were skipped.
    """

    when: str
    title: str
    detail: str
    word: str
    tone: str
    planned: bool
    told: list[ToldLine] = field(default_factory=list)
    folded: list[HistoryLine] = field(default_factory=list)


def timeline_lines(timeline: Timeline, raised_at: datetime, today: date, actor: Actor, zone: str) -> list[TimelineLine]:
    """Return everything of a timeline, the oldest first; what is still to come stands below what has happened."""
    past = [(raised_at, _plain(moment(raised_at, zone), "The date was found", ""))]
    past += [(one.happened_at, _did(one, zone)) for one in timeline.done]
    late = [rung for rung in timeline.rungs if rung.state == ReminderState.SKIPPED_LATE and rung.decided_at is not None]
    folded = late if len(late) >= FOLDED_FROM else []
    past += [
        (rung.decided_at, _rung(rung, actor, zone))
        for rung in timeline.rungs
        if rung.decided_at is not None and rung not in folded
    ]
    past += [(max(one.decided_at for one in folded if one.decided_at), _folded(folded, zone))] if folded else []
    planned = [rung for rung in timeline.rungs if rung.decided_at is None]
    return [line for _, line in sorted(past, key=lambda pair: pair[0])] + [_planned(rung, today) for rung in planned]


def _plain(when: str, title: str, detail: str) -> TimelineLine:
    return TimelineLine(when, title, detail, "", "", planned=False)


def _did(done: DoneRow, zone: str) -> TimelineLine:
    return _plain(moment(done.happened_at, zone), f"{done.who} {_said(done.did)}", str(done.details.get("reason", "")))


def _said(did: str) -> str:
    return "marked it as done" if did == "resolved" else did if " " in did else f"{did} it"


def _folded(late: Sequence[RungRow], zone: str) -> TimelineLine:
    """One line for many steps that were too late when the date was found; each is told when it is opened."""
    steps = [HistoryLine(day(rung.due_on), when_words(rung.rung), "", rung.reason) for rung in late]
    last = max(rung.decided_at for rung in late if rung.decided_at)
    title = f"{len(late)} earlier steps skipped: late"
    return TimelineLine(moment(last, zone), title, "", "", "", planned=False, folded=steps)


def _rung(rung: RungRow, actor: Actor, zone: str) -> TimelineLine:
    word = "In the next digest" if _waits(rung) else rung.state.value.capitalize()
    problem = any(one.message_state is not None and one.problem for one in rung.told)
    return TimelineLine(
        when=moment(rung.decided_at, zone),
        title=f"{when_words(rung.rung)}{_on_its_day(rung, zone)}",
        detail=rung.reason,
        word=word,
        tone="amber" if problem else tone_of(word),
        planned=False,
        told=[told_line(one, zone, _mail_path(one.message_id, actor)) for one in rung.told],
    )


def _waits(rung: RungRow) -> bool:
    """Whether nobody has heard of a step yet: all who will wait for their digests."""
    heard = [one for one in rung.told if not one.problem]
    return bool(heard) and all(one.way == TellingWay.DIGEST and one.message_state is None for one in heard)


def _on_its_day(rung: RungRow, zone: str) -> str:
    decided = rung.decided_at
    if decided is None or decided.astimezone(ZoneInfo(zone)).date() == rung.due_on:
        return ""
    return f", due {day(rung.due_on)}"


def _planned(rung: RungRow, today: date) -> TimelineLine:
    due = rung.sends_on <= today
    word = (ReminderState.DUE if due else ReminderState.PLANNED).value.capitalize()
    moved = f"Instead of {day(rung.due_on)}, when the office is closed." if rung.sends_on < rung.due_on else ""
    return TimelineLine(day(rung.sends_on), when_words(rung.rung), moved, word, tone_of(word), planned=True)


def _mail_path(message_id: UUID | None, actor: Actor) -> str:
    if message_id is None or not actor.may(Permission.VIEW_MAIL):
        return ""
    return paths.message_path(message_id)
