"""What is said of a date, and to whom."""

from dataclasses import dataclass
from datetime import date
from html import escape
from uuid import UUID

from pm_app.messages.rules import Mail
from pm_app.reminders.rules.dates import CriticalDate, days_words


@dataclass(frozen=True)
class Recipient:
    """Whom a reminder goes to."""

    user_id: UUID
    name: str
    email: str


def reminder_mail(item: CriticalDate, cycle: int, rung: int, recipient: Recipient, today: date, address: str) -> Mail:
    """Return the mail that tells one person of one rung; its key is the same however often it is composed.

    `address` is the origin of the app. Names are escaped in the HTML part.
    """
    day = f"{item.falls_on:%B} {item.falls_on.day}, {item.falls_on.year}"
    words = days_words(item.falls_on, today)
    link = f"{address}{item.path}"
    place = f"{item.who}, {item.property_name}" if item.property_name and item.property_name != item.who else item.who
    sentence = f"{item.what}: {place}. The last good day is {day} ({words})."
    text = (
        f"Hello {recipient.name},\n\n{sentence}\n\nOpen it: {link}\n\n"
        "Acknowledge or snooze it in the app, so that your colleagues know it is in hand.\n"
    )
    html = (
        f"<p>Hello {escape(recipient.name)},</p><p><strong>{escape(item.what)}</strong>: {escape(place)}.<br>"
        f"The last good day is <strong>{escape(day)}</strong> ({escape(words)}).</p>"
        f'<p><a href="{escape(link)}">Open it in Property Desk</a></p>'
        "<p>Acknowledge or snooze it in the app, so that your colleagues know it is in hand.</p>"
    )
    return Mail(
        key=f"reminder:{item.kind.value}:{item.item_id}:{cycle}:{rung}",
        to_address=recipient.email,
        to_name=recipient.name,
        subject=" ".join(f"{item.what}, {words}: {item.who}".split())[:200],
        text=text,
        html=html,
    )
