"""The calendar page: months in whole weeks, weeks and days, days off, filters; and one's own address."""

from datetime import date

import pytest
from sqlmodel import Session, delete

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.calendars.tables import OfficeClosure
from pm_app.kernel.errors import NotAllowed
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.tables import StaleDate
from pm_app.runtime import services
from pm_app.ui import paths
from pm_app.ui.pages.calendar.spans import asked_day, asked_view, span_of
from pm_app.ui.pages.calendar.state import CalendarState, DayCell
from pm_app.ui.parts.feed_block import FeedState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert
from tests.ui.screen import a_browser, open_page, opened


async def calendar(session: Session, actor: Actor, query: str = "") -> CalendarState:
    session.exec(delete(StaleDate))
    session.commit()
    return await opened(CalendarState, a_browser(session, actor), paths.CALENDAR, query)


def cell(state: CalendarState, iso: str) -> DayCell:
    return next(one for week in state.weeks for one in week.days if one.iso == iso)


@pytest.mark.parametrize(
    ("view", "on", "first", "last", "title", "before", "after"),
    [
        ("month", "2026-01-15", "2025-12-28", "2026-01-31", "January 2026", "2025-12-01", "2026-02-01"),
        ("month", "2026-02-28", "2026-02-01", "2026-02-28", "February 2026", "2026-01-01", "2026-03-01"),
        ("month", "2028-02-29", "2028-01-30", "2028-03-04", "February 2028", "2028-01-01", "2028-03-01"),
        ("week", "2026-01-04", "2026-01-04", "2026-01-10", "Jan 4 – Jan 10, 2026", "2025-12-28", "2026-01-11"),
        ("week", "2026-01-03", "2025-12-28", "2026-01-03", "Dec 28 – Jan 3, 2026", "2025-12-21", "2026-01-04"),
        ("day", "2026-01-31", "2026-01-31", "2026-01-31", "Jan 31, 2026", "2026-01-30", "2026-02-01"),
    ],
)
def test_what_a_view_shows_around_a_day(view: str, on: str, first: str, last: str, title: str, before: str, after: str):
    span = span_of(view, date.fromisoformat(on))

    shown = [one.isoformat() for one in (span.first, span.last, span.before, span.after)]
    assert (shown, span.title) == ([first, last, before, after], title)
    assert (span.last - span.first).days + 1 == len(span.days)


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_the_ends_of_all_days_are_no_trouble(view: str, written: str):
    span = span_of(view, asked_day(written, TODAY))

    assert span.first <= span.last


@pytest.mark.parametrize("written", ["", "soon", "2026-02-30", "2026-1", "<b>"])
def test_an_address_that_makes_no_sense_is_today_and_a_month(written: str):
    assert (asked_day(written, TODAY), asked_view(written)) == (TODAY, "month")


async def test_a_month_has_its_dates_on_their_days(session: Session, manager: Actor):
    alert = an_alert(session, days=5, what="Lease ends", who="Renee Castellano")
    for number in range(6):
        an_alert(session, days=-1, what=f"Task {number}", acknowledged_at=NOON)

    state = await calendar(session, manager)

    [line] = cell(state, "2026-01-20").lines
    assert (line.path, line.what, line.mark) == (f"/alerts/{alert.id}", "Lease ends", "amber")
    yesterday = cell(state, "2026-01-14")
    assert (len(yesterday.lines), yesterday.more, yesterday.lines[0].mark) == (4, "+2 more", "blue")
    assert cell(state, "2026-01-15").is_today
    assert cell(state, "2025-12-31").outside
    assert (state.title, state.summary) == ("January 2026", "7 dates")
    assert [one.iso for one in state.days] == ["2026-01-14", "2026-01-20"]


async def test_an_open_calendar_follows_what_comes_up_meanwhile(session: Session, manager: Actor):
    state = await calendar(session, manager)
    before = len(cell(state, "2026-01-20").lines)
    an_alert(session, days=5)
    session.execute(delete(StaleDate))
    session.commit()

    await load_page_again(state._get_root_state())

    assert (before, state.summary, len(cell(state, "2026-01-20").lines)) == (0, "1 date", 1)


async def test_days_off_are_marked_with_their_reason(session: Session, manager: Actor):
    closed = date(2026, 1, 22)
    session.add(OfficeClosure(name="Stocktaking", starts_on=closed, ends_on=closed, added_at=NOON, added_by="Dana"))

    state = await calendar(session, manager)

    marked = {one.iso: one.closed_why for week in state.weeks for one in week.days if one.closed and not one.outside}
    assert (marked["2026-01-22"], marked["2026-01-17"]) == ("Office closed", "")
    assert marked["2026-01-19"].startswith("Martin Luther King")
    assert not cell(state, "2026-01-21").closed


async def test_a_day_shows_all_its_dates(session: Session, manager: Actor):
    for number in range(6):
        an_alert(session, days=5, what=f"Task {number}")

    state = await calendar(session, manager, "view=day&on=2026-01-20")

    assert [len(one.lines) for one in state.days] == [6]
    assert (state.weeks, state.title) == ([], "Jan 20, 2026")


async def test_a_week_lists_every_day(session: Session, manager: Actor):
    state = await calendar(session, manager, "view=week")

    assert state.days[0].iso == "2026-01-11"
    assert (len(state.days), state.nothing) == (7, True)


async def test_filters_in_the_address_narrow_it(session: Session, manager: Actor):
    place = a_property(session, name="Alder Court")
    an_alert(session, kind=CriticalDateKind.TASK, property_id=place.id, manager_id=manager.user_id)
    an_alert(session)

    for query, number in (
        ("", "2 dates"),
        ("kind=tasks", "1 date"),
        (f"property={place.id}", "1 date"),
        ("who=me", "1 date"),
        ("who=nobody", "1 date"),
        ("kind=nonsense&property=x", "2 dates"),
    ):
        assert (await calendar(session, manager, query)).summary == number


async def test_who_may_not_see_a_kind_sees_none_in_the_calendar(session: Session):
    an_alert(session, kind=CriticalDateKind.DEPOSIT_DEADLINE)

    assert (await calendar(session, an_actor(session, Role.MAINTENANCE))).summary == "0 dates"


async def test_an_address_is_shown_once_and_ended(session: Session, manager: Actor):
    state = open_page(FeedState, a_browser(session, manager), paths.CALENDAR)
    await state.open_feed()
    await state.load()
    before = state.exists

    await state.submit_make()
    await state.load()
    shown = state.address
    await state.close_feed()
    await state.open_feed()
    hidden, there = state.address, state.exists
    await state.submit_revoke()
    await state.load()

    assert (before, there, state.exists) == (False, True, False)
    assert shown.startswith("http://127.0.0.1:8000/calendar/")
    assert hidden == ""
    assert state.read == "not yet"


async def test_nobody_makes_an_address_without_signing_in(session: Session):
    state = open_page(FeedState, "", paths.CALENDAR)

    with pytest.raises(NotAllowed):
        await state.submit_make()
    assert services().clock.today() == TODAY


async def test_a_place_that_is_named_already_is_not_named_again(session: Session, manager: Actor):
    place = a_property(session, name="Alder Court")
    for days, who in ((5, "Alder Court"), (6, "Renee Castellano")):
        an_alert(
            session, days=days, kind=CriticalDateKind.RECURRING_DATE, what="Fire test", who=who, property_id=place.id
        )

    state = await calendar(session, manager)

    [same], [other] = cell(state, "2026-01-20").lines, cell(state, "2026-01-21").lines
    assert (same.place, other.place) == ("", "Alder Court")
    assert (same.told.count("Alder Court"), other.told.count("Alder Court")) == (1, 1)
