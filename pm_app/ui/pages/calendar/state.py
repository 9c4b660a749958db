"""The days the address asks for, each with its dates, and whether the office works on it."""

from dataclasses import dataclass, field
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.calendars.queries import working_days
from pm_app.calendars.rules import WorkingDays, holidays_of
from pm_app.reminders.enums import AlertState
from pm_app.reminders.queries.agenda import MOST_ON_A_DAY, AgendaDay, agenda
from pm_app.reminders.queries.alerts import properties_with_alerts
from pm_app.reminders.queries.rows import AlertRow
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, iso_day, plural
from pm_app.ui.pages.calendar.spans import MONTH, Span, asked_day, asked_view, span_of
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.alert_handling import freshened
from pm_app.ui.parts.alert_lines import asked_filter, kind_choices, responsible_choices, state_word
from pm_app.ui.parts.waiting import loads_again
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

ON_A_DAY = 4
_MARKS = {
    AlertState.LATE: "red",
    AlertState.DUE: "amber",
    AlertState.ACKNOWLEDGED: "blue",
    AlertState.SNOOZED: "gray",
    AlertState.UPCOMING: "gray",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class DateLine:
    """One date on its day, as text."""

    path: str
    what: str
    who: str
    place: str
    responsible: str
    state: str
    tone: str
    mark: str
    told: str


@dataclass
class DayCell:
    """One day: how it is called, whether the office works on it and why not, its first dates, and how many more."""

    iso: str
    number: str
    name: str
    is_today: bool
    outside: bool
    closed: bool
    closed_why: str
    more: str
    empty: bool
    lines: list[DateLine] = field(default_factory=list)


@dataclass
class WeekLine:
    """The seven days of a week, from Sunday."""

    days: list[DayCell] = field(default_factory=list)


class CalendarState(rx.State):
    """What a month, a week or a day holds."""

    loaded: bool = False
    view: str = MONTH
    title: str = ""
    summary: str = ""
    before: str = ""
    after: str = ""
    today: str = ""
    on: str = ""
    weeks: list[WeekLine] = []
    days: list[DayCell] = []
    nothing: bool = False
    kinds: list[Choice] = []
    properties: list[Choice] = []
    people: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_ALERTS)
        query, today = query_of(self), services().clock.today()
        view = asked_view(query.get("view", ""))
        span = span_of(view, asked_day(query.get("on", ""), today))
        await freshened()
        found = await run(
            actor,
            agenda,
            first=span.first,
            last=span.last,
            today=today,
            narrowed=asked_filter(query, actor),
            on_a_day=ON_A_DAY if view == MONTH else MOST_ON_A_DAY,
        )
        _show(self, view, span, found, today, await run(actor, working_days))
        self.kinds = kind_choices(actor)
        places = await run(actor, properties_with_alerts, today=today)
        self.properties = [Choice(str(key), name) for key, name in places]
        self.people = responsible_choices(await run(actor, colleagues), actor)
        self.loaded = True


loads_again(paths.CALENDAR, CalendarState)


def _show(
    state: CalendarState, view: str, span: Span, found: list[AgendaDay], today: date, working: WorkingDays
) -> None:
    by_day = {one.day: one for one in found}
    cells = [_cell(on, by_day.get(on), span, today, working) for on in span.days]
    state.view, state.title, state.nothing = view, span.title, not found
    state.before, state.after = iso_day(span.before), iso_day(span.after)
    state.today, state.on = iso_day(today), iso_day(span.month_of or span.first)
    state.weeks = [WeekLine(cells[place : place + 7]) for place in range(0, len(cells), 7)] if view == MONTH else []
    state.days = [cell for cell in cells if view != MONTH or not (cell.outside or cell.empty)]
    counted = sum(one.total for one in found if span.month_of is None or one.day.month == span.month_of.month)
    state.summary = plural(counted, "date")


def _cell(on: date, found: AgendaDay | None, span: Span, today: date, working: WorkingDays) -> DayCell:
    rows = found.rows if found else []
    left = found.total - len(rows) if found else 0
    return DayCell(
        iso=iso_day(on),
        number=str(on.day),
        name=f"{_WEEKDAYS[on.weekday()]}, {day(on)}",
        is_today=on == today,
        outside=span.month_of is not None and on.month != span.month_of.month,
        closed=not working.is_working(on),
        closed_why=_why_closed(on, working),
        more=f"+{left:,} more" if left else "",
        empty=not rows,
        lines=[_line(row) for row in rows],
    )


def _why_closed(on: date, working: WorkingDays) -> str:
    holiday = holidays_of(working.country, working.subdivision, on.year).get(on, "")
    if holiday:
        return holiday
    return "Office closed" if any(first <= on <= last for first, last in working.closures) else ""


def _line(row: AlertRow) -> DateLine:
    state = state_word(row.state)
    place = "" if row.property_name in row.who else row.property_name
    told = ", ".join(part for part in (row.what, row.who, place, state) if part)
    return DateLine(
        path=paths.alert_path(row.alert_id),
        what=row.what,
        who=row.who,
        place=place,
        responsible=row.responsible,
        state=state,
        tone=tone_of(state),
        mark=_MARKS.get(row.state, "gray"),
        told=told,
    )
