"""/settings/calendar: the days the office works, its holidays, when it is closed, and the hour of the digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.calendars.actions import add_closure, remove_closure, restore_closure, set_office_week
from pm_app.calendars.queries import ClosureRow, closures, week_version, working_days
from pm_app.calendars.rules import WEEKDAYS, countries, holidays_of, subdivisions
from pm_app.kernel.errors import Refused
from pm_app.runtime import run, services
from pm_app.ui.format import day, days_left, iso_day, parse_day, plural, time_of_day
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.bell import ids_in
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.task_asking import typed_id
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

COUNTRIES = [Choice(code, name) for code, name in countries()]
HOURS = [Choice(str(hour), time_of_day(time(hour))) for hour in range(24)]


@dataclass
class HolidayLine:
    """One public holiday, as text; `off` says why nobody works then anyway."""

    day: str
    weekday: str
    name: str
    off: str


@dataclass
class ClosureLine:
    """Days on which the office is closed, as text."""

    closure_id: str
    name: str
    days: str
    long: str
    left: str
    added_by: str


class OfficeCalendarState(rx.State):
    """When the office works, as it is set; `country` follows the choice in the form before it is saved."""

    loaded: bool = False
    opened: int = 0
    version: int = 1
    weekdays: list[bool] = [False] * 7
    country: str = ""
    subdivision: str = ""
    states: list[Choice] = []
    digest_hour: str = "7"
    holidays: list[HolidayLine] = []
    holiday_note: str = ""
    closures: list[ClosureLine] = []
    adding: bool = False
    today: str = ""
    errors: dict[str, str] = {}
    closure_errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.version = await run(actor, week_version)
        works, today = await run(actor, working_days), services().clock.today()
        self.weekdays = [number in works.weekdays for number in range(7)]
        self.country, self.subdivision, self.digest_hour = works.country, works.subdivision, str(works.digest_hour)
        self.states = _states(works.country)
        self.closures = [_closure_line(row, today) for row in await run(actor, closures, since=today)]
        self._list_holidays(works.country, works.subdivision, today)
        self.errors, self.loaded, self.opened = {}, True, self.opened + 1

    def _list_holidays(self, country: str, subdivision: str, today: date) -> None:
        found = [
            (on, name)
            for year in (today.year, today.year + 1)
            for on, name in holidays_of(country, subdivision, year).items()
        ]
        self.holidays = [_holiday_line(on, name, self.weekdays) for on, name in found if on >= today]
        self.holiday_note = f"{plural(len(self.holidays), 'holiday')} until the end of {today.year + 1}"

    @rx.event
    async def set_asked(self, form: dict[str, str]):
        """Show the states and holidays of what is chosen in the form, before it is saved."""
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        country = form.get("country", "")
        country = country if country in dict(countries()) else ""
        states = _states(country)
        subdivision = form.get("subdivision", "")
        known = subdivision if any(one.value == subdivision for one in states) else ""
        self.states = states
        self._list_holidays(country, known, services().clock.today())

    @rx.event
    async def submit_week(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            hour = form.get("digest_hour", "")
            await run(
                actor,
                set_office_week,
                weekdays=[number for number, name in enumerate(WEEKDAYS) if form.get(name.lower())],
                country=form.get("country", ""),
                subdivision=form.get("subdivision", ""),
                digest_hour=int(hour) if hour.isascii() and hour.isdigit() and len(hour) < 3 else -1,
                version=self.version,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [OfficeCalendarState.load, said("Saved. Reminders go out on these days from now on.")]

    @rx.event
    async def open_closure(self):
        await signed_in(self)
        self.today, self.closure_errors, self.adding = iso_day(services().clock.today()), {}, True

    @rx.event
    async def close_closure(self):
        self.adding = False

    @rx.event
    async def submit_closure(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            asked = _asked_closure(form)
            key = typed_id(form.get("request_key", ""))
            await run(actor, add_closure, request_key=key, **asked, now=services().clock.now())
        except Refused as refusal:
            self.closure_errors = errors_of(refusal)
            return None
        self.closure_errors, self.adding = {}, False
        return [OfficeCalendarState.load, said("The office is closed on these days.")]

    @rx.event
    async def submit_removal(self, closure_id: str):
        actor = await signed_in(self)
        for found in ids_in([closure_id]):
            await run(actor, remove_closure, closure_id=found, now=services().clock.now())
        undo = OfficeCalendarState.submit_restore(closure_id)
        return [OfficeCalendarState.load, said("The office works on these days.", undo=undo)]

    @rx.event
    async def submit_restore(self, closure_id: str):
        actor = await signed_in(self)
        for found in ids_in([closure_id]):
            await run(actor, restore_closure, closure_id=found, now=services().clock.now())
        return OfficeCalendarState.load


def _states(country: str) -> list[Choice]:
    return [Choice(code, name) for code, name in subdivisions(country)]


def _holiday_line(on: date, name: str, weekdays: list[bool]) -> HolidayLine:
    weekday = WEEKDAYS[on.weekday()]
    return HolidayLine(day(on), weekday, name, "" if weekdays[on.weekday()] else f"No work on {weekday}s anyway")


def _closure_line(row: ClosureRow, today: date) -> ClosureLine:
    one = row.starts_on == row.ends_on
    return ClosureLine(
        closure_id=str(row.closure_id),
        name=row.name,
        days=day(row.starts_on) if one else f"{day(row.starts_on)} – {day(row.ends_on)}",
        long=plural((row.ends_on - row.starts_on).days + 1, "day"),
        left="now" if row.starts_on <= today else days_left(row.starts_on, today),
        added_by=row.added_by,
    )


def _asked_closure(form: Mapping[str, str]) -> dict[str, Any]:
    starts_on = parse_day(form.get("starts_on", ""), "starts_on")
    last = form.get("ends_on", "").strip()
    return {
        "name": form.get("name", ""),
        "starts_on": starts_on,
        "ends_on": parse_day(last, "ends_on") if last else starts_on,
    }
