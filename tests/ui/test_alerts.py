"""Alerts, on their page and on the dashboard: acknowledged, put off, opened again, narrowed."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.ui import paths
from pm_app.ui.parts.attention import AttentionState
from tests.conftest import an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_expiration
from tests.ui.screen import a_browser, opened, said_by


async def alerts(session: Session, actor: Actor, query: str = "", path: str = paths.ALERTS) -> AttentionState:
    session.commit()
    return await opened(AttentionState, a_browser(session, actor), path, query)


async def test_a_line_says_what_who_and_how_urgent(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    document_id = an_expiration(session, alder, days=-3, title="Certificate of Brightwater")
    tenancy = a_lease_end(session, alder, days=7, name="Renee Castellano")

    state = await alerts(session, manager)

    told = [(line.days, line.days_tone, line.kind, line.day, line.state, line.path) for line in state.lines]
    assert told == [
        ("3 days late", "overdue", "Document", "Jan 12, 2026", "Late", f"/documents/{document_id}"),
        ("7 days left", "soon", "Lease", "Jan 22, 2026", "Due", f"/leases/{tenancy.id}"),
    ]
    assert state.summary == "2 dates to act on, 1 late"
    assert (state.lines[0].who, state.lines[0].place) == ("Certificate of Brightwater", "Alder Court")


async def test_the_dashboard_shows_the_first_eleven_and_leads_to_all(session: Session, manager: Actor):
    place = a_property(session)
    for days in range(13):
        an_expiration(session, place, days=days)
    a_lease_end(session, days=3)

    every = await alerts(session, manager, path=paths.HOME)
    papers = await alerts(session, manager, f"kind=documents&property={place.id}", path=paths.HOME)

    assert (len(every.lines), every.total, every.kind_counts) == (
        11,
        14,
        {"all": "14", "leases": "1", "documents": "13", "deposits": "0", "transfers": "0"},
    )
    assert (every.all_words, every.all_path) == ("All 14 alerts", "/alerts")
    assert (len(papers.lines), papers.all_path) == (11, f"/alerts?kind=documents&property={place.id}")
    assert (await alerts(session, manager, papers.all_path.partition("?")[2])).total == papers.total


async def test_acknowledging_takes_it_from_the_list_and_undo_brings_it_back(session: Session, manager: Actor):
    an_expiration(session)
    state = await alerts(session, manager)
    key = state.lines[0].key

    answer = await state.submit_acknowledge(key)
    await state.load()
    gone = state.total
    in_hand = await alerts(session, manager, "state=acknowledged")
    await state.submit_reopen(key)
    await state.load()

    assert said_by(answer) == ["Acknowledged. It is in your hands now."]
    assert "submit_reopen" in str(answer)
    assert (gone, in_hand.total, state.total) == (0, 1, 1)
    assert in_hand.lines[0].note.startswith(manager.name)
    assert not in_hand.lines[0].is_open


async def test_a_date_is_put_off_to_a_day(session: Session, manager: Actor):
    an_expiration(session, title="Certificate")
    state = await alerts(session, manager)
    key = state.lines[0].key
    await state.open_snooze(key, "Certificate expires")
    proposed = state.proposed

    answer = await state.submit_snooze({"key": key, "snoozed_until": "1/20/2026"})
    snoozed = await alerts(session, manager, "state=snoozed")

    assert (proposed, said_by(answer)) == ("2026-01-22", ["Put off until Jan 20, 2026."])
    assert (state.putting_off_key, [line.note for line in snoozed.lines]) == ("", ["until Jan 20, 2026"])


@pytest.mark.parametrize(("days", "until"), [(3, "Jan 18, 2026"), (7, "Jan 22, 2026")])
async def test_the_usual_spans_are_one_press(session: Session, manager: Actor, days: int, until: str):
    an_expiration(session)
    state = await alerts(session, manager)
    await state.open_snooze(state.lines[0].key, "")

    answer = await state.submit_snooze_days(state.putting_off_key, days)

    assert (said_by(answer), state.putting_off_key) == ([f"Put off until {until}."], "")


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
    an_expiration(session, days=5)
    state = await alerts(session, an_actor(session, Role.LEASING))
    key = state.lines[0].key
    await state.open_snooze(key, "")

    await state.submit_snooze({"key": key, "snoozed_until": typed})

    assert state.errors["snoozed_until"].startswith(sentence)
    assert state.putting_off_key == key


async def test_a_span_that_passes_the_date_is_refused_in_the_dialog(session: Session):
    an_expiration(session, days=2)
    state = await alerts(session, an_actor(session, Role.LEASING))
    await state.open_snooze(state.lines[0].key, "")

    await state.submit_snooze_days(state.putting_off_key, 3)

    assert state.errors["snoozed_until"].startswith("This would sleep past")


@pytest.mark.parametrize(
    "key", ["", "documents:", "documents:7", "nonsense:x", "leases:00000000-0000-0000-0000-000000000000"]
)
async def test_a_key_that_was_made_up_is_refused(session: Session, manager: Actor, key: str):
    state = await alerts(session, manager)

    with pytest.raises(NotFound, match="Reload the page"):
        await state.submit_acknowledge(key)


async def test_who_may_only_look_is_offered_nothing_and_refused(session: Session):
    an_expiration(session)
    state = await alerts(session, an_actor(session, Role.READ_ONLY))

    assert (state.may_handle, state.total) == (False, 1)
    with pytest.raises(NotAllowed):
        await state.submit_acknowledge(state.lines[0].key)
    with pytest.raises(NotAllowed):
        await state.submit_reopen(state.lines[0].key)


async def test_the_list_is_narrowed_searched_sorted_and_paged(session: Session, manager: Actor):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    for days in range(30):
        an_expiration(session, alder, days=days, title=f"Paper {days:02}")
    a_lease_end(session, linden, days=40, name="Renee Castellano")

    async def told(query: str) -> tuple[int, str]:
        state = await alerts(session, manager, query)
        return state.total, state.lines[0].who if state.lines else ""

    assert await told("size=25&page=2") == (31, "Paper 25")
    assert (await told("sort=-days"))[1].startswith("Renee Castellano")
    assert (await told(f"property={linden.id}"))[0] == 1
    assert (await told("kind=leases"))[0] == 1
    assert await told("q=court+07") == (1, "Paper 07")
    assert await told("state=late") == (0, "")
    assert (await told("state=nonsense&kind=nonsense&property=x"))[0] == 31
    named = await alerts(session, manager)
    assert [choice.label for choice in named.properties] == ["Alder Court", "Linden Flats"]
    assert named.state_counts == {"open": "31", "late": "0", "acknowledged": "0", "snoozed": "0"}


async def test_a_snooze_ends_on_its_day(session: Session, manager: Actor):
    an_expiration(session)
    state = await alerts(session, manager)

    await state.submit_snooze({"key": state.lines[0].key, "snoozed_until": (TODAY + timedelta(days=1)).isoformat()})

    assert (await alerts(session, manager)).total == 0
