"""A slot that is asked for twice at the same moment, or while nothing answers: what was sent is not lost."""

from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from itsdangerous import URLSafeSerializer

from pm_app.access.rules import CONSOLE
from pm_app.documents.queries.details import document_title
from pm_app.filing import Filed, Filing
from pm_app.kernel.errors import Unavailable
from pm_app.ports import ObjectStore
from pm_app.runtime import Runtime, exclusive, run_now, with_services
from pm_app.slots import SLOT_LASTS, file_from_slot

PAPER = b"Dear tenant"


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The store is a folder."""
    return f"folder:{tmp_path / 'kept'}"


class Halting:
    """The store, but who takes what was sent waits before the first piece."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.taking, self.go_on = Event(), Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def chunks(self, key: str) -> Any:
        self.taking.set()
        assert self.go_on.wait(150)
        return self._store.chunks(key)


def sent(office: Runtime) -> str:
    """Return a slot to which a paper was sent."""
    name = uuid4()
    office.services.store.put(f"incoming/{name}", BytesIO(PAPER), size=len(PAPER), media_type="text/plain")
    until = (office.services.clock.now() + SLOT_LASTS).timestamp()
    signer = URLSafeSerializer(office.settings.secret_key, salt="upload slot")
    return signer.dumps([str(CONSOLE.user_id), str(name), until])  # pyright: ignore[reportReturnType]


def keys(office: Runtime) -> list[str]:
    return [found.key.partition("/")[0] for found in office.services.store.listed()]


def test_a_second_request_waits_for_the_first_and_gets_its_document(office: Runtime) -> None:
    slot, halting = sent(office), Halting(office.services.store)
    filed: list[Filed] = []

    def file() -> None:
        filed.append(file_from_slot(CONSOLE, slot, Filing("letter.txt")))

    with with_services(store=halting):
        first, second = Thread(target=file), Thread(target=file)
        first.start()
        assert halting.taking.wait(150)
        second.start()
        halting.go_on.set()
        first.join(150)
        second.join(150)

    assert len(filed) == 2
    assert filed[0] == filed[1]
    assert run_now(CONSOLE, document_title, document_id=filed[0].document_id) == "Letter"
    assert keys(office) == ["documents"]


def test_what_was_sent_stays_while_something_does_not_answer(office: Runtime) -> None:
    slot = sent(office)

    with with_services(content_type_of=_no_answer), pytest.raises(Unavailable):
        file_from_slot(CONSOLE, slot, Filing("letter.txt"))
    between = keys(office)
    filed = file_from_slot(CONSOLE, slot, Filing("letter.txt"))

    assert between == ["held"]
    assert run_now(CONSOLE, document_title, document_id=filed.document_id) == "Letter"
    assert keys(office) == ["documents"]


def _no_answer(path: Path, filename: str) -> str:
    raise Unavailable("It does not answer.")


def test_several_locks_are_held_together_or_not_at_all(office: Runtime) -> None:
    names = [f"content {number}" for number in range(30)]

    with exclusive(*names) as all_of_them:
        with exclusive(names[29]) as one_of_them:
            pass
        with exclusive("another", names[7]) as some:
            pass
    with exclusive("another", *names) as afterwards:
        pass

    assert (all_of_them, one_of_them, some, afterwards) == (True, False, False, True)
