"""What was said and written in the sample office: calls, a visit, a note, and a mail to everybody in a building."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.actions.bulk import mail_to_many
from pm_app.correspondence.actions.log import log_contact
from pm_app.correspondence.enums import AudienceKind, ContactLogKind, Direction
from pm_app.correspondence.queries.bulk import planned
from pm_app.correspondence.rules.audience import Audience
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS, Stay
from pm_app.messages.actions.delivering import hand_over, mark_sent, take_messages
from pm_app.runtime import run_now

_SUBJECT = "Water off at {{ property }} on Tuesday morning"
_BODY = """Dear {{ first_name }},

the water main at {{ property }} is repaired on Tuesday. In unit {{ unit }} there is no water from 8 a.m. to noon.

- Fill a pot and a bucket the evening before.
- Close your taps while the water is off.

Please call us if this is hard for you: {{ office_phone }}.

{{ office_name }}"""

_SAID = (
    (3, 40, ContactLogKind.CALL, Direction.INCOMING, "Asks whether the rent can come on the 5th each month."),
    (3, 38, ContactLogKind.CALL, Direction.OUTGOING, "Told them: due on the 1st, no late fee until the 5th."),
    (2, 21, ContactLogKind.VISIT, Direction.OUTGOING, "Looked at the damp corner in the bedroom. Photos are filed."),
    (2, 20, ContactLogKind.NOTE, Direction.INTERNAL, "Prefers to be called after 5 p.m."),
    (2, 6, ContactLogKind.LETTER, Direction.OUTGOING, "Renewal offer, by certified mail."),
    (1, 2, ContactLogKind.TEXT_MESSAGE, Direction.INCOMING, "The key to the mailbox is stuck."),
)


def keep_in_touch(people: Staff, stays: Sequence[Stay], property_ids: Mapping[str, UUID], today: date) -> None:
    """Write down some contacts, and mail everybody in one building."""
    for number, (place, days, kind, direction, body) in enumerate(_SAID):
        moment = at(today - timedelta(days=days), hour=14 + number % 4, minute=10 * number)
        run_now(
            people.leasing,
            log_contact,
            request_key=uuid5(KEYS, f"contact {number}"),
            kind=kind,
            direction=direction,
            body=body,
            happened_at=moment,
            now=moment,
            tenancy_id=stays[place].tenancy_id,
        )
    _mail(people.manager, property_ids["Alder Court"], today)


def _mail(manager: Actor, property_id: UUID, today: date) -> None:
    everybody = Audience(AudienceKind.CURRENT, property_ids=(property_id,))
    found, mails = run_now(manager, planned, audience=everybody, subject=_SUBJECT, body=_BODY, today=today)
    sent = at(today - timedelta(days=4))
    run_now(
        manager,
        mail_to_many,
        request_key=uuid5(KEYS, "water off"),
        audience=everybody,
        subject=_SUBJECT,
        body=_BODY,
        seal=found.seal,
        typed=str(len(mails)),
        asks_above=50,
        today=today,
        now=sent,
    )
    keep_mail(sent)


def keep_mail(now: datetime) -> None:
    """Keep what was to go out by then, as the mailer of an office without a mail server does."""
    for taken in run_now(SCHEDULER, take_messages, now=now, limit=1_000):
        run_now(SCHEDULER, hand_over, taken=taken, now=now)
        run_now(SCHEDULER, mark_sent, message_id=taken.message_id, supplier_id="kept in the app", now=now)
