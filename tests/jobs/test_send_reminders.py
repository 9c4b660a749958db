"""Reminders by the clock: each rung is told once, whatever the clock does, and mailed over a real mail server."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.tables import User
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.send_digests import send_digests
from pm_app.jobs.send_reminders import send_reminders
from pm_app.messages.tables import Message
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.tables import Alert, Reminder
from pm_app.runtime import with_services
from tests.adapters.mail_server import MailServer, mail_server
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import FixedClock, OutboxMailer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd.*")

TODAY = date(2026, 1, 15)


@pytest.fixture
def dana(session: Session) -> User:
    """The manager responsible for Alder Court."""
    return a_user(session, role=Role.MANAGER, name="Dana Whitlow", email="dana@example.com")


@pytest.fixture
def office(session: Session, dana: User) -> None:
    """Alder Court with a certificate that expires in 7 days and a license that expires in 60."""
    alder = a_property(session, name="Alder Court", manager_id=dana.id)
    a_document(
        session,
        LinkTarget(property_id=alder.id),
        title="Certificate of Brightwater Plumbing",
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        valid_through=TODAY + timedelta(days=7),
    )
    a_document(
        session,
        LinkTarget(property_id=alder.id),
        title="License of the city",
        kind=DocumentKind.RENTAL_LICENSE,
        valid_through=TODAY + timedelta(days=60),
    )
    session.commit()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server on loopback that the office's mail goes to."""
    with mail_server(None, encryption="none") as running:
        yield running


def test_what_is_critical_comes_alone_and_the_rest_in_the_digest_over_a_real_mail_server(
    office: None, server: MailServer
):
    mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}?tls=none", "Property Desk <desk@example.com>")
    with with_services(mailer=mailer):
        for _ in range(2):
            send_reminders(TODAY)
            send_digests(TODAY)
            deliver_messages()

    assert sorted(str(mail["Subject"]) for mail in server.mails) == [
        "Certificate of insurance expires, 7 days left: Certificate of Brightwater Plumbing",
        "Your dates: 1 this week, 1 new",
    ]
    assert {mail["To"] for mail in server.mails} == {"Dana Whitlow <dana@example.com>"}
    digest = _text(_about(server.mails, "Your dates"))
    assert "WITHIN 60 DAYS (1)\n\n* Rental license expires: License of the city: 60 days left (new)" in digest
    assert "Open: http://127.0.0.1:8000/alerts/" in digest


def test_a_mail_says_the_same_in_both_its_parts(office: None, server: MailServer):
    mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}?tls=none", "Property Desk <desk@example.com>")
    with with_services(mailer=mailer):
        send_reminders(TODAY)
        deliver_messages()

    mail = _about(server.mails, "Certificate")
    html = mail.get_body(("html",))
    assert html is not None
    said = ("Jan 22, 2026", "Alder Court", "Dana Whitlow", "You get this because you answer for it.")
    assert [part for part in said if part not in _text(mail) or part not in str(html.get_content())] == []
    assert "?do=" in _text(mail)


def test_after_days_without_the_job_only_the_most_urgent_rung_is_sent(office: None, session: Session):
    send_reminders(TODAY + timedelta(days=3))

    rows = session.exec(select(Reminder.rung, Reminder.state).order_by(col(Reminder.rung).desc())).all()

    assert [rung for rung, state in rows if state == ReminderState.SENT] == [60, 7]
    assert [rung for rung, state in rows if state == ReminderState.SKIPPED_LATE] == [90, 60, 45, 30, 15]


def test_the_next_rung_is_said_on_its_working_day_and_not_before(office: None):
    mailer = OutboxMailer()
    with with_services(mailer=mailer):
        for day in range(17):
            send_reminders(TODAY + timedelta(days=day))
        deliver_messages()

    # The last good day is a Thursday; a week after it is one too.
    assert [mail.subject for mail in mailer.sent if mail.to_address == "dana@example.com"] == [
        "Certificate of insurance expires, 7 days left: Certificate of Brightwater Plumbing",
        "Certificate of insurance expires, today: Certificate of Brightwater Plumbing",
        "Certificate of insurance expired, 7 days late: Certificate of Brightwater Plumbing",
    ]


def test_mail_waits_while_the_server_is_away_and_goes_out_once_it_is_back(office: None, clock: FixedClock):
    from_noon = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
    mailer = OutboxMailer()

    send_reminders(TODAY)
    send_digests(TODAY)
    with with_services(mailer=SmtpMailer("smtp://127.0.0.1:9?tls=none", "desk@example.com")):
        deliver_messages()
    with with_services(mailer=mailer):
        clock.move_to(from_noon + timedelta(hours=1))
        later = deliver_messages()

    assert (later.done, len(mailer.sent)) == (2, 2)


def test_a_changed_date_closes_its_alert_and_begins_anew(office: None, session: Session):
    send_reminders(TODAY)
    alert = session.exec(select(Alert).where(Alert.falls_on == TODAY + timedelta(days=7))).one()
    session.get_one(Document, alert.item_id).valid_through = TODAY + timedelta(days=395)
    session.commit()

    send_reminders(TODAY)
    session.refresh(alert)

    open_rungs = session.exec(
        select(Reminder.rung).where(Reminder.alert_id == alert.id, Reminder.state == ReminderState.CANCELLED)
    ).all()
    assert alert.closed_at is not None
    assert {0, -7} <= set(open_rungs)


def test_an_office_without_anybody_to_tell_is_told_of_in_the_report(session: Session):
    alder = a_property(session, name="Alder Court")
    a_document(session, LinkTarget(property_id=alder.id), valid_through=TODAY + timedelta(days=7))
    session.commit()

    report = send_reminders(TODAY)
    a_user(session, role=Role.ADMINISTRATOR, name="Ada Boss", email="ada@example.com")
    session.commit()
    later = send_reminders(TODAY + timedelta(days=1))

    assert (report.done, report.failed, "1 with nobody to tell" in report.summary) == (0, 1, True)
    assert (later.done, later.failed) == (1, 0)
    assert [mail.to_address for mail in session.exec(select(Message))] == ["ada@example.com"]


def _about(mails: list[EmailMessage], start: str) -> EmailMessage:
    return next(mail for mail in mails if str(mail["Subject"]).startswith(start))


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
