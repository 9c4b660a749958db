"""The page behind an invitation link."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.actions.signing_in import FAILURES_FROM_ONE_PLACE, record_failed_attempt
from pm_app.access.actions.users import invite_first_administrator, invite_user
from pm_app.access.enums import Role
from pm_app.access.queries import token_hash
from pm_app.access.rules import ATTEMPTS_BEFORE_PAUSE, CONSOLE, NOBODY
from pm_app.access.tables import Invitation, User
from tests.fakes import FixedClock
from tests.http.browser import Browser

PASSWORD = "correct horse battery"
TWICE = {"password": PASSWORD, "again": PASSWORD}
ENDED = "This link was already used or is too old. Ask an administrator for a new one."


def an_invitation(session: Session, clock: FixedClock) -> str:
    token = invite_user(
        session, CONSOLE, email="mia@example.com", name="Mia Okafor", role=Role.LEASING, now=clock.now()
    )
    session.commit()
    return token


async def test_the_link_shows_whose_it_is(session: Session, browser: Browser, clock: FixedClock) -> None:
    token = an_invitation(session, clock)

    answer = await browser.open(f"/invitation/{token}")

    assert answer.status_code == 200
    assert "For Mia Okafor, mia@example.com." in answer.text


async def test_a_password_set_by_the_link_signs_in(session: Session, browser: Browser, clock: FixedClock) -> None:
    token = an_invitation(session, clock)

    answer = await browser.send(f"/invitation/{token}", TWICE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.open("/leases")).status_code == 200


async def test_who_forgot_the_password_and_tried_too_often_is_signed_in_by_the_link(
    session: Session, browser: Browser, clock: FixedClock
) -> None:
    token = an_invitation(session, clock)
    for _ in range(ATTEMPTS_BEFORE_PAUSE):
        record_failed_attempt(session, NOBODY, email="mia@example.com", address="elsewhere", now=clock.now())
    session.commit()

    answer = await browser.send(f"/invitation/{token}", TWICE)

    assert (answer.status_code, answer.headers.get("location")) == (303, "/")


async def test_from_a_place_that_tried_too_often_the_password_is_set_and_signing_in_waits(
    session: Session, browser: Browser, clock: FixedClock
) -> None:
    token = an_invitation(session, clock)
    for number in range(FAILURES_FROM_ONE_PLACE):
        record_failed_attempt(session, NOBODY, email=f"{number}@example.com", address="127.0.0.1", now=clock.now())
    session.commit()

    answer = await browser.send(f"/invitation/{token}", TWICE)

    assert answer.status_code == 403
    assert "Too many attempts. Wait fifteen minutes, then try again." in answer.text
    assert session.exec(select(User.password_hash)).one() is not None


async def test_the_link_works_once(session: Session, browser: Browser, clock: FixedClock) -> None:
    token = an_invitation(session, clock)
    await browser.send(f"/invitation/{token}", TWICE)
    before = session.exec(select(User.password_hash)).one()

    again = await browser.send(f"/invitation/{token}", {"password": "another long one", "again": "another long one"})

    assert again.status_code == 410
    assert ENDED in again.text
    assert session.exec(select(User.password_hash)).one() == before


async def test_the_link_ends_after_seven_days(session: Session, browser: Browser, clock: FixedClock) -> None:
    token = an_invitation(session, clock)
    clock.move_to(clock.now() + timedelta(days=7))

    answer = await browser.open(f"/invitation/{token}")

    assert answer.status_code == 410
    assert ENDED in answer.text


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "%25"])
async def test_a_link_nobody_made_has_ended(session: Session, browser: Browser, token: str) -> None:
    answer = await browser.open(f"/invitation/{token}")

    assert answer.status_code == 410
    assert ENDED in answer.text


async def test_only_the_hash_of_the_link_is_kept(session: Session, clock: FixedClock) -> None:
    token = an_invitation(session, clock)

    assert session.exec(select(Invitation.token_hash)).all() == [token_hash(token)]


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "Use at least 12 characters."),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("mia@example.com", "mia@example.com", "too easy to guess"),
        (PASSWORD, "another password", "The two passwords are not the same."),
    ],
)
async def test_a_poor_password_is_refused_and_the_link_stays(
    session: Session, browser: Browser, clock: FixedClock, password: str, again: str, sentence: str
) -> None:
    token = an_invitation(session, clock)

    answer = await browser.send(f"/invitation/{token}", {"password": password, "again": again})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (await browser.send(f"/invitation/{token}", TWICE)).status_code == 303


async def test_the_first_administrator_gives_name_and_address(
    session: Session, browser: Browser, clock: FixedClock
) -> None:
    token = invite_first_administrator(session, CONSOLE, now=clock.now())
    session.commit()

    shown = await browser.open(f"/invitation/{token}")
    refused = await browser.send(f"/invitation/{token}", {**TWICE, "name": "Ada Byrne", "email": "ada"})
    answer = await browser.send(f"/invitation/{token}", {**TWICE, "name": "Ada Byrne", "email": "Ada@Office.example"})

    assert "Your name" in shown.text
    assert "Write an e-mail address such as name@example.com." in refused.text
    assert 'value="Ada Byrne"' in refused.text
    assert answer.status_code == 303
    assert [(u.email, u.name, u.role) for u in session.exec(select(User))] == [
        ("ada@office.example", "Ada Byrne", Role.ADMINISTRATOR)
    ]
