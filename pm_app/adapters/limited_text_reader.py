"""Reads files in a process of its own, with limits on time and memory, so that a hostile file hurts nobody."""

import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory

from pm_app.adapters.background import put_in_background, waited_seconds
from pm_app.adapters.content_type import PDF
from pm_app.adapters.reading_protocol import ComingBack, left_behind
from pm_app.documents.rules.texts import FileText

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_READER = (sys.executable, "-P", "-m", "pm_app.adapters.reading")
_LANGUAGE_PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/local/share/tessdata",
)
# its models and onnxruntime reserve more address space than all other reading together
_RAPIDOCR_MB = 3_000
_MOST_BYTES = 64_000_000
_KEPT_OF_LOG = 4_000
_LEAST_SECONDS_FOR_RETRY = 0.5
_GRACE_SECONDS = 2.0
# so many times as long as a file may be read, its reader may wait for a processor that others need
_LONGEST_WAITING = 2
# for what is done once the text is told: understanding it, and drawing or converting the file
_SECONDS_AFTERWARDS = 90
_MOST_THUMBNAIL_BYTES = 200_000
_MOST_VIEW_BYTES = 50_000_000

_CRASH = "The file brought the reader down: it is damaged, or was made to do harm."
_TOO_MUCH = "The file holds more text than is kept."


class LimitedTextReader:
    """Reads one file per process. `ocr` is auto, tesseract, rapidocr or off; auto takes Tesseract where it can.

    `seconds` is for the text of the file, `seconds_afterwards` for understanding and drawing it, `tessdata` the folder
    with Tesseract's language data if not in a usual place, `workplace` the folder for what is made meanwhile (else that
    of the system), `program` the reader that is started.
    Where `soffice` is on the machine, office files come with their pages as a PDF.
    """

    def __init__(
        self,
        ocr: str = "auto",
        seconds: int = 120,
        memory_mb: int = 1500,
        max_pages: int = 5000,
        *,
        tessdata: Path | None = None,
        workplace: Path | None = None,
        seconds_afterwards: int = _SECONDS_AFTERWARDS,
        program: Sequence[str] = _READER,
    ) -> None:
        self._ocr, self._tessdata = _chosen_ocr(ocr, tessdata)
        self._seconds, self._seconds_afterwards = seconds, seconds_afterwards
        self._memory_mb = max(memory_mb, _RAPIDOCR_MB) if self._ocr == "rapidocr" else memory_mb
        self._max_pages = max_pages
        self._workplace = workplace
        self._converter = shutil.which("soffice") or ""
        self._program = tuple(program)

    def read(self, path: Path, *, filename: str, media_type: str) -> FileText:
        """Return the text of the file, page by page, and how far the reading got; a bad file never raises."""
        request = {"path": str(path.resolve(strict=True)), "filename": filename, "media_type": media_type}
        if self._workplace:
            self._workplace.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._workplace, prefix="reading-", ignore_cleanup_errors=True) as folder:
            reading = self._whole({**request, "workplace": folder})
            reading.thumbnail = left_behind(Path(folder) / "thumbnail.webp", b"RIFF", _MOST_THUMBNAIL_BYTES)
            reading.view = left_behind(Path(folder) / "view.pdf", b"%PDF-", _MOST_VIEW_BYTES)
        return reading.file_text()

    def _whole(self, request: dict[str, str]) -> ComingBack:
        reading = ComingBack()
        deadline = _Deadline(self._seconds, self._seconds_afterwards)
        crashed = self._run(request, reading, deadline)
        if crashed and request["media_type"] == PDF and deadline.seconds_left() > _LEAST_SECONDS_FOR_RETRY:
            # the fast library aborts where memory ends; the tough one may still read what is missing
            self._run(request, reading, deadline, careful=True)
            if not all(page.text for page in reading.pages.values()) or not reading.pages:
                reading.outcome, reading.reason = None, _CRASH
        return reading

    def _run(
        self, request: dict[str, str], reading: ComingBack, deadline: "_Deadline", *, careful: bool = False
    ) -> bool:
        """Let a child read into `reading`; return whether it was brought down."""
        seconds = deadline.seconds_left()
        asked = {
            **request,
            "ocr": self._ocr,
            "tessdata": self._tessdata,
            # the child stops by itself a little earlier, and can then say what is missing
            "seconds": seconds * 0.9,
            "seconds_afterwards": self._seconds_afterwards,
            "converter": self._converter,
            "memory_mb": self._memory_mb,
            "max_pages": self._max_pages,
            "careful": careful,
            "done": sorted(reading.pages),
        }
        with _started([*self._program, json.dumps(asked)]) as child:
            try:
                told = _follow(child, reading, deadline)
            except _TooLate:
                if reading.outcome is not None:
                    return False
                reading.reason = f"Reading took longer than {self._seconds:,} seconds and was stopped."
                return False
            except _TooMuch:
                reading.outcome, reading.reason = None, _TOO_MUCH
                return False
            except (ValueError, KeyError, TypeError):
                told = "the reader wrote what nobody understands"
            if reading.outcome is not None:
                return False
            reading.reason = _CRASH
            deadline.put_off_for(child)
            code = child.wait()
            _log.warning("reading a file ended with code %s: %s", code, told[-_KEPT_OF_LOG:])
            return code != -signal.SIGXCPU


class _Deadline:
    """When the reading of a file must have ended: what its reader waits for the processor is added, within reason."""

    def __init__(self, seconds: float, seconds_afterwards: float) -> None:
        self._at, self._afterwards = time.monotonic() + seconds, seconds_afterwards
        self._longest_waiting = _LONGEST_WAITING * seconds

    def seconds_left(self) -> float:
        return self._at - time.monotonic()

    def seconds_left_to(self, child: subprocess.Popen[bytes], reading: ComingBack) -> float:
        """Return how long the child may go on, after it told the text too, in seconds."""
        until = self._at if reading.told_at is None else reading.told_at + self._afterwards
        return until + min(waited_seconds(child.pid), self._longest_waiting) - time.monotonic()

    def put_off_for(self, child: subprocess.Popen[bytes]) -> None:
        """Give the next child the time that this one waited, which is over and not yet waited for."""
        waited = min(waited_seconds(child.pid), self._longest_waiting)
        self._at += waited
        self._longest_waiting -= waited


class _TooLate(Exception):
    """The time for the file is over."""


class _TooMuch(Exception):
    """More came back than is ever kept."""


def _chosen_ocr(ocr: str, tessdata: Path | None) -> tuple[str, str]:
    """Return the engine to use and the folder of its language data. Raises `ValueError` when it cannot work."""
    if ocr not in ("auto", "tesseract", "rapidocr", "off"):
        raise ValueError(f"OCR can be auto, tesseract, rapidocr or off, not {ocr!r}.")
    places = [str(tessdata)] if tessdata else [place for pattern in _LANGUAGE_PLACES for place in sorted(glob(pattern))]
    found = next((place for place in places if (Path(place) / "eng.traineddata").is_file()), "")
    if ocr == "tesseract" and not found:
        raise ValueError("OCR is set to tesseract, but its language data (eng.traineddata) was not found.")
    if ocr == "auto":
        ocr = "tesseract" if found else "rapidocr"
    return ocr, found if ocr == "tesseract" else ""


@contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child in a process group of its own, knowing no secrets; nothing of the group is left behind."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    child = subprocess.Popen(  # noqa: S603 — the program is ours, and the request is one argument
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=environment,
        start_new_session=True,
    )
    try:
        put_in_background(child.pid)
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdout, child.stderr):
            if pipe:
                pipe.close()


def _follow(child: subprocess.Popen[bytes], reading: ComingBack, deadline: _Deadline) -> str:
    """Take in lines as they come until the child is done; return the end of what it wrote to its log."""
    assert child.stdout
    assert child.stderr
    begun, told, taken = bytearray(), b"", 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        waiting.register(child.stderr, selectors.EVENT_READ)
        while waiting.get_map():
            left = deadline.seconds_left_to(child, reading)
            ready = waiting.select(max(0.0, left))
            # a child that never stops talking is no reason to listen for ever
            if left < -_GRACE_SECONDS or (not ready and deadline.seconds_left_to(child, reading) <= 0):
                raise _TooLate
            for key, _ in ready:
                chunk = os.read(key.fd, 1 << 16)
                if not chunk:
                    waiting.unregister(key.fileobj)
                elif key.fileobj is child.stderr:
                    told = (told + chunk)[-_KEPT_OF_LOG:]
                else:
                    taken += len(chunk)
                    _take_lines(chunk, begun, reading)
            if taken > _MOST_BYTES:
                raise _TooMuch
    return told.decode(errors="replace")


def _take_lines(chunk: bytes, begun: bytearray, reading: ComingBack) -> None:
    """Take in the lines that end in the chunk; `begun` holds the line that is not ended yet."""
    *ended, rest = chunk.split(b"\n")
    for line in ended:
        reading.take(bytes(begun) + line)
        begun.clear()
    begun += rest
