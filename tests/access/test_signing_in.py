"""Holding a sign-in: who it belongs to, when it is noted as used, who may end it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.actions.signing_in import FAILURES_KEPT, end_sign_in, record_failed_attempt, resume_sign_in, sign_in
from pm_app.access.enums import Role
from pm_app.access.queries import actor_for_token, sign_ins
from pm_app.access.rules import GRANTS, NOBODY, Actor, has_ended, must_pause
from pm_app.access.tables import AuditEntry, FailedAttempt, SignIn, User
from pm_app.kernel.errors import NotFound
from tests.conftest import NOON, an_actor
from tests.factories.access import a_sign_in, a_user

IDLE, LONGEST = timedelta(hours=8), timedelta(days=14)
PASSWORD = "correct horse battery"


def resumed(session: Session, token: str, now: datetime = NOON) -> Actor:
    return resume_sign_in(session, NOBODY, token=token, now=now, idle=IDLE, longest=LONGEST)


def test_a_token_tells_who_is_asking(session: Session) -> None:
    user = a_user(session, role=Role.ACCOUNTING, name="Omar")
    token = a_sign_in(session, user, at=NOON)

    asking = actor_for_token(session, NOBODY, token=token, now=NOON, idle=IDLE, longest=LONGEST)

    assert (asking.user_id, asking.name, asking.role) == (user.id, "Omar", Role.ACCOUNTING)
    assert asking.permissions == GRANTS[Role.ACCOUNTING]
    assert asking.property_ids is None


@pytest.mark.parametrize("token", ["", "token-of-nobody", "' or 1=1 --"])
def test_a_token_nobody_was_given_is_nobodys(session: Session, token: str) -> None:
    assert resumed(session, token) is NOBODY


def test_an_ended_sign_in_is_nobodys(session: Session) -> None:
    user = a_user(session)
    token = a_sign_in(session, user, at=NOON)
    asking = resumed(session, token)
    assert asking.sign_in_id is not None

    end_sign_in(session, asking, sign_in_id=asking.sign_in_id, now=NOON)
    session.flush()

    assert resumed(session, token) is NOBODY


def test_use_is_noted_once_a_minute(session: Session) -> None:
    token = a_sign_in(session, a_user(session), at=NOON)
    seen = []
    for seconds in (30, 61, 90, 122):
        resumed(session, token, NOON + timedelta(seconds=seconds))
        session.expire_all()
        seen.append((session.exec(select(SignIn.last_seen_at)).one() - NOON).total_seconds())

    assert seen == [0, 61, 61, 122]


def test_nobody_ends_the_sign_in_of_another(session: Session) -> None:
    token = a_sign_in(session, a_user(session), at=NOON)
    held = session.exec(select(SignIn.id)).one()

    with pytest.raises(NotFound, match="not yours"):
        end_sign_in(session, an_actor(session, Role.ADMINISTRATOR), sign_in_id=held, now=NOON)

    assert resumed(session, token) is not NOBODY


def test_one_sees_ones_own_sign_ins_last_used_first(session: Session) -> None:
    user = a_user(session)
    a_sign_in(session, user, at=NOON - timedelta(hours=1))
    token = a_sign_in(session, user, at=NOON)
    a_sign_in(session, a_user(session), at=NOON)

    rows = sign_ins(session, resumed(session, token), now=NOON)

    assert [(row.signed_in_at, row.is_this_one) for row in rows] == [(NOON, True), (NOON - timedelta(hours=1), False)]


def test_nobody_has_no_sign_ins(session: Session) -> None:
    with pytest.raises(NotFound):
        sign_ins(session, NOBODY, now=NOON)


def test_a_sign_in_is_written_down(session: Session) -> None:
    user = a_user(session, email="mia@example.com", password=PASSWORD)

    sign_in(session, NOBODY, email="mia@example.com", password=PASSWORD, browser="b" * 999, address="1.2.3.4", now=NOON)

    written = session.exec(select(AuditEntry)).one()
    held = session.exec(select(SignIn)).one()
    assert (written.did, written.user_id, written.about_id) == ("signed in", user.id, user.id)
    assert (held.address, len(held.browser), held.signed_in_at) == ("1.2.3.4", 200, NOON)


def test_failures_are_forgotten_after_a_day(session: Session) -> None:
    record_failed_attempt(session, NOBODY, email=" A@b.example ", address="x", now=NOON)
    record_failed_attempt(session, NOBODY, email="c@d.example", address="x", now=NOON + FAILURES_KEPT)
    record_failed_attempt(session, NOBODY, email="e@f.example", address="x", now=NOON + FAILURES_KEPT * 1.01)

    assert sorted(session.exec(select(FailedAttempt.email))) == ["c@d.example", "e@f.example"]


@pytest.mark.parametrize(
    ("minutes_ago", "paused"),
    [([0, 1, 2, 3], False), ([0, 1, 2, 3, 14], True), ([0, 1, 2, 3, 15], False), ([], False)],
)
def test_five_failures_within_a_quarter_of_an_hour_pause(minutes_ago: list[int], paused: bool) -> None:
    failed_at = [NOON - timedelta(minutes=minutes) for minutes in minutes_ago]

    assert must_pause(failed_at, NOON) == paused


@pytest.mark.parametrize(
    ("signed_in", "seen", "ended"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(hours=9), timedelta(hours=8), False),
        (timedelta(hours=9), timedelta(hours=8, seconds=1), True),
        (timedelta(days=14), timedelta(0), False),
        (timedelta(days=14, seconds=1), timedelta(0), True),
    ],
)
def test_a_sign_in_ends_by_idleness_or_by_age(signed_in: timedelta, seen: timedelta, ended: bool) -> None:
    assert has_ended(NOON - signed_in, NOON - seen, NOON, idle=IDLE, longest=LONGEST) == ended


def test_a_role_that_is_taken_away_is_gone_at_the_next_question(session: Session) -> None:
    user = a_user(session, role=Role.ADMINISTRATOR)
    token = a_sign_in(session, user, at=NOON)
    before = resumed(session, token)

    session.get_one(User, user.id).role = Role.READ_ONLY
    session.flush()

    assert (before.role, resumed(session, token).permissions) == (Role.ADMINISTRATOR, GRANTS[Role.READ_ONLY])
