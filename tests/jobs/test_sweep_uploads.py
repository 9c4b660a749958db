"""The sweep: what no record asks for goes after a day, and never something that is being filed."""

import os
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.arriving import uploads_folder
from pm_app.documents.actions.forms import record_forms
from pm_app.documents.rules.naming import stored_key, thumbnail_key, view_key
from pm_app.filing import Filing, file_path
from pm_app.jobs.sweep_uploads import sweep_uploads
from pm_app.messages.tables import Message, MessageAttachment
from pm_app.portfolio.actions.properties import set_photo
from pm_app.runtime import Runtime, run_now, with_services
from tests.conftest import NOON
from tests.factories.documents import a_content
from tests.factories.portfolio import a_property
from tests.fakes import MemoryObjectStore

TWO_DAYS_AGO, LATELY = NOON - timedelta(days=2), NOON - timedelta(hours=20)


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """The store in memory."""
    assert isinstance(runtime.services.store, MemoryObjectStore)
    return runtime.services.store


def keep(store: MemoryObjectStore, key: str, *, since: object = TWO_DAYS_AGO) -> str:
    """Keep something under the key, for two days already."""
    store.put(key, BytesIO(b"x"), size=1, media_type="text/plain")
    store.changed_at[key] = since  # pyright: ignore[reportArgumentType]
    return key


def filed(runtime: Runtime, store: MemoryObjectStore) -> str:
    """File a document, and return the SHA-256 of its content."""
    path = runtime.settings.data_dir / "letter.txt"
    path.write_bytes(b"Dear tenant")
    file_path(CONSOLE, path, Filing("letter.txt"))
    (key,) = store.objects
    store.changed_at[key] = TWO_DAYS_AGO
    return key.removeprefix("documents/")


def shown(session: Session, sha256: str) -> UUID:
    """A property that shows the photo."""
    property_id = a_property(session).id
    session.commit()
    run_now(CONSOLE, set_photo, property_id=property_id, sha256=sha256, media_type="image/jpeg", now=NOON)
    return property_id


def test_the_sweep_removes_what_no_record_asks_for(session: Session, runtime: Runtime, store: MemoryObjectStore):
    sha256 = filed(runtime, store)
    run_now(SCHEDULER, record_forms, sha256=sha256, thumbnail=True, view=False, now=NOON)
    shown(session, photo := a_content())
    kept = {stored_key(sha256), keep(store, thumbnail_key(sha256)), keep(store, f"photos/{photo}")}
    gone = [stored_key(a_content()), thumbnail_key(a_content()), view_key(sha256), f"photos/{a_content()}"]
    for key in gone:
        keep(store, key)

    report = sweep_uploads()

    assert (report.done, report.failed) == (4, 0)
    assert set(store.objects) == kept


def test_the_photo_a_property_showed_before_goes(session: Session, store: MemoryObjectStore):
    before, now = a_content(), a_content()
    property_id = shown(session, before)
    for photo in (before, now):
        keep(store, f"photos/{photo}")
    run_now(CONSOLE, set_photo, property_id=property_id, sha256=now, media_type="image/jpeg", now=NOON)

    sweep_uploads()

    assert list(store.objects) == [f"photos/{now}"]


def test_what_came_within_a_day_is_left_alone(store: MemoryObjectStore):
    keys = [stored_key(a_content()), thumbnail_key(a_content()), f"photos/{a_content()}", "incoming/one", "held/two"]
    for key in keys:
        keep(store, key, since=LATELY)

    assert sweep_uploads().done == 0
    assert list(store.objects) == keys


def test_what_was_sent_and_never_filed_goes(store: MemoryObjectStore):
    for key in ("incoming/one", "held/two"):
        keep(store, key)

    report = sweep_uploads()

    assert (report.done, store.objects) == (2, {})


def test_the_file_of_a_report_goes_after_ninety_days_unless_a_mail_waits_for_it(
    session: Session, store: MemoryObjectStore
):
    long_ago = NOON - timedelta(days=91)
    sent, waits, failed, _nobodys = (keep(store, f"reports/2025-10-16/{a_content()}", since=long_ago) for _ in range(4))
    younger = keep(store, f"reports/2025-10-18/{a_content()}", since=NOON - timedelta(days=89))
    _mailed(session, sent, sent_at=long_ago)
    _mailed(session, waits)
    _mailed(session, failed, failed_at=long_ago)

    report = sweep_uploads()

    assert set(store.objects) == {waits, failed, younger}
    assert (report.done, report.failed) == (2, 0)
    assert report.summary.endswith("2 mailed reports of long ago removed.")


def _mailed(session: Session, key: str, **became: Any) -> None:
    """A message that has the file enclosed."""
    told = {"message_key": key, "to_address": "dana@example.com", "subject": "Rent roll", "body_text": "Hello"}
    message = Message(**told, body_html="", queued_at=NOON, due_at=NOON, **became)
    session.add(message)
    session.flush()
    file = {"filename": "rent-roll.pdf", "media_type": "application/pdf", "size_bytes": 1}
    session.add(MessageAttachment(message_id=message.id, object_key=key, **file))
    session.commit()


def test_what_somebody_else_put_into_the_store_is_theirs(store: MemoryObjectStore):
    keys = [keep(store, "documents/readme.txt"), keep(store, "backups/monday")]

    sweep_uploads()

    assert list(store.objects) == keys


def test_the_sweep_removes_left_overs_of_more_than_a_day_alone(runtime: Runtime):
    old, fresh, folder = (uploads_folder() / name for name in ("arriving-1", "arriving-2", "reading-3"))
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    folder.mkdir()
    (folder / "file").write_bytes(b"x")
    long_ago = (NOON - timedelta(days=2)).timestamp()
    for path in (old, folder):
        os.utime(path, (long_ago, long_ago))
    os.utime(fresh, (NOON.timestamp(), NOON.timestamp()))

    assert sweep_uploads().done == 2

    assert list(uploads_folder().iterdir()) == [fresh]


def test_the_sweep_goes_on_after_one_that_cannot_be_removed(runtime: Runtime):
    class Sticky(MemoryObjectStore):
        def delete(self, key: str) -> None:
            if key == sticky:
                raise OSError("no")
            super().delete(key)

    sticky, loose = stored_key(a_content()), stored_key(a_content())
    sticking = Sticky()
    for key in (sticky, loose):
        keep(sticking, key)

    with with_services(store=sticking):
        report = sweep_uploads()

    assert (report.done, report.failed, list(sticking.objects)) == (1, 1, [sticky])
