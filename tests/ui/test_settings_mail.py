"""The office's mail on the screen: what waits, what went out, what failed, and sending that again."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import UserProperty
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.messages.actions import mark_failed, mark_sent, queue_message, take_messages
from pm_app.messages.actions.bouncing import record_bounce
from pm_app.messages.actions.delivering import mark_unsure
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules import Enclosed, Mail
from pm_app.messages.rules.bounces import Returned
from pm_app.ui import paths
from pm_app.ui.pages.property.mail import PropertyMailState
from pm_app.ui.pages.settings_mail.state import MailState
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.ui.building import seen
from tests.ui.screen import a_browser, opened, said_by


def queued(session: Session, key: str, subject: str = "Lease ends") -> UUID:
    mail = Mail(key, "dana@example.com", "Dana Whitlow", subject, f"Hello Dana,\n\n{subject}.", f"<b>{subject}</b>")
    message_id = queue_message(session, SCHEDULER, mail=mail, now=NOON)
    assert message_id is not None
    return message_id


@pytest.fixture
def failed(session: Session) -> UUID:
    """One message of each state; the failed one is returned."""
    queued(session, "waiting", "Waits")
    mark_sent(session, SCHEDULER, message_id=queued(session, "sent", "Went"), supplier_id="<1@x>", now=NOON)
    kept = queued(session, "kept", "Stays")
    mark_sent(session, SCHEDULER, message_id=kept, supplier_id="kept in the app", now=NOON)
    given_up = queued(session, "failed", "Fails")
    mark_failed(session, SCHEDULER, message_id=given_up, problem="No such mailbox.", for_good=True, now=NOON)
    session.commit()
    return given_up


async def mail(session: Session, actor: Actor, query: str = "") -> MailState:
    return await opened(MailState, a_browser(session, actor), paths.MAIL, query)


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["Fails", "Stays", "Waits", "Went"]),
        ("state=queued", ["Waits"]),
        ("state=sent", ["Went"]),
        ("state=kept", ["Stays"]),
        ("state=failed", ["Fails"]),
        ("q=wait", ["Waits"]),
        ("state=nonsense", ["Fails", "Stays", "Waits", "Went"]),
    ],
)
async def test_mail_is_listed_by_where_it_stands(
    session: Session, manager: Actor, failed: UUID, query: str, subjects: list[str]
):
    state = await mail(session, manager, query)

    assert sorted(line.subject for line in state.lines) == subjects
    assert state.total == len(subjects)


async def test_the_segments_say_how_many_lie_behind_them(session: Session, manager: Actor, failed: UUID):
    state = await mail(session, manager)

    assert state.counts == {
        "queued": "1",
        "sent": "1",
        "kept in the app": "1",
        "failed": "1",
        "not confirmed": "0",
        "bounced": "0",
    }


async def test_a_message_opens_as_it_went_and_closes(session: Session, manager: Actor, failed: UUID):
    state = await mail(session, manager, "state=sent")
    line = state.lines[0]

    await state.open_message(line.message_id)
    text, opened_ = state.opened_text, state.lines[0].is_open
    await state.open_message(line.message_id)

    assert (text, opened_) == ("Hello Dana,\n\nWent.", True)
    assert (state.opened_text, state.lines[0].is_open) == ("", False)
    assert line.sent.startswith("Sent Jan 15, 2026")
    assert line.recipient == "Dana Whitlow <dana@example.com>"


async def test_what_is_kept_without_a_mail_server_was_not_sent(session: Session, manager: Actor, failed: UUID):
    state = await mail(session, manager, "state=kept")

    await state.open_message(state.lines[0].message_id)

    assert state.lines[0].sent.startswith("Kept in the app since Jan 15, 2026")
    assert [step.label for step in state.opened_steps] == ["Queued", "Kept in the app since"]


async def test_a_failed_message_says_why_and_is_sent_again(session: Session, manager: Actor, failed: UUID):
    state = await mail(session, manager, "state=failed")
    problem = state.lines[0].problem

    answer = await state.submit_again(str(failed))
    session.expire_all()

    assert problem == "Given up after 0 attempts: No such mailbox."
    assert said_by(answer) == ["It goes out within a minute."]
    assert (await mail(session, manager, "state=failed")).total == 0
    assert str(failed) in {str(taken.message_id) for taken in take_messages(session, SCHEDULER, now=NOON, limit=9)}


async def test_a_message_that_is_tried_again_says_so(session: Session, manager: Actor):
    message_id = queued(session, "one")
    take_messages(session, SCHEDULER, now=NOON)
    mark_failed(session, SCHEDULER, message_id=message_id, problem="Busy.", for_good=False, now=NOON)
    session.commit()

    [line] = (await mail(session, manager)).lines

    assert (line.problem, line.failed) == ("1 attempt so far, it is tried again: Busy.", False)


async def test_who_may_not_see_mail_is_refused(session: Session, failed: UUID):
    for role in (Role.READ_ONLY, Role.MAINTENANCE):
        with pytest.raises(NotAllowed):
            await mail(session, an_actor(session, role))


async def test_an_id_that_was_made_up_is_refused(session: Session, manager: Actor):
    state = await mail(session, manager)

    for made_up in ("x", str(uuid4())):
        with pytest.raises(NotFound):
            await state.open_message(made_up)
        with pytest.raises(NotFound):
            await state.submit_again(made_up)


async def test_an_open_message_shows_what_is_attached_and_leads_to_its_document(session: Session, manager: Actor):
    document_id = uuid4()
    enclosed = Enclosed("documents/ab", "statement.pdf", "application/pdf", 82_400, document_id)
    mail_ = Mail("paper:1", "dana@example.com", "Dana Whitlow", "Your statement", "Attached.", "")
    message_id = queue_message(session, SCHEDULER, mail=mail_, enclosed=[enclosed], now=NOON)
    session.commit()
    state = await mail(session, manager)

    await state.open_message(str(message_id))
    shown = [(file.name, file.size, file.path) for file in state.opened_files]
    await state.open_message(str(message_id))

    assert shown == [("statement.pdf", "82 kB", f"/documents/{document_id}")]
    assert state.opened_files == []


def unsure(session: Session) -> UUID:
    message_id = queued(session, "unsure", "Left")
    mark_unsure(session, SCHEDULER, message_id=message_id, problem="No answer came.", now=NOON)
    session.commit()
    return message_id


async def test_what_nobody_is_sure_of_is_said_first_and_settled_by_a_person(session: Session, manager: Actor):
    message_id = unsure(session)
    state = await mail(session, manager, "state=not")
    trouble, line = state.trouble, state.lines[0]

    answer = await state.submit_arrived(line.message_id)
    session.expire_all()

    assert trouble == "Of 1 message nobody knows whether it arrived."
    assert (line.status, line.tone, line.again, line.unsure) == ("Not confirmed", "amber", True, True)
    assert line.problem.startswith("Nobody knows whether it arrived, so it is not sent again by itself: No answer")
    assert said_by(answer) == ["It is kept as sent."]
    assert (await mail(session, manager, "state=sent")).lines[0].message_id == str(message_id)


async def test_all_is_well_when_nothing_failed(session: Session, manager: Actor):
    queued(session, "one")
    session.commit()

    assert (await mail(session, manager)).trouble == ""


async def test_a_message_opens_by_its_address_wherever_it_is_listed(session: Session, manager: Actor, failed: UUID):
    state = await mail(session, manager, f"state=sent&open={failed}")

    [first, other] = state.lines
    assert (first.message_id, first.is_open, first.subject, other.is_open) == (str(failed), True, "Fails", False)
    assert (state.opened_text, state.opened_html) == ("Hello Dana,\n\nFails.", "<b>Fails</b>")
    assert [step.label for step in state.opened_steps] == ["Queued", "Given up"]
    for nothing in ("x", str(uuid4())):
        assert (await mail(session, manager, f"open={nothing}")).opened_id == ""


async def test_mail_is_narrowed_to_what_it_is_for(session: Session, manager: Actor):
    for purpose in (MessagePurpose.DIGEST, MessagePurpose.BULK):
        mail_ = Mail(purpose.value, "dana@example.com", "", purpose.value, "Text.", "")
        queue_message(session, SCHEDULER, mail=mail_, purpose=purpose, now=NOON)
    session.commit()

    state = await mail(session, manager, "for=mail-to-many")

    assert [line.purpose for line in state.lines] == ["Mail to many"]
    assert state.counts["queued"] == "1"


async def test_what_came_back_says_why_and_its_address_works_again(session: Session, manager: Actor):
    message_id = queued(session, "one")
    mark_sent(session, SCHEDULER, message_id=message_id, supplier_id="<1@x>", now=NOON)
    returned = Returned(True, "5.1.1", "550 no such user")
    record_bounce(session, SCHEDULER, message_id=message_id, returned=returned, now=NOON)
    session.commit()
    state = await mail(session, manager, f"state=bounced&open={message_id}")
    [line], [dead] = state.lines, state.dead

    answer = await state.submit_works(dead.address_id)
    session.expire_all()

    assert line.problem == "It came back: 5.1.1 550 no such user"
    assert [step.label for step in state.opened_steps][:3] == ["Queued", "Sent", "Came back"]
    assert (dead.address, dead.reason) == ("dana@example.com", "550 no such user.")
    assert said_by(answer)[0].startswith("Mail goes to this address again.")
    assert (await mail(session, manager)).dead == []


async def test_mail_on_the_record_of_a_property_is_seen_by_who_looks_after_it(session: Session, manager: Actor):
    ours, theirs = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    for place in (ours, theirs):
        mail_ = Mail(place.name, "renee@example.org", "Renee", f"About {place.name}", "Hello.", "")
        queue_message(session, SCHEDULER, mail=mail_, property_id=place.id, now=NOON)
    to_staff = Mail("staff", "dana@example.com", "Dana", "A reminder", "Secret.", "")
    queue_message(session, SCHEDULER, mail=to_staff, to_user_id=manager.user_id, property_id=ours.id, now=NOON)
    session.commit()
    within = an_actor(session, Role.LEASING)
    assert within.user_id is not None
    session.add(UserProperty(user_id=within.user_id, property_id=ours.id))
    session.commit()

    shown = await seen(PropertyMailState, session, manager, ours.id, "tab=mail")
    listed = await mail(session, within)
    with pytest.raises(NotFound):
        await seen(PropertyMailState, session, within, theirs.id, "tab=mail")

    assert [line.subject for line in shown.lines] == ["About Alder Court"]
    assert [line.subject for line in listed.lines] == ["About Alder Court"]
    assert listed.dead == []


async def test_what_was_made_up_settles_nothing(session: Session, manager: Actor):
    message_id = unsure(session)
    state = await mail(session, manager)

    with pytest.raises(NotFound):
        await state.submit_works(str(message_id))
    with pytest.raises(NotFound):
        await state.submit_arrived("made up")
