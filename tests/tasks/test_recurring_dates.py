"""Recurring dates: added once, done for a day, skipped, changed by one at a time, seen by whom they concern."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.rules.kinds import LadderOutOfOrder
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.tasks.actions.recurring import (
    NothingNext,
    RecurringTitleMissing,
    change_recurring_date,
    remove_recurring_date,
    restore_recurring_date,
    skip_recurring_date,
)
from pm_app.tasks.enums import RecurringView
from pm_app.tasks.queries.people import AssigneeUnknown
from pm_app.tasks.queries.recurring import recurring_date_rows, recurring_dates_due
from pm_app.tasks.rules.recurring import RuleRefused
from pm_app.tasks.rules.recurring_dates import DoneInFuture, DoneOutOfOrder
from tests.conftest import NOON
from tests.factories.portfolio import a_property, a_unit
from tests.tasks.acting import TODAY, a_recurring_date, done, opened, recurring_facts

JAN_31, FEB_28, MAR_31 = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def changed(session: Session, actor: Actor, date_id: Any, version: int = 1, **more: Any) -> None:
    facts = recurring_facts(**more)
    change_recurring_date(session, actor, recurring_date_id=date_id, version=version, facts=facts, now=NOON)


def titles(session: Session, actor: Actor, view: RecurringView = RecurringView.STANDING, search: str = "") -> list[str]:
    found = recurring_date_rows(session, actor, listing=Listing(search), today=TODAY, view=view)
    return [row.title for row in found.rows]


def test_a_date_knows_what_where_who_and_its_next_five_days(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="4B")

    date_id = a_recurring_date(session, manager, unit_id=unit.id, responsible_id=manager.user_id, notes=" Ring first ")
    found = opened(session, manager, date_id)

    row = found.row
    assert (row.title, row.next_on, row.property_name, row.unit_name, row.responsible, row.last_done_on) == (
        "Fire alarm test",
        JAN_31,
        "Alder Court",
        "4B",
        manager.name,
        None,
    )
    assert (row.repeats, found.notes, found.ladder) == ("FREQ=MONTHLY;BYMONTHDAY=31", "Ring first", (30, 14, 7, 0, -7))
    assert found.coming == [JAN_31, FEB_28, MAR_31, date(2026, 4, 30), date(2026, 5, 31)]


def test_a_form_sent_twice_adds_one_date(session: Session, manager: Actor):
    key = uuid4()

    first = a_recurring_date(session, manager, request_key=key)
    second = a_recurring_date(session, manager, request_key=key, title="Another")

    assert (first, titles(session, manager)) == (second, ["Fire alarm test"])


def test_done_it_comes_again_after_the_day_it_was_due(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    first = done(session, manager, date_id, JAN_31, date(2026, 1, 29), note="All eight rang")
    second = done(session, manager, date_id, FEB_28, date(2026, 3, 2))

    found = opened(session, manager, date_id)
    assert (first, second, found.row.next_on, found.row.last_done_on) == (FEB_28, MAR_31, MAR_31, date(2026, 3, 2))
    assert [(one.due_on, one.done_on, one.done_by, one.note) for one in found.dones] == [
        (FEB_28, date(2026, 3, 2), manager.name, ""),
        (JAN_31, date(2026, 1, 29), manager.name, "All eight rang"),
    ]
    assert [row.did for row in history_of(session, manager, about_id=date_id)] == ["done", "done", "added"]


def test_from_the_last_time_done_an_interval_is_counted_from_that_day(session: Session, manager: Actor):
    half_a_year = {"repeats": "FREQ=MONTHLY;INTERVAL=6", "from_last_done": True, "starts_on": date(2026, 2, 1)}
    date_id = a_recurring_date(session, manager, **half_a_year)

    again = done(session, manager, date_id, date(2026, 2, 1), date(2026, 8, 31))

    assert (opened(session, manager, date_id).coming[0], again) == (date(2027, 2, 28), date(2027, 2, 28))


def test_done_so_early_that_it_is_due_again_on_the_same_day_it_is_due_the_day_after(session: Session, manager: Actor):
    weekly = {"repeats": "FREQ=WEEKLY", "from_last_done": True, "starts_on": date(2026, 1, 20)}
    date_id = a_recurring_date(session, manager, **weekly)

    again = done(session, manager, date_id, date(2026, 1, 20), date(2026, 1, 13))

    assert again == date(2026, 1, 21)


def test_the_same_day_marked_twice_is_marked_once(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    answers = [done(session, manager, date_id, JAN_31, TODAY) for _ in range(2)]

    assert answers == [FEB_28, FEB_28]
    assert len(opened(session, manager, date_id).dones) == 1


def test_a_day_that_is_not_the_next_is_refused(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    with pytest.raises(Stale):
        done(session, manager, date_id, FEB_28, TODAY)
    with pytest.raises(Stale):
        skip_recurring_date(session, manager, recurring_date_id=date_id, due_on=FEB_28, reason="Closed", now=NOON)
    assert opened(session, manager, date_id).row.next_on == JAN_31


def test_it_cannot_be_done_on_a_day_to_come_nor_before_the_last_time(session: Session, manager: Actor):
    plain = a_recurring_date(session, manager)
    from_done = a_recurring_date(session, manager, repeats="FREQ=WEEKLY", from_last_done=True, starts_on=TODAY)

    with pytest.raises(DoneInFuture) as refused:
        done(session, manager, plain, JAN_31, date(2026, 1, 16), today=TODAY)
    done(session, manager, plain, JAN_31, TODAY)
    with pytest.raises(DoneOutOfOrder):
        done(session, manager, plain, FEB_28, date(2026, 1, 14))
    next_on = done(session, manager, from_done, TODAY, TODAY)
    assert next_on is not None
    with pytest.raises(DoneOutOfOrder, match=r"Jan 15, 2026"):
        done(session, manager, from_done, next_on, TODAY)
    assert refused.value.field == "done_on"


def test_the_last_time_of_a_rule_leaves_nothing_next(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager, repeats="FREQ=MONTHLY;COUNT=1")

    assert done(session, manager, date_id, JAN_31, TODAY) is None
    assert opened(session, manager, date_id).coming == []
    assert titles(session, manager, RecurringView.ENDED) == ["Fire alarm test"]
    with pytest.raises(NothingNext):
        done(session, manager, date_id, FEB_28, TODAY)


def test_one_day_is_skipped_for_a_reason(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    def skipped(reason: str) -> date | None:
        return skip_recurring_date(session, manager, recurring_date_id=date_id, due_on=JAN_31, reason=reason, now=NOON)

    with pytest.raises(Refused) as refused:
        skipped("  ")
    assert skipped("The building is closed") == FEB_28
    session.flush()
    told = history_of(session, manager, about_id=date_id)[0]
    assert refused.value.field == "reason"
    assert (told.did, told.details) == (
        "skipped once",
        {"due_on": "2026-01-31", "reason": "The building is closed"},
    )
    assert opened(session, manager, date_id).dones == []


def test_skipped_from_the_last_time_done_it_comes_an_interval_after_the_day_it_was_due(
    session: Session, manager: Actor
):
    date_id = a_recurring_date(session, manager, from_last_done=True)

    asked = {"recurring_date_id": date_id, "due_on": JAN_31, "reason": "Closed", "now": NOON}

    assert skip_recurring_date(session, manager, **asked) == FEB_28


def test_a_changed_rule_counts_on_from_the_last_time_done(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    done(session, manager, date_id, JAN_31, TODAY)

    changed(session, manager, date_id, 2, title="Alarm test", repeats="FREQ=MONTHLY;BYMONTHDAY=10")

    found = opened(session, manager, date_id)
    assert (found.row.title, found.row.next_on, found.row.version) == ("Alarm test", date(2026, 2, 10), 3)


def test_changed_words_leave_the_next_day_as_it_is(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    skip_recurring_date(session, manager, recurring_date_id=date_id, due_on=JAN_31, reason="Closed", now=NOON)

    changed(session, manager, date_id, 2, title="Alarm test")

    assert opened(session, manager, date_id).row.next_on == FEB_28


def test_two_who_change_the_same_date_do_not_overwrite_each_other(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)
    changed(session, manager, date_id, title="The first")

    with pytest.raises(Stale):
        changed(session, manager, date_id, title="The second")
    with pytest.raises(Stale):
        remove_recurring_date(session, manager, recurring_date_id=date_id, version=1, now=NOON)

    assert opened(session, manager, date_id).row.title == "The first"


def test_a_removed_date_comes_no_more_until_it_is_restored(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    remove_recurring_date(session, manager, recurring_date_id=date_id, version=1, now=NOON)
    session.flush()
    gone = (titles(session, manager), titles(session, manager, RecurringView.REMOVED))
    with pytest.raises(NotFound):
        done(session, manager, date_id, JAN_31, TODAY)
    due = recurring_dates_due(session, SCHEDULER)
    restore_recurring_date(session, manager, recurring_date_id=date_id, now=NOON)
    session.flush()

    assert (gone, due, titles(session, manager)) == (([], ["Fire alarm test"]), [], ["Fire alarm test"])


def test_a_date_that_was_not_removed_is_not_restored(session: Session, manager: Actor):
    date_id = a_recurring_date(session, manager)

    with pytest.raises(Refused, match="This date was not removed: it comes already"):
        restore_recurring_date(session, manager, recurring_date_id=date_id, now=NOON)

    assert titles(session, manager) == ["Fire alarm test"]


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"title": " "}, RecurringTitleMissing, "title"),
        ({"title": "\u202e\u200b"}, RecurringTitleMissing, "title"),
        ({"repeats": "FREQ=HOURLY"}, RuleRefused, "repeats"),
        ({"repeats": "FREQ=MONTHLY;UNTIL=20250101"}, RuleRefused, "repeats"),
        ({"repeats": "FREQ=MONTHLY;BYMONTHDAY=1", "from_last_done": True}, RuleRefused, "repeats"),
        ({"repeats": "FREQ=MONTHLY;COUNT=3", "from_last_done": True}, RuleRefused, "repeats"),
        ({"ladder": (0, 7)}, LadderOutOfOrder, "ladder"),
        ({"ladder": (7, 7)}, LadderOutOfOrder, "ladder"),
        ({"ladder": ()}, Refused, "ladder"),
        ({"responsible_id": uuid4()}, AssigneeUnknown, "responsible_id"),
        ({"property_id": uuid4()}, NotFound, ""),
        ({"unit_id": uuid4()}, NotFound, ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    session: Session, manager: Actor, more: dict[str, Any], refusal: type[Refused], field: str
):
    kept = a_recurring_date(session, manager)

    with pytest.raises(refusal) as refused:
        a_recurring_date(session, manager, **more)
    with pytest.raises(refusal), session.begin_nested():
        changed(session, manager, kept, **more)

    session.expire_all()
    assert (refused.value.field, titles(session, manager)) == (field, ["Fire alarm test"])
