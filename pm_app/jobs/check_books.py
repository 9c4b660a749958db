"""Check what must always hold between the books and the tenants' ledgers."""

import logging
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.outbox.rules import JobReport
from pm_app.receivables.queries.findings import CHECKS, findings
from pm_app.runtime import run_now, services

logger = logging.getLogger(__name__)


def check_books(today: date | None = None) -> JobReport:
    """Run every check as of a day; each that finds something counts as failed and is in the log with its records."""
    found = run_now(SCHEDULER, findings, as_of=today or services().clock.today())
    for one in found:
        records = [str(id_) for id_ in one.ids[:20]]
        logger.error("the books do not agree", extra={"check": one.name, "finding": one.sentence, "records": records})
    said = " ".join(f"{one.name.capitalize()}: {one.sentence}" for one in found) or "Everything holds."
    return JobReport(CHECKS - len(found), len(found), said)
