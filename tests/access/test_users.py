"""Inviting, changing, disabling users, and their passwords."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.actions.signing_in import SignInRefused, password_fits, record_failed_attempt
from pm_app.access.actions.users import (
    FIRST_ADDRESS,
    AlreadyInvited,
    accept_invitation,
    change_password,
    change_user,
    disable_user,
    enable_user,
    invite_first_administrator,
    invite_user,
    renew_invitation,
)
from pm_app.access.enums import Permission, Role
from pm_app.access.queries import InvitationEnded, actor_for_token, users
from pm_app.access.rules import CONSOLE, GRANTS, NOBODY, Actor, PasswordRefused, TooManyAttempts
from pm_app.access.tables import AuditEntry, SignIn, User, UserProperty
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from tests.conftest import NOON, an_actor
from tests.factories.access import a_sign_in, a_user
from tests.factories.portfolio import a_property

IDLE, LONGEST = timedelta(hours=8), timedelta(days=14)
PASSWORD = "correct horse battery"
ANOTHER = "staple of four words"


def invited(session: Session, actor: Actor, email: str = "mia@example.com", name: str = "Mia") -> str:
    return invite_user(session, actor, email=email, name=name, role=Role.LEASING, now=NOON)


def with_a_password(session: Session, role: Role = Role.MANAGER) -> Actor:
    user = a_user(session, role=role, password=PASSWORD)
    a_sign_in(session, user, at=NOON)
    held = session.exec(select(SignIn.id).where(SignIn.user_id == user.id)).one()
    return Actor(user.id, user.name, user.email, role, GRANTS[role], sign_in_id=held)


def test_an_invited_user_can_set_a_password_and_is_written_down(session: Session, administrator: Actor) -> None:
    token = invited(session, administrator, email=" Mia@Example.com ")

    email = accept_invitation(session, NOBODY, token=token, password=PASSWORD, now=NOON)

    user = session.exec(select(User).where(User.email == "mia@example.com")).one()
    assert (email, user.role, user.activated_at) == ("mia@example.com", Role.LEASING, NOON)
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    assert password_fits(user.password_hash, PASSWORD)
    assert set(session.exec(select(AuditEntry.did))) == {"invited as leasing", "set a password"}


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("mia", "Mia", "email"),
        ("mia@example", "Mia", "email"),
        ("mia@@example.com", "Mia", "email"),
        ("Mia <mia@example.com>", "Mia", "email"),
        ("a" * 320 + "@example.com", "Mia", "email"),
        ("", "Mia", "email"),
        ("mia@example.com", "  ", "name"),
    ],
)
def test_an_invitation_needs_an_address_and_a_name(
    session: Session, administrator: Actor, email: str, name: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        invited(session, administrator, email=email, name=name)

    assert refusal.value.field == field


def test_nobody_is_invited_twice(session: Session, administrator: Actor) -> None:
    invited(session, administrator)

    with pytest.raises(AlreadyInvited):
        invited(session, administrator, email="MIA@example.com")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_manage_users(session: Session, role: Role) -> None:
    actor = an_actor(session, role)
    somebody = a_user(session).id
    changes = {"name": "X", "role": Role.ADMINISTRATOR, "property_ids": (), "version": 1}

    for attempt in (
        lambda: invited(session, actor),
        lambda: users(session, actor),
        lambda: renew_invitation(session, actor, user_id=somebody, now=NOON),
        lambda: change_user(session, actor, user_id=somebody, now=NOON, **changes),
        lambda: disable_user(session, actor, user_id=somebody, now=NOON),
        lambda: enable_user(session, actor, user_id=somebody, now=NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_new_link_ends_the_one_before(session: Session, administrator: Actor) -> None:
    first = invited(session, administrator)
    user_id = session.exec(select(User.id).where(User.email == "mia@example.com")).one()

    second = renew_invitation(session, administrator, user_id=user_id, now=NOON)

    with pytest.raises(InvitationEnded):
        accept_invitation(session, NOBODY, token=first, password=PASSWORD, now=NOON)
    assert accept_invitation(session, NOBODY, token=second, password=PASSWORD, now=NOON) == "mia@example.com"


def test_the_link_of_a_disabled_user_has_ended(session: Session, administrator: Actor) -> None:
    token = invited(session, administrator)
    user_id = session.exec(select(User.id).where(User.email == "mia@example.com")).one()
    disable_user(session, administrator, user_id=user_id, now=NOON)
    enable_user(session, administrator, user_id=user_id, now=NOON)

    with pytest.raises(InvitationEnded):
        accept_invitation(session, NOBODY, token=token, password=PASSWORD, now=NOON)


def test_a_new_password_by_link_signs_every_browser_out(session: Session, administrator: Actor) -> None:
    user = a_user(session, password=PASSWORD)
    held = a_sign_in(session, user, at=NOON)
    token = renew_invitation(session, administrator, user_id=user.id, now=NOON)

    accept_invitation(session, NOBODY, token=token, password=ANOTHER, now=NOON)

    assert actor_for_token(session, NOBODY, token=held, now=NOON, idle=IDLE, longest=LONGEST) is NOBODY


def test_an_empty_office_asks_for_its_first_administrator_until_the_link_is_used(session: Session) -> None:
    first = invite_first_administrator(session, CONSOLE, now=NOON)
    second = invite_first_administrator(session, CONSOLE, now=NOON)

    with pytest.raises(InvitationEnded):
        accept_invitation(session, NOBODY, token=first, password=PASSWORD, now=NOON, email="a@b.example", name="A")
    accept_invitation(session, NOBODY, token=second, password=PASSWORD, now=NOON, email="a@b.example", name="Ada")

    assert session.exec(select(User.email)).all() == ["a@b.example"]
    with pytest.raises(NotAllowed, match="already has users"):
        invite_first_administrator(session, CONSOLE, now=NOON)


def test_an_office_with_users_makes_no_first_administrator(session: Session, administrator: Actor) -> None:
    with pytest.raises(NotAllowed):
        invite_first_administrator(session, CONSOLE, now=NOON)

    assert session.exec(select(User.id).where(User.email == FIRST_ADDRESS)).first() is None


def test_a_user_is_changed_and_limited_to_properties(session: Session, administrator: Actor) -> None:
    user, building = a_user(session, role=Role.LEASING), a_property(session)
    token = a_sign_in(session, user, at=NOON)

    change_user(
        session,
        administrator,
        user_id=user.id,
        name="Mia Okafor",
        role=Role.MAINTENANCE,
        property_ids=(building.id,),
        version=user.version,
        now=NOON,
    )
    session.flush()

    asking = actor_for_token(session, NOBODY, token=token, now=NOON, idle=IDLE, longest=LONGEST)
    assert (asking.name, asking.role, asking.property_ids) == ("Mia Okafor", Role.MAINTENANCE, frozenset({building.id}))
    written = session.exec(select(AuditEntry).where(AuditEntry.did == "changed")).one()
    assert written.details == {"role": ["leasing", "maintenance"], "properties": 1}


def test_a_stale_change_writes_nothing(session: Session, administrator: Actor) -> None:
    user = a_user(session, name="Mia")

    with pytest.raises(Stale):
        change_user(
            session,
            administrator,
            user_id=user.id,
            name="X",
            role=Role.READ_ONLY,
            property_ids=(),
            version=user.version + 1,
            now=NOON,
        )

    assert (user.name, session.exec(select(UserProperty)).all()) == ("Mia", [])


def test_the_last_administrator_stays_one(session: Session, administrator: Actor) -> None:
    assert administrator.user_id is not None
    invited(session, administrator)  # somebody who has not come in yet does not count
    other = an_actor(session, Role.MANAGER)
    with_rights = Actor(other.user_id, "", "", Role.ADMINISTRATOR, frozenset(Permission))

    with pytest.raises(Refused, match="last administrator"):
        disable_user(session, with_rights, user_id=administrator.user_id, now=NOON)
    with pytest.raises(Refused, match="last administrator"):
        change_user(
            session,
            administrator,
            user_id=administrator.user_id,
            name="Ada",
            role=Role.MANAGER,
            property_ids=(),
            version=session.get_one(User, administrator.user_id).version,
            now=NOON,
        )


def test_nobody_disables_oneself(session: Session, administrator: Actor) -> None:
    assert administrator.user_id is not None

    with pytest.raises(Refused, match="cannot disable yourself"):
        disable_user(session, administrator, user_id=administrator.user_id, now=NOON)


def test_a_user_who_is_not_there_cannot_be_changed(session: Session, administrator: Actor) -> None:
    for attempt in (renew_invitation, disable_user, enable_user):
        with pytest.raises(NotFound):
            attempt(session, administrator, user_id=uuid4(), now=NOON)


def test_ones_own_password_is_changed_and_other_browsers_are_signed_out(session: Session) -> None:
    actor = with_a_password(session)
    user = session.get_one(User, actor.user_id)
    a_sign_in(session, user, at=NOON)

    change_password(session, actor, password=PASSWORD, new_password=ANOTHER, now=NOON)
    session.flush()

    assert user.password_hash is not None
    assert password_fits(user.password_hash, ANOTHER)
    assert session.exec(select(SignIn.id).where(col(SignIn.ended_at).is_(None))).all() == [actor.sign_in_id]


def test_the_present_password_is_asked_for(session: Session) -> None:
    actor = with_a_password(session)

    with pytest.raises(SignInRefused) as refusal:
        change_password(session, actor, password="not this one", new_password=ANOTHER, now=NOON)

    assert refusal.value.field == "old_password"


def test_guessing_the_present_password_is_paused(session: Session) -> None:
    actor = with_a_password(session)
    for _ in range(5):
        record_failed_attempt(session, actor, email=actor.email, address="", now=NOON)

    with pytest.raises(TooManyAttempts):
        change_password(session, actor, password=PASSWORD, new_password=ANOTHER, now=NOON)


@pytest.mark.parametrize("new_password", ["short", "a" * 30, "x" * 5 + "y" * 196, "abababababab"])
def test_a_poor_new_password_is_refused(session: Session, new_password: str) -> None:
    actor = with_a_password(session)

    with pytest.raises(PasswordRefused):
        change_password(session, actor, password=PASSWORD, new_password=new_password, now=NOON)


def test_nobody_has_no_password_to_change(session: Session) -> None:
    with pytest.raises(NotAllowed):
        change_password(session, NOBODY, password=PASSWORD, new_password=ANOTHER, now=NOON)
