"""What the fields of a template say of a date."""

from datetime import date, datetime

from pm_app.kernel.dates import in_words
from pm_app.messages.rules.letterhead import Letterhead
from pm_app.reminders.enums import Told
from pm_app.reminders.rules.dates import days_left
from pm_app.reminders.rules.mails import Desk, Reader, Subject, acts_on, open_path, why_told


def date_values(subject: Subject, name: str, *, today: date, letterhead: Letterhead) -> dict[str, str]:
    """Return the fields of a mail to somebody outside the office."""
    return {
        "recipient_name": name,
        "first_name": name.split()[0] if name.split() else "",
        "office_name": letterhead.office_name,
        "office_phone": letterhead.phone,
        "office_email": letterhead.email,
        "today": in_words(today),
        "what": subject.what,
        "who": subject.who,
        "falls_on": in_words(subject.falls_on),
        "days": away(subject.falls_on, today),
        "property": subject.property_name,
        "unit": subject.unit_name,
    }


def staff_values(
    subject: Subject, reader: Reader, told: Told, *, today: date, now: datetime, desk: Desk
) -> dict[str, str]:
    """Return the fields of a mail to a user."""
    letterhead = Letterhead(desk.office_name)
    return date_values(subject, reader.name, today=today, letterhead=letterhead) | {
        "link": open_path(subject, desk),
        "acknowledge_link": acts_on(subject, reader, today=today, now=now, desk=desk)[0].href,
        "responsible": subject.responsible,
        "told_because": why_told(told),
        "unsubscribe_link": f"{desk.address}/settings/notifications" if told is Told.ROLE else "",
    }


def away(falls_on: date, today: date) -> str:
    """Return how far off a day is, as it stands after it in a sentence: "in 45 days", "today", "3 days ago"."""
    left = days_left(falls_on, today)
    if left == 0:
        return "today"
    days = "1 day" if abs(left) == 1 else f"{abs(left)} days"
    return f"in {days}" if left > 0 else f"{days} ago"
