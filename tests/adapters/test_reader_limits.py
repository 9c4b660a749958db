"""What the reader may not do: reach a network, run a macro, fetch what a file links to, talk without end."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from socket import create_server, socket
from tempfile import TemporaryDirectory

import pytest

from pm_app.adapters.content_type import ODT
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingOutcome
from tests.adapters.made_files import SENTENCE, kept

_TRIES_TO_CALL = """
import json, os, socket, sys
from pm_app.adapters.reading.limits import limit
before = os.readlink("/proc/self/ns/net")
limit(memory_mb=1000, seconds=60)
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    reached = True
except OSError:
    reached = False
print(json.dumps([before != os.readlink("/proc/self/ns/net"), reached]))
"""


@pytest.fixture
def listening() -> Iterator[socket]:
    """A server on this machine that takes calls, and never answers."""
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def was_called(server: socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process go without a network")
def test_the_reader_reaches_no_network(listening: socket) -> None:
    command = [sys.executable, "-c", _TRIES_TO_CALL, str(listening.getsockname()[1])]

    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout

    alone, reached = json.loads(said)
    if not alone:
        pytest.skip("this system lets no process of ours go without a network")
    assert not reached


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_what_an_office_file_links_to_is_not_fetched(tmp_path: Path, listening: socket) -> None:
    path = kept(
        tmp_path, "letter.odt", an_odt_with_a_picture_from(f"http://127.0.0.1:{listening.getsockname()[1]}/a.png")
    )

    text = LimitedTextReader().read(path, filename=path.name, media_type=ODT)

    assert text.view.startswith(b"%PDF-")
    assert not was_called(listening)


def test_nothing_is_left_of_a_converter_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = kept(tmp_path, "soffice", b"#!/bin/sh\necho $$ > " + str(tmp_path / "pid").encode() + b"\nexit 81\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with TemporaryDirectory(dir=tmp_path) as work:
        path = kept(tmp_path, "letter.rtf", b"{\\rtf1 " + SENTENCE.encode() + b"}")

        text = LimitedTextReader(workplace=Path(work)).read(path, filename=path.name, media_type="application/rtf")

        assert (tmp_path / "pid").exists()
        assert (text.pages[0].text, text.view) == (SENTENCE, b"")
        assert not any(Path(work).iterdir())


def an_odt_with_a_picture_from(address: str) -> bytes:
    """An OpenDocument text with one picture that is somewhere else."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:document-content xmlns:o="{oasis}:office:1.0" xmlns:t="{oasis}:text:1.0" xmlns:d="{oasis}:drawing:1.0" '
        f'xmlns:s="{oasis}:svg-compatible:1.0" xmlns:x="http://www.w3.org/1999/xlink" o:version="1.2"><o:body><o:text>'
        f'<t:p>{SENTENCE}<d:frame t:anchor-type="as-char" s:width="5cm" s:height="5cm">'
        f'<d:image x:href="{address}" x:type="simple" x:show="embed" x:actuate="onLoad"/></d:frame></t:p>'
        "</o:text></o:body></o:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{oasis}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{ODT}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", ODT)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def test_a_reader_that_never_stops_talking_is_not_listened_to_for_ever(tmp_path: Path) -> None:
    talking = (sys.executable, "-c", "while True: print('{\"expected\": 1}', flush=True)")
    path = tmp_path / "endless.txt"
    path.write_text("Dear tenant")
    reader = LimitedTextReader(ocr="off", seconds=1, program=talking)

    text = reader.read(path, filename="endless.txt", media_type="text/plain")

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert "longer than 1 seconds" in text.reason


_WAITS_UNTIL_IT_GIVES_WAY = """
import json, os, pathlib
group = pathlib.Path("/proc/self/autogroup")
while os.getpriority(os.PRIO_PROCESS, 0) < 10 or (group.exists() and not group.read_text().endswith("nice 10\\n")):
    pass
print(json.dumps({"number": 1, "text": "Dear tenant", "method": "text layer", "quality": 100}))
print(json.dumps({"outcome": "read", "reason": "", "page_count": 1}))
"""


def test_a_reader_gives_way_to_those_who_answer_people(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear tenant")
    reader = LimitedTextReader(ocr="off", seconds=20, program=(sys.executable, "-c", _WAITS_UNTIL_IT_GIVES_WAY))

    text = reader.read(path, filename="letter.txt", media_type="text/plain")

    assert (text.outcome, text.reason, text.page_count) == (ReadingOutcome.READ, "", 1)


_SHARES_A_CORE = """
import os, time
from pm_app.adapters.background import waited_seconds, working_seconds
core = min(os.sched_getaffinity(0))
os.sched_setaffinity(0, {core})
other = os.fork()
while not other:
    os.getppid() != 1 or os._exit(0)
elapsed, worked, waited = time.monotonic(), working_seconds(), waited_seconds("self")
while waited_seconds("self") - waited < 0.2:
    pass
elapsed, worked = time.monotonic() - elapsed, working_seconds() - worked
os.kill(other, 9)
print(0 < worked < elapsed - 0.1)
"""


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not count who waits how long")
def test_waiting_for_the_processor_is_not_held_against_a_reader() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _SHARES_A_CORE], capture_output=True, check=True, text=True, timeout=60
    )

    assert said.stdout == "True\n"
