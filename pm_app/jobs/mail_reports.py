"""Mail the reports that are due to their readers, each once for its day."""

from datetime import date

from pm_app.mailed_reports import mail_due_reports
from pm_app.outbox.rules import JobReport
from pm_app.runtime import services


def mail_reports(today: date | None = None) -> JobReport:
    """Queue the mails of all reports whose hour has come; what a reader may not see is noted beside the schedule."""
    became = mail_due_reports(today or services().clock.today())
    return JobReport(
        became.mailed,
        became.failed,
        f"{became.mailed} reports mailed, {became.refused} not for their readers, {became.failed} to be tried again.",
    )
