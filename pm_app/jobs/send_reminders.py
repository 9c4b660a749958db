"""Scan every critical date and decide the rungs that are due, each once."""

import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.freshening import scan_all
from pm_app.outbox.rules import JobReport
from pm_app.reminders.actions.deciding import decide
from pm_app.reminders.queries.due import due_alerts
from pm_app.runtime import each, run_now, services

logger = logging.getLogger(__name__)

BATCH = 200


def send_reminders(today: date | None = None) -> JobReport:
    """Keep the alerts as the dates say, then decide what is due of them.

    A source of dates that cannot be read counts as failed, and so does a batch of alerts; the others go on.
    """
    clock = services().clock
    today = today or clock.today()
    scanned = scan_all(today)
    sent = 0

    def say(alert_ids: Sequence[UUID]) -> None:
        nonlocal sent
        sent += run_now(SCHEDULER, decide, alert_ids=alert_ids, today=today, now=clock.now()).sent

    due = run_now(SCHEDULER, due_alerts, today=today)
    batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    done, failed = each(batches, say, failed=_tell)
    kept = scanned.reconciled
    told = f"{kept.opened} dates new, {kept.moved} changed, {kept.closed} done with; {sent} reminders sent."
    return JobReport(done, failed + len(scanned.failed), told)


def _tell(alert_ids: Sequence[UUID], problem: Exception) -> None:
    logger.error("reminders failed", extra={"alert_ids": [str(one) for one in alert_ids]}, exc_info=problem)
