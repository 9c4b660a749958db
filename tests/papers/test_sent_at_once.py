"""One statement sent by many presses at once, on a database of its own that really commits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.tables.documents import Document
from pm_app.leasing.tables import LeaseParty
from pm_app.messages.tables import Message, MessageAttachment
from pm_app.papers import send_statement
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.receivables import a_charge, a_household
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

PRESSES = 8
TODAY = date(2026, 1, 15)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions are as in the app: they commit and wait."""
    app_url, _ = postgres.create_database(f"papers_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()


def test_the_same_statement_pressed_many_times_at_once_is_one_document_and_one_mail(office: Runtime):
    tenancy_id, tenant_id = run_now(CONSOLE, _household)
    key = uuid4()

    def press(_: int) -> UUID:
        sent = send_statement(
            CONSOLE, tenancy_id, starts_on=date(2026, 1, 1), ends_on=TODAY, as_of=TODAY, to=[tenant_id], request_key=key
        )
        return sent.document_id

    with ThreadPoolExecutor(PRESSES) as people:
        answers = set(people.map(press, range(PRESSES)))

    assert len(answers) == 1
    assert run_now(CONSOLE, _counts) == (1, 1, 1)


def _household(session: Session, _actor: object) -> tuple[UUID, UUID]:
    tenancy = a_household(session)
    a_charge(session, tenancy)
    tenant_id = session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()
    session.add(ContactWay(person_id=tenant_id, kind=ContactKind.EMAIL, value="renee@example.org"))
    return tenancy.id, tenant_id


def _counts(session: Session, _actor: object) -> tuple[int, ...]:
    return tuple(
        session.exec(select(func.count()).select_from(table)).one() for table in (Document, Message, MessageAttachment)
    )
