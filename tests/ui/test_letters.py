"""Letters on the screen: writing one, looking at it, making it, saying how it went out, and letters to many."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.jobs.make_letters import make_letters
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.letters import previewed
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from pm_app.ui.pages.letters.page import page as letters_page
from pm_app.ui.pages.letters.state import LettersState
from pm_app.ui.pages.new_letter.page import page as new_letter_page
from pm_app.ui.pages.new_letter.state import NewLetterState
from pm_app.ui.pages.new_mail.state import NewMailState
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.letter_delivery import LetterDeliveryState, delivery_dialog
from tests.conftest import an_actor
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property
from tests.papers.made_papers import text_of
from tests.ui.screen import a_browser, at, open_page, opened, said_by


@pytest.fixture
def elm(session: Session) -> Property:
    """A property with a household that mail reaches and one that it does not."""
    elm = a_property(session, name="Elm Court")
    a_home(session, elm, "Anna Adams")
    a_home(session, elm, "Bert Brown", address=None)
    session.commit()
    return elm


@pytest.fixture
def bert(session: Session, elm: Property) -> Tenancy:
    """The household that mail does not reach."""
    return session.exec(select(Tenancy).where(Tenancy.name == "Bert Brown")).one()


async def writing(session: Session, actor: Actor, query: str) -> NewLetterState:
    return await opened(NewLetterState, a_browser(session, actor), paths.NEW_LETTER, query)


def a_form(state: NewLetterState, **more: str) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "to_name": state.to_name,
        "to_address": state.to_address,
        "kind": state.kind,
        "subject": "Water",
        "body": "Dear Bert,\n\nwater is off.",
        "written_on": "2026-01-15",
        "signed_by": state.signed_by,
        "delivery": "posted",
        "delivered_on": "2026-01-15",
        "delivery_number": "",
    } | more


def address(answer: Any) -> str:
    found = answer if isinstance(answer, list) else [answer]
    return next(str(event.args[0][1]).strip('"') for event in found if event.handler.fn.__qualname__ == "_redirect")


async def test_a_letter_begins_with_the_template_and_is_shown_as_it_will_be(
    session: Session, manager: Actor, bert: Tenancy
):
    state = await writing(session, manager, f"lease={bert.id}")
    assert [choice.label for choice in state.people] == ["Bert Brown, tenant", "Somebody else"]
    assert state.to_name == "Bert Brown"
    assert state.body.startswith("Dear Bert Brown,")
    assert (state.delivery, state.written_on, state.signed_by) == ("posted", "2026-01-15", manager.name)
    assert {"Notice of entry", "Lease cover letter"} <= {choice.label for choice in state.templates}
    assert "Reminder to the office" not in {choice.label for choice in state.templates}

    await state.set_preview(a_form(state, body="Dear Bert,\n\nthe quokka is off."))
    key = state.preview_path.rpartition("/")[2]
    assert "the quokka is off" in text_of(previewed(manager, key))
    assert (state.preview_words, state.preview_problem, state.unprinted) == ("1 page", "", "")
    with pytest.raises(NotFound):
        previewed(an_actor(session, Role.MANAGER), key)


async def test_blanks_of_a_template_are_to_be_filled_in_first(session: Session, manager: Actor, bert: Tenancy):
    state = await writing(session, manager, f"lease={bert.id}&template=entry-notice")
    assert (state.kind, state.subject[:15]) == ("notice", "Notice of entry")
    assert "Still to be filled in: day" in state.preview_problem
    assert await state.submit_letter(a_form(state, body=state.body)) is None
    assert "Still to be filled in" in state.errors["body"]
    assert session.exec(select(Letter)).all() == []


async def test_characters_without_a_typeface_are_told_before_it_is_made(
    session: Session, manager: Actor, bert: Tenancy
):
    state = await writing(session, manager, f"lease={bert.id}")
    await state.set_preview(a_form(state, body="Dear 李小龙"))
    assert state.unprinted in ("", "李 小 龙")  # a machine with such a typeface prints them
    assert state.preview_path


async def test_a_letter_is_made_and_opened_as_its_document(session: Session, manager: Actor, bert: Tenancy):
    state = await writing(session, manager, f"lease={bert.id}")
    form = a_form(state, kind="notice", delivery="certified mail", delivery_number="9407 1111")
    answer = await state.submit_letter(form)
    [letter] = session.exec(select(Letter)).all()
    assert address(answer) == paths.document_path(letter.document_id or "")
    assert said_by(answer) == ["The letter is made. Print it here."]
    assert (letter.tenancy_id, letter.kind, letter.delivery_number) == (bert.id, DocumentKind.NOTICE, "9407 1111")
    assert said_by(await state.submit_letter(form)) == ["The letter was made already."]
    assert len(session.exec(select(Letter)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to_name": ""}, "to_name"),
        ({"body": ""}, "body"),
        ({"written_on": "soon"}, "written_on"),
        ({"delivery": "pigeon"}, "delivery"),
        ({"delivered_on": "2026-02-01"}, "delivered_on"),
        ({"kind": "lease"}, "kind"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    session: Session, manager: Actor, bert: Tenancy, wrong: dict[str, str], field: str
):
    state = await writing(session, manager, f"lease={bert.id}")
    assert await state.submit_letter(a_form(state, **wrong)) is None
    assert list(state.errors) == [field]
    assert session.exec(select(Document)).all() == []


async def test_somebody_without_a_record_is_written_to_about_a_property(
    session: Session, manager: Actor, elm: Property
):
    state = await writing(session, manager, f"property={elm.id}&to=else")
    assert (state.to_name, state.to) == ("", "else")
    assert [choice.label.partition(",")[0] for choice in state.people] == ["Anna Adams", "Bert Brown", "Somebody else"]
    await state.submit_letter(a_form(state, to_name="City of Springfield", to_address="1 Main"))
    [letter] = session.exec(select(Letter)).all()
    assert (letter.property_id, letter.person_id, letter.tenancy_id) == (elm.id, None, None)


async def test_nobody_and_records_out_of_reach_are_no_letters(session: Session, manager: Actor, bert: Tenancy):
    for query in ("", f"lease={uuid4()}", "lease=nonsense", f"person={uuid4()}", f"property={uuid4()}"):
        assert (await writing(session, manager, query)).missing, query
    reader = an_actor(session, Role.READ_ONLY)
    state = open_page(NewLetterState, a_browser(session, reader), paths.NEW_LETTER, f"lease={bert.id}")
    for ask in (state.load(), state.set_preview({}), state.submit_letter({})):
        with pytest.raises(NotAllowed):
            await ask


async def test_it_stands_in_the_communication_and_how_it_went_out_is_corrected(
    session: Session, manager: Actor, bert: Tenancy
):
    state = await writing(session, manager, f"lease={bert.id}")
    await state.submit_letter(a_form(state))
    token = a_browser(session, manager)
    said = await opened(CommunicationState, token, paths.LEASE, "tab=communication", tenancy_id=bert.id)
    [line] = said.lines
    assert (line.how, line.summary, line.status) == ("Letter, outgoing", "Water", "Posted")
    assert line.note == f"Posted, Jan 15, 2026. Made by {manager.name}."
    assert said.letter_path == paths.new_letter_path(tenancy_id=bert.id)
    assert (line.say_words, line.letter_path != "") == ("Correct how it went out", True)

    dialog = open_page(LetterDeliveryState, token, paths.LEASE, tenancy_id=bert.id)
    await dialog.open_delivery(line.letter_id)
    assert (dialog.opened, dialog.way, dialog.on) == (True, "posted", "2026-01-15")
    form = {"letter_id": dialog.letter_id, "version": dialog.version, "delivery": "handed over"}
    assert await dialog.submit_delivery(form | {"delivered_on": ""}) is None
    assert list(dialog.errors) == ["delivered_on"]
    answer = await dialog.submit_delivery(form | {"delivered_on": "2026-01-14"})
    assert said_by(answer) == ["Written down."]
    assert not dialog.opened
    await said.load()
    assert (said.lines[0].status, said.lines[0].letter_id) == ("Handed over", "")


async def test_letters_to_those_without_e_mail_are_confirmed_made_and_listed(
    session: Session, manager: Actor, elm: Property
):
    token = a_browser(session, manager)
    state = await opened(NewMailState, token, paths.NEW_MAIL, "by=rest")
    assert [line.name for line in state.people] == ["Bert Brown"]
    assert elm.address_line in state.people[0].address
    assert state.review_words == "Go on to confirm 1 letter"
    text = {"subject": "Water of {{ unit }}", "body": "Dear {{ recipient_name }}"}
    await state.set_text(text)
    assert state.shown_to == "1 of 1: Bert Brown"
    assert "Dear Bert Brown" in text_of(previewed(manager, state.shown_path.rpartition("/")[2]))
    await state.submit_review(text)
    assert (state.reviewing, state.send_words) == (True, "Make 1 letter")
    assert "One letter is made" in state.sentence
    form = {"request_key": str(uuid4()), "kind": "notice", "delivery": "to be sent", "signed_by": "Dana"}
    answer = await state.submit_send(form)
    [run] = session.exec(select(LetterRun)).all()
    assert address(answer) == paths.letter_run_path(run.id)

    listed = await opened(LettersState, token, paths.LETTERS, f"run={run.id}")
    assert (listed.lines[0].status, listed.run_waits, listed.print_path) == ("Waiting", True, "")
    make_letters()
    await listed.load()
    assert (listed.lines[0].status, listed.run_open) == ("To be sent", 1)
    assert listed.print_path == f"/letters/print/{run.id}"
    await listed.open_letter(listed.lines[0].letter_id)
    assert listed.opened_text == "Dear Bert Brown"
    await listed.open_saying()
    answer = await listed.submit_saying({"delivery": "posted", "delivered_on": "2026-01-15"})
    assert said_by(answer) == ["Written down for 1 letter."]
    assert session.exec(select(Letter.delivery)).one() == LetterDelivery.POSTED


async def test_the_list_is_narrowed_and_shows_nothing_of_elsewhere(session: Session, manager: Actor, bert: Tenancy):
    state = await writing(session, manager, f"lease={bert.id}")
    await state.submit_letter(a_form(state, delivery="to be sent", delivered_on=""))
    listed = await opened(LettersState, a_browser(session, manager), paths.LETTERS, "show=open&q=bert")
    assert [line.recipient for line in listed.lines] == ["Bert Brown"]
    await at(listed, "show=posted").load()
    assert listed.lines == []
    for run in (str(uuid4()), "nonsense"):
        await at(listed, f"run={run}").load()
        assert listed.missing


async def test_handlers_are_for_who_may_write(session: Session, manager: Actor, bert: Tenancy):
    state = await writing(session, manager, f"lease={bert.id}")
    await state.submit_letter(a_form(state))
    letter_id: UUID = session.exec(select(Letter.id).order_by(col(Letter.id))).one()
    token = a_browser(session, an_actor(session, Role.READ_ONLY))
    dialog = open_page(LetterDeliveryState, token, paths.LETTERS)
    with pytest.raises(NotAllowed):
        await dialog.open_delivery(str(letter_id))
    await dialog.submit_delivery(
        {"letter_id": str(letter_id), "version": "1", "delivery": "posted", "delivered_on": ""}
    )
    assert session.get_one(Letter, letter_id).version == 1
    assert session.exec(select(LeaseParty)).first() is not None


def test_the_pages_can_be_drawn():
    for drawn in (letters_page, new_letter_page, delivery_dialog):
        assert drawn().render()
