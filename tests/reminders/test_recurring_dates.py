"""The office's own dates that come again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.tasks.tables import RecurringDate
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, dates_of


def a_recurring_date(session: Session, **given: Any) -> RecurringDate:
    shipped = {"title": "Fire alarm test", "repeats": "FREQ=MONTHLY;INTERVAL=6", "starts_on": TODAY, "ladder": []}
    kept = {"request_key": uuid4(), "next_on": TODAY + timedelta(30), "added_at": NOON, "added_by": "Dana"}
    made = RecurringDate(**{**shipped, **kept, **given})
    session.add(made)
    session.flush()
    return made


def test_the_next_day_is_a_date_and_whoever_is_responsible_answers_for_it(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court", manager_id=manager.user_id), name="204")
    joe = a_user(session, name="Joe")
    made = a_recurring_date(session, property_id=unit.property_id, unit_id=unit.id, responsible_id=joe.id)

    [comes] = dates_of(session)

    assert (comes.kind, comes.item_id, comes.falls_on) == (K.RECURRING_DATE, made.id, TODAY + timedelta(30))
    assert (comes.what, comes.who) == ("Fire alarm test", "Alder Court, unit 204")
    assert (comes.manager_id, comes.unit_id, comes.ladder) == (joe.id, unit.id, (30, 7, 0, -7))
    assert comes.path == f"/recurring-dates/{made.id}"


def test_without_anybody_it_is_the_property_managers_and_of_the_office_nobodys(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court", manager_id=manager.user_id)
    a_recurring_date(session, property_id=building.id)
    a_recurring_date(session, next_on=TODAY + timedelta(31))

    found = [(one.who, one.manager_id) for one in dates_of(session)]

    assert found == [("Alder Court", manager.user_id), ("The office", None)]


def test_one_with_a_ladder_of_its_own_keeps_it(session: Session):
    a_recurring_date(session, ladder=[14, 0])

    assert [one.ladder for one in dates_of(session)] == [(14, 0)]


def test_what_was_removed_has_ended_or_is_of_an_archived_place_is_no_date(session: Session):
    building, unit = a_property(session), a_unit(session)
    building.archived_at = unit.archived_at = NOON
    a_recurring_date(session, removed_at=NOON)
    a_recurring_date(session, next_on=None)
    a_recurring_date(session, property_id=building.id)
    a_recurring_date(session, property_id=unit.property_id, unit_id=unit.id)

    assert dates_of(session) == []
