"""Recurring dates on their list and each on its page."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.ui import paths
from pm_app.ui.pages.recurring_dates.state import RecurringState
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.tasks.acting import a_recurring_date, done
from tests.ui.screen import a_browser, open_page, opened, said_by


async def dates(session: Session, actor: Actor, query: str = "") -> RecurringState:
    session.commit()
    return await opened(RecurringState, a_browser(session, actor), paths.RECURRING_DATES, query)


async def one(session: Session, actor: Actor, date_id: UUID) -> RecurringState:
    session.commit()
    return await opened(RecurringState, a_browser(session, actor), paths.RECURRING_DATE, recurring_date_id=date_id)


def a_form(**typed: str) -> dict[str, str]:
    return {
        "title": "Fire alarm test",
        "every": "6",
        "unit": "MONTHLY",
        "unit_name": "",
        "month_day": "",
        "rule": "",
        "counts_from": "done",
        "starts_on": "2/1/2026",
        "property_id": "",
        "responsible_id": "",
        "ladder": "30, 7, 0, −7",
        "notes": "",
        "date_id": "",
        "version": "",
        "request_key": str(uuid4()),
        **typed,
    }


async def test_a_date_is_added_with_the_builder(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    a_unit(session, alder, name="4B")
    state = await dates(session, manager)
    await state.open_add()
    offered = [choice.label for choice in state.properties]

    answer = await state.submit_date(
        a_form(property_id=str(alder.id), unit_name="4b", responsible_id=str(manager.user_id))
    )

    [line] = (await dates(session, manager)).lines
    assert (offered, said_by(answer), state.opened) == (["Alder Court"], ["Recurring date added."], "")
    assert (line.title, line.next_on, line.left, line.repeats, line.place, line.who) == (
        "Fire alarm test",
        "Feb 1, 2026",
        "17 days left",
        "Every 6 months, from the last time it was done",
        "Alder Court, unit 4B",
        manager.name,
    )


async def test_the_same_form_sent_twice_adds_one(session: Session, manager: Actor):
    state, form = await dates(session, manager), a_form()

    await state.submit_date(form)
    await state.submit_date(form)

    assert (await dates(session, manager)).total == 1


async def test_a_rule_of_one_s_own_is_taken(session: Session, manager: Actor):
    state = await dates(session, manager)

    await state.submit_date(a_form(rule="rrule:freq=monthly;byday=-1fr", counts_from="start"))

    [line] = (await dates(session, manager)).lines
    assert (line.repeats, line.next_on) == ("Every month on the last Friday", "Feb 27, 2026")


async def test_the_last_weekday_of_each_month_is_chosen_and_stands_in_the_form_again(session: Session, manager: Actor):
    state = await dates(session, manager)
    await state.submit_date(a_form(every="1", month_day="last weekday", counts_from="start", starts_on="1/15/2026"))

    [line] = (await dates(session, manager)).lines
    await state.open_change(line.date_id)

    assert (line.repeats, line.next_on) == ("Every month on the last weekday (Monday to Friday)", "Jan 30, 2026")
    assert (state.draft.month_day, state.draft.every, state.draft.rule) == ("last weekday", "1", "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"rule": "FREQ=HOURLY"}, "rule"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule"),
        ({"every": "0"}, "every"),
        ({"every": "999999"}, "every"),
        ({"month_day": "15"}, "every"),
        ({"unit": "CENTURIES"}, "unit"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2/1/1905"}, "every"),
        ({"ladder": "soon"}, "ladder"),
        ({"ladder": " "}, "ladder"),
        ({"ladder": "0, 7"}, "ladder"),
        ({"responsible_id": "me"}, "responsible_id"),
        ({"responsible_id": str(uuid4())}, "responsible_id"),
        ({"property_id": "x"}, "property_id"),
        ({"property_id": str(uuid4())}, "form"),
        ({"unit_name": "4B"}, "property_id"),
        ({"request_key": "x"}, "form"),
        ({"date_id": "x"}, "form"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_dialog_stays(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await dates(session, manager)
    await state.open_add()

    await state.submit_date(a_form(**typed))

    assert (list(state.errors), state.opened) == ([field], "form")
    assert (await dates(session, manager)).total == 0


async def test_a_unit_of_another_property_is_not_there(session: Session, manager: Actor):
    alder = a_property(session)
    a_unit(session, name="4B")
    state = await dates(session, manager)

    await state.submit_date(a_form(property_id=str(alder.id), unit_name="4B"))

    assert list(state.errors) == ["unit_name"]


async def test_a_date_is_changed_and_a_stale_form_is_refused(session: Session, manager: Actor):
    date_id = str(a_recurring_date(session, manager, repeats="FREQ=YEARLY"))
    state, other = await dates(session, manager), await dates(session, manager)
    await state.open_change(date_id)
    await other.open_change(date_id)
    draft = state.draft
    form = a_form(date_id=date_id, version=draft.version, title="Alarm", counts_from="start", unit="YEARLY", every="2")

    answer = await state.submit_date(form)
    await other.submit_date({**form, "title": "The second"})

    assert (draft.every, draft.unit, draft.rule, draft.starts_on, draft.counts_from, draft.ladder) == (
        "1",
        "YEARLY",
        "",
        "2026-01-31",
        "start",
        "30, 14, 7, 0, -7",
    )
    assert said_by(answer) == ["Recurring date changed."]
    assert ("Somebody else changed this date" in other.errors["form"], other.opened) == (True, "form")
    assert (await dates(session, manager)).lines[0].repeats == "Every 2 years on Feb 1"


async def test_it_is_marked_done_with_a_note_and_its_page_shows_what_was_and_comes(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    state = await one(session, manager, date_id)
    await state.open_dialog("done", str(date_id))
    form = {"date_id": str(date_id), "due_on": state.line.next_iso, "done_on": "1/14/2026", "note": "All rang"}

    await state.submit_done({**form, "done_on": "1/16/2026"})
    refused = (dict(state.errors), state.opened)
    answer = await state.submit_done(form)
    await state.load()

    assert (list(refused[0]), refused[1]) == (["done_on"], "done")
    assert said_by(answer) == ["Done. Next on Feb 28, 2026."]
    assert [(line.due, line.done, line.who, line.note) for line in state.dones] == [
        ("Jan 31, 2026", "Jan 14, 2026", manager.name, "All rang")
    ]
    assert state.coming == ["Feb 28, 2026", "Mar 31, 2026", "Apr 30, 2026", "May 31, 2026", "Jun 30, 2026"]
    assert (state.line.last_done, state.ladder, [line.did for line in state.history]) == (
        "Jan 14, 2026",
        "30, 14, 7 days before, on the day, every 7 days after",
        ["done", "added"],
    )


async def test_one_day_is_skipped_for_a_reason(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    state = await dates(session, manager)
    await state.open_dialog("skip", str(date_id))
    form = {"date_id": str(date_id), "due_on": state.line.next_iso, "reason": ""}

    await state.submit_skip(form)
    errors = list(state.errors)
    answer = await state.submit_skip({**form, "reason": "The building is closed"})

    assert (errors, said_by(answer), state.opened) == (["reason"], ["Skipped. Next on Feb 28, 2026."], "")


async def test_what_was_marked_done_by_mistake_is_taken_back(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    done(session, manager, date_id, a_day("2026-01-31"), a_day("2026-01-14"))
    state = await one(session, manager, date_id)
    await state.open_dialog("done", str(date_id))
    marked = await state.submit_done(a_form(date_id=str(date_id), due_on="2026-02-28", done_on="1/15/2026"))
    await state.load()
    offered = [(line.due, line.may_undo) for line in state.dones]

    answer = await state.submit_undo(str(date_id), state.dones[0].due_iso)
    await state.load()

    assert "submit_undo" in str(marked)
    assert offered == [("Feb 28, 2026", True), ("Jan 31, 2026", False)]
    assert said_by(answer) == ["Taken back. It is due on Feb 28, 2026 again."]
    assert (state.line.next_on, [line.due for line in state.dones]) == ("Feb 28, 2026", ["Jan 31, 2026"])


async def test_a_removed_date_is_restored(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    state = await dates(session, manager)
    await state.open_dialog("remove", str(date_id))

    answer = await state.submit_remove()
    removed = await dates(session, manager, "view=removed")
    left = (await dates(session, manager)).total
    page = await one(session, manager, date_id)
    await state.submit_restore(str(date_id))

    assert ("submit_restore" in str(answer), left, removed.lines[0].removed, page.line.removed) == (True, 0, True, True)
    assert (await dates(session, manager)).total == 1


async def test_the_list_is_searched_and_its_views_make_sense(session: Session, manager: Actor):
    a_recurring_date(session, manager, title="Backflow test", starts_on=a_day("2026-01-10"))
    a_recurring_date(session, manager)

    late, found, nonsense = [await dates(session, manager, query) for query in ("view=late", "q=back", "view=x&sort=y")]

    assert ([line.title for line in late.lines], late.late, late.lines[0].tone) == (["Backflow test"], "1", "overdue")
    assert ([line.title for line in found.lines], nonsense.total) == (["Backflow test"], 2)


async def test_a_reader_is_offered_nothing_and_refused(session: Session, manager: Actor):
    date_id = str(a_recurring_date(session, manager))
    state = await dates(session, an_actor(session, Role.READ_ONLY))
    await state.open_dialog("remove", date_id)

    assert (state.may_change, state.total) == (False, 1)
    for refused in (state.submit_remove(), state.submit_restore(date_id), state.submit_undo(date_id, "2026-01-31")):
        with pytest.raises(NotAllowed):
            await refused
    for submit, more in ((state.submit_date, {}), (state.submit_done, {"done_on": "1/14/2026", "due_on": "1/31/2026"})):
        await submit(a_form(date_id=date_id, **more))
        assert "does not allow" in state.errors["form"]


async def test_a_date_that_is_not_there_says_so(session: Session, manager: Actor):
    state = await one(session, manager, uuid4())
    tab = open_page(RecurringState, a_browser(session, manager), paths.RECURRING_DATES)

    assert state.missing
    for refused in (tab.open_change("x"), tab.open_dialog("done", "x"), tab.submit_restore("x"), tab.submit_remove()):
        with pytest.raises(NotFound):
            await refused


def a_day(text: str) -> date:
    return date.fromisoformat(text)
