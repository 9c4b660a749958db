"""What the fields of a template say of a date; in the words in which templates are tried out."""

from datetime import date, datetime

from pm_app.correspondence.rules.values import OfficeFacts, date_values, office_values
from pm_app.reminders.enums import Told
from pm_app.reminders.rules.mails import Desk, Reader, Subject, acts_on, open_path, why_told


def outsider_values(
    subject: Subject, name: str, *, organization: bool, today: date, office: OfficeFacts
) -> dict[str, str]:
    """Return the fields of a mail to somebody outside the office."""
    return office_values(office, recipient_name=name, organization=organization, today=today) | date_values(
        what=subject.what,
        who=subject.who,
        falls_on=subject.falls_on,
        today=today,
        place=subject.property_name,
        unit=subject.unit_name,
    )


def staff_values(
    subject: Subject, reader: Reader, told: Told, *, today: date, now: datetime, desk: Desk, office: OfficeFacts
) -> dict[str, str]:
    """Return the fields of a mail to a user."""
    return outsider_values(subject, reader.name, organization=False, today=today, office=office) | {
        "link": open_path(subject, desk),
        "acknowledge_link": acts_on(subject, reader, today=today, now=now, desk=desk)[0].href,
        "responsible": subject.responsible,
        "told_because": why_told(told),
        "unsubscribe_link": f"{desk.address}/settings/notifications" if told is Told.ROLE else "",
    }
