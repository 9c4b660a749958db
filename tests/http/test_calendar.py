"""The calendar of a user: whoever knows the secret address reads what that user may see, and nobody else anything."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, select
from starlette.applications import Starlette

from pm_app.access.actions.signing_in import FAILURES_FROM_ONE_PLACE, record_failed_attempt, sign_in
from pm_app.access.enums import Role
from pm_app.access.queries import recent_failures_from, token_hash
from pm_app.access.rules import NOBODY, Actor, TooManyAttempts
from pm_app.access.tables import AuditEntry, User, UserProperty
from pm_app.calendars.actions import make_feed, revoke_feed
from pm_app.calendars.queries import own_feed
from pm_app.calendars.tables import CalendarFeed
from pm_app.http import calendar
from pm_app.http.entrance.entrance import Entrance
from pm_app.kernel.errors import NotAllowed
from pm_app.reminders.enums import CriticalDateKind
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user
from tests.factories.portfolio import a_property
from tests.factories.reminders import an_alert
from tests.http.browser import Browser, browsing


@pytest.fixture
async def browser(session: Session, tmp_path: Any) -> AsyncIterator[Browser]:
    """A calendar program: it holds no cookie."""
    async with browsing(Entrance(Starlette(routes=calendar.ROUTES), pages=[], built=tmp_path)) as made:
        yield made


def a_feed(session: Session, actor: Actor) -> str:
    """Make the feed and return its address."""
    secret = make_feed(session, actor, now=NOON)
    session.commit()
    return f"/calendar/{secret}.ics"


async def events(browser: Browser, path: str) -> list[Any]:
    answer = await browser.ask("GET", path, {})
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


async def test_each_date_is_an_event_on_the_whole_of_its_day(session: Session, manager: Actor, browser: Browser):
    alder = a_property(session, name="Alder Court")
    alert = an_alert(
        session,
        what="Lease ends",
        who="Renée, Castellano; <b>101</b>\nunit",
        property_id=alder.id,
        manager_id=manager.user_id,
        cycle=3,
        days=20,
    )

    answer = await browser.ask("GET", a_feed(session, manager), {})

    read = Calendar.from_ical(answer.content)
    event: Any = read.walk("VEVENT")[0]
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (read["version"], read["method"]) == ("2.0", "PUBLISH")
    assert str(event["summary"]) == "Lease ends: Renée, Castellano; <b>101</b>\nunit"
    assert b"Castellano\\; <b>101" in answer.content
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 2, 4), date(2026, 2, 5))
    assert (event["sequence"], event["uid"]) == (2, f"lease-end-{alert.item_id}@127.0.0.1")
    assert event["categories"].cats == ["Leases", "Lease end"]
    assert str(event["url"]).endswith(f"/alerts/{alert.id}")
    assert str(event["description"]).splitlines()[:2] == ["Alder Court", f"Responsible: {manager.name}"]


async def test_a_date_that_changes_stays_the_same_event(session: Session, manager: Actor, browser: Browser):
    before = an_alert(session, days=20)
    path = a_feed(session, manager)
    [first] = await events(browser, path)
    before.closed_at, before.closed_reason = NOON, "The date changed."
    session.flush()
    an_alert(session, days=50, item_id=before.item_id, cycle=2)
    session.commit()

    [second] = await events(browser, path)

    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("dtstart") - first.decoded("dtstart") == timedelta(days=30)


async def test_it_holds_what_is_overdue_and_comes_within_400_days_and_is_not_done_with(
    session: Session, manager: Actor, browser: Browser
):
    for days in (-500, 0, 400, 401):
        an_alert(session, days=days, who=str(days))
    an_alert(session, who="in hand", acknowledged_at=NOON)
    an_alert(session, who="done", resolved_at=NOON, resolved_reason="Renewed.")
    an_alert(session, who="closed", closed_at=NOON, closed_reason="Renewed.")

    told = [str(event["summary"]).rpartition(": ")[2] for event in await events(browser, a_feed(session, manager))]

    assert told == ["-500", "0", "in hand", "400"]


async def test_it_holds_only_what_the_user_may_see_at_this_moment(session: Session, manager: Actor, browser: Browser):
    alder, linden = a_property(session), a_property(session)
    an_alert(session, kind=CriticalDateKind.TASK, who="alder", property_id=alder.id)
    an_alert(session, kind=CriticalDateKind.TASK, who="linden", property_id=linden.id)
    an_alert(session, kind=CriticalDateKind.DEPOSIT_DEADLINE, who="deposit")
    path = a_feed(session, manager)
    whole = len(await events(browser, path))

    user = session.get_one(User, manager.user_id)
    user.role = Role.MAINTENANCE
    session.add(UserProperty(user_id=user.id, property_id=alder.id))
    session.commit()

    assert whole == 3
    assert [str(event["summary"]).rpartition(": ")[2] for event in await events(browser, path)] == ["alder"]


async def test_a_revoked_an_older_and_an_unknown_address_are_not_there(
    session: Session, manager: Actor, browser: Browser
):
    older = a_feed(session, manager)
    newer = a_feed(session, manager)
    unknown = f"/calendar/{'x' * 43}.ics"

    assert [(await browser.ask("GET", path, {})).status_code for path in (older, newer, unknown)] == [404, 200, 404]
    revoke_feed(session, manager, now=NOON)
    session.commit()
    assert (await browser.ask("GET", newer, {})).status_code == 404
    assert own_feed(session, manager) is None


async def test_a_user_who_is_disabled_has_no_calendar(session: Session, manager: Actor, browser: Browser):
    path = a_feed(session, manager)
    session.get_one(User, manager.user_id).disabled_at = NOON
    session.commit()

    assert (await browser.ask("GET", path, {})).status_code == 404


async def test_what_has_not_changed_is_not_sent_again(session: Session, manager: Actor, browser: Browser):
    alert = an_alert(session)
    path = a_feed(session, manager)
    first = await browser.ask("GET", path, {})

    again = await browser.ask("GET", path, {"if-none-match": first.headers["etag"]})
    weak = await browser.ask("GET", path, {"if-none-match": f'"other", W/{first.headers["etag"]}'})
    alert.who = "Somebody else"
    session.commit()
    changed = await browser.ask("GET", path, {"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content, weak.status_code, changed.status_code) == (304, b"", 304, 200)
    assert changed.headers["etag"] != first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"


async def test_whoever_tries_many_addresses_is_told_to_wait_and_right_ones_go_on_answering(
    session: Session, manager: Actor, browser: Browser
):
    revoked, path = a_feed(session, manager), a_feed(session, manager)
    for number in range(FAILURES_FROM_ONE_PLACE):
        assert (await browser.ask("GET", f"/calendar/{number:043}.ics", {})).status_code == 404

    asked = (f"/calendar/{'x' * 43}.ics", path, revoked)
    assert [(await browser.ask("GET", one, {})).status_code for one in asked] == [429, 200, 404]


async def test_wrong_calendars_keep_nobody_from_signing_in_and_wrong_passwords_no_calendar_from_answering(
    session: Session, browser: Browser
):
    a_user(session, email="mia@example.com", password="correct horse battery")
    session.commit()
    for number in range(FAILURES_FROM_ONE_PLACE):
        await browser.ask("GET", f"/calendar/{number:043}.ics", {})

    signed_in = {"browser": "", "address": "127.0.0.1", "now": NOON}
    assert sign_in(session, NOBODY, email="mia@example.com", password="correct horse battery", **signed_in)
    for number in range(FAILURES_FROM_ONE_PLACE):
        record_failed_attempt(session, NOBODY, email=f"guess{number}@example.com", address="127.0.0.1", now=NOON)
    counted = [
        recent_failures_from(session, NOBODY, address="127.0.0.1", now=NOON, at_calendars=at) for at in (True, False)
    ]
    assert counted == [FAILURES_FROM_ONE_PLACE, FAILURES_FROM_ONE_PLACE]
    with pytest.raises(TooManyAttempts):
        sign_in(session, NOBODY, email="mia@example.com", password="correct horse battery", **signed_in)


async def test_a_program_that_goes_on_asking_for_a_revoked_address_is_not_guessing(
    session: Session, manager: Actor, browser: Browser
):
    revoked = a_feed(session, manager)
    revoke_feed(session, manager, now=NOON)
    session.commit()

    for _ in range(FAILURES_FROM_ONE_PLACE):
        assert (await browser.ask("GET", revoked, {})).status_code == 404

    assert (await browser.ask("GET", f"/calendar/{'x' * 43}.ics", {})).status_code == 404


@pytest.mark.parametrize("path", ["/calendar/", "/calendar/short.ics", "/calendar/a/b.ics", "/calendar/index.html"])
async def test_nothing_else_below_it_is_open(browser: Browser, path: str):
    assert (await browser.ask("GET", path, {})).status_code == 401


def test_only_the_hash_is_kept_and_both_are_written_down(session: Session, manager: Actor):
    secret = make_feed(session, manager, now=NOON)
    revoke_feed(session, manager, now=NOON)
    revoke_feed(session, manager, now=NOON)

    [kept] = session.exec(select(CalendarFeed)).all()
    assert kept.token_hash == token_hash(secret)
    assert secret not in str(kept.model_dump())
    done = session.exec(select(AuditEntry.did).where(AuditEntry.about_id == manager.user_id)).all()
    assert sorted(done) == ["ended the address of the calendar of", "made an address for the calendar of"]


def test_when_a_program_last_asked_is_noted(session: Session, manager: Actor):
    make_feed(session, manager, now=NOON)

    feed = own_feed(session, manager)

    assert feed is not None
    assert (feed.created_at, feed.read_at) == (NOON, None)


def test_nobody_without_a_name_has_a_feed(session: Session):
    with pytest.raises(NotAllowed):
        make_feed(session, NOBODY, now=NOON)


async def test_one_of_another_role_has_an_own_feed(session: Session, manager: Actor, browser: Browser):
    looking = an_actor(session, Role.READ_ONLY)
    a_feed(session, manager)

    assert await events(browser, a_feed(session, looking)) == []
