"""Check that every record has its file in the store, and every file its record."""

import logging
from datetime import date

from pm_app.care import CHECKS, store_findings
from pm_app.outbox.rules import JobReport

logger = logging.getLogger(__name__)


def check_files(today: date | None = None) -> JobReport:
    """Compare the records with the store; each kind of difference counts as failed and is in the log."""
    found = store_findings()
    for one in found:
        records = [str(id_) for id_ in one.ids[:20]]
        logger.error("files and records do not agree", extra={"finding": one.sentence, "records": records})
    said = " ".join(one.sentence for one in found) or "Every record has its file, and every file its record."
    return JobReport(CHECKS - len(found), len(found), said)
