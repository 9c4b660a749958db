"""Look at every critical date and tell of the rungs that are due, each once."""

from datetime import date

from pm_app.freshening import scan_all
from pm_app.outbox.rules import JobReport
from pm_app.reminding import tell_what_is_due
from pm_app.runtime import services


def send_reminders(today: date | None = None) -> JobReport:
    """Keep the alerts as the dates say, then decide the rungs that are due and queue the mails that go at once."""
    today = today or services().clock.today()
    scanned = scan_all(today)
    told = tell_what_is_due(today)
    kept = scanned.reconciled
    said = (
        f"Reminders due: {told.sent}, skipped: {told.skipped}, mails queued: {told.mails}, alerts new: {kept.opened}, "
    )
    unread = f", not read: {', '.join(name for name, _ in scanned.failed)}" if scanned.failed else ""
    nobody = f", {told.nobody} with nobody to tell" if told.nobody else ""
    failed = told.failed + told.nobody + len(scanned.failed)
    return JobReport(told.sent, failed, f"{said}closed: {kept.closed}{nobody}{unread}.")
