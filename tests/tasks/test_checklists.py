"""Checklists: steps are added, ticked by whom it was, renamed, put in order and taken away."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.tasks.actions.checklists import (
    TooManySteps,
    add_checklist_item,
    change_checklist_item,
    order_checklist,
    remove_checklist_item,
    tick_checklist_item,
)
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.queries.details import Step, task_details, task_page
from pm_app.tasks.rules.tasks import MOST_STEPS, Subject
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.tasks.acting import a_task


def steps_of(session: Session, actor: Actor, task_id: UUID) -> list[Step]:
    session.flush()
    return task_page(session, actor, task_id=task_id).steps


def titles(session: Session, actor: Actor, task_id: UUID) -> list[str]:
    return [step.title for step in steps_of(session, actor, task_id)]


def test_steps_stand_in_order_and_are_counted(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys", "Meter"])

    add_checklist_item(session, manager, task_id=task_id, title=" Walk  through ", now=NOON)
    first = steps_of(session, manager, task_id)[0]
    tick_checklist_item(
        session, manager, task_id=task_id, checklist_item_id=first.checklist_item_id, done=True, now=NOON
    )
    session.flush()

    row = task_details(session, manager, task_id=task_id)
    assert (titles(session, manager, task_id), row.steps, row.steps_done) == (["Keys", "Meter", "Walk through"], 3, 1)


def test_who_ticked_it_first_stands_there_until_it_is_opened_again(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys"])
    step_id = steps_of(session, manager, task_id)[0].checklist_item_id

    def tick(actor: Actor, done: bool) -> Step:
        tick_checklist_item(session, actor, task_id=task_id, checklist_item_id=step_id, done=done, now=NOON)
        return steps_of(session, manager, task_id)[0]

    tick(manager, True)
    twice = tick(an_actor(session, Role.LEASING), True)
    opened = tick(manager, False)

    assert (twice.done_by, twice.done_at, opened.done_by, opened.done_at) == (manager.name, NOON, "", None)
    told = [row.did for row in history_of(session, manager, about_id=task_id)]
    assert told == ["opened a step again", "ticked a step", "added"]


def test_steps_are_renamed_put_in_order_and_taken_away(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys", "Meter", "Photos"])
    keys, meter, photos = (step.checklist_item_id for step in steps_of(session, manager, task_id))

    order_checklist(session, manager, task_id=task_id, checklist_item_ids=[photos, keys, meter], now=NOON)
    change_checklist_item(session, manager, task_id=task_id, checklist_item_id=keys, title="All keys", now=NOON)
    remove_checklist_item(session, manager, task_id=task_id, checklist_item_id=meter, now=NOON)

    assert titles(session, manager, task_id) == ["Photos", "All keys"]


def test_an_order_that_leaves_a_step_out_is_refused(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys", "Meter"])
    keys = steps_of(session, manager, task_id)[0].checklist_item_id

    for order in ([keys], [keys, keys], [keys, uuid4()]):
        with pytest.raises(Stale):
            order_checklist(session, manager, task_id=task_id, checklist_item_ids=order, now=NOON)
    assert titles(session, manager, task_id) == ["Keys", "Meter"]


def test_a_step_says_something_and_there_are_not_too_many(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["step"] * MOST_STEPS)

    with pytest.raises(TooManySteps):
        add_checklist_item(session, manager, task_id=task_id, title="One more", now=NOON)
    step_id = steps_of(session, manager, task_id)[0].checklist_item_id
    for title in ("", " \x00 ", "x" * 201):
        with pytest.raises(Refused) as refused:
            change_checklist_item(session, manager, task_id=task_id, checklist_item_id=step_id, title=title, now=NOON)
        assert refused.value.field == "step"


def test_a_step_of_another_task_is_not_there(session: Session, manager: Actor):
    mine, other = a_task(session, manager, checklist=["Keys"]), a_task(session, manager)
    step_id = steps_of(session, manager, mine)[0].checklist_item_id

    with pytest.raises(NotFound):
        tick_checklist_item(session, manager, task_id=other, checklist_item_id=step_id, done=True, now=NOON)
    with pytest.raises(NotFound):
        remove_checklist_item(session, manager, task_id=other, checklist_item_id=step_id, now=NOON)
    assert titles(session, manager, mine) == ["Keys"]


def test_steps_are_changed_within_scope_and_by_those_who_may(session: Session, manager: Actor):
    alder = a_property(session)
    task_id = a_task(session, manager, checklist=["Keys"], about=Subject(TaskSubject.PROPERTY, alder.id))
    step_id = steps_of(session, manager, task_id)[0].checklist_item_id
    caretaker = replace(an_actor(session, Role.MAINTENANCE), property_ids=frozenset({alder.id}))
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    tick_checklist_item(session, caretaker, task_id=task_id, checklist_item_id=step_id, done=True, now=NOON)

    assert steps_of(session, manager, task_id)[0].done_by == caretaker.name
    for actor, refusal in ((elsewhere, NotFound), (an_actor(session, Role.READ_ONLY), NotAllowed)):
        with pytest.raises(refusal):
            add_checklist_item(session, actor, task_id=task_id, title="x", now=NOON)
        with pytest.raises(refusal):
            order_checklist(session, actor, task_id=task_id, checklist_item_ids=[step_id], now=NOON)
