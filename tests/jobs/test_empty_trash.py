"""Emptying the trash: documents go with their objects, what is shared stays, what fails is tried the next night."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.rules.naming import stored_key, thumbnail_key, view_key
from pm_app.documents.tables.documents import Document
from pm_app.jobs.empty_trash import empty_trash
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, install
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.fakes import FixedClock, MemoryObjectStore


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """A store of which the clock stands a month later."""
    store = MemoryObjectStore()
    services = replace(runtime.services, store=store, clock=FixedClock(NOON + timedelta(days=31)))
    install(replace(runtime, services=services))
    return store


def thrown_away(session: Session, store: MemoryObjectStore, text: str) -> tuple[UUID, str]:
    """Return an unreviewed document in the trash and its content, which is in the store with what was made of it."""
    content = sha256(text.encode()).hexdigest()
    document_id = a_document(session, content=content)
    trash_document(session, CONSOLE, document_id=document_id, now=NOON)
    session.flush()
    for key in (stored_key(content), thumbnail_key(content), view_key(content)):
        store.put(key, BytesIO(b"x"), size=1, media_type="application/pdf")
    return document_id, content


def test_documents_are_deleted_with_their_objects(session: Session, store: MemoryObjectStore):
    gone, _ = thrown_away(session, store, "one")
    shared, content = thrown_away(session, store, "two")
    stays = a_document(session, content=content)
    recent = a_document(session)
    trash_document(session, CONSOLE, document_id=recent, now=NOON + timedelta(days=2))
    session.flush()

    assert empty_trash() == JobReport(2, 0, "2 documents deleted from the trash.")

    session.expire_all()
    left = set(session.exec(select(Document.id)))
    assert (left, {gone, shared} & left) == ({stays, recent}, set())
    assert set(store.objects) == {stored_key(content), thumbnail_key(content), view_key(content)}
    assert empty_trash() == JobReport(0, 0, "0 documents deleted from the trash.")


def test_objects_a_store_that_is_down_keeps_are_left_to_the_sweep(session: Session, store: MemoryObjectStore):
    thrown_away(session, store, "one")
    store.down = True

    assert empty_trash().failed == 1

    store.down = False
    assert session.exec(select(Document.id)).all() == []
    assert empty_trash() == JobReport(0, 0, "0 documents deleted from the trash.")
