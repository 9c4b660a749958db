"""Scan every critical date and say the rungs that are due, each once."""

import logging
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.freshening import scan_all
from pm_app.outbox.rules import JobReport
from pm_app.reminders.actions.deciding import remind
from pm_app.reminders.queries.due import due_alerts
from pm_app.runtime import each, installed, run_now, services

logger = logging.getLogger(__name__)


def send_reminders(today: date | None = None) -> JobReport:
    """Keep the alerts as the dates say, then queue one mail per rung that is due on the day."""
    clock = services().clock
    today = today or clock.today()
    kept = scan_all(today)
    mails = 0

    def say(alert_id: UUID) -> None:
        nonlocal mails
        address = installed().settings.address
        mails += run_now(SCHEDULER, remind, alert_id=alert_id, today=today, now=clock.now(), address=address)

    done, failed = each(run_now(SCHEDULER, due_alerts, today=today), say, failed=_tell)
    return JobReport(done, failed, f"{mails} mails queued, {kept.opened} dates new, {kept.closed} alerts closed.")


def _tell(alert_id: UUID, problem: Exception) -> None:
    logger.error("reminder failed", extra={"alert_id": str(alert_id)}, exc_info=problem)
