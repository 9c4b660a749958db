"""Tell of what has become due during the day, and mail every user the digest once on a working day."""

from datetime import date

from pm_app.freshening import freshen
from pm_app.outbox.rules import JobReport
from pm_app.reminding import may_tell_now, send_digests_due, tell_what_is_due
from pm_app.runtime import services


def send_digests(today: date | None = None) -> JobReport:
    """From the office's hour on: decide what is due, mail what goes at once, then the digests of the day.

    What was saved is looked at before: nobody is told of a date that was dealt with a moment ago.
    A digest that was missed in the morning is made up on the same day, never on the next.
    """
    today = today or services().clock.today()
    if not may_tell_now():
        return JobReport(0, 0, "Too early in the day.")
    freshen(today)
    told = tell_what_is_due(today)
    digests = send_digests_due(today)
    failed = told.failed + told.nobody + digests.failed
    return JobReport(told.sent + digests.mails, failed, f"Reminders due: {told.sent}, digests queued: {digests.mails}.")
