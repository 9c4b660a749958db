"""Mail that did not arrive: who is told, which addresses take none, and what a person decides."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Permission, Role
from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.messages.actions import MessageNotFailed, send_again
from pm_app.messages.actions.delivering import mark_sent, mark_unsure
from pm_app.messages.actions.settling import AddressDead, address_works_again, it_arrived
from pm_app.messages.enums import MessagePurpose, MessageState
from pm_app.messages.queries.addresses import dead_addresses, undeliverable
from pm_app.messages.rules import (
    MailRefused,
)
from pm_app.messages.tables import Message
from pm_app.notifications.tables import Notification
from pm_app.runtime import Runtime
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user
from tests.fakes import OutboxMailer
from tests.messages.delivered import deliver, failing, queued, row_of


def test_a_dead_address_is_learned_from_the_server_and_said_to_work_again(session: Session, manager: Actor):
    first = queued(session)
    deliver(failing(MailRefused("The mail server refused this address: 550 5.1.1 no such user", status="5.1.1")))
    second = queued(session, "two", to="DANA@example.com")
    [dead] = dead_addresses(session, manager)
    with pytest.raises(AddressDead, match="came back"):
        send_again(session, manager, message_id=second, now=NOON)

    address_works_again(session, manager, address_id=dead.address_id, now=NOON)
    for message_id in (first, second):
        send_again(session, manager, message_id=message_id, now=NOON)
    session.commit()

    assert dead.address == "dana@example.com"
    assert deliver(OutboxMailer()) == (2, 0)
    assert (dead_addresses(session, manager), undeliverable(session, manager, addresses=["dana@example.com"])) == (
        [],
        {},
    )
    assert [line.did for line in history_of(session, manager, about_id=dead.address_id)] == [
        "said that it works again",
        "stopped mail to",
    ]


@pytest.mark.parametrize("address", ["", "dana", "dana@example.com\r\nRCPT TO:<x@example.net>", f"{'a' * 65}@x.com"])
def test_what_is_no_address_is_failed_when_it_is_queued(session: Session, address: str):
    message_id = queued(session, to=address)

    row = row_of(session, message_id)
    assert (row.state, row.problem) == (
        MessageState.FAILED,
        "This is not an e-mail address that mail can be sent to.",
    )


def test_an_evening_of_failures_does_not_fill_the_bell(session: Session):
    administrator = a_user(session, role=Role.ADMINISTRATOR)
    for number in range(30):
        queued(session, str(number), to="nobody")

    told = session.exec(select(Notification).where(Notification.user_id == administrator.id)).all()

    assert len(told) == 11
    assert [one.title for one in told if one.path == "/settings/mail"] == ["More mail was not delivered"]


@pytest.mark.parametrize(
    ("purpose", "kept"),
    [
        (MessagePurpose.DIGEST, "https://desk.example.com/x"),
        (MessagePurpose.BULK, "https://desk.example.com/x"),
        (MessagePurpose.PAPER, ""),
        (MessagePurpose.ACCOUNT, ""),
        (MessagePurpose.SYSTEM, ""),
    ],
)
def test_only_what_is_optional_can_be_ended(session: Session, purpose: MessagePurpose, kept: str):
    queued(session, purpose=purpose, unsubscribe="https://desk.example.com/x")
    mailer = OutboxMailer()

    deliver(mailer)

    assert [mail.unsubscribe for mail in mailer.sent] == [kept]


def test_a_person_settles_what_nobody_was_sure_of(session: Session, manager: Actor):
    arrived, lost = queued(session, "arrived"), queued(session, "lost")
    for message_id in (arrived, lost):
        mark_unsure(session, SCHEDULER, message_id=message_id, problem="No answer.", now=NOON)

    it_arrived(session, manager, message_id=arrived, now=NOON)
    send_again(session, manager, message_id=lost, now=NOON)
    session.commit()
    mailer = OutboxMailer()
    deliver(mailer)

    assert [mail.key for mail in mailer.sent] == ["lost"]
    assert {row_of(session, one).state for one in (arrived, lost)} == {MessageState.SENT}
    assert [line.did for line in history_of(session, manager, about_id=arrived)] == ["said that it arrived"]
    with pytest.raises(MessageNotFailed):
        it_arrived(session, manager, message_id=arrived, now=NOON)


def test_what_came_back_is_sent_as_a_message_of_its_own_once(session: Session, manager: Actor):
    message_id = queued(session)
    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id="<1@x>", now=NOON)
    message = session.get_one(Message, message_id)
    message.bounced_at, message.bounce = NOON, "5.2.2 mailbox full"
    session.commit()

    send_again(session, manager, message_id=message_id, now=NOON)
    with pytest.raises(MessageNotFailed, match="sent again already"):
        send_again(session, manager, message_id=message_id, now=NOON)
    session.commit()
    mailer = OutboxMailer()

    assert deliver(mailer) == (1, 0)
    assert (mailer.sent[0].key, row_of(session, message_id).state) == ("one:again", MessageState.BOUNCED)


def test_who_may_settle(session: Session, runtime: Runtime):
    message_id = queued(session)
    mark_unsure(session, SCHEDULER, message_id=message_id, problem="No answer.", now=NOON)
    reader = an_actor(session, Role.READ_ONLY)

    assert not reader.may(Permission.HANDLE_ALERTS)
    for settle in (it_arrived, send_again):
        with pytest.raises(NotAllowed):
            settle(session, reader, message_id=message_id, now=NOON)
    with pytest.raises(NotAllowed):
        address_works_again(session, reader, address_id=uuid4(), now=NOON)
    with pytest.raises(NotFound):
        address_works_again(session, an_actor(session, Role.MANAGER), address_id=uuid4(), now=NOON)
