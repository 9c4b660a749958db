"""The steps of a task: added, renamed, ticked, put in order, taken away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.tasks.actions.writing import audit_task, locked_task
from pm_app.tasks.rules.tasks import LONGEST_TITLE, MOST_STEPS
from pm_app.tasks.tables import ChecklistItem, Task


class TooManySteps(Refused):
    """A checklist has more steps than anybody would tick."""


def add_checklist_item(session: Session, actor: Actor, *, task_id: UUID, title: str, now: datetime) -> UUID:
    """Add one step at the end of a task's checklist."""
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    [added] = add_steps(session, task, [title])
    audit_task(session, actor, task, "added a step", now, step=added.title)
    return added.id


def change_checklist_item(
    session: Session, actor: Actor, *, task_id: UUID, checklist_item_id: UUID, title: str, now: datetime
) -> None:
    """Call a step something else."""
    actor.must(Permission.CHANGE_TASKS)
    task, step = _step(session, actor, task_id, checklist_item_id)
    title = _checked_step(title)
    if title != step.title:
        audit_task(session, actor, task, "changed a step", now, step=[step.title, title])
        step.title = title


def tick_checklist_item(
    session: Session, actor: Actor, *, task_id: UUID, checklist_item_id: UUID, done: bool, now: datetime
) -> None:
    """Say that a step is done, or is not after all; who ticked it first stands there."""
    actor.must(Permission.CHANGE_TASKS)
    task, step = _step(session, actor, task_id, checklist_item_id)
    if done == (step.done_at is not None):
        return
    step.done_at, step.done_by = (now, actor.name) if done else (None, "")
    audit_task(session, actor, task, "ticked a step" if done else "opened a step again", now, step=step.title)


def order_checklist(
    session: Session, actor: Actor, *, task_id: UUID, checklist_item_ids: Sequence[UUID], now: datetime
) -> None:
    """Put the steps in this order; refused (`Stale`) unless it names every step once."""
    actor.must(Permission.CHANGE_TASKS)
    task = locked_task(session, actor, task_id)
    steps = {step.id: step for step in _steps(session, task_id)}
    if sorted(steps) != sorted(checklist_item_ids):
        raise Stale("Somebody else changed this checklist meanwhile. Reload the page and look again.")
    for position, step_id in enumerate(checklist_item_ids):
        steps[step_id].position = position
    audit_task(session, actor, task, "put the steps in another order", now)


def remove_checklist_item(
    session: Session, actor: Actor, *, task_id: UUID, checklist_item_id: UUID, now: datetime
) -> None:
    """Take a step away."""
    actor.must(Permission.CHANGE_TASKS)
    task, step = _step(session, actor, task_id, checklist_item_id)
    session.delete(step)
    audit_task(session, actor, task, "removed a step", now, step=step.title)


def add_steps(session: Session, task: Task, titles: Sequence[str]) -> list[ChecklistItem]:
    """Add steps at the end of the checklist of a task that is held, in order; refuses empty ones and too many."""
    wanted = checked_steps(titles)
    held = _steps(session, task.id)
    if len(held) + len(wanted) > MOST_STEPS:
        raise TooManySteps(f"A checklist has at most {MOST_STEPS} steps.", field="step")
    first = max((step.position for step in held), default=-1) + 1
    added = [
        ChecklistItem(task_id=task.id, position=first + number, title=title) for number, title in enumerate(wanted)
    ]
    session.add_all(added)
    session.flush()
    return added


def checked_steps(titles: Sequence[str]) -> list[str]:
    """Return the steps as they are kept; refuses an empty one, one that is too long, and too many."""
    if len(titles) > MOST_STEPS:
        raise TooManySteps(f"A checklist has at most {MOST_STEPS} steps.", field="checklist")
    return [_checked_step(title) for title in titles]


def _checked_step(title: str) -> str:
    title = " ".join(cleaned(title, longest=LONGEST_TITLE, field="step", name="The step").split())
    if not title:
        raise Refused("Write what the step is.", field="step")
    return title


def _steps(session: Session, task_id: UUID) -> list[ChecklistItem]:
    wanted = select(ChecklistItem).where(ChecklistItem.task_id == task_id)
    return list(session.exec(wanted.order_by(col(ChecklistItem.position), col(ChecklistItem.id))))


def _step(session: Session, actor: Actor, task_id: UUID, checklist_item_id: UUID) -> tuple[Task, ChecklistItem]:
    task = locked_task(session, actor, task_id)
    found = next((step for step in _steps(session, task_id) if step.id == checklist_item_id), None)
    if found is None:
        raise NotFound("This step is not there any more. Reload the page and look again.")
    return task, found
