"""The office's calendar: its week, its holidays, closures with a way back."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.kernel.errors import NotAllowed
from pm_app.ui.pages.settings_calendar.state import OfficeCalendarState
from tests.conftest import an_actor
from tests.ui.screen import a_browser, open_page, opened, said_by

PATH = "/settings/calendar"
WEEK = {"monday": "1", "tuesday": "1", "country": "US", "subdivision": "NY", "digest_hour": "6"}


async def test_it_opens_with_what_is_shipped_and_the_holidays_ahead(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)

    assert (state.weekdays, state.country, state.digest_hour) == ([True] * 5 + [False] * 2, "US", "7")
    assert (state.holidays[0].day, state.holidays[0].name) == ("Jan 19, 2026", "Martin Luther King Jr. Day")
    assert state.holidays[-1].day == "Dec 31, 2027"
    july = next(line for line in state.holidays if line.day == "Jul 4, 2026")
    assert july.off == "No work on Saturdays anyway"


async def test_the_week_is_set(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)

    await state.submit_week(WEEK)

    works = working_days(session, manager)
    assert (works.weekdays, works.country, works.subdivision, works.digest_hour) == ({0, 1}, "US", "NY", 6)


async def test_choosing_a_country_shows_its_states_and_holidays_before_it_is_saved(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)

    await state.set_asked({**WEEK, "country": "GB", "subdivision": "NY"})
    assert "Scotland" in [choice.label for choice in state.states]
    assert "Boxing Day" in {line.name for line in state.holidays}

    await state.set_asked({**WEEK, "country": "Atlantis"})
    assert (state.states, state.holidays) == ([], [])
    assert working_days(session, manager).country == "US"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"country": "US", "digest_hour": "7"}, "weekdays"),
        ({**WEEK, "country": "Atlantis"}, "country"),
        ({**WEEK, "subdivision": "BY"}, "subdivision"),
        ({**WEEK, "digest_hour": "half past"}, "digest_hour"),
        ({**WEEK, "digest_hour": "77"}, "digest_hour"),
    ],
)
async def test_what_makes_no_sense_is_refused_beside_its_field(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)

    await state.submit_week(typed)

    assert list(state.errors) == [field]
    assert working_days(session, manager).digest_hour == 7


async def test_the_second_of_two_is_told(session: Session, manager: Actor, administrator: Actor):
    first = await opened(OfficeCalendarState, a_browser(session, manager), PATH)
    second = await opened(OfficeCalendarState, a_browser(session, administrator), PATH)
    await first.submit_week(WEEK)

    await second.submit_week({**WEEK, "digest_hour": "9"})

    assert "Somebody set the office's calendar meanwhile" in second.errors["form"]
    assert working_days(session, manager).digest_hour == 6


async def test_a_closure_of_one_day_and_of_several(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)

    await state.submit_closure(
        {"request_key": str(uuid4()), "name": "Training", "starts_on": "2026-03-02", "ends_on": ""}
    )
    await state.submit_closure(
        {"request_key": str(uuid4()), "name": "Move", "starts_on": "2026-04-06", "ends_on": "4/8/2026"}
    )
    await state.load()

    assert [(line.name, line.days, line.long, line.left) for line in state.closures] == [
        ("Training", "Mar 2, 2026", "1 day", "46 days left"),
        ("Move", "Apr 6, 2026 – Apr 8, 2026", "3 days", "81 days left"),
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "", "starts_on": "2026-03-02", "ends_on": ""}, "name"),
        ({"name": "Training", "starts_on": "someday", "ends_on": ""}, "starts_on"),
        ({"name": "Training", "starts_on": "2026-03-02", "ends_on": "2026-03-01"}, "ends_on"),
        ({}, "starts_on"),
    ],
)
async def test_a_closure_that_makes_no_sense_is_refused(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)
    await state.open_closure()

    await state.submit_closure({"request_key": str(uuid4())} | typed)

    assert (list(state.closure_errors), state.adding) == ([field], True)


async def test_a_closure_is_removed_and_put_back(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)
    await state.submit_closure(
        {"request_key": str(uuid4()), "name": "Training", "starts_on": "2026-03-02", "ends_on": ""}
    )
    await state.load()
    closure_id = state.closures[0].closure_id

    assert said_by(await state.submit_removal(closure_id)) == ["The office works on these days."]
    assert working_days(session, manager).closures == ()

    await state.submit_restore(closure_id)
    await state.submit_removal("no id")
    assert len(working_days(session, manager).closures) == 1


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
async def test_whoever_sets_no_policies_neither_opens_nor_changes_it(session: Session, role: Role):
    token = a_browser(session, an_actor(session, role))
    asked = {"load": (), "set_asked": (WEEK,), "submit_removal": ("x",)}
    for handler, arguments in asked.items():
        state = open_page(OfficeCalendarState, token, PATH)
        if handler == "submit_removal":
            await state.submit_removal("x")
            continue
        with pytest.raises(NotAllowed):
            await getattr(state, handler)(*arguments)
    state = open_page(OfficeCalendarState, token, PATH)
    await state.submit_week(WEEK)
    await state.submit_closure(
        {"request_key": str(uuid4()), "name": "Training", "starts_on": "2026-03-02", "ends_on": ""}
    )
    assert "Your role does not allow this" in state.errors["form"]
    assert "Your role does not allow this" in state.closure_errors["form"]


async def test_a_closure_that_is_sent_twice_is_added_once(session: Session, manager: Actor):
    state = await opened(OfficeCalendarState, a_browser(session, manager), PATH)
    typed = {"request_key": str(uuid4()), "name": "Training", "starts_on": "2026-03-02", "ends_on": ""}

    await state.submit_closure(typed)
    await state.submit_closure(typed)

    assert len(working_days(session, manager).closures) == 1
    assert (state.closure_errors, state.adding) == ({}, False)
