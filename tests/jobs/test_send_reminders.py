"""Reminders by the clock: one mail per rung, whatever the clock does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.tables import User
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.send_reminders import send_reminders
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.tables import Alert, Reminder
from pm_app.runtime import with_services
from tests.adapters.mail_server import MailServer, mail_server
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.fakes import FixedClock, OutboxMailer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd.*")

TODAY = date(2026, 1, 15)


@pytest.fixture
def dana(session: Session) -> User:
    """The manager responsible for Alder Court."""
    return a_user(session, role=Role.MANAGER, name="Dana Whitlow", email="dana@example.com")


@pytest.fixture
def office(session: Session, dana: User) -> None:
    """Alder Court with a certificate that expires in 30 days and a lease that ends in 60."""
    alder = a_property(session, name="Alder Court", manager_id=dana.id)
    a_document(
        session,
        LinkTarget(property_id=alder.id),
        title="Certificate of Brightwater Plumbing",
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        valid_through=TODAY + timedelta(days=30),
    )
    unit = a_unit(session, alder, name="204")
    a_tenancy(session, unit, name="Renee Castellano", starts_on=date(2025, 4, 1), ends_on=TODAY + timedelta(days=60))
    session.commit()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server on loopback that the office's mail goes to."""
    with mail_server(None, encryption="none") as running:
        yield running


def test_one_mail_per_rung_over_a_real_mail_server_however_often_the_job_runs(office: None, server: MailServer):
    mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}?tls=none", "Property Desk <desk@example.com>")
    with with_services(mailer=mailer):
        for _ in range(2):
            send_reminders(TODAY)
            deliver_messages()

        assert sorted(mail["Subject"] for mail in server.mails) == [
            "Certificate of insurance expires, 30 days left: Certificate of Brightwater Plumbing",
            "Lease ends, 60 days left: Renee Castellano, unit 204",
        ]
        assert {mail["To"] for mail in server.mails} == {"Dana Whitlow <dana@example.com>"}
        assert "http://127.0.0.1:8000/leases/" in _text(_about(server.mails, "Lease ends"))


def test_after_days_without_the_job_only_the_most_urgent_rung_is_sent(office: None, session: Session):
    mailer = OutboxMailer()
    with with_services(mailer=mailer):
        send_reminders(TODAY + timedelta(days=3))
        deliver_messages()

    said = sorted(mail.subject for mail in mailer.sent)
    skipped = session.exec(select(Reminder.rung).where(Reminder.state == ReminderState.SKIPPED_LATE)).all()

    assert said == [
        "Certificate of insurance expires, 27 days left: Certificate of Brightwater Plumbing",
        "Lease ends, 57 days left: Renee Castellano, unit 204",
    ]
    assert sorted(skipped) == [45, 60, 90, 120]


def test_the_next_rung_is_said_on_its_day_and_not_before(office: None):
    mailer = OutboxMailer()
    with with_services(mailer=mailer):
        for day in range(31):
            send_reminders(TODAY + timedelta(days=day))
        deliver_messages()

    certificate = [mail.subject for mail in mailer.sent if mail.subject.startswith("Certificate")]

    assert certificate == [
        "Certificate of insurance expires, 30 days left: Certificate of Brightwater Plumbing",
        "Certificate of insurance expires, 15 days left: Certificate of Brightwater Plumbing",
        "Certificate of insurance expires, 7 days left: Certificate of Brightwater Plumbing",
        "Certificate of insurance expires, today: Certificate of Brightwater Plumbing",
    ]


def test_mail_waits_while_the_server_is_away_and_goes_out_once_it_is_back(office: None, clock: FixedClock):
    from_noon = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
    mailer = OutboxMailer()

    send_reminders(TODAY)
    with with_services(mailer=SmtpMailer("smtp://127.0.0.1:9?tls=none", "desk@example.com")):
        first = deliver_messages()
    with with_services(mailer=mailer):
        too_soon = deliver_messages()
        clock.move_to(from_noon + timedelta(hours=1))
        later = deliver_messages()

    assert (first.failed, too_soon.done, later.done, len(mailer.sent)) == (2, 0, 2, 2)


def test_a_changed_date_closes_its_alert_and_begins_anew(office: None, session: Session):
    send_reminders(TODAY)
    alert = session.exec(select(Alert).where(Alert.falls_on == TODAY + timedelta(days=30))).one()
    session.get_one(Document, alert.item_id).valid_through = TODAY + timedelta(days=395)
    session.commit()

    send_reminders(TODAY)
    session.refresh(alert)

    assert alert.resolved_at is not None


def _about(mails: list[EmailMessage], start: str) -> EmailMessage:
    return next(mail for mail in mails if str(mail["Subject"]).startswith(start))


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
