"""Start the tasks of templates for whatever happened: somebody moved in, notice was given, a document expired."""

import logging
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.outbox.rules import JobReport
from pm_app.runtime import each, run_now, services
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.queries.templates import tasks_to_start
from pm_app.tasks.rules.templates import TaskToStart

logger = logging.getLogger(__name__)


def start_tasks(today: date | None = None) -> JobReport:
    """Add the tasks that templates are to start, each once however often this runs and however late."""
    today = today or services().clock.today()
    missing = run_now(SCHEDULER, tasks_to_start, today=today)

    def start(task: TaskToStart) -> None:
        run_now(
            SCHEDULER,
            add_task,
            request_key=task.request_key,
            title=task.title,
            notes=task.notes,
            priority=task.priority,
            due_on=task.due_on,
            about=task.about,
            assigned_to_id=task.assigned_to_id,
            checklist=task.checklist,
            task_template_id=task.task_template_id,
            now=services().clock.now(),
        )

    def failed(task: TaskToStart, problem: Exception) -> None:
        logger.error(
            "no task from a template", extra={"task_template_id": str(task.task_template_id)}, exc_info=problem
        )

    done, not_done = each(missing, start, failed=failed)
    return JobReport(done, not_done, f"{done:,} task{'' if done == 1 else 's'} started by what happened.")
