"""Ending mail of a kind from a mail program: one press, no cookie, only for who got the mail."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER
from pm_app.access.tables import User
from pm_app.http import unsubscribe
from pm_app.http.entrance.entrance import Entrance
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.messages.actions import queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules import Mail
from pm_app.messages.rules.bounces import return_path
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.queries import ways_of
from pm_app.notifications.rules import unsubscribe_path
from pm_app.runtime import Runtime, install, services
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.fakes import OutboxMailer
from tests.http.browser import Browser, browsing

DESK = "https://desk.example.com"


@pytest.fixture
async def browser(session: Session, tmp_path: Any) -> AsyncIterator[Browser]:
    """A mail program: it holds no cookie."""
    async with browsing(Entrance(Starlette(routes=unsubscribe.ROUTES), pages=[], built=tmp_path)) as made:
        yield made


@pytest.fixture
def dana(session: Session) -> User:
    return a_user(session, role=Role.MANAGER, email="dana@example.com")


def sent(
    session: Session, runtime: Runtime, user_id: UUID | None, link: str, purpose: MessagePurpose
) -> tuple[UUID, Mail]:
    """Send a mail that carries the link, and return it as it left."""
    install(replace(runtime, settings=replace(runtime.settings, address=DESK)))
    mail = Mail("one", "dana@example.com", "Dana", "What others changed", "Hello.", "")
    message_id = queue_message(
        session, SCHEDULER, mail=mail, to_user_id=user_id, purpose=purpose, unsubscribe=link, now=NOON
    )
    assert message_id is not None
    session.commit()
    deliver_messages()
    install(runtime)
    mailer = services().mailer
    assert isinstance(mailer, OutboxMailer)
    return message_id, mailer.sent[-1]


def way_of(session: Session, user: User, topic: Topic) -> MailWay:
    session.expire_all()
    return ways_of(session, SCHEDULER, user_ids=[user.id])[user.id].of(topic)


@pytest.mark.parametrize(
    ("topic", "purpose", "link"),
    [
        (Topic.DIGEST, MessagePurpose.DIGEST, f"{DESK}/settings/notifications"),
        (Topic.DOCUMENTS, MessagePurpose.REMINDER, f"{DESK}{unsubscribe_path(Topic.DOCUMENTS)}"),
    ],
)
async def test_one_press_ends_what_the_mail_was_about(
    session: Session, runtime: Runtime, browser: Browser, dana: User, topic: Topic, purpose: MessagePurpose, link: str
):
    _, mail = sent(session, runtime, dana.id, link, purpose)
    path = mail.unsubscribe.removeprefix(DESK)

    looked = await browser.ask("GET", path, {})
    before = way_of(session, dana, topic)
    answers = [await browser.ask("POST", path, {}, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert mail.ends_at_once
    assert (looked.status_code, looked.headers["location"]) == (303, unsubscribe_path(topic))
    assert before is not MailWay.NOT_AT_ALL
    assert [answer.status_code for answer in answers] == [200, 200]
    assert way_of(session, dana, topic) is MailWay.NOT_AT_ALL


@pytest.mark.parametrize(
    ("purpose", "link"),
    [
        (MessagePurpose.REMINDER, f"{DESK}/settings/notifications"),
        (MessagePurpose.REMINDER, f"{DESK}{unsubscribe_path(Topic.ESCALATIONS)}"),
        (MessagePurpose.REMINDER, f"{DESK}/settings/notifications?topic=nonsense"),
        (MessagePurpose.ACCOUNT, f"{DESK}{unsubscribe_path(Topic.DOCUMENTS)}"),
    ],
    ids=["no topic", "what is needed", "made up", "not optional"],
)
def test_where_one_press_could_mean_several_things_or_nothing_the_page_asks(
    session: Session, runtime: Runtime, dana: User, purpose: MessagePurpose, link: str
):
    _, mail = sent(session, runtime, dana.id, link, purpose)

    assert not mail.ends_at_once
    assert mail.unsubscribe in {link, ""}


async def test_no_other_address_ends_anything(session: Session, runtime: Runtime, browser: Browser, dana: User):
    message_id, mail = sent(session, runtime, dana.id, f"{DESK}/settings/notifications", MessagePurpose.DIGEST)
    word = mail.unsubscribe.rpartition("/")[2]
    bounce = return_path("b@x.com", message_id, runtime.settings.secret_key).partition("+")[2].partition("@")[0]

    answers = [
        await browser.ask("POST", f"/unsubscribe/{made_up}", {})
        for made_up in (bounce, "a" * 42, ("b" if word[0] == "a" else "a") + word[1:])
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await browser.ask("POST", "/unsubscribe/short", {})).status_code == 401
    assert way_of(session, dana, Topic.DIGEST) is not MailWay.NOT_AT_ALL


async def test_a_user_who_is_gone_and_somebody_outside_end_nothing(
    session: Session, runtime: Runtime, browser: Browser, dana: User
):
    _, to_dana = sent(session, runtime, dana.id, f"{DESK}/settings/notifications", MessagePurpose.DIGEST)
    dana.disabled_at = NOON
    session.add(dana)
    session.commit()

    answer = await browser.ask("POST", to_dana.unsubscribe.removeprefix(DESK), {})

    assert answer.status_code == 404
