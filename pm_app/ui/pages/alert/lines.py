"""The timeline of one date as lines: what was said, what was done, what is still to be said, in the order of time."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.queries.timeline import DoneRow, RungRow, Timeline
from pm_app.ui import paths
from pm_app.ui.format import day, moment
from pm_app.ui.parts.rung_lines import ToldLine, told_line, when_words
from pm_app.ui.theme import tone_of


@dataclass
class TimelineLine:
    """One thing that happened or will: when, what, a word with its color, more words below, and who was told."""

    when: str
    title: str
    detail: str
    word: str
    tone: str
    planned: bool
    told: list[ToldLine] = field(default_factory=list)


def timeline_lines(timeline: Timeline, raised_at: datetime, today: date, actor: Actor, zone: str) -> list[TimelineLine]:
    """Return everything of a timeline, the oldest first; what is still to come stands below what has happened."""
    past = [(raised_at, _plain(moment(raised_at, zone), "The date was found", ""))]
    past += [(one.happened_at, _did(one, zone)) for one in timeline.done]
    past += [(rung.decided_at, _rung(rung, actor, zone)) for rung in timeline.rungs if rung.decided_at is not None]
    planned = [rung for rung in timeline.rungs if rung.decided_at is None]
    return [line for _, line in sorted(past, key=lambda pair: pair[0])] + [_planned(rung, today) for rung in planned]


def _plain(when: str, title: str, detail: str) -> TimelineLine:
    return TimelineLine(when, title, detail, "", "", planned=False)


def _did(done: DoneRow, zone: str) -> TimelineLine:
    return _plain(moment(done.happened_at, zone), f"{done.who} {_said(done.did)}", str(done.details.get("reason", "")))


def _said(did: str) -> str:
    return "marked it as done" if did == "resolved" else did if " " in did else f"{did} it"


def _rung(rung: RungRow, actor: Actor, zone: str) -> TimelineLine:
    word = rung.state.value.capitalize()
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
