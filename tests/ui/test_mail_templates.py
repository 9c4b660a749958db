"""Mail templates on the screen: the list, writing one, the mail it would become, going back to what is shipped."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose, TemplateUse
from pm_app.correspondence.queries.templates import find_template, templates_for
from pm_app.correspondence.rules.fields import FIELDS
from pm_app.correspondence.rules.shipped import SHIPPED
from pm_app.correspondence.tables import MailTemplate
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.ui import paths
from pm_app.ui.pages.mail_templates.page import page
from pm_app.ui.pages.mail_templates.state import MailTemplatesState
from pm_app.ui.parts import mail_preview
from tests.conftest import an_actor
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, at, open_page, opened, said_by


async def templates(session: Session, actor: Actor, query: str = "") -> MailTemplatesState:
    return await opened(MailTemplatesState, a_browser(session, actor), paths.MAIL_TEMPLATES, query)


def written(**more: str) -> dict[str, str]:
    return {
        "name": "Parking",
        "purpose": TemplatePurpose.BULK_MAIL.value,
        "subject": "Cars of {{ property }}",
        "body": "Hi {{ first_name }}",
        "version": "0",
        "request_key": str(uuid4()),
    } | more


async def test_the_list_shows_what_is_shipped(session: Session, manager: Actor):
    state = await templates(session, manager)
    assert [line.name for line in state.lines] == [one.name for one in SHIPPED]
    assert {line.origin for line in state.lines} == {"As shipped"}
    assert state.summary == "10 templates"
    uses = {line.name: line.purpose for line in state.lines}
    assert uses["Lease cover letter"] == "Mail to tenants: letters"
    assert uses["Notice of entry"] == "Mail to tenants: mail and letters"
    assert uses["Reminder to a tenant"] == "Reminder to a tenant"


async def test_a_template_is_made_good_for_letters_and_what_they_are_filed_as(session: Session, manager: Actor):
    state = await templates(session, manager, "template=new")
    form = {"purpose": "mail to tenants", "name": "Parking", "subject": "Cars", "body": "Hi", "used_for": "letters",
            "letter_kind": "notice"}  # fmt: skip
    await state.submit_template(form)
    [kept] = session.exec(select(MailTemplate)).all()
    assert (kept.used_for, kept.letter_kind) == (TemplateUse.LETTER, DocumentKind.NOTICE)
    state = await templates(session, manager, "template=late-rent")
    assert (state.draft.used_for, state.draft.letter_kind) == ("mail and letters", "notice")
    await state.submit_template({"subject": "s", "body": "b", "version": "0", "used_for": "mail"})
    changed = session.exec(select(MailTemplate).where(MailTemplate.name == "Rent is past due")).one()
    assert (changed.used_for, changed.letter_kind) == (TemplateUse.MAIL, DocumentKind.NOTICE)
    state = await templates(session, manager, "template=staff")
    assert not state.draft.for_letters
    await state.submit_template({"subject": "s", "body": "b", "version": "0", "used_for": "letters"})
    assert list(state.errors) == ["used_for"]


async def test_a_template_opens_with_its_fields_and_the_mail_it_becomes(session: Session, manager: Actor):
    a_home(session, a_property(session, name="Elm Court"), "Anna Adams")
    session.commit()
    state = await templates(session, manager, "template=lease-ends")
    assert state.editing
    assert [line.name for line in state.fields] == [one.name for one in FIELDS[TemplatePurpose.BULK_MAIL]]
    assert state.shown.subject == "Your lease ends on May 31, 2026"
    assert "Dear Anna Adams," in state.shown.text
    assert "<p>Dear Anna Adams,</p>" in state.shown.html
    assert state.tried_on == "Anna Adams"


@pytest.mark.parametrize("key", [one.key for one in SHIPPED])
async def test_every_shipped_template_is_shown_on_real_and_on_invented_data(session: Session, manager: Actor, key: str):
    state = await templates(session, manager, f"template={key}")
    assert state.shown.problem == ""
    assert state.tried_on == "an invented household"
    a_home(session, a_property(session), "Anna Adams", ends_on=None)
    session.commit()
    await state.load()
    assert state.shown.problem == ""
    assert state.tried_on.startswith("Anna Adams")


async def test_the_preview_follows_what_is_typed_and_names_a_broken_field(session: Session, manager: Actor):
    home = a_home(session, a_property(session, name="Elm <b>Court</b>"), "Eve <script>alert(1)</script>")
    session.commit()
    state = await templates(session, manager, f"template=letter&on={home.id}")
    await state.set_preview(written(body="{{ household }} at {{ property }}"))
    assert state.shown.text == "Eve <script>alert(1)</script> at Elm <b>Court</b>"
    assert "<script" not in state.shown.html
    assert "&lt;script&gt;" in state.shown.html
    await state.set_preview(written(body="{{ huosehold }}"))
    assert state.shown.problem.endswith("Did you mean {{ household }}?")
    await state.set_preview(written(subject="", body=""))
    assert state.shown.problem == "Write a subject and a text to see the mail."
    await state.set_preview({})
    assert state.shown.html == ""


async def test_the_fields_follow_what_the_template_is_for(session: Session, manager: Actor):
    state = await templates(session, manager, "template=new")
    assert "acknowledge_link" not in [line.name for line in state.fields]
    await state.set_preview(written(purpose=TemplatePurpose.REMINDER_TO_STAFF.value, body="{{ acknowledge_link }}"))
    assert "acknowledge_link" in [line.name for line in state.fields]
    assert state.shown.text.startswith("https://")


async def test_a_new_template_is_saved_and_has_an_address(session: Session, manager: Actor):
    state = await templates(session, manager, "template=new")
    assert state.draft.is_new
    answer = await state.submit_template(written())
    assert said_by(answer) == ["The template is saved."]
    added = next(one for one in templates_for(session, manager) if one.name == "Parking")
    assert (added.subject, added.body, added.purpose) == (
        "Cars of {{ property }}",
        "Hi {{ first_name }}",
        TemplatePurpose.BULK_MAIL,
    )
    await at(state, f"template={added.key}").load()
    assert (state.draft.name, state.draft.version, state.draft.is_new) == ("Parking", "1", False)


async def test_a_refusal_stands_beside_its_field_and_nothing_is_written(session: Session, manager: Actor):
    state = await templates(session, manager, "template=new")
    await state.submit_template(written(body="{{ oops }}"))
    assert list(state.errors) == ["body"]
    await state.submit_template(written(subject="a\nb"))
    assert list(state.errors) == ["subject"]
    await state.submit_template(written(name=""))
    assert list(state.errors) == ["name"]
    assert len(templates_for(session, manager)) == len(SHIPPED)


async def test_a_shipped_template_is_changed_and_restored_with_undo(session: Session, manager: Actor):
    state = await templates(session, manager, "template=staff")
    assert not state.draft.can_go
    await state.submit_template(written(name="Another name", subject="{{ what }}", body="{{ who }}"))
    await state.load()
    assert (state.draft.name, state.draft.body, state.draft.can_go) == ("Reminder to the office", "{{ who }}", True)
    answer = await state.submit_remove()
    assert said_by(answer) == ["The shipped text counts again."]
    assert find_template(session, manager, template_id="staff").version == 0
    await state.submit_bring_back(state.removed_id)
    assert find_template(session, manager, template_id="staff").body == "{{ who }}"
    await at(state, "").load()
    assert next(line.origin for line in state.lines if line.name == "Reminder to the office") == "Changed"


async def test_two_who_write_the_same_template_do_not_overwrite_each_other(session: Session, manager: Actor):
    first = await templates(session, manager, "template=letter")
    second = await templates(session, an_actor(session, Role.MANAGER), "template=letter")
    await first.submit_template(written(body="First"))
    await second.submit_template(written(body="Second", version="0"))
    assert list(second.errors) == ["form"]
    assert "Somebody else changed this template" in second.errors["form"]
    assert find_template(session, manager, template_id="letter").body == "First"


async def test_who_reads_mail_reads_templates_and_changes_none(session: Session, manager: Actor):
    state = await templates(session, an_actor(session, Role.LEASING), "template=letter")
    assert (state.may_change, state.draft.name) == (False, "A letter to write into")
    await state.submit_template(written())
    assert "Your role does not allow this" in state.errors["form"]
    with pytest.raises(Refused):
        await state.submit_remove()
    with pytest.raises(NotAllowed):
        await templates(session, an_actor(session, Role.MAINTENANCE), "template=letter")
    token = a_browser(session, an_actor(session, Role.MAINTENANCE))
    outsider = open_page(MailTemplatesState, token, paths.MAIL_TEMPLATES)
    with pytest.raises(NotAllowed):
        await outsider.set_preview(written())


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000001", "nonsense", "../../etc"])
async def test_an_address_of_no_template_says_so(session: Session, manager: Actor, key: str):
    state = await templates(session, manager, f"template={key}")
    assert state.missing
    with pytest.raises(NotFound):
        await state.submit_bring_back(str(uuid4()))
    with pytest.raises(NotFound):
        await state.submit_bring_back("nonsense")


async def test_a_household_out_of_reach_is_not_shown(session: Session, manager: Actor):
    state = await templates(session, manager, f"template=letter&on={uuid4()}")
    assert "not yours to see" in state.shown.problem
    assert state.shown.html == ""


def test_the_page_can_be_drawn():
    drawn = str(page().render())
    assert "MailFrame" in drawn
    assert "dangerouslySetInnerHTML" not in drawn


def test_nothing_runs_in_the_frame_of_a_mail():
    frame = (Path(mail_preview.__file__).parent / "mail_frame.jsx").read_text(encoding="utf-8")
    assert re.findall(r'sandbox: "(.*)"', frame) == ["allow-same-origin"]


async def test_what_a_template_is_for_is_said_where_its_name_does_not(session: Session, manager: Actor):
    assert (await templates(session, manager, "template=new")).purpose_words == ""
    state = await templates(session, manager, "template=letter")
    assert state.purpose_words not in state.draft.name
