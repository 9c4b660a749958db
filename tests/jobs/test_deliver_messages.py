"""Delivering what is due: who goes first, who waits, what is given up, and what a person decides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER
from pm_app.messages.actions import TAKEN_FOR, take_messages
from pm_app.messages.actions.delivering import hand_over, mark_failed, mark_sent, put_back, settle_abandoned
from pm_app.messages.enums import MessagePurpose, MessageState
from pm_app.messages.rules import (
    MAX_ATTEMPTS,
    HandoverForbidden,
    HandoverUnsure,
    Mail,
    MailDeferred,
    MailServerAway,
)
from pm_app.messages.rules.bounces import message_in
from pm_app.messages.rules.mail import GREYLIST_PAUSE, LONGEST_PAUSE, Allowance
from pm_app.messages.tables import Message
from pm_app.notifications.tables import Notification
from pm_app.runtime import Runtime, install
from tests.conftest import NOON
from tests.counting import counted
from tests.factories.access import a_user
from tests.fakes import FixedClock, OutboxMailer
from tests.messages.delivered import deliver, failing, queued, row_of


def test_accounts_and_digests_go_first(session: Session):
    queued(session, "bulk", purpose=MessagePurpose.BULK, at=NOON - timedelta(hours=2))
    queued(session, "account", purpose=MessagePurpose.ACCOUNT)
    queued(session, "digest", purpose=MessagePurpose.DIGEST)
    mailer = OutboxMailer()

    deliver(mailer)

    assert [mail.key for mail in mailer.sent] == ["account", "digest", "bulk"]


def test_an_address_gets_no_more_than_its_allowance_and_the_rest_tomorrow(session: Session, clock: FixedClock):
    ids = [queued(session, f"mail {number}") for number in range(52)]
    queued(session, "digest", purpose=MessagePurpose.DIGEST)
    queued(session, "elsewhere", to="renee@example.com")
    mailer = OutboxMailer()

    deliver(mailer)
    today = [mail.key for mail in mailer.sent]
    waiting = [row_of(session, one) for one in ids[-3:]]
    clock.move_to(NOON + timedelta(hours=13))
    deliver(mailer)

    assert (len(today), today[0], "elsewhere" in today) == (51, "digest", True)
    assert {row.state for row in waiting} == {MessageState.QUEUED}
    assert "at most 50 mails a day" in waiting[0].problem
    assert waiting[0].attempts == 0
    assert len({mail.key for mail in mailer.sent}) == len(mailer.sent) == 54


def test_however_many_wait_for_one_address_they_are_put_off_together(session: Session, clock: FixedClock):
    day = Allowance(0, NOON - timedelta(hours=12), NOON + timedelta(hours=12))
    asked: list[int] = []
    for lot in (3, 30):
        for number in range(lot):
            queued(session, f"{lot} {number}")
        with counted(session) as sent:
            assert take_messages(session, SCHEDULER, now=NOON, allowance=day) == []
        asked.append(len(sent))

    waiting = session.exec(select(Message.due_at)).all()
    assert (len(waiting), set(waiting)) == (33, {day.ends_at})
    assert asked[0] == asked[1]


def test_what_is_kept_in_the_app_uses_up_no_allowance(session: Session):
    for number in range(50):
        mark_sent(session, SCHEDULER, message_id=queued(session, str(number)), supplier_id="kept in the app", now=NOON)
    session.commit()
    queued(session, "one more")
    mailer = OutboxMailer()

    assert deliver(mailer) == (1, 0)


def test_the_pauses_grow_and_end_at_six_hours_and_after_days_a_person_is_told(session: Session, clock: FixedClock):
    administrator = a_user(session, role=Role.ADMINISTRATOR)
    message_id = queued(session)
    mailer = failing(MailDeferred("The mailbox is busy."))
    pauses: list[timedelta] = []
    for _ in range(MAX_ATTEMPTS):
        deliver(mailer)
        session.expire_all()
        due_at = session.get_one(Message, message_id).due_at
        pauses.append(due_at - clock.now())
        clock.move_to(due_at)

    row = row_of(session, message_id)
    assert pauses[:5] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16)]
    assert max(pauses[:-1]) == LONGEST_PAUSE
    assert (row.state, row.problem, row.attempts) == (MessageState.FAILED, "The mailbox is busy.", MAX_ATTEMPTS)
    assert clock.now() - NOON > timedelta(days=3)
    told = session.exec(select(Notification).where(Notification.user_id == administrator.id)).one()
    assert (told.title, told.path) == ("Mail was not delivered: Lease ends", f"/settings/mail?open={message_id}")


def test_who_greylists_is_left_alone_for_five_minutes(session: Session, clock: FixedClock):
    queued(session)
    mailer = failing(MailDeferred("451 greylisted", wait=GREYLIST_PAUSE))
    deliver(mailer)
    mailer.failure = None

    clock.move_to(NOON + timedelta(minutes=4, seconds=59))
    too_soon = deliver(mailer)
    clock.move_to(NOON + timedelta(minutes=5))

    assert (too_soon, deliver(mailer)) == ((0, 0), (1, 0))


def test_while_the_server_is_away_nothing_counts_as_tried_however_long_it_lasts(session: Session, clock: FixedClock):
    ids = [queued(session, str(number)) for number in range(5)]
    mailer = failing(MailServerAway("The mail server does not answer."))
    reports = set[tuple[int, int]]()
    for _ in range(200):
        reports.add(deliver(mailer))
        clock.move_to(clock.now() + timedelta(minutes=20))
    rows = [row_of(session, one) for one in ids]
    mailer.failure = None

    assert deliver(mailer) == (5, 0)
    assert reports == {(0, 5)}
    assert {row.state for row in rows} == {MessageState.QUEUED}
    assert {row.problem for row in rows} == {"The mail server does not answer."}
    assert max(row.attempts for row in rows) <= 5


def test_once_the_server_is_back_mail_waits_a_quarter_of_an_hour_at_most(session: Session, clock: FixedClock):
    queued(session)
    mailer = failing(MailServerAway("The mail server does not answer."))
    for _ in range(20):
        deliver(mailer)
        clock.move_to(clock.now() + timedelta(hours=1))
    deliver(mailer)
    mailer.failure = None
    clock.move_to(clock.now() + timedelta(minutes=16))

    assert deliver(mailer) == (1, 0)


def test_what_nobody_is_sure_of_is_never_sent_again_by_itself(session: Session, clock: FixedClock):
    administrator = a_user(session, role=Role.ADMINISTRATOR)
    message_id = queued(session)
    mailer = failing(HandoverUnsure("The text left, and no answer came."))
    first = deliver(mailer)
    mailer.failure = None
    for days in range(1, 40):
        clock.move_to(NOON + timedelta(days=days))
        deliver(mailer)

    row = row_of(session, message_id)
    assert (first, mailer.sent) == ((0, 1), [])
    assert (row.state, row.problem) == (MessageState.UNSURE, "The text left, and no answer came.")
    told = session.exec(select(Notification).where(Notification.user_id == administrator.id)).one()
    assert told.title == "Nobody knows whether a mail arrived: Lease ends"


def test_a_mailer_that_breaks_after_the_text_left_leaves_it_unsure(session: Session):
    class Broken(OutboxMailer):
        def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
            super().send(mail, handing_over=handing_over)
            raise ValueError("an answer nobody foresaw")

    message_id = queued(session)

    deliver(Broken())

    assert row_of(session, message_id).state == MessageState.UNSURE


def test_a_process_that_ended_after_the_text_left_is_found_out_at_once(session: Session):
    message_id = queued(session)
    [taken] = take_messages(session, SCHEDULER, now=NOON)
    hand_over(session, SCHEDULER, taken=taken, now=NOON)
    session.commit()
    mailer = OutboxMailer()

    assert deliver(mailer) == (0, 1)
    assert (row_of(session, message_id).state, mailer.sent) == (MessageState.UNSURE, [])


def test_another_one_at_work_is_given_its_time_before_its_mail_is_called_unsure(session: Session):
    message_id = queued(session)
    [taken] = take_messages(session, SCHEDULER, now=NOON)
    hand_over(session, SCHEDULER, taken=taken, now=NOON)

    early = settle_abandoned(session, SCHEDULER, alone=False, now=NOON + TAKEN_FOR - timedelta(seconds=1))
    late = settle_abandoned(session, SCHEDULER, alone=False, now=NOON + TAKEN_FOR)
    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id="<1@x>", now=NOON)

    assert (early, late, row_of(session, message_id).state) == (0, 1, MessageState.SENT)


def test_whoever_was_too_slow_may_not_let_the_text_leave(session: Session):
    message_id = queued(session)
    [slow] = take_messages(session, SCHEDULER, now=NOON)
    [quick] = take_messages(session, SCHEDULER, now=NOON + TAKEN_FOR)
    hand_over(session, SCHEDULER, taken=quick, now=NOON)

    for late in (slow, quick):
        with pytest.raises(HandoverForbidden):
            hand_over(session, SCHEDULER, taken=late, now=NOON)
    mark_failed(session, SCHEDULER, message_id=message_id, problem="Late.", for_good=False, taken=slow, now=NOON)
    put_back(session, SCHEDULER, taken=slow, problem="Late.", now=NOON)
    in_hand = take_messages(session, SCHEDULER, now=NOON + timedelta(days=1))
    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id="<1@x>", now=NOON)
    mark_failed(session, SCHEDULER, message_id=message_id, problem="Too late.", for_good=True, taken=quick, now=NOON)

    assert (in_hand, row_of(session, message_id).state) == ([], MessageState.SENT)


def test_the_return_path_is_the_mails_own(session: Session, runtime: Runtime):
    ids = {queued(session, key) for key in ("one", "two")}
    mailer = OutboxMailer()
    settings = replace(runtime.settings, bounce_address="bounces@desk.example.com")
    install(replace(runtime, settings=settings))

    deliver(mailer)

    assert {message_in([mail.return_path], settings.secret_key) for mail in mailer.sent} == ids
