"""Mail that is queued, taken, sent, given up and sent again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.queries import history_of
from pm_app.access.rules import NOBODY, SCHEDULER, Actor
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.kernel.errors import NotAllowed, NotFound, Unavailable
from pm_app.kernel.listing import Listing
from pm_app.messages.actions import (
    TAKEN_FOR,
    MessageNotFailed,
    mark_failed,
    mark_sent,
    queue_message,
    send_again,
    take_messages,
)
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import message_counts, message_details, message_rows
from pm_app.messages.rules import MAX_ATTEMPTS, Mail, MailRefused
from pm_app.runtime import with_services
from tests.conftest import NOON, an_actor
from tests.fakes import FixedClock, OutboxMailer


def a_mail(key: str = "reminder:1", to: str = "dana@example.com", subject: str = "Lease ends") -> Mail:
    return Mail(key, to, "Dana Whitlow", subject, "Hello Dana,\n\nit ends.", "<p>It ends.</p>")


def queued(
    session: Session, key: str = "reminder:1", to_user_id: UUID | None = None, subject: str = "Lease ends"
) -> UUID:
    message_id = queue_message(
        session, SCHEDULER, mail=a_mail(key, subject=subject), to_user_id=to_user_id, about=None, now=NOON
    )
    assert message_id is not None
    session.commit()
    return message_id


def state_of(session: Session, message_id: UUID) -> MessageState:
    session.flush()
    session.expire_all()
    return message_details(session, SCHEDULER, message_id=message_id).row.state


def given_up(session: Session, key: str = "reminder:1", to_user_id: UUID | None = None) -> UUID:
    message_id = queued(session, key, to_user_id)
    mark_failed(session, SCHEDULER, message_id=message_id, problem="No such mailbox.", for_good=True, now=NOON)
    session.commit()
    return message_id


def test_the_same_key_is_queued_once(session: Session):
    first = queued(session)
    second = queue_message(session, SCHEDULER, mail=a_mail(subject="Composed anew"), now=NOON)

    assert second is None
    assert message_details(session, SCHEDULER, message_id=first).row.subject == "Lease ends"


def test_mail_goes_out_in_the_name_of_the_office_only(session: Session, manager: Actor):
    with pytest.raises(NotAllowed):
        queue_message(session, manager, mail=a_mail(), now=NOON)


def test_a_message_is_taken_by_one_process_and_given_out_again_when_that_one_dies(session: Session):
    queued(session)

    first = take_messages(session, SCHEDULER, now=NOON)
    meanwhile = take_messages(session, SCHEDULER, now=NOON + TAKEN_FOR - timedelta(seconds=1))
    after = take_messages(session, SCHEDULER, now=NOON + TAKEN_FOR)

    assert (len(first), meanwhile, len(after)) == (1, [], 1)
    assert first[0].mail == a_mail()


def test_a_message_that_kills_whoever_takes_it_is_given_up(session: Session):
    message_id = queued(session)
    for attempt in range(MAX_ATTEMPTS):
        assert take_messages(session, SCHEDULER, now=NOON + attempt * TAKEN_FOR)

    assert take_messages(session, SCHEDULER, now=NOON + MAX_ATTEMPTS * TAKEN_FOR) == []
    session.commit()

    row = message_details(session, SCHEDULER, message_id=message_id).row
    assert (row.state, "again and again" in row.problem) == (MessageState.FAILED, True)


def test_a_failed_attempt_waits_and_the_last_one_is_final(session: Session):
    message_id = queued(session)
    for _ in range(MAX_ATTEMPTS - 1):
        take_messages(session, SCHEDULER, now=NOON + timedelta(days=9))
        mark_failed(session, SCHEDULER, message_id=message_id, problem="Busy.", for_good=False, now=NOON)
    waiting = state_of(session, message_id)
    take_messages(session, SCHEDULER, now=NOON + timedelta(days=9))
    mark_failed(session, SCHEDULER, message_id=message_id, problem="Busy.", for_good=False, now=NOON)

    assert (waiting, state_of(session, message_id)) == (MessageState.QUEUED, MessageState.FAILED)


@pytest.mark.parametrize(
    ("supplier_id", "state"),
    [("<1@mail.example>", MessageState.SENT), ("kept in the app", MessageState.KEPT)],
)
def test_what_went_out_says_whether_it_left_the_office(session: Session, supplier_id: str, state: MessageState):
    message_id = queued(session)

    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id=supplier_id, now=NOON)

    assert state_of(session, message_id) == state
    assert take_messages(session, SCHEDULER, now=NOON + timedelta(days=1)) == []


def test_the_lists_of_the_states_add_up(session: Session, manager: Actor):
    queued(session, "one")
    given_up(session, "two")
    for key, supplier in (("three", "kept in the app"), ("four", "<1@x>"), ("five", "<2@x>")):
        mark_sent(session, SCHEDULER, message_id=queued(session, key), supplier_id=supplier, now=NOON)
    session.commit()

    counts = message_counts(session, manager)

    assert counts == {
        MessageState.QUEUED: 1,
        MessageState.SENT: 2,
        MessageState.KEPT: 1,
        MessageState.FAILED: 1,
        MessageState.UNSURE: 0,
        MessageState.BOUNCED: 0,
    }
    for state, number in counts.items():
        found = message_rows(session, manager, listing=Listing(), state=state)
        assert (found.total, {row.state for row in found.rows}) == (number, {state} if number else set())


def test_mail_is_found_by_address_name_and_subject(session: Session, manager: Actor):
    queued(session, "one", subject="Lease ends: Castellano")
    queued(session, "two", subject="100% of it")

    def found(search: str) -> int:
        return message_rows(session, manager, listing=Listing(search=search)).total

    assert (found("castellano"), found("DANA"), found("100%"), found("%"), found("nobody")) == (1, 2, 1, 1, 0)


def test_a_failed_message_is_sent_again_and_that_is_written_down(session: Session, manager: Actor):
    message_id = given_up(session)

    send_again(session, manager, message_id=message_id, now=NOON)
    session.commit()

    assert state_of(session, message_id) == MessageState.QUEUED
    assert len(take_messages(session, SCHEDULER, now=NOON)) == 1
    assert [row.did for row in history_of(session, manager, about_id=message_id)] == ["sent again"]


def test_only_a_failed_message_is_sent_again(session: Session, manager: Actor):
    message_id = given_up(session)
    send_again(session, manager, message_id=message_id, now=NOON)

    with pytest.raises(MessageNotFailed):
        send_again(session, manager, message_id=message_id, now=NOON)
    with pytest.raises(NotFound):
        send_again(session, manager, message_id=uuid4(), now=NOON)


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE])
def test_who_may_not(session: Session, role: Role):
    actor = an_actor(session, role)
    message_id = given_up(session)

    with pytest.raises(NotAllowed):
        send_again(session, actor, message_id=message_id, now=NOON)
    with pytest.raises(NotAllowed):
        message_rows(session, actor, listing=Listing())
    with pytest.raises(NotAllowed):
        message_details(session, actor, message_id=message_id)


def test_only_the_jobs_take_messages(session: Session, manager: Actor):
    assert not manager.may(Permission.RUN_JOBS)
    for actor in (manager, NOBODY):
        with pytest.raises(NotAllowed):
            take_messages(session, actor, now=NOON)


def test_who_is_held_to_some_properties_sees_only_their_own_mail(session: Session, manager: Actor):
    theirs = given_up(session, "to me", to_user_id=manager.user_id)
    others = given_up(session, "to others")
    within = replace(manager, property_ids=frozenset({uuid4()}))

    assert [row.message_id for row in message_rows(session, within, listing=Listing()).rows] == [theirs]
    assert message_counts(session, within)[MessageState.FAILED] == 1
    with pytest.raises(NotFound):
        message_details(session, within, message_id=others)
    with pytest.raises(NotFound):
        send_again(session, within, message_id=others, now=NOON)
    send_again(session, within, message_id=theirs, now=NOON)


@pytest.mark.parametrize(
    ("failure", "state", "said"),
    [
        (MailRefused("550 no such mailbox"), MessageState.FAILED, "550 no such mailbox"),
        (Unavailable("The mail server did not answer."), MessageState.QUEUED, "The mail server did not answer."),
        (UnicodeError("idna"), MessageState.QUEUED, "UnicodeError: idna"),
    ],
    ids=["refused", "away", "unforeseen"],
)
def test_what_becomes_of_a_mail_that_cannot_go_out(
    session: Session, failure: Exception, state: MessageState, said: str
):
    message_id = queued(session)
    mailer = OutboxMailer()
    mailer.failure = failure

    with with_services(mailer=mailer):
        report = deliver_messages()

    row = message_details(session, SCHEDULER, message_id=message_id).row
    assert (report.failed, row.state, row.problem) == (1, state, said)


def test_one_bad_mail_holds_no_other_up(session: Session, clock: FixedClock):
    class Particular(OutboxMailer):
        def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
            if mail.key == "bad":
                raise ValueError("a line break in an address")
            return super().send(mail, handing_over=handing_over)

    for key in ("one", "bad", "three"):
        queued(session, key)
    mailer = Particular()

    with with_services(mailer=mailer):
        report = deliver_messages()

    assert (report.done, report.failed, [mail.key for mail in mailer.sent]) == (2, 1, ["one", "three"])
