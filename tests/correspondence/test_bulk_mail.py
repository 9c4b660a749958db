"""One text to many: one mail each, all or nothing, once however often it is sent; what became of it."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, col, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import AuditEntry
from pm_app.correspondence.actions.bulk import MailedToMany, mail_to_many
from pm_app.correspondence.enums import AudienceKind, LeftOut
from pm_app.correspondence.queries.bulk import bulk_mail_details, bulk_mail_rows, mail_to, planned
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.rules.shipped import SHIPPED_BY_KEY
from pm_app.correspondence.tables import BulkMail
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.messages.actions.delivering import mark_failed, mark_sent
from pm_app.messages.actions.letterhead import change_letterhead
from pm_app.messages.actions.queueing import OneOfMany, queue_many
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.messages.tables import Message, UndeliverableAddress
from pm_app.notifications.tables import Notification
from pm_app.portfolio.tables import Property
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.mailing import a_home, a_late_household, an_address
from tests.factories.people import a_person
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)
CURRENT = Audience(AudienceKind.CURRENT)
BODY = "Hi {{ first_name }} of {{ property }} {{ unit }}"


@pytest.fixture
def place(session: Session) -> Property:
    """A property with three households that mail can reach, and one that it cannot."""
    place = a_property(session, name="Elm Court")
    for name in ("Anna Adams", "Bert Brown", "Cleo Chan"):
        a_home(session, place, name)
    a_home(session, place, "Dina Dunn", address=None)
    session.commit()
    return place


def seal_of(session: Session, actor: Actor, audience: Audience = CURRENT, body: str = BODY) -> str:
    return planned(session, actor, audience=audience, subject="News", body=body, today=TODAY)[0].seal


def sent(session: Session, actor: Actor, **more: object) -> MailedToMany:
    given = {
        "request_key": uuid4(),
        "audience": CURRENT,
        "subject": "News",
        "body": BODY,
        "asks_above": 50,
        "today": TODAY,
        "now": NOON,
    } | more
    if "seal" not in given:
        given["seal"] = seal_of(session, actor, given["audience"], given["body"])  # pyright: ignore[reportArgumentType]
    return mail_to_many(session, actor, **given)  # pyright: ignore[reportArgumentType]


def messages(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by(col(Message.to_name))))


def test_each_person_gets_one_mail_of_their_own(session: Session, manager: Actor, place: Property):
    answer = sent(session, manager)

    assert (answer.mails, answer.again) == (3, False)
    found = messages(session)
    assert [one.to_name for one in found] == ["Anna Adams", "Bert Brown", "Cleo Chan"]
    anna = found[0]
    assert anna.body_text.startswith("Hi Anna of Elm Court ")
    assert (anna.to_address, anna.purpose) == ("anna.adams@example.com", MessagePurpose.BULK)
    assert (anna.bulk_mail_id, anna.property_id) == (answer.bulk_mail_id, place.id)
    assert None not in (anna.person_id, anna.tenancy_id)
    assert "<p>Hi Anna of Elm Court" in anna.body_html
    kept = session.exec(select(BulkMail)).one()
    assert (kept.mails, kept.left_out, kept.queued_by) == (3, 1, manager.name)
    assert kept.audience["words"] == "Current tenants"
    entry = session.exec(select(AuditEntry).where(AuditEntry.about_id == kept.id)).one()
    assert (entry.did, entry.details) == ("mailed to 3", {"to": "Current tenants", "mails": 3, "left_out": 1})


def test_a_form_that_is_sent_twice_mails_once(session: Session, manager: Actor, place: Property):
    key = uuid4()
    first = sent(session, manager, request_key=key)
    second = sent(session, manager, request_key=key)
    assert second == replace(first, again=True)
    assert len(messages(session)) == 3
    with pytest.raises(NotAllowed):
        sent(session, an_actor(session, Role.MANAGER), request_key=key)


def test_others_than_those_confirmed_get_nothing(session: Session, manager: Actor, place: Property):
    seal = seal_of(session, manager)
    a_home(session, place, "Emil Ek")
    with pytest.raises(Stale):
        sent(session, manager, seal=seal)
    with pytest.raises(Stale):
        sent(session, manager, seal="")
    assert messages(session) == []
    assert session.exec(select(BulkMail)).all() == []


def test_above_the_limit_the_number_is_typed(session: Session, manager: Actor, place: Property):
    for typed in ("", "2", "three"):
        with pytest.raises(Refused) as refusal:
            sent(session, manager, asks_above=2, typed=typed)
        assert refusal.value.field == "typed"
    assert messages(session) == []
    assert sent(session, manager, asks_above=2, typed="3").mails == 3


def test_nobody_is_refused_and_a_broken_template_too(session: Session, manager: Actor, place: Property):
    elsewhere = Audience(AudienceKind.CURRENT, property_ids=(uuid4(),))
    with pytest.raises(Refused, match="Nobody would get this mail"):
        sent(session, manager, audience=elsewhere)
    with pytest.raises(Refused, match="is no field"):
        sent(session, manager, body="{{ naem }}", seal="x")
    with pytest.raises(Refused, match="one line"):
        sent(session, manager, subject="a\nBcc: b@example.com", seal="x")
    assert messages(session) == []


def test_who_is_left_out_by_hand_gets_none(session: Session, manager: Actor, place: Property):
    anna = planned(session, manager, audience=CURRENT, subject="s", body=BODY, today=TODAY)[0].chosen[0]
    without = frozenset({anna.person_id})
    found, mails = planned(session, manager, audience=CURRENT, subject="s", body=BODY, today=TODAY, without=without)
    assert [mail.to.name for mail in mails] == ["Bert Brown", "Cleo Chan"]
    sent(session, manager, seal=found.seal, without=without)
    assert [one.to_name for one in messages(session)] == ["Bert Brown", "Cleo Chan"]


def test_whose_mail_would_be_empty_is_left_out(session: Session, manager: Actor, place: Property):
    an_address(session, person := a_person(session, name="Olga"))
    audience = Audience(AudienceKind.PEOPLE, person_ids=(person.id,))
    found, mails = planned(session, manager, audience=audience, subject="s", body="{{ unit }}", today=TODAY)
    assert mails == []
    assert [reason for _, reason in found.left_out] == [LeftOut.EMPTY]


def test_the_late_are_told_what_is_past_due(session: Session, manager: Actor):
    change_letterhead(
        session, manager, office_name="Harbor", address="", phone="555 0100", email="", website="", footer="",
        version=0, now=NOON,
    )  # fmt: skip
    a_late_household(session, a_property(session, name="Oak"), "Ed Ek", cents=1_250_00, due_on=date(2026, 1, 1))
    shipped = SHIPPED_BY_KEY["late-rent"]
    late = Audience(AudienceKind.LATE, cents=50_00, days=5)
    found, mails = planned(session, manager, audience=late, subject=shipped.subject, body=shipped.body, today=TODAY)
    assert len(found.chosen) == 1
    written = mails[0].written
    assert written.subject.startswith("Past due: $1,250.00 for Oak ")
    assert "- Rent, due Jan 1, 2026: $1,250.00" in written.text
    assert written.text.endswith("Harbor\n555 0100")
    alone = mail_to(
        session, manager, candidate=found.chosen[0], subject=shipped.subject, body=shipped.body, today=TODAY
    )
    assert alone == written


def test_names_and_units_are_text_in_the_mail(session: Session, manager: Actor):
    place = a_property(session, name="<script>alert(1)</script> {{ 7 }}")
    a_home(session, place, "Eve <b>Bold</b>", address="eve@example.com")
    sent(session, manager, body="Hi {{ recipient_name }} of {{ property }}", subject="{{ property }}")
    eve = messages(session)[0]
    assert eve.subject == "<script>alert(1)</script> {{ 7 }}"
    assert "<script" not in eve.body_html
    assert "Eve &lt;b&gt;Bold&lt;/b&gt;" in eve.body_html


def test_what_went_out_says_what_became_of_it(session: Session, manager: Actor, place: Property):
    first = sent(session, manager).bulk_mail_id
    anna, bert, _ = messages(session)
    mark_sent(session, SCHEDULER, message_id=anna.id, supplier_id="<1@x>", now=NOON)
    mark_failed(session, SCHEDULER, message_id=bert.id, problem="No such mailbox", for_good=True, now=NOON)
    session.flush()

    rows = bulk_mail_rows(session, manager, listing=Listing())
    assert rows.total == 1
    row = rows.rows[0]
    assert (row.mails, row.left_out, row.sent, row.waiting, row.failed, row.bounced) == (3, 1, 1, 1, 1, 0)
    details = bulk_mail_details(session, manager, bulk_mail_id=first)
    assert details.body == BODY
    assert [(one.to_name, one.problem) for one in details.troubles] == [("Bert Brown", "No such mailbox")]

    anna.bounced_at, anna.bounce = NOON, "Mailbox full"
    session.flush()
    row = bulk_mail_rows(session, manager, listing=Listing()).rows[0]
    assert (row.sent, row.bounced, row.failed) == (0, 1, 1)


def test_who_is_held_to_some_properties_sees_their_own_bulk_mail(session: Session, manager: Actor, place: Property):
    bulk_mail_id = sent(session, manager).bulk_mail_id
    other = an_actor(session, Role.MANAGER)
    scoped = replace(other, property_ids=frozenset({place.id}))
    assert bulk_mail_rows(session, scoped, listing=Listing()).total == 0
    with pytest.raises(NotFound):
        bulk_mail_details(session, scoped, bulk_mail_id=bulk_mail_id)
    own = sent(session, scoped).bulk_mail_id
    assert [row.bulk_mail_id for row in bulk_mail_rows(session, scoped, listing=Listing()).rows] == [own]
    assert bulk_mail_rows(session, manager, listing=Listing()).total == 2


@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_changes_no_people_sends_nothing(session: Session, place: Property, role: Role):
    actor = an_actor(session, role)
    with pytest.raises(NotAllowed):
        sent(session, actor, seal="x")
    with pytest.raises(NotAllowed):
        bulk_mail_rows(session, actor, listing=Listing())
    assert session.exec(select(func.count()).select_from(Message)).one() == 0


def test_a_list_of_forty_takes_as_many_questions_as_one_of_three(session: Session, manager: Actor, place: Property):
    def ask() -> None:
        planned(session, manager, audience=CURRENT, subject="News", body="{{ balance }} " + BODY, today=TODAY)

    few = statements(session, ask)
    for number in range(37):
        a_home(session, place, f"Person {number} Number")
    assert statements(session, ask) == few


def test_queueing_forty_mails_takes_as_many_statements_as_queueing_three(
    session: Session, manager: Actor, place: Property
):
    def ask() -> None:
        sent(session, manager)

    seal_of(session, manager)
    few = statements(session, ask)
    for number in range(37):
        a_home(session, place, f"Person {number} Number")
    session.commit()

    assert statements(session, ask) == few
    assert session.exec(select(func.count()).select_from(Message)).one() == 3 + 40


def test_many_are_queued_as_each_alone_would_be_and_none_twice(session: Session, manager: Actor):
    session.add(UndeliverableAddress(address="dead@example.com", reason="No such mailbox.", since=NOON))
    addresses = ("dana@example.com", "Dead@example.com", "no address at all")
    mails = [OneOfMany(Mail(f"key {one}", one, "Dana", "News", "Hi", "")) for one in addresses]
    an_actor(session, Role.ADMINISTRATOR)

    done = [queue_many(session, SCHEDULER, mails=mails, purpose=MessagePurpose.BULK, now=NOON) for _ in range(2)]

    kept = {row.to_address: row for row in session.exec(select(Message))}
    assert (done, len(kept)) == ([3, 0], 3)
    assert (kept["dana@example.com"].problem, kept["dana@example.com"].failed_at) == ("", None)
    assert "No such mailbox." in kept["Dead@example.com"].problem
    assert {kept[one].failed_at for one in addresses[1:]} == {NOON}
    assert len(session.exec(select(Notification)).all()) == 2
    assert queue_many(session, SCHEDULER, mails=[], purpose=MessagePurpose.BULK, now=NOON) == 0
