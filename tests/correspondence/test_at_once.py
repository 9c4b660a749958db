"""Two who send at the same moment: the same form, the same name; really at once, in connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.correspondence.actions.bulk import mail_to_many
from pm_app.correspondence.actions.log import log_contact
from pm_app.correspondence.actions.templates import start_from_shipped
from pm_app.correspondence.enums import AudienceKind, ContactLogKind, Direction
from pm_app.correspondence.queries.bulk import planned
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.tables import BulkMail, ContactLogEntry, MailTemplate
from pm_app.kernel.errors import Refused
from pm_app.messages.tables import Message
from pm_app.runtime import organization_of
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)
CURRENT = Audience(AudienceKind.CURRENT)


@pytest.fixture
def at_once(postgres: EmbeddedPostgres, template: str):
    """A way to let two connections do the same thing at the same moment, in a database of its own."""
    app_url, _ = postgres.create_database(f"at_once_{uuid4().hex[:8]}", template=template)
    engine = create_engine(app_url)
    sessions = sessionmaker(engine, class_=Session, expire_on_commit=False)
    organization = str(organization_of(sessions))
    gate = Barrier(2)

    def within(work: Callable[[Session], Any], *, together: bool = False) -> Any:
        with sessions.begin() as session:
            session.connection().execute(
                text("select set_config('app.organization_id', :id, true)"), {"id": organization}
            )
            if together:
                gate.wait(150)
            return work(session)

    def both(work: Callable[[Session], Any]) -> list[Any]:
        with ThreadPoolExecutor(2) as threads:
            started = [threads.submit(within, work, together=True) for _ in range(2)]
            return [one.exception() or one.result() for one in started]

    yield within, both
    engine.dispose()


def an_office(session: Session) -> tuple[Actor, UUID]:
    user = a_user(session, role=Role.MANAGER)
    home = a_home(session, a_property(session), "Anna Adams")
    return Actor(user.id, user.name, user.email, Role.MANAGER, GRANTS[Role.MANAGER]), home.id


def test_one_form_sent_twice_at_once_mails_once(at_once: Any):
    within, both = at_once
    manager, _ = within(an_office)
    seal = within(
        lambda session: planned(session, manager, audience=CURRENT, subject="s", body="b", today=TODAY)[0].seal
    )
    key = uuid4()

    def send(session: Session) -> Any:
        return mail_to_many(
            session,
            manager,
            request_key=key,
            audience=CURRENT,
            subject="s",
            body="b",
            seal=seal,
            asks_above=50,
            today=TODAY,
            now=NOON,
        )

    answers = both(send)
    assert sorted(one.again for one in answers) == [False, True]
    assert len({one.bulk_mail_id for one in answers}) == 1
    assert within(lambda session: session.exec(select(func.count()).select_from(Message)).one()) == 1
    assert within(lambda session: session.exec(select(func.count()).select_from(BulkMail)).one()) == 1


def test_one_call_written_down_twice_at_once_is_there_once(at_once: Any):
    within, both = at_once
    manager, tenancy_id = within(an_office)
    key = uuid4()

    def write(session: Session) -> UUID:
        return log_contact(
            session,
            manager,
            request_key=key,
            kind=ContactLogKind.CALL,
            direction=Direction.INCOMING,
            body="Hello",
            happened_at=NOON,
            now=NOON,
            tenancy_id=tenancy_id,
        )

    first, second = both(write)
    assert first == second
    assert within(lambda session: session.exec(select(func.count()).select_from(ContactLogEntry)).one()) == 1


def test_a_shipped_template_changed_twice_at_once_stands_once(at_once: Any):
    within, both = at_once
    manager, _ = within(an_office)

    def change(session: Session) -> UUID:
        return start_from_shipped(session, manager, key="letter", subject="s", body="b", now=NOON)

    answers = both(change)
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert within(lambda session: session.exec(select(func.count()).select_from(MailTemplate)).one()) == 1
