"""The pages below Settings: users, one's own sign-ins and password, mail, jobs."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.actions.signing_in import password_fits
from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import FailedAttempt, SignIn, User
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.messages.actions import queue_message
from pm_app.messages.rules import Mail
from pm_app.runtime import run_now
from pm_app.ui.pages.settings_mail.state import MailState
from pm_app.ui.pages.settings_profile import ProfileState
from pm_app.ui.pages.settings_users.state import UsersState
from tests.conftest import NOON
from tests.factories.access import a_sign_in, a_user
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, open_page, opened, said_by

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PASSWORD = "correct horse battery"
ANOTHER = "staple of four words"


async def users_of(session: Session, administrator: Actor) -> UsersState:
    return await opened(UsersState, a_browser(session, administrator), "/settings/users")


async def test_users_are_listed_with_what_they_are(session: Session, administrator: Actor) -> None:
    a_user(session, name="Ziva", role=Role.LEASING)
    session.commit()

    state = await users_of(session, administrator)

    ziva = next(line for line in state.lines if line.name == "Ziva")
    assert (ziva.role, ziva.status, ziva.sees, ziva.last_seen) == ("Leasing", "Active", "Every property", "—")
    assert state.summary == "2 people may sign in"


async def test_an_invitation_shows_its_link_once(session: Session, administrator: Actor) -> None:
    state = await users_of(session, administrator)
    await state.open_invite()

    await state.submit_invite({"name": "Mia", "email": "mia@example.com", "role": "leasing", "property_ids": ""})
    link = state.link
    await state.close_link()
    await state.load()

    assert link.startswith("http://127.0.0.1:8000/invitation/")
    assert (state.link, state.inviting) == ("", False)
    assert next(line.status for line in state.lines if line.name == "Mia") == "Invited"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "Mia", "email": "mia", "role": "leasing"}, "email"),
        ({"name": "", "email": "mia@example.com", "role": "leasing"}, "name"),
        ({"name": "Mia", "email": "mia@example.com", "role": ""}, "role"),
        ({"name": "Mia", "email": "mia@example.com", "role": "owner"}, "role"),
        ({}, "role"),
    ],
)
async def test_a_refused_invitation_says_so_beside_the_field(
    session: Session, administrator: Actor, form: dict[str, str], field: str
) -> None:
    state = await users_of(session, administrator)
    await state.open_invite()

    answer = await state.submit_invite(form)

    assert (answer, list(state.errors), state.inviting, state.link) == (None, [field], True, "")


async def test_a_user_is_limited_to_the_ticked_properties(session: Session, administrator: Actor) -> None:
    user, building = a_user(session, name="Mia"), a_property(session, name="Alder Court")
    a_property(session, name="Birch House")
    session.commit()
    state = await users_of(session, administrator)
    await state.open_change(str(user.id))
    offered = [(line.name, line.chosen) for line in state.scope]

    answer = await state.submit_change({"name": "Mia", "role": "read-only", "property_ids": str(building.id)})
    await state.load()
    await state.open_change(str(user.id))

    assert offered == [("Alder Court", False), ("Birch House", False)]
    assert said_by(answer) == ["Saved."]
    assert [(line.name, line.chosen) for line in state.scope] == [("Alder Court", True), ("Birch House", False)]
    assert next((line.role, line.sees) for line in state.lines if line.name == "Mia") == ("Read-only", "1 property")


async def test_a_change_of_a_stale_user_is_refused(session: Session, administrator: Actor) -> None:
    user = a_user(session, name="Mia")
    session.commit()
    state = await users_of(session, administrator)
    await state.open_change(str(user.id))
    session.get_one(User, user.id).version += 1
    session.commit()

    await state.submit_change({"name": "Mia", "role": "manager"})

    assert list(state.errors) == ["form"]
    assert "Somebody else changed this user" in state.errors["form"]


async def test_a_user_is_disabled_and_let_in_again(session: Session, administrator: Actor) -> None:
    user = a_user(session, name="Mia")
    session.commit()
    state = await users_of(session, administrator)
    await state.open_disable(str(user.id))

    disabled = await state.submit_disable()
    await state.load()
    status = next(line.status for line in state.lines if line.name == "Mia")
    enabled = await state.submit_enable(str(user.id))

    assert (said_by(disabled), status) == (["Mia cannot sign in any more."], "Disabled")
    assert said_by(enabled) == ["Mia may sign in again."]


async def test_oneself_cannot_be_disabled(session: Session, administrator: Actor) -> None:
    state = await users_of(session, administrator)
    await state.open_disable(str(administrator.user_id))

    with pytest.raises(Refused, match="cannot disable yourself"):
        await state.submit_disable()


@pytest.mark.parametrize("user_id", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_a_user_nobody_knows_is_refused(session: Session, administrator: Actor, user_id: str) -> None:
    state = await users_of(session, administrator)

    for handler in (state.open_change, state.open_disable, state.submit_new_link, state.submit_enable):
        with pytest.raises(NotFound):
            await handler(user_id)


async def test_only_administrators_open_dialogs_on_users(session: Session, manager: Actor) -> None:
    state = open_page(UsersState, a_browser(session, manager), "/settings/users")

    with pytest.raises(NotAllowed):
        await state.open_change(str(manager.user_id))
    with pytest.raises(NotAllowed):
        await state.submit_new_link(str(manager.user_id))
    assert (state.chosen_name, state.link) == ("", "")


async def test_browsers_are_named_as_people_do(session: Session, manager: Actor) -> None:
    token = a_browser(session, manager)
    held = session.exec(select(SignIn)).one()
    held.browser, held.address = CHROME, "10.0.0.7"
    session.commit()

    state = await opened(ProfileState, token, "/settings/profile")

    line = state.lines[0]
    assert (line.browser, line.address, line.since) == ("Chrome on Windows", "10.0.0.7", "Jan 15, 2026 at 12:00 PM")
    assert line.is_this_one


async def test_another_browser_of_ones_own_is_signed_out(session: Session, manager: Actor) -> None:
    token = a_browser(session, manager)
    a_sign_in(session, session.get_one(User, manager.user_id), at=NOON - timedelta(hours=1))
    session.commit()
    state = await opened(ProfileState, token)
    other = next(line.sign_in_id for line in state.lines if not line.is_this_one)

    answer = await state.submit_end(other)
    await state.load()

    assert said_by(answer) == ["That browser is signed out."]
    assert [line.is_this_one for line in state.lines] == [True]


@pytest.mark.parametrize("sign_in_id", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_a_sign_in_of_others_is_not_ended(session: Session, manager: Actor, sign_in_id: str) -> None:
    state = await opened(ProfileState, a_browser(session, manager))

    with pytest.raises(NotFound):
        await state.submit_end(sign_in_id)


async def test_ones_password_is_changed(session: Session) -> None:
    user = a_user(session, password=PASSWORD)
    token = a_sign_in(session, user, at=NOON)
    session.commit()
    state = await opened(ProfileState, token)
    await state.open_password()

    answer = await state.submit_password({"old_password": PASSWORD, "password": ANOTHER, "again": ANOTHER})

    session.refresh(user)
    assert said_by(answer) == ["Your password is changed. Your other browsers are signed out."]
    assert user.password_hash is not None
    assert password_fits(user.password_hash, ANOTHER)
    assert not state.changing


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old_password": "wrong password!", "password": ANOTHER, "again": ANOTHER}, "old_password"),
        ({"old_password": PASSWORD, "password": "short", "again": "short"}, "password"),
        ({"old_password": PASSWORD, "password": ANOTHER, "again": PASSWORD}, "again"),
    ],
)
async def test_a_refused_password_says_so_beside_the_field(session: Session, form: dict[str, str], field: str) -> None:
    token = a_sign_in(session, a_user(session, password=PASSWORD), at=NOON)
    session.commit()
    state = await opened(ProfileState, token)
    await state.open_password()

    await state.submit_password(form)

    assert (list(state.errors), state.changing) == ([field], True)
    assert len(session.exec(select(FailedAttempt)).all()) == (field == "old_password")


async def test_mail_is_listed_and_opened(session: Session, manager: Actor) -> None:
    mail = Mail("mail-1", "mia@example.com", "Mia", "A lease ends", "Unit 204 ends.", "<p>Unit 204 ends.</p>")
    run_now(SCHEDULER, queue_message, mail=mail, now=NOON)
    state = await opened(MailState, a_browser(session, manager), "/settings/mail")
    line = state.lines[0]

    await state.open_message(line.message_id)
    shown = (state.opened_text, state.lines[0].is_open)
    await state.open_message(line.message_id)

    assert (line.recipient, line.subject, line.status) == ("Mia <mia@example.com>", "A lease ends", "Queued")
    assert shown == ("Unit 204 ends.", True)
    assert (state.opened_text, state.lines[0].is_open) == ("", False)


async def test_mail_of_another_state_is_left_out(session: Session, manager: Actor) -> None:
    state = await opened(MailState, a_browser(session, manager), "/settings/mail", "state=failed&page=x&q=%00")

    assert (state.lines, state.total) == ([], 0)
