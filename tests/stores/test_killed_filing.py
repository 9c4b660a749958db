"""What a process leaves that is killed while it files: no record without its file, nothing acknowledged is lost."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine

from pm_app.access.rules import CONSOLE
from pm_app.care import store_findings
from pm_app.documents.queries.details import document_title
from pm_app.filing import Filing, file_path
from pm_app.jobs.sweep_uploads import sweep_uploads
from pm_app.runtime import Runtime, run_now
from pm_app.slots import FileBrokenOff, file_from_slot, open_slot
from tests.fakes import FixedClock

PROJECT = Path(__file__).resolve().parent.parent.parent
# Goes to a bucket in two parts.
SIZE = 9_000_000


@dataclass
class Ended:
    """How a process that filed has ended: what it acknowledged, and how many moments it had, when it lived so long."""

    code: int
    said: list[str]

    @property
    def title(self) -> str:
        """The title of the document it acknowledged."""
        return run_now(CONSOLE, document_title, document_id=UUID(self.said[0]))

    @property
    def moments(self) -> int:
        """How many moments it had."""
        return int(self.said[1])


class Filers:
    """Starts processes that file, each told what and at which moment to die."""

    def __init__(self, asked: IO[str], heard: IO[str]) -> None:
        self._asked, self._heard = asked, heard

    def file(self, what: str, *, die_at: int = 0) -> Ended:
        self._asked.write(f"{what}\t{die_at}\n")
        self._asked.flush()
        code, *said = self._heard.readline().split()
        return Ended(int(code), said)


@pytest.fixture
def filers(office: Runtime, place: str) -> Iterator[Filers]:
    engine: Engine = office.sessions.kw["bind"]
    given = [engine.url.render_as_string(hide_password=False), str(office.settings.data_dir), place]
    command = [sys.executable, "-m", "tests.stores.dying_filing", *given]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Filers(process.stdin, process.stdout)
        process.stdin.close()


def content(number: int) -> bytes:
    return f"{number:010}".encode() * (SIZE // 10)


def a_file(office: Runtime, number: int) -> Path:
    """Write a file with a content of its own."""
    path = office.settings.data_dir / f"paper {number}.txt"
    path.write_bytes(content(number))
    return path


def keys(office: Runtime) -> list[str]:
    return [found.key for found in office.services.store.listed()]


def sweep_two_days_later(office: Runtime) -> None:
    clock = office.services.clock
    assert isinstance(clock, FixedClock)
    clock.move_to(max(found.changed_at for found in office.services.store.listed()) + timedelta(days=2))
    sweep_uploads()


def give_up_unfinished(office: Runtime) -> int:
    return office.services.store.discard_unfinished(office.services.clock.now() + timedelta(days=1_000))


def test_a_filing_killed_at_any_moment_leaves_no_record_without_its_file(office: Runtime, filers: Filers) -> None:
    whole = filers.file(a_file(office, 0).name)
    assert whole.title == "Paper 0"
    killed_at = range(1, whole.moments, max(1, whole.moments // 10))

    for number in killed_at:
        path = a_file(office, number)
        killed = filers.file(path.name, die_at=number)

        assert (killed.code, killed.said) == (-9, [])
        assert store_findings(contents=True) == []
        again = file_path(CONSOLE, path, Filing(path.name))
        assert run_now(CONSOLE, document_title, document_id=again.document_id) == f"Paper {number}"

    sweep_two_days_later(office)
    assert give_up_unfinished(office) == 0
    assert store_findings(contents=True) == []
    assert len(keys(office)) == 1 + len(killed_at)


@pytest.mark.parametrize("place", ["s3"], indirect=True)
def test_an_upload_killed_between_its_parts_is_nowhere_and_its_parts_are_given_up(
    office: Runtime, filers: Filers
) -> None:
    whole = filers.file(a_file(office, 0).name)
    before = keys(office)

    unfinished = 0
    for number in range(1, whole.moments):
        filers.file(a_file(office, number).name, die_at=number)
        if unfinished := give_up_unfinished(office):
            break

    assert unfinished == 1
    assert keys(office) == before
    assert store_findings() == []


@pytest.mark.parametrize("place", ["s3"], indirect=True)
def test_a_slot_whose_filing_is_killed_is_filed_once_or_asked_for_again(office: Runtime, filers: Filers) -> None:
    whole = filers.file(sent(1))

    for number in range(2, whole.moments, max(1, whole.moments // 10)):
        slot = sent(number)
        killed = filers.file(slot, die_at=number)
        assert (killed.code, killed.said) == (-9, [])
        assert store_findings(contents=True) == []
        assert sent_again(slot, number)

    sweep_two_days_later(office)
    assert [key for key in keys(office) if not key.startswith("documents/")] == []
    assert store_findings(contents=True) == []


def sent(number: int) -> str:
    """Send a content of its own to a slot as a browser does, and return the slot."""
    slot = open_slot(CONSOLE, size_bytes=SIZE)
    assert slot is not None
    answer = httpx.post(slot.form.url, data=dict(slot.form.fields), files={"file": content(number)}, timeout=150)
    assert answer.status_code == 204
    return slot.slot


def sent_again(slot: str, number: int) -> str:
    """Ask once more as the page does: for the same slot, and with the file where it is asked for again."""
    try:
        filed = file_from_slot(CONSOLE, slot, Filing("sent.txt"))
    except FileBrokenOff:
        filed = file_from_slot(CONSOLE, sent(number), Filing("sent.txt"))
    return run_now(CONSOLE, document_title, document_id=filed.document_id)
