"""What was marked done by mistake is taken back: the last mark first, by those who may mark it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Stale
from pm_app.tasks.actions.recurring import DoneAgain, undo_recurring_done
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.tasks.acting import TODAY, a_recurring_date, done, opened

JAN_31, FEB_28, MAR_31 = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def undone(session: Session, actor: Actor, date_id: Any, due_on: date) -> None:
    undo_recurring_done(session, actor, recurring_date_id=date_id, due_on=due_on, now=NOON)


def test_what_was_marked_done_by_mistake_is_taken_back_and_may_be_marked_again(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    done(session, manager, date_id, JAN_31, TODAY, note="Wrong building")

    undone(session, manager, date_id, JAN_31)

    found = opened(session, manager, date_id)
    assert (found.row.next_on, found.row.last_done_on, found.dones, found.marked_last) == (JAN_31, None, [], None)
    told = history_of(session, manager, about_id=date_id)[0]
    assert (told.did, told.details) == ("done taken back", {"due_on": "2026-01-31", "done_on": "2026-01-15"})
    with pytest.raises(Stale, match="taken back already"):
        undone(session, manager, date_id, JAN_31)
    assert done(session, manager, date_id, JAN_31, date(2026, 1, 30)) == FEB_28
    assert [one.done_on for one in opened(session, manager, date_id).dones] == [date(2026, 1, 30)]


def test_only_what_was_recorded_last_is_taken_back(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    done(session, manager, date_id, JAN_31, TODAY)
    done(session, manager, date_id, FEB_28, date(2026, 2, 27))

    with pytest.raises(DoneAgain, match=r"done again, for Feb 28, 2026\. Take that back first"):
        undone(session, manager, date_id, JAN_31)
    assert opened(session, manager, date_id).row.next_on == MAR_31
    undone(session, manager, date_id, FEB_28)
    undone(session, manager, date_id, JAN_31)

    assert opened(session, manager, date_id).row.next_on == JAN_31


def test_the_last_time_of_a_rule_taken_back_is_to_be_done_again(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager, repeats="FREQ=MONTHLY;COUNT=1")
    done(session, manager, date_id, JAN_31, TODAY)

    undone(session, manager, date_id, JAN_31)

    assert opened(session, manager, date_id).row.next_on == JAN_31


def test_taken_back_only_by_those_who_may_mark_it(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager, property_id=a_property(session).id)
    done(session, manager, date_id, JAN_31, TODAY)
    session.flush()

    with pytest.raises(NotAllowed):
        undone(session, an_actor(session, Role.READ_ONLY), date_id, JAN_31)
    with pytest.raises(NotFound):
        undone(session, replace(manager, property_ids=frozenset()), date_id, JAN_31)
    assert opened(session, manager, date_id).row.next_on == FEB_28
