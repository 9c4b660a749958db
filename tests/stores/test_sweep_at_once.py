"""The sweep beside people who file at the same moment: it takes nothing they are about to need."""

import os
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from threading import Event, Thread
from typing import Any

import pytest

from pm_app.access.rules import CONSOLE
from pm_app.arriving import uploads_folder
from pm_app.care import store_findings
from pm_app.documents.queries.details import document_title
from pm_app.documents.rules.naming import stored_key
from pm_app.filing import Filing, file_path
from pm_app.jobs.sweep_uploads import sweep_uploads
from pm_app.ports import ObjectStore
from pm_app.runtime import Runtime, exclusive, run_now, with_services
from tests.fakes import FixedClock

PAPER = b"Dear tenant"


@pytest.fixture
def place(tmp_path: Any) -> str:
    """The store is a folder."""
    return f"folder:{tmp_path / 'kept'}"


@pytest.fixture
def left_over(office: Runtime) -> str:
    """The key of an object that nothing asks for, two days after it came."""
    key = stored_key(sha256(PAPER).hexdigest())
    office.services.store.put(key, BytesIO(PAPER), size=len(PAPER), media_type="text/plain")
    clock = office.services.clock
    assert isinstance(clock, FixedClock)
    (found,) = office.services.store.listed()
    clock.move_to(found.changed_at + timedelta(days=2))
    return key


def test_what_nobody_holds_is_taken(office: Runtime, left_over: str) -> None:
    assert sweep_uploads().done == 1
    assert list(office.services.store.listed()) == []


def test_what_somebody_holds_is_left_for_the_next_night(office: Runtime, left_over: str) -> None:
    with exclusive(left_over) as alone:
        report = sweep_uploads()

    assert alone
    assert (report.done, report.failed) == (0, 0)
    assert office.services.store.size(left_over) == len(PAPER)


class Halting:
    """The store, but the one who asks for the size of an object waits between the answer and what is done with it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.asked, self.go_on = Event(), Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def size(self, key: str) -> int | None:
        answer = self._store.size(key)
        self.asked.set()
        assert self.go_on.wait(150)
        return answer


def test_a_left_over_that_is_filed_while_the_sweep_runs_is_kept(office: Runtime, left_over: str) -> None:
    path = office.settings.data_dir / "letter.txt"
    path.write_bytes(PAPER)
    halting: Any = Halting(office.services.store)
    filed: list[str] = []

    def file() -> None:
        document_id = file_path(CONSOLE, path, Filing("letter.txt")).document_id
        filed.append(run_now(CONSOLE, document_title, document_id=document_id))

    with with_services(store=halting):
        filing = Thread(target=file)
        filing.start()
        assert halting.asked.wait(150)  # it has seen that the object is there, and will not put it again
        just_now = office.services.clock.now().timestamp()
        for arriving in uploads_folder().iterdir():
            os.utime(arriving, (just_now, just_now))
        report = sweep_uploads()
        halting.go_on.set()
        filing.join(150)

    assert (report.done, filed) == (0, ["Letter"])
    assert store_findings(contents=True) == []
