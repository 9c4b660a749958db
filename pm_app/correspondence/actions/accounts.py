"""Inviting a user and renewing a lost link, with the mail that carries the link, in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.actions.users import invite_user, renew_invitation
from pm_app.access.enums import Role
from pm_app.access.queries import invited_user, token_hash
from pm_app.access.rules import INVITATION_LASTS, SCHEDULER, Actor
from pm_app.correspondence.rules.accounts import invitation_mail, new_link_mail
from pm_app.correspondence.rules.templates import Written
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail


def invite_by_mail(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    link_before_token: str,
    office_name: str,
    now: datetime,
    property_ids: tuple[UUID, ...] = (),
) -> str:
    """Invite a user as `invite_user` does, mail them the link, and return its token."""
    token = invite_user(session, actor, email=email, name=name, role=role, property_ids=property_ids, now=now)
    link = link_before_token + token
    written = invitation_mail(
        name=name.strip(), by=actor.name, office_name=office_name, link=link, days=INVITATION_LASTS.days
    )
    _mail(session, actor, token, written, now)
    return token


def mail_new_link(
    session: Session, actor: Actor, *, user_id: UUID, link_before_token: str, office_name: str, now: datetime
) -> str:
    """Make a new link for a user as `renew_invitation` does, mail it to them, and return its token."""
    token = renew_invitation(session, actor, user_id=user_id, now=now)
    link = link_before_token + token
    name = invited_user(session, actor, token=token, now=now).name
    written = new_link_mail(name=name, by=actor.name, office_name=office_name, link=link, days=INVITATION_LASTS.days)
    _mail(session, actor, token, written, now)
    return token


def _mail(session: Session, actor: Actor, token: str, written: Written, now: datetime) -> None:
    user = invited_user(session, actor, token=token, now=now)
    queue_message(
        session,
        SCHEDULER,
        mail=Mail(
            key=f"invitation:{token_hash(token)[:40]}",
            to_address=user.email,
            to_name=user.name,
            subject=written.subject,
            text=written.text,
            html=written.html,
        ),
        now=now,
        to_user_id=user.user_id,
        purpose=MessagePurpose.ACCOUNT,
    )
