"""The page of one task: its facts, checklist, link, series and history."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.tasks.enums import TaskSubject
from pm_app.tasks.rules.tasks import Repeating, Subject
from pm_app.ui import paths
from pm_app.ui.parts.task_opened import OpenedTaskState
from pm_app.ui.parts.tasks import TasksState
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.tasks.acting import TODAY, a_task
from tests.ui.screen import a_browser, open_page, opened, said_by


async def page(session: Session, actor: Actor, task_id: UUID, query: str = "") -> OpenedTaskState:
    session.commit()
    return await opened(OpenedTaskState, a_browser(session, actor), paths.TASK, query, task_id=task_id)


async def test_the_page_says_all_there_is_to_a_task(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    task_id = a_task(
        session,
        manager,
        "Walk the roof",
        due_on=TODAY,
        notes="Take the ladder",
        about=Subject(TaskSubject.PROPERTY, alder.id),
        repeating=Repeating("FREQ=MONTHLY"),
        checklist=["Drains"],
    )

    state = await page(session, manager, task_id)

    task = state.task
    assert (task.title, task.state, task.due, task.due_left, task.about, task.about_path, task.assigned_to) == (
        "Walk the roof",
        "Open",
        "Jan 15, 2026",
        "Today",
        "Alder Court",
        f"/properties/{alder.id}",
        manager.name,
    )
    assert (task.repeats, task.notes, task.steps) == ("Every month on the 15th", "Take the ladder", "0 of 1 step done")
    assert [(line.who, line.did) for line in state.history] == [(manager.name, "added")]


async def test_steps_are_added_ticked_moved_renamed_and_removed(session: Session, manager: Actor):
    state = await page(session, manager, a_task(session, manager))

    for title in ("Keys", "Meter"):
        await state.submit_step({"step": title})
        await state.load()
    keys, meter = (step.step_id for step in state.steps)
    await state.submit_tick(keys, True)
    await state.submit_move(meter, True)
    await state.load()
    await state.open_renaming(meter)
    begun = state.renamed
    await state.submit_renaming({"step_id": meter, "step": "Read the meter"})
    await state.load()
    shown = [(step.title, step.done) for step in state.steps]
    await state.submit_remove_step(keys)
    await state.load()

    assert (begun, shown) == ("Meter", [("Read the meter", False), ("Keys", True)])
    assert ([step.title for step in state.steps], state.task.steps) == (["Read the meter"], "0 of 1 step done")


async def test_a_step_without_words_is_refused_where_it_is_typed(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys"])
    state = await page(session, manager, task_id)

    await state.submit_step({"step": " "})
    first = dict(state.errors)
    await state.open_renaming(state.steps[0].step_id)
    await state.submit_renaming({"step_id": state.renaming, "step": "x" * 201})

    assert (list(first), list(state.errors), state.renaming != "") == (["step"], ["step"], True)


async def test_the_first_step_cannot_move_up_and_the_last_not_down(session: Session, manager: Actor):
    state = await page(session, manager, a_task(session, manager, checklist=["A", "B"]))

    await state.submit_move(state.steps[0].step_id, True)
    await state.submit_move(state.steps[1].step_id, False)
    await state.submit_move("nonsense", True)
    await state.load()

    assert [step.title for step in state.steps] == ["A", "B"]


async def test_a_record_is_looked_for_and_linked(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    paper = a_document(session, LinkTarget(property_id=alder.id), title="Alder boiler certificate")
    task_id = a_task(session, manager)

    state = await page(session, manager, task_id, "link=1&thing=alder")
    found = [(line.kind, line.name) for line in state.found]
    await state.submit_link("document", str(paper))
    linked = await page(session, manager, task_id)
    await linked.submit_unlink()
    await linked.load()

    assert found == [("property", "Alder Court"), ("document", "Alder boiler certificate")]
    assert linked.linking is False
    assert linked.task.about == ""


async def test_a_record_one_may_not_see_is_not_offered_nor_taken(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    task_id = a_task(session, manager)
    caretaker = an_actor(session, Role.MAINTENANCE)
    state = await page(session, caretaker, task_id, "link=1&thing=alder")

    for kind, thing_id, refusal in (
        ("person", str(uuid4()), NotFound),
        ("lease", str(uuid4()), NotFound),
        ("charge", str(alder.id), NotFound),
        ("property", "x", NotFound),
    ):
        with pytest.raises(refusal):
            await state.submit_link(kind, thing_id)
    await state.submit_link("property", str(alder.id))
    await state.load()

    assert state.task.about == "Alder Court"


async def test_the_series_is_shown_and_ended(session: Session, manager: Actor):
    task_id = a_task(session, manager, due_on=TODAY, repeating=Repeating("FREQ=MONTHLY"))
    session.commit()
    browser = a_browser(session, manager)
    tasks = open_page(TasksState, browser, paths.TASK, task_id=task_id)
    answer = await tasks.submit_complete(str(task_id))
    done = await page(session, manager, task_id)
    [line] = done.series
    follows = await page(session, manager, UUID(line.path.rpartition("/")[2]))
    await follows.open_ending()
    await follows.submit_ending()
    await follows.load()

    assert said_by(answer) == ["Done. The next one is due Feb 15, 2026."]
    assert "OpenedTaskState.load" in str(answer)
    assert (done.task.state, line.label, line.words) == ("Completed", "Due Feb 15, 2026", "Open")
    assert (follows.task.repeats, follows.ending) == ("", False)


async def test_a_reader_is_offered_nothing_and_refused(session: Session, manager: Actor):
    task_id = a_task(session, manager, checklist=["Keys"])
    state = await page(session, an_actor(session, Role.READ_ONLY), task_id, "link=1")
    step_id = state.steps[0].step_id

    assert (state.may_change, state.linking, state.missing) == (False, False, False)
    for refused in (
        lambda: state.submit_tick(step_id, True),
        lambda: state.submit_move(step_id, False),
        lambda: state.submit_remove_step(step_id),
        lambda: state.submit_link("property", str(a_property(session).id)),
        lambda: state.submit_unlink(),
        lambda: state.submit_ending(),
    ):
        with pytest.raises(NotAllowed):
            await refused()


async def test_a_task_that_is_not_there_says_so(session: Session, manager: Actor):
    state = await page(session, manager, uuid4())

    assert (state.missing, state.loaded) == (True, True)
    with pytest.raises(Refused):
        await state.submit_tick(str(uuid4()), True)
    with pytest.raises(NotFound):
        await state.submit_tick("x", True)
