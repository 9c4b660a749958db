"""Invitations and new links by mail: with the link, once each, read by who manages users alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pm_app.access.actions.users import accept_invitation
from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.access.tables import User
from pm_app.correspondence.actions.accounts import invite_by_mail, mail_new_link
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.queries import message_details
from pm_app.messages.rules.seeing import NOT_TO_READ
from pm_app.messages.tables import Message
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user

LINK = "https://desk.example.com/invitation/"


def invited(session: Session, actor: Actor, email: str = "dana@example.com", name: str = "Dana Dunn") -> str:
    return invite_by_mail(
        session,
        actor,
        email=email,
        name=name,
        role=Role.LEASING,
        link_before_token=LINK,
        office_name="Harbor",
        now=NOON,
    )


def test_who_is_invited_gets_a_mail_with_the_link(session: Session, administrator: Actor):
    token = invited(session, administrator)

    mail = session.exec(select(Message)).one()
    assert (mail.to_address, mail.to_name, mail.subject) == ("dana@example.com", "Dana Dunn", "Welcome to Harbor")
    assert mail.purpose == MessagePurpose.ACCOUNT
    assert f"Set your password here:\n{LINK}{token}\n" in mail.body_text
    assert f'<a href="{LINK}{token}">' in mail.body_html
    assert mail.to_user_id == session.exec(select(User.id).where(User.email == "dana@example.com")).one()
    assert accept_invitation(session, NOBODY, token=token, password="a few unrelated words", now=NOON)


def test_a_lost_link_is_mailed_anew_and_the_old_one_ends(session: Session, administrator: Actor):
    old = invited(session, administrator)
    user_id = session.exec(select(User.id).where(User.email == "dana@example.com")).one()
    later = NOON + timedelta(hours=1)
    new = mail_new_link(
        session, administrator, user_id=user_id, link_before_token=LINK, office_name="Harbor", now=later
    )
    subjects = session.exec(select(Message.subject).order_by(Message.queued_at)).all()  # pyright: ignore[reportArgumentType]
    assert subjects == ["Welcome to Harbor", "Set a new password for Harbor"]
    with pytest.raises(Refused):
        accept_invitation(session, NOBODY, token=old, password="a few unrelated words", now=later)
    assert accept_invitation(session, NOBODY, token=new, password="a few unrelated words", now=later)


def test_nobody_reads_an_invitation_who_may_not_make_one(session: Session, administrator: Actor):
    token = invited(session, administrator)
    message_id: UUID = session.exec(select(Message.id)).one()
    for role in (Role.MANAGER, Role.ACCOUNTING, Role.LEASING):
        seen = message_details(session, an_actor(session, role), message_id=message_id)
        assert (seen.text, seen.html) == (NOT_TO_READ, "")
    assert token in message_details(session, administrator, message_id=message_id).text


def test_a_name_brings_no_header_and_no_markup(session: Session, administrator: Actor):
    invited(session, administrator, name="Eve\r\nBcc: all@example.com <script>")
    mail = session.exec(select(Message)).one()
    assert len(mail.subject.splitlines()) == 1
    assert "<script" not in mail.body_html


@pytest.mark.parametrize("email", ["nonsense", "a@b.c\nBcc: x@example.com", ""])
def test_a_refused_invitation_mails_nobody(session: Session, administrator: Actor, email: str):
    with pytest.raises(Refused):
        invited(session, administrator, email=email)
    assert session.exec(select(Message)).all() == []


def test_only_who_manages_users_invites(session: Session):
    manager, somebody = an_actor(session, Role.MANAGER), a_user(session)
    with pytest.raises(NotAllowed):
        invited(session, manager)
    with pytest.raises(NotAllowed):
        mail_new_link(session, manager, user_id=somebody.id, link_before_token=LINK, office_name="H", now=NOON)
    assert session.exec(select(Message)).all() == []
