"""Recurring dates in lists: searched, sorted, what comes up, and whom they are for."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.tasks.actions.recurring import (
    add_recurring_date,
    change_recurring_date,
    remove_recurring_date,
    restore_recurring_date,
    skip_recurring_date,
)
from pm_app.tasks.enums import RecurringView
from pm_app.tasks.queries.recurring import recurring_date_rows, recurring_dates_due
from tests.conftest import NOON, an_actor
from tests.factories.access import LONG_AGO
from tests.factories.portfolio import a_property, a_unit
from tests.tasks.acting import TODAY, a_recurring_date, done, opened, recurring_facts

JAN_31, FEB_28, MAR_31 = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def changed(session: Session, actor: Actor, date_id: Any, version: int = 1, **more: Any) -> None:
    facts = recurring_facts(**more)
    change_recurring_date(session, actor, recurring_date_id=date_id, version=version, facts=facts, now=NOON)


def titles(session: Session, actor: Actor, view: RecurringView = RecurringView.STANDING, search: str = "") -> list[str]:
    found = recurring_date_rows(session, actor, listing=Listing(search), today=TODAY, view=view)
    return [row.title for row in found.rows]


def test_the_list_is_searched_sorted_and_split_into_views(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    a_recurring_date(session, manager, title="Backflow test", starts_on=date(2026, 1, 10), property_id=alder.id)
    a_recurring_date(session, manager, title="Alarm test", notes="50% off")

    def sorted_by(sort: str, *, descending: bool = False) -> list[str]:
        listing = Listing(sort=sort, descending=descending)
        return [row.title for row in recurring_date_rows(session, manager, listing=listing, today=TODAY).rows]

    assert titles(session, manager) == ["Backflow test", "Alarm test"]
    assert titles(session, manager, RecurringView.LATE) == ["Backflow test"]
    assert (titles(session, manager, search="alder"), titles(session, manager, search="50%")) == (
        ["Backflow test"],
        ["Alarm test"],
    )
    assert (sorted_by("title"), sorted_by("title", descending=True)) == (
        ["Alarm test", "Backflow test"],
        ["Backflow test", "Alarm test"],
    )


def test_what_comes_up_is_told_with_who_answers_for_it(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court", manager_id=manager.user_id)
    closed, shut = a_property(session), a_unit(session, alder)
    closed.archived_at = shut.archived_at = LONG_AGO
    mine = a_recurring_date(session, manager, property_id=alder.id, ladder=(14, 0))
    a_recurring_date(session, manager, property_id=closed.id)
    a_recurring_date(session, manager, property_id=alder.id, unit_id=shut.id)
    later = a_recurring_date(session, manager, title="Later", starts_on=MAR_31)

    due = {one.recurring_date_id: one for one in recurring_dates_due(session, SCHEDULER)}
    only = recurring_dates_due(session, SCHEDULER, only=[later])

    assert (set(due), [one.recurring_date_id for one in only]) == ({mine, later}, [later])
    assert (due[mine].falls_on, due[mine].ladder, due[mine].property_name, due[mine].responsible_id) == (
        JAN_31,
        (14, 0),
        "Alder Court",
        manager.user_id,
    )
    assert (due[later].falls_on, due[later].responsible_id) == (MAR_31, None)


def test_a_date_out_of_scope_is_not_there_and_a_reader_changes_nothing(session: Session, manager: Actor):
    alder = a_property(session)
    date_id = a_recurring_date(session, manager, property_id=alder.id)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))
    reader = an_actor(session, Role.READ_ONLY)

    assert (titles(session, elsewhere), titles(session, reader)) == ([], ["Fire alarm test"])
    assert recurring_dates_due(session, elsewhere) == []
    for actor, refusal in ((elsewhere, NotFound), (reader, NotAllowed), (NOBODY, NotAllowed)):
        for refused in (
            lambda actor=actor: done(session, actor, date_id, JAN_31, TODAY),
            lambda actor=actor: changed(session, actor, date_id),
            lambda actor=actor: remove_recurring_date(session, actor, recurring_date_id=date_id, version=1, now=NOON),
            lambda actor=actor: restore_recurring_date(session, actor, recurring_date_id=date_id, now=NOON),
            lambda actor=actor: skip_recurring_date(
                session, actor, recurring_date_id=date_id, due_on=JAN_31, reason="x", now=NOON
            ),
        ):
            with pytest.raises(refusal):
                refused()
    with pytest.raises(NotFound):
        opened(session, elsewhere, date_id)
    with pytest.raises(NotAllowed):
        add_recurring_date(session, reader, request_key=uuid4(), facts=recurring_facts(), now=NOON)


def test_maintenance_marks_what_it_looks_after(session: Session, manager: Actor):
    alder = a_property(session)
    date_id = a_recurring_date(session, manager, property_id=alder.id)
    caretaker = replace(an_actor(session, Role.MAINTENANCE), property_ids=frozenset({alder.id}))

    assert done(session, caretaker, date_id, JAN_31, TODAY) == FEB_28
