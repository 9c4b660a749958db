"""Alerts, on their page and on the dashboard: chosen, acknowledged, put off, given away, done, opened again."""

from datetime import timedelta

import pytest
from sqlmodel import Session, delete

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Stale
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.tables import StaleDate
from pm_app.ui import paths
from pm_app.ui.pages.alerts.choosing import ChosenAlertsState
from pm_app.ui.parts.alert_handling import HandlingState
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_alert, an_expiration
from tests.tasks.acting import a_task
from tests.ui.screen import a_browser, at, open_page, opened, said_by

K = CriticalDateKind


async def alerts(session: Session, actor: Actor, query: str = "", path: str = paths.ALERTS) -> AttentionState:
    """Return the list as the alerts stand, whatever was saved before them."""
    session.exec(delete(StaleDate))
    session.commit()
    return await opened(AttentionState, a_browser(session, actor), path, query)


def handling(session: Session, actor: Actor) -> HandlingState:
    return open_page(HandlingState, a_browser(session, actor), paths.ALERTS)


async def test_a_line_says_what_who_and_how_urgent(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    document_id = an_expiration(session, alder, days=-3, title="Certificate of Brightwater")
    late = an_alert(
        session, days=-3, kind=K.DOCUMENT_EXPIRATION, document_id=document_id, property_id=alder.id, who="Brightwater"
    )
    tenancy = a_lease_end(session, alder, days=7)
    an_alert(session, days=7, tenancy_id=tenancy.id, property_id=alder.id, manager_id=manager.user_id)

    state = await alerts(session, manager)

    told = [(line.days, line.days_tone, line.day, line.state, line.about_path) for line in state.lines]
    assert told == [
        ("3 days late", "overdue", "Jan 12, 2026", "Late", f"/documents/{document_id}"),
        ("7 days left", "soon", "Jan 22, 2026", "Due", f"/leases/{tenancy.id}"),
    ]
    assert state.summary == "2 dates to act on, 1 late"
    assert (state.lines[0].path, state.lines[0].place) == (f"/alerts/{late.id}", "Alder Court")
    assert [line.responsible for line in state.lines] == ["", manager.name]


async def test_a_line_leads_to_its_task_and_its_recurring_date(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=TODAY)
    an_alert(session, days=1, kind=K.TASK, item_id=task_id, task_id=task_id)
    again = an_alert(session, days=2, kind=K.RECURRING_DATE, property_id=a_property(session).id)

    state = await alerts(session, manager)

    assert [line.about_path for line in state.lines] == [f"/tasks/{task_id}", f"/recurring-dates/{again.item_id}"]


async def test_what_was_saved_a_moment_ago_is_in_the_list(session: Session, manager: Actor):
    a_lease_end(session, days=20, name="Renee Castellano")
    session.commit()

    state = await opened(AttentionState, a_browser(session, manager), paths.ALERTS)

    assert {line.who.partition(",")[0] for line in state.lines} == {"Renee Castellano"}


async def test_the_dashboard_shows_the_first_eleven_and_leads_to_all(session: Session, manager: Actor):
    place = a_property(session)
    for days in range(13):
        an_alert(session, days=days, kind=K.DOCUMENT_EXPIRATION, property_id=place.id)
    an_alert(session, days=3)

    every = await alerts(session, manager, path=paths.HOME)
    papers = await alerts(session, manager, f"kind=documents&property={place.id}", path=paths.HOME)

    assert (len(every.lines), every.total) == (11, 14)
    assert every.kind_counts == {
        "all": "14",
        "leases": "1",
        "documents": "13",
        "inspections": "0",
        "deposits": "0",
        "tasks": "0",
    }
    assert (every.all_words, every.all_path) == ("All 14 alerts", "/alerts")
    assert (len(papers.lines), papers.all_path) == (11, f"/alerts?kind=documents&property={place.id}")
    assert (await alerts(session, manager, papers.all_path.partition("?")[2])).total == papers.total


async def test_acknowledging_takes_it_from_the_list_and_undo_brings_it_back(session: Session, manager: Actor):
    an_alert(session)
    state, acts = await alerts(session, manager), handling(session, manager)

    answer = await acts.submit_acknowledge(state.lines[0].key)
    await state.load()
    gone = state.total
    in_hand = await alerts(session, manager, "state=acknowledged")
    await acts.submit_reopen(in_hand.lines[0].key)
    await state.load()

    assert said_by(answer) == ["Acknowledged. It is in your hands now."]
    assert "submit_reopen" in str(answer)
    assert (gone, in_hand.total, state.total) == (0, 1, 1)
    assert in_hand.lines[0].note.startswith(manager.name)
    assert not in_hand.lines[0].is_open


async def test_a_line_that_is_older_than_what_a_colleague_did_is_refused(session: Session, manager: Actor):
    an_alert(session)
    state, acts = await alerts(session, manager), handling(session, manager)
    key = state.lines[0].key
    await acts.submit_acknowledge(key)

    with pytest.raises(Stale, match="Reload the page"):
        await acts.submit_reopen(key)


async def test_a_date_is_put_off_to_a_day(session: Session, manager: Actor):
    an_alert(session)
    state, acts = await alerts(session, manager), handling(session, manager)
    await acts.open_snooze(state.lines[0].key, "Lease ends")
    proposed, opened_ = acts.proposed, acts.opened

    answer = await acts.submit_snooze({"keys": acts.keys, "snoozed_until": "1/20/2026"})
    snoozed = await alerts(session, manager, "state=snoozed")

    assert (proposed, opened_, said_by(answer)) == ("2026-01-22", "snooze", ["Put off until Jan 20, 2026."])
    assert (acts.opened, [line.note for line in snoozed.lines]) == ("", ["until Jan 20, 2026"])


@pytest.mark.parametrize(("days", "until"), [(3, "Jan 18, 2026"), (7, "Jan 22, 2026")])
async def test_the_usual_spans_are_one_press(session: Session, manager: Actor, days: int, until: str):
    an_alert(session)
    state, acts = await alerts(session, manager), handling(session, manager)
    await acts.open_snooze(state.lines[0].key, "")

    answer = await acts.submit_snooze_days(acts.keys, days)

    assert (said_by(answer), acts.opened) == ([f"Put off until {until}."], "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a date"),
        ("soon", "Enter the date as"),
        ("2026-01-15", "Choose a day after today"),
        ("2026-01-21", "This would sleep past"),
    ],
)
async def test_a_day_that_is_none_is_refused_beside_its_field(session: Session, typed: str, sentence: str):
    an_alert(session, days=5)
    leasing = an_actor(session, Role.LEASING)
    state, acts = await alerts(session, leasing), handling(session, leasing)
    await acts.open_snooze(state.lines[0].key, "")

    await acts.submit_snooze({"keys": acts.keys, "snoozed_until": typed})

    assert acts.errors["snoozed_until"].startswith(sentence)
    assert acts.opened == "snooze"


async def test_a_date_is_given_to_a_colleague(session: Session, manager: Actor):
    colleague = an_actor(session, Role.LEASING)
    an_alert(session, manager_id=manager.user_id)
    state, acts = await alerts(session, manager), handling(session, manager)
    await acts.open_assign(state.lines[0].key, "Lease ends")

    await acts.submit_assign({"keys": acts.keys, "user": "nonsense"})
    refused = dict(acts.errors)
    answer = await acts.submit_assign({"keys": acts.keys, "user": str(colleague.user_id)})

    assert acts.people[0].label == f"{manager.name} (you)"
    assert refused == {"user": "Choose a colleague from the list."}
    assert said_by(answer) == [f"Assigned to {colleague.name}."]
    assert (await alerts(session, manager, f"who={colleague.user_id}")).total == 1
    assert (await alerts(session, manager, "who=me")).total == 0
    assert (await alerts(session, colleague, "who=me")).total == 1


async def test_a_date_is_marked_as_done_with_a_reason(session: Session, manager: Actor):
    an_alert(session)
    state, acts = await alerts(session, manager), handling(session, manager)
    await acts.open_resolve(state.lines[0].key, "Lease ends")

    await acts.submit_resolve({"keys": acts.keys, "reason": " "})
    refused = dict(acts.errors)
    await acts.submit_resolve({"keys": acts.keys, "reason": "Renewed by phone."})
    done = await alerts(session, manager, "state=resolved")

    assert refused["reason"].startswith("Say in a few words")
    assert [line.note for line in done.lines] == [f"{manager.name}: Renewed by phone."]
    assert (done.lines[0].days, (await alerts(session, manager)).total) == ("", 0)


async def test_several_are_chosen_and_dealt_with_at_once(session: Session, manager: Actor):
    for days in range(3):
        an_alert(session, days=days)
    session.exec(delete(StaleDate))
    session.commit()
    token = a_browser(session, manager)
    chosen = open_page(ChosenAlertsState, token, paths.ALERTS)
    state = await opened(AttentionState, token, paths.ALERTS)
    await chosen.load()
    for line in state.lines[:2]:
        await chosen.set_chosen(line.key)
    words = chosen.words

    await handling(session, manager).submit_acknowledge(chosen.keys)
    await state.load()
    await at(chosen, "state=acknowledged").load()

    assert (words, state.total) == ("2 dates chosen", 1)
    assert (chosen.chosen, chosen.keys) == ([], "")


@pytest.mark.parametrize("key", ["x", "nonsense:1", "00000000-0000-0000-0000-000000000000:1", f"{'0' * 32}:x"])
async def test_a_key_that_was_made_up_is_refused(session: Session, manager: Actor, key: str):
    with pytest.raises(NotFound):
        await handling(session, manager).submit_acknowledge(key)


async def test_who_may_only_look_is_offered_nothing_and_refused(session: Session):
    an_alert(session)
    looking = an_actor(session, Role.READ_ONLY)
    state, acts = await alerts(session, looking), handling(session, looking)

    assert (state.may_handle, state.total) == (False, 1)
    with pytest.raises(NotAllowed):
        await acts.submit_acknowledge(state.lines[0].key)
    with pytest.raises(NotAllowed):
        await acts.submit_reopen(state.lines[0].key)


async def test_the_list_is_narrowed_searched_sorted_and_paged(session: Session, manager: Actor):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    for days in range(30):
        an_alert(session, days=days, kind=K.TASK, property_id=alder.id, who=f"Paper {days:02}")
    an_alert(session, days=40, property_id=linden.id, who="Renee Castellano")
    an_alert(session, days=200, begins_on=TODAY + timedelta(days=80), who="Still to come")
    an_alert(session, who="Over", closed_at=NOON, closed_reason="The lease was renewed.")

    async def told(query: str) -> tuple[int, str]:
        state = await alerts(session, manager, query)
        return state.total, state.lines[0].who if state.lines else ""

    assert await told("size=25&page=2") == (31, "Paper 25")
    assert (await told("sort=-days"))[1] == "Renee Castellano"
    assert (await told(f"property={linden.id}"))[0] == 1
    assert (await told("kind=leases"))[0] == 1
    assert (await told("kind=lease+end"))[0] == 1
    assert (await told("urgency=within+60+days"))[0] == 1
    assert await told("q=court+07") == (1, "Paper 07")
    assert await told("state=late") == (0, "")
    assert await told("state=upcoming") == (1, "Still to come")
    assert await told("state=closed") == (1, "Over")
    assert (await told("who=nobody"))[0] == 31
    assert (await told("state=nonsense&kind=nonsense&property=x&urgency=y&who=z"))[0] == 31
    named = await alerts(session, manager)
    assert [choice.label for choice in named.properties] == ["Alder Court", "Linden Flats"]
    assert named.state_counts["open"] == "31"
    assert named.kinds[0].label == "Leases"


@pytest.mark.parametrize("path", [paths.HOME, paths.ALERTS])
async def test_an_open_list_follows_what_comes_up_meanwhile(session: Session, manager: Actor, path: str):
    an_alert(session, days=2)
    state = await alerts(session, manager, path=path)
    before = state.total

    an_alert(session, days=3)
    session.exec(delete(StaleDate))
    session.commit()
    await load_page_again(state._get_root_state())

    assert (before, state.total, len(state.lines)) == (1, 2, 2)
