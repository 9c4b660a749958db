"""Mail to many on the screen: who is meant, the text, the mail of each, what is confirmed is what goes out."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.correspondence.tables import BulkMail
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.messages.tables import Message
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from pm_app.ui.pages.bulk_mails import BulkMailsState
from pm_app.ui.pages.bulk_mails import page as sent_page
from pm_app.ui.pages.new_mail.page import page
from pm_app.ui.pages.new_mail.state import NewMailState
from tests.conftest import an_actor
from tests.factories.mailing import a_home, a_late_household, an_address
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, at, open_page, opened, said_by

NEWS = {"subject": "News of {{ property }}", "body": "Hi {{ first_name }}"}


@pytest.fixture
def elm(session: Session) -> Property:
    """A property with two households, one of whom mail cannot reach, and another property with one."""
    elm = a_property(session, name="Elm Court")
    a_home(session, elm, "Anna Adams")
    a_home(session, elm, "Bert Brown", address=None)
    a_home(session, a_property(session, name="Oak Row"), "Cleo Chan")
    session.commit()
    return elm


async def new_mail(session: Session, actor: Actor, query: str = "") -> NewMailState:
    return await opened(NewMailState, a_browser(session, actor), paths.NEW_MAIL, query)


def names(state: NewMailState) -> list[str]:
    return [line.name for line in state.people]


def sent_form(**more: str) -> dict[str, str]:
    return {"request_key": str(uuid4()), "typed": ""} | more


def address(answer: Any) -> str:
    found = answer if isinstance(answer, list) else [answer]
    return next(str(event.args[0][1]).strip('"') for event in found if event.handler.fn.__qualname__ == "_redirect")


async def test_the_current_tenants_are_listed_with_who_is_left_out(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    assert names(state) == ["Anna Adams", "Cleo Chan"]
    assert state.summary == "2 people would get it"
    assert (state.people_words, state.review_words) == ("Show the 2 people", "Go on to confirm 2 mails")
    assert state.left_words == "1 left out: 1 no e-mail address"
    assert [(line.name, line.reason) for line in state.left_out] == [("Bert Brown", "No e-mail address")]
    assert [choice.label for choice in state.properties] == ["Elm Court", "Oak Row"]


async def test_the_address_narrows_and_the_form_makes_the_address(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    answer = await state.submit_audience({"to": "current", f"at {elm.id}": "1", "at nonsense": "1"})
    assert str(elm.id) in address(answer)
    await at(state, f"to=current&at={elm.id},nonsense").load()
    assert names(state) == ["Anna Adams"]
    assert state.at_places == [str(elm.id)]


async def test_the_late_are_meant_with_the_usual_amount_and_template(session: Session, manager: Actor, elm: Property):

    a_late_household(session, elm, "Dina Dunn", cents=500_00, due_on=date(2026, 1, 1))
    session.commit()
    state = await new_mail(session, manager, "to=late")
    assert names(state) == ["Dina Dunn"]
    assert (state.amount, state.days, state.template_key) == ("0.00", "5", "late-rent")
    assert state.shown_subject.startswith("Past due: $500.00")
    await at(state, "to=late&amount=600&days=5").load()
    assert names(state) == []
    await at(state, "to=late&amount=lots&days=-1").load()
    assert state.problem
    await state.submit_audience({"to": "late", "amount": "lots", "days": "5"})
    assert list(state.audience_errors) == ["amount"]
    await state.submit_audience({"to": "late", "amount": "5", "days": "soon"})
    assert list(state.audience_errors) == ["days"]


async def test_people_are_picked_and_taken_off_again(session: Session, manager: Actor, elm: Property):
    olga = an_address(session, a_person(session, name="Olga Owner"))
    session.commit()
    state = await new_mail(session, manager, "to=people&find=olga")
    assert state.problem == "Pick at least one person."
    assert [choice.value for choice in state.found] == [str(olga.id)]
    link = address(await state.set_person(str(olga.id), True))
    await at(state, link.partition("?")[2]).load()
    assert names(state) == ["Olga Owner"]
    assert str(olga.id) not in address(await state.set_person(str(olga.id), False))
    with pytest.raises(NotFound):
        await state.set_person("nonsense", True)


async def test_the_mail_of_each_is_shown_one_after_the_other(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.set_text(NEWS)
    assert state.shown_to == "1 of 2: Anna Adams, anna.adams@example.com"
    assert (state.shown_subject, state.shown_text) == ("News of Elm Court", "Hi Anna")
    await state.set_place(1)
    assert (state.shown_to[:6], state.shown_text) == ("2 of 2", "Hi Cleo")
    await state.set_place(1)
    assert state.place == 1
    await state.set_place(-99)
    assert state.place == 0
    await state.set_text({"subject": "x", "body": "{{ nmae }}"})
    assert "is no field" in state.shown_problem
    assert state.shown_html == ""


async def test_somebody_is_left_out_and_taken_in_again(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    anna = state.people[0].person_id
    await state.set_without(anna, True)
    assert names(state) == ["Cleo Chan"]
    assert next((line.name, line.by_hand) for line in state.left_out) == ("Anna Adams", True)
    await state.set_without(anna, False)
    assert names(state) == ["Anna Adams", "Cleo Chan"]


async def test_what_was_typed_stays_until_a_template_is_chosen(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.set_text(NEWS)
    await at(state, "to=ending&days=900").load()
    assert (state.subject, state.body) == (NEWS["subject"], NEWS["body"])
    await at(state, "to=ending&days=900&template=letter").load()
    assert state.body == NEWS["body"]
    await at(state, "to=ending&days=900&template=lease-ends").load()
    assert state.subject == "Your lease ends on {{ lease_ends_on }}"
    await at(state, f"to=ending&template={uuid4()}").load()
    await at(state, "to=ending&template=staff").load()
    assert state.subject == "Your lease ends on {{ lease_ends_on }}"


async def test_the_dialog_says_what_will_happen_and_then_it_happens_once(
    session: Session, manager: Actor, elm: Property
):
    state = await new_mail(session, manager)
    await state.submit_review(NEWS)
    assert state.reviewing
    assert state.send_words == "Send 2 mails"
    assert state.sentence == (
        "2 mails go out, one to each person: Anna Adams, Cleo Chan. Meant are: Current tenants. "
        "1 left out: 1 no e-mail address. This cannot be taken back."
    )
    form = sent_form()
    answer = await state.submit_send(form)
    assert said_by(answer) == ["2 mails on the way."]
    assert not state.reviewing
    mails = session.exec(select(Message).order_by(col(Message.to_name))).all()
    assert [(one.to_name, one.subject, one.body_text) for one in mails] == [
        ("Anna Adams", "News of Elm Court", "Hi Anna"),
        ("Cleo Chan", "News of Oak Row", "Hi Cleo"),
    ]
    await state.submit_send(form)
    assert session.exec(select(func.count()).select_from(Message)).one() == 2


async def test_when_others_would_get_it_the_list_is_looked_at_again(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.submit_review(NEWS)
    a_home(session, elm, "Emil Ek")
    session.commit()
    await state.submit_send(sent_form())
    assert "Other people would get this mail now" in state.send_errors["form"]
    assert state.reviewing
    assert session.exec(select(Message)).all() == []


async def test_without_the_dialog_nothing_goes_out(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.set_text(NEWS)
    await state.submit_send(sent_form())
    assert session.exec(select(Message)).all() == []
    await state.submit_send({})
    assert state.send_errors == {"form": "This is not there any more. Reload the page and look again."}


async def test_many_mails_ask_for_the_number(session: Session, manager: Actor, elm: Property):
    for number in range(50):
        a_home(session, elm, f"Person {number} Number")
    session.commit()
    state = await new_mail(session, manager)
    assert (state.total, len(state.people)) == (52, 50)
    await at(state, "page=2").load()
    assert len(state.people) == 2
    await state.submit_review(NEWS)
    assert state.asks_number == "52"
    await state.submit_send(sent_form(typed="51"))
    assert state.send_errors == {"typed": "Type 52 to say that 52 mails are meant."}
    await state.submit_send(sent_form(typed="52"))
    assert session.exec(select(func.count()).select_from(Message)).one() == 52


async def test_a_broken_text_and_nobody_are_refused_before_the_dialog(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.submit_review({"subject": "x", "body": "{{ nmae }}"})
    assert (list(state.errors), state.reviewing) == (["body"], False)
    await state.submit_review({"subject": "x\ny", "body": "y"})
    assert list(state.errors) == ["subject"]
    await at(state, f"to=current&at={uuid4()}").load()
    await state.submit_review(NEWS)
    assert state.errors == {"form": "Nobody would get this mail. Choose other people."}


async def test_names_are_text_everywhere(session: Session, manager: Actor):
    place = a_property(session, name='"><img src=x onerror=alert(1)>')
    a_home(session, place, "<script>alert(1)</script>", address="x@example.com")
    session.commit()
    state = await new_mail(session, manager)
    await state.set_text({"subject": "{{ property }}", "body": "{{ recipient_name }} {{ property }}"})
    assert "<script" not in state.shown_html
    assert "<img" not in state.shown_html
    assert state.shown_text == '<script>alert(1)</script> "><img src=x onerror=alert(1)>'


async def test_who_is_held_to_some_properties_mails_their_people_alone(session: Session, manager: Actor, elm: Property):
    scoped = an_actor(session, Role.MANAGER)
    assert scoped.user_id
    session.add(UserProperty(user_id=scoped.user_id, property_id=elm.id))
    session.commit()
    state = await new_mail(session, scoped)
    assert names(state) == ["Anna Adams"]
    assert [choice.label for choice in state.properties] == ["Elm Court"]
    await state.submit_review(NEWS)
    await state.submit_send(sent_form())
    assert [one.to_name for one in session.exec(select(Message))] == ["Anna Adams"]


@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
async def test_who_may_not_is_refused_at_every_handler(session: Session, elm: Property, role: Role):
    token = a_browser(session, an_actor(session, role))
    state = open_page(NewMailState, token, paths.NEW_MAIL)
    with pytest.raises(NotAllowed):
        await state.load()
    await state.set_text(NEWS)
    assert (state.shown_html, state.shown_to) == ("", "")
    await state.submit_review(NEWS)
    await state.submit_send(sent_form())
    assert session.exec(select(BulkMail)).all() == []
    with pytest.raises(NotAllowed):
        await opened(BulkMailsState, token, paths.BULK_MAILS)


async def test_what_went_out_is_listed_and_opens(session: Session, manager: Actor, elm: Property):
    state = await new_mail(session, manager)
    await state.submit_review(NEWS)
    await state.submit_send(sent_form())
    bulk_mail_id: UUID = session.exec(select(BulkMail.id)).one()
    failed = session.exec(select(Message)).first()
    assert failed is not None
    failed.failed_at, failed.problem = failed.queued_at, "No such mailbox"
    session.commit()

    sent = await opened(BulkMailsState, a_browser(session, manager), paths.BULK_MAILS)
    line = sent.lines[0]
    assert (line.subject, line.audience, line.mails) == ("News of {{ property }}", "Current tenants", "2")
    assert (line.sent, line.trouble, line.left_out) == ("1 waiting", "1 failed", "1 person left out")
    await sent.open_mail(line.bulk_mail_id)
    assert sent.opened_text == "Hi {{ first_name }}"
    assert [one.problem for one in sent.troubles] == ["No such mailbox"]
    assert sent.lines[0].is_open
    await sent.open_mail(str(bulk_mail_id))
    assert sent.opened_id == ""
    for wrong in (str(uuid4()), "nonsense"):
        with pytest.raises(NotFound):
            await sent.open_mail(wrong)


def test_the_pages_can_be_drawn():
    assert page().render()
    assert sent_page().render()
