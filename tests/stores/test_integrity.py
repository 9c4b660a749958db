"""What the check of the files finds: nothing while all agrees, and each kind of difference by its name."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.care import CHECKS, store_findings
from pm_app.documents.actions.forms import record_forms
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.rules.naming import stored_key, thumbnail_key, view_key
from pm_app.filing import Filing, file_path
from pm_app.jobs.check_files import check_files
from pm_app.kernel.errors import Unavailable
from pm_app.portfolio.actions.properties import set_photo
from pm_app.runtime import Runtime, run_now
from tests.conftest import NOON
from tests.factories.documents import a_content
from tests.factories.portfolio import a_property
from tests.fakes import MemoryObjectStore

LONG_AGO = NOON - timedelta(days=3)


@pytest.fixture
def store(runtime: Runtime) -> MemoryObjectStore:
    """The store in memory."""
    assert isinstance(runtime.services.store, MemoryObjectStore)
    return runtime.services.store


def filed(runtime: Runtime, content: bytes) -> UUID:
    """File the content as a document."""
    path = runtime.settings.data_dir / f"{content.decode()}.txt"
    path.write_bytes(content)
    return file_path(CONSOLE, path, Filing(path.name)).document_id


def key_of(content: bytes) -> str:
    return stored_key(sha256(content).hexdigest())


def keep(store: MemoryObjectStore, key: str) -> str:
    """Keep something under the key since long ago."""
    store.put(key, BytesIO(b"x"), size=1, media_type="text/plain")
    store.changed_at[key] = LONG_AGO
    return key


def said(*, contents: bool = False) -> list[str]:
    return [one.sentence for one in store_findings(contents=contents)]


@pytest.mark.parametrize("contents", [False, True])
def test_files_and_records_that_agree_are_quiet(runtime: Runtime, store: MemoryObjectStore, contents: bool):
    for content in (b"lease", b"notice"):
        filed(runtime, content)
    lease = sha256(b"lease").hexdigest()
    run_now(SCHEDULER, record_forms, sha256=lease, thumbnail=True, view=True, now=NOON)
    keep(store, thumbnail_key(lease))
    keep(store, view_key(lease))

    assert store_findings(contents=contents) == []
    assert check_files().failed == 0


def test_a_record_whose_file_is_gone_is_found(runtime: Runtime, store: MemoryObjectStore):
    document_id = filed(runtime, b"lease")
    store.delete(key_of(b"lease"))

    (finding,) = store_findings()

    assert (finding.name, finding.sentence) == ("files", "1 files on record are not in the store: Lease.")
    assert finding.ids == (document_id,)
    report = check_files()
    assert (report.done, report.failed, report.summary) == (CHECKS - 1, 1, finding.sentence)


def test_a_document_in_the_trash_keeps_its_file(runtime: Runtime, store: MemoryObjectStore):
    document_id = filed(runtime, b"lease")
    run_now(CONSOLE, trash_document, document_id=document_id, now=NOON)

    assert said() == []

    store.delete(key_of(b"lease"))
    assert said() == ["1 files on record are not in the store: Lease."]


@pytest.mark.parametrize("key", [thumbnail_key, view_key])
def test_a_form_that_is_said_to_be_there_and_is_not_is_found(
    runtime: Runtime, store: MemoryObjectStore, key: Callable[[str], str]
):
    filed(runtime, b"lease")
    lease = sha256(b"lease").hexdigest()
    run_now(SCHEDULER, record_forms, sha256=lease, thumbnail=True, view=True, now=NOON)
    for one in (thumbnail_key, view_key):
        if one is not key:
            keep(store, one(lease))

    assert said() == ["1 files on record are not in the store: Lease."]


def test_a_file_of_another_size_is_found(runtime: Runtime, store: MemoryObjectStore):
    filed(runtime, b"lease")
    store.objects[key_of(b"lease")] = b"leas"

    assert said() == ["1 files in the store have another size than on record: Lease."]
    assert said(contents=True) == said()


def test_a_file_with_another_content_is_found_by_reading_it(runtime: Runtime, store: MemoryObjectStore):
    filed(runtime, b"lease")
    store.objects[key_of(b"lease")] = b"Lease"

    assert said() == []
    assert said(contents=True) == ["1 files in the store are not what was filed: Lease."]


def test_files_without_a_record_are_found_once_they_are_a_day_old(runtime: Runtime, store: MemoryObjectStore):
    filed(runtime, b"lease")
    keys = sorted(
        keep(store, key)
        for key in (
            stored_key(a_content()),
            thumbnail_key(sha256(b"lease").hexdigest()),
            "photos/x",
            view_key("b" * 64),
        )
    )
    fresh = stored_key(a_content())
    store.put(fresh, BytesIO(b"x"), size=1, media_type="text/plain")

    (finding,) = store_findings()

    assert finding.sentence.startswith("4 objects in the store have no record: ")
    assert sorted(finding.sentence.removesuffix(".").partition(": ")[2].split(", ")) == keys


def test_photos_that_are_missing_or_damaged_are_found(session: Session, store: MemoryObjectStore):
    good, bad, gone = (sha256(content).hexdigest() for content in (b"good", b"bad", b"gone"))
    ids: list[UUID] = []
    for photo in (good, bad, gone):
        ids.append(a_property(session).id)
        session.commit()
        run_now(CONSOLE, set_photo, property_id=ids[-1], sha256=photo, media_type="image/jpeg", now=NOON)
    store.objects |= {f"photos/{good}": b"good", f"photos/{bad}": b"BAD"}

    missing, damaged = store_findings(), store_findings(contents=True)

    assert [(one.sentence, one.ids) for one in missing] == [
        ("1 photos of properties are missing or damaged.", (ids[2],))
    ]
    assert [(one.sentence, set(one.ids)) for one in damaged] == [
        ("2 photos of properties are missing or damaged.", {ids[1], ids[2]})
    ]


def test_a_store_that_is_down_is_no_finding_but_told(runtime: Runtime, store: MemoryObjectStore):
    filed(runtime, b"lease")
    store.down = True

    with pytest.raises(Unavailable):
        store_findings()
