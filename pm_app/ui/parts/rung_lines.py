"""The rungs of a date in words: when each was or will be said, to whom, in which mail, and what became of that."""

from dataclasses import dataclass

from pm_app.messages.enums import MessageState
from pm_app.reminders.enums import ReminderState, TellingWay, Told
from pm_app.reminders.queries.timeline import RungRow, ToldRow
from pm_app.ui.format import day, moment, plural
from pm_app.ui.parts.facts import HistoryLine

_WHY = {
    Told.RESPONSIBLE: "",
    Told.ROLE: "by role",
    Told.ESCALATION: "escalation",
    Told.TENANT: "tenant",
    Told.OWNER: "owner",
    Told.VENDOR: "vendor",
}
_BECAME = {
    MessageState.QUEUED: "waits to be sent",
    MessageState.SENT: "sent",
    MessageState.KEPT: "kept in the app",
    MessageState.FAILED: "failed",
    MessageState.UNSURE: "not confirmed",
    MessageState.BOUNCED: "bounced",
}


@dataclass
class ToldLine:
    """Somebody who was told, as text: the name and why, how and what became of it, and a word with its color."""

    who: str
    how: str
    word: str
    path: str
    problem: str


def when_words(rung: int) -> str:
    """Return where a rung stands to its date: `On the day`, `30 days before`, `7 days after`."""
    if rung == 0:
        return "On the day"
    return f"{plural(abs(rung), 'day')} {'before' if rung > 0 else 'after'}"


def told_line(told: ToldRow, zone: str, path: str = "") -> ToldLine:
    """Return somebody who was told of a rung."""
    why = _WHY[told.told]
    word = told.message_state.value.capitalize() if told.message_state else ""
    return ToldLine(
        who=f"{told.name} ({why})" if why else told.name,
        how=_how(told, zone),
        word=word,
        path=path,
        problem=told.problem or told.message_problem,
    )


def rung_line(rung: RungRow, zone: str) -> HistoryLine:
    """Return a decided rung as one line: its day, what became of it, and to whom it went."""
    if rung.state != ReminderState.SENT:
        return HistoryLine(day(rung.due_on), f"{when_words(rung.rung)}:", rung.state.value, rung.reason)
    told = [f"{one.name}, {_how(one, zone)}" for one in rung.told]
    problems = "; ".join(one.problem or one.message_problem for one in rung.told if one.problem or one.message_problem)
    return HistoryLine(day(rung.due_on), f"{when_words(rung.rung)}:", "; ".join(told) or "said in the app", problems)


def _how(told: ToldRow, zone: str) -> str:
    if told.problem:
        return "no mail"
    if told.way == TellingWay.IN_APP:
        return "in the app"
    way = "in the digest" if told.way == TellingWay.DIGEST else "by mail"
    if told.message_state is None:
        return "waits for the next digest" if told.way == TellingWay.DIGEST else way
    if told.message_state == MessageState.SENT:
        return f"{way}, {moment(told.sent_at, zone)}"
    return f"{way}, {_BECAME[told.message_state]}"
