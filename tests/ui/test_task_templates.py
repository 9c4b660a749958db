"""The settings of task templates."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.ui import paths
from pm_app.ui.pages.settings_task_templates.state import TaskTemplatesState
from pm_app.ui.parts.task_opened import OpenedTaskState
from tests.conftest import an_actor
from tests.ui.screen import a_browser, open_page, opened, said_by


async def templates(session: Session, actor: Actor) -> TaskTemplatesState:
    session.commit()
    return await opened(TaskTemplatesState, a_browser(session, actor), paths.TASK_TEMPLATES)


def a_form(**typed: str) -> dict[str, str]:
    return {
        "template_id": "",
        "version": "0",
        "title": "Welcome them",
        "event": "tenant moved in",
        "document_kind": "",
        "due_days": "3",
        "priority": "high",
        "who": "responsible",
        "checklist": "Keys\nMeter",
        "notes": "",
        "request_key": str(uuid4()),
        **typed,
    }


async def test_a_template_is_added_and_shown(session: Session, manager: Actor):
    state = await templates(session, manager)
    await state.open_new()

    answer = await state.submit_template(a_form())
    await state.submit_template(
        a_form(title="Ask for it", event="document expired", document_kind="lease", due_days="")
    )

    state = await templates(session, manager)
    assert said_by(answer) == ["The template counts from now on."]
    assert [(line.title, line.event_words, line.due_words, line.who_words, line.steps) for line in state.lines] == [
        ("Welcome them", "When a tenant moves in", "3 days later", "The property's manager", "2 steps"),
        ("Ask for it", "When a document has expired: lease", "The same day", "The property's manager", "2 steps"),
    ]
    assert (state.lines[0].since, state.lines[0].started, state.summary) == ("Jan 15, 2026", "0", "2 templates")


async def test_a_template_is_changed_and_a_stale_form_is_refused(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    state = await templates(session, manager)
    await state.submit_template(a_form())
    await state.load()
    line = state.lines[0]
    await state.open_dialog("form", line.template_id)
    form = a_form(template_id=line.template_id, version=line.version, who=str(other.user_id), title="Greet them")

    await state.submit_template(form)
    await state.submit_template(form)

    assert "Somebody else changed this template" in state.errors["form"]
    [line] = (await templates(session, manager)).lines
    assert (line.title, line.who_words, line.who) == ("Greet them", other.name, str(other.user_id))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"event": "the moon rises"}, "event"),
        ({"document_kind": "poem"}, "document_kind"),
        ({"document_kind": "lease"}, "document_kind"),
        ({"due_days": "400"}, "due_days"),
        ({"due_days": "soon"}, "due_days"),
        ({"priority": "now"}, "priority"),
        ({"who": "x"}, "who"),
        ({"who": str(uuid4())}, "who"),
        ({"checklist": "\n".join(["step"] * 51)}, "checklist"),
        ({"checklist": "x" * 201}, "checklist"),
        ({"template_id": "x"}, "form"),
        ({"template_id": str(uuid4())}, "form"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_dialog_stays(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    state = await templates(session, manager)
    await state.open_new()

    await state.submit_template(a_form(**typed))

    assert (list(state.errors), state.opened) == ([field], "form")
    assert (await templates(session, manager)).lines == []


async def test_a_template_is_removed(session: Session, manager: Actor):
    state = await templates(session, manager)
    await state.submit_template(a_form())
    await state.load()
    await state.open_dialog("remove", state.lines[0].template_id)

    answer = await state.submit_remove()

    assert (said_by(answer), (await templates(session, manager)).lines) == (["It starts no more tasks."], [])


async def test_one_is_started_by_hand(session: Session, manager: Actor):
    state = await templates(session, manager)
    await state.submit_template(a_form(event="by hand"))
    await state.load()
    template_id = state.lines[0].template_id
    await state.open_dialog("start", template_id)
    form = {"template_id": template_id, "who": "responsible", "request_key": str(uuid4())}

    answer = await state.submit_start(form)
    await state.submit_start({**form, "who": "x"})

    assert said_by(answer) == ["Task added."]
    assert list(state.errors) == ["who"]
    task_id = str(answer).split("/tasks/")[1][:36]
    task = await opened(OpenedTaskState, a_browser(session, manager), paths.TASK, task_id=task_id)
    assert (task.task.title, task.task.due, [step.title for step in task.steps]) == (
        "Welcome them",
        "Jan 18, 2026",
        ["Keys", "Meter"],
    )


async def test_others_set_no_templates(session: Session, manager: Actor):
    leasing = an_actor(session, Role.LEASING)
    state = open_page(TaskTemplatesState, a_browser(session, leasing), paths.TASK_TEMPLATES)

    with pytest.raises(NotAllowed):
        await state.load()
    await state.submit_template(a_form())
    assert "does not allow" in state.errors["form"]
    assert (await templates(session, manager)).lines == []
