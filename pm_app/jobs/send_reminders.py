"""Scan every critical date and say the rungs that are due, each once."""

import logging
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.outbox.rules import JobReport
from pm_app.reminders.actions import close_alerts, remind
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.dates import critical_dates, decided_rungs
from pm_app.reminders.rules import CriticalDate, rungs_due
from pm_app.runtime import each, installed, run_now, services

logger = logging.getLogger(__name__)


def send_reminders(today: date | None = None) -> JobReport:
    """Queue one mail per rung that is due on the day; mark what came too late; close alerts that are dealt with."""
    clock = services().clock
    today = today or clock.today()
    dates = run_now(SCHEDULER, critical_dates, today=today)
    decided = run_now(SCHEDULER, decided_rungs, item_ids=[item.item_id for item in dates])
    due = [item for item in dates if _has_something_due(item, today, decided.get(_key(item), set()))]
    mails = 0

    def say(item: CriticalDate) -> None:
        nonlocal mails
        address = installed().settings.address
        mails += run_now(SCHEDULER, remind, item=item, today=today, now=clock.now(), address=address)

    done, failed = each(due, say, failed=_tell)
    closed = run_now(SCHEDULER, close_alerts, standing=dates, now=clock.now())
    return JobReport(done, failed, f"{mails} mails queued for {len(dates)} dates, {closed} alerts closed.")


def _has_something_due(item: CriticalDate, today: date, already: set[int]) -> bool:
    plan = rungs_due(item.falls_on, item.ladder, today, already)
    return plan.send is not None or bool(plan.skipped)


def _key(item: CriticalDate) -> tuple[CriticalDateKind, UUID, str]:
    return item.kind, item.item_id, item.cycle


def _tell(item: CriticalDate, problem: Exception) -> None:
    logger.error("reminder failed", extra={"item_kind": item.kind, "item_id": str(item.item_id)}, exc_info=problem)
