"""Mail that comes back, from a real IMAP server: written down once, and nothing more goes where nobody is."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.adapters.imap_mailbox import ImapMailbox
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.jobs.take_in_bounces import take_in_bounces
from pm_app.messages.actions import mark_sent, queue_message
from pm_app.messages.actions.delivering import mark_unsure
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import MessageRow, message_details
from pm_app.messages.rules import Mail
from pm_app.messages.rules.bounces import return_path
from pm_app.messages.tables import UndeliverableAddress
from pm_app.notifications.tables import Notification
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, run_now, services, with_services
from tests.adapters.mailbox_server import USER_IN_URL, MailboxServer, mailbox_server
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.fakes import OutboxMailer
from tests.messages.made_reports import a_report, an_absence_note


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailboxServer]:
    with mailbox_server(tmp_path_factory.mktemp("bounces")) as running:
        yield running


@pytest.fixture
def server(running: MailboxServer) -> MailboxServer:
    running.empty()
    return running


def sent(session: Session, key: str = "one", to: str = "Maria@example.org") -> UUID:
    """A message that the mail server took."""
    message_id = queue_message(session, SCHEDULER, mail=Mail(key, to, "Maria", "Your lease", "It ends.", ""), now=NOON)
    assert message_id is not None
    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id="<1@x>", now=NOON)
    session.commit()
    return message_id


def path_of(runtime: Runtime, message_id: UUID) -> str:
    return return_path("bounces@desk.example.com", message_id, runtime.settings.secret_key)


def take_in(server: MailboxServer) -> JobReport:
    mailbox = ImapMailbox(f"imap://{USER_IN_URL}@127.0.0.1:{server.port}/INBOX?tls=none")
    with with_services(bounces=mailbox):
        return take_in_bounces()


def row_of(session: Session, message_id: UUID) -> MessageRow:
    session.expire_all()
    return message_details(session, SCHEDULER, message_id=message_id).row


def folders(server: MailboxServer) -> list[int]:
    return [server.count(folder) for folder in ("INBOX", "Filed", "Refused")]


def test_a_mail_to_nobody_comes_back_and_the_next_one_is_not_sent(
    session: Session, runtime: Runtime, server: MailboxServer, manager: Actor
):
    administrator = a_user(session, role=Role.ADMINISTRATOR, email="admin@example.com")
    message_id = sent(session)
    server.deliver(a_report(path_of(runtime, message_id)))

    report = take_in(server)

    row = row_of(session, message_id)
    assert (report.done, row.state, row.bounce.startswith("5.1.1 550")) == (1, MessageState.BOUNCED, True)
    assert folders(server) == [0, 1, 0]
    assert [one.did for one in history_of(session, manager, about_id=message_id)] == ["came back"]
    told = session.exec(select(Notification).where(Notification.user_id == administrator.id)).one()
    assert (told.title, told.path) == ("Mail came back: Your lease", f"/settings/mail?open={message_id}")

    again = run_now(
        SCHEDULER, queue_message, mail=Mail("two", "maria@EXAMPLE.org", "Maria", "Again", "Hello.", ""), now=NOON
    )
    assert again is not None
    failed = row_of(session, again)
    assert failed.state == MessageState.FAILED
    assert failed.problem.startswith("Mail to this address came back: 550 5.1.1")


def test_what_waited_for_an_address_when_it_went_dead_is_given_up(
    session: Session, runtime: Runtime, server: MailboxServer
):
    message_id = sent(session)
    waiting = queue_message(
        session, SCHEDULER, mail=Mail("two", "maria@example.org", "", "Later", "Hello.", ""), now=NOON
    )
    assert waiting is not None
    session.commit()
    server.deliver(a_report(path_of(runtime, message_id)))
    take_in(server)

    deliver_messages()

    mailer = services().mailer
    assert isinstance(mailer, OutboxMailer)
    assert (mailer.sent, row_of(session, waiting).state) == ([], MessageState.FAILED)


@pytest.mark.parametrize(
    ("action", "status", "state", "dead"),
    [
        ("failed", "5.1.1", MessageState.BOUNCED, 1),
        ("failed", "5.2.2", MessageState.BOUNCED, 0),
        ("failed", "4.4.7", MessageState.BOUNCED, 0),
        ("delayed", "4.4.1", MessageState.SENT, 0),
        ("delivered", "2.0.0", MessageState.SENT, 0),
    ],
    ids=["nobody there", "mailbox full", "given up after days", "late", "delivered"],
)
def test_what_becomes_of_each_kind_of_report(
    session: Session, runtime: Runtime, server: MailboxServer, action: str, status: str, state: MessageState, dead: int
):
    message_id = sent(session)
    server.deliver(a_report(path_of(runtime, message_id), action=action, status=status, said="smtp; 550 see status"))

    take_in(server)

    assert row_of(session, message_id).state == state
    assert len(session.exec(select(UndeliverableAddress)).all()) == dead
    assert folders(server) == [0, 1, 0]


def test_the_same_report_twice_and_another_about_the_same_mail_count_once(
    session: Session, runtime: Runtime, server: MailboxServer
):
    message_id = sent(session)
    report = a_report(path_of(runtime, message_id))
    server.deliver(report, report)
    first = take_in(server)
    server.deliver(a_report(path_of(runtime, message_id), said="smtp; 550 another word"))
    second = take_in(server)

    assert (first.done, second.done) == (1, 0)
    assert "no such user" in row_of(session, message_id).bounce
    assert len(session.exec(select(UndeliverableAddress)).all()) == 1


def test_what_is_forged_or_no_report_is_put_away_and_changes_nothing(
    session: Session, runtime: Runtime, server: MailboxServer
):
    message_id = sent(session)
    forged = return_path("bounces@desk.example.com", message_id, "f" * 48)
    unknown = return_path("bounces@desk.example.com", UUID(int=5), runtime.settings.secret_key)
    server.deliver(
        a_report(forged),
        a_report("bounces@desk.example.com"),
        an_absence_note(path_of(runtime, message_id)),
        b"\xff\xfe\x00 no letter at all\r\n\r\n",
        a_report(unknown),
    )

    report = take_in(server)

    assert (report.done, report.failed) == (0, 0)
    assert row_of(session, message_id).state == MessageState.SENT
    assert folders(server) == [0, 1, 4]


def test_a_report_settles_a_mail_that_nobody_was_sure_of(session: Session, runtime: Runtime, server: MailboxServer):
    message_id = queue_message(
        session, SCHEDULER, mail=Mail("one", "maria@example.org", "", "Your lease", "It ends.", ""), now=NOON
    )
    assert message_id is not None
    mark_unsure(session, SCHEDULER, message_id=message_id, problem="No answer came.", now=NOON)
    session.commit()
    server.deliver(a_report(path_of(runtime, message_id)))

    take_in(server)

    assert row_of(session, message_id).state == MessageState.BOUNCED


def test_a_mailbox_that_does_not_answer_is_said_and_read_later(runtime: Runtime):
    with with_services(bounces=ImapMailbox(f"imap://{USER_IN_URL}@127.0.0.1:9/INBOX?tls=none")):
        report = take_in_bounces()

    assert (report.done, report.failed) == (0, 1)
    assert take_in_bounces().summary == "No mailbox for mail that comes back is read."
