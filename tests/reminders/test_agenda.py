"""Dates by their days, for calendars."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.agenda import agenda, feed_dates
from pm_app.reminders.queries.narrowing import AlertFilter
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


def told(session: Session, actor: Actor, narrowed: AlertFilter | None = None) -> dict[date, list[str]]:
    days = agenda(session, actor, first=FIRST, last=LAST, today=TODAY, narrowed=narrowed)
    return {one.day: [row.who for row in one.rows] for one in days}


def test_each_day_has_its_dates_and_says_how_many_more(session: Session, manager: Actor):
    for number in range(6):
        an_alert(session, days=5, what="Task due", who=f"Task {number}")
    an_alert(session, falls_on=LAST, who="the last day")
    an_alert(session, falls_on=LAST + timedelta(days=1), who="too late")
    an_alert(session, falls_on=FIRST - timedelta(days=1), who="too early")

    days = agenda(session, manager, first=FIRST, last=LAST, today=TODAY, on_a_day=4)

    assert [(one.day, [row.who for row in one.rows], one.total) for one in days] == [
        (date(2026, 1, 20), ["Task 0", "Task 1", "Task 2", "Task 3"], 6),
        (LAST, ["the last day"], 1),
    ]


def test_what_is_to_come_in_hand_or_put_off_is_there_and_what_is_done_with_is_not(session: Session, manager: Actor):
    on = date(2026, 1, 20)
    an_alert(session, falls_on=on, who="to come", begins_on=date(2026, 1, 19))
    an_alert(session, falls_on=on, who="in hand", acknowledged_at=NOON)
    an_alert(session, falls_on=on, who="put off", snoozed_until=date(2026, 1, 18))
    an_alert(session, falls_on=on, who="done", resolved_at=NOON, resolved_reason="Renewed.")
    an_alert(session, falls_on=on, who="closed", closed_at=NOON, closed_reason="Renewed.")

    assert told(session, manager) == {on: ["in hand", "put off", "to come"]}


def test_it_is_narrowed_by_kind_property_and_who_answers(session: Session, manager: Actor):
    alder = a_property(session).id
    an_alert(session, who="mine", property_id=alder, manager_id=manager.user_id)
    an_alert(session, who="other")

    assert list(told(session, manager, AlertFilter(property_id=alder)).values()) == [["mine"]]
    assert list(told(session, manager, AlertFilter(responsible_id=manager.user_id)).values()) == [["mine"]]
    assert told(session, manager, AlertFilter(kinds=(CriticalDateKind.TASK,))) == {}


def test_a_month_is_one_statement(session: Session, manager: Actor):
    for days in range(20):
        an_alert(session, days=days - 10, property_id=a_property(session).id)

    assert statements(session, lambda: told(session, manager)) == 1


def test_each_sees_only_what_is_for_them(session: Session):
    an_alert(session, kind=CriticalDateKind.DEPOSIT_DEADLINE)
    maintenance = an_actor(session, Role.MAINTENANCE)

    assert told(session, maintenance) == {}
    assert feed_dates(session, maintenance, today=TODAY) == []
    for ask in (lambda: told(session, NOBODY), lambda: feed_dates(session, NOBODY, today=TODAY)):
        with pytest.raises(NotAllowed):
            ask()
