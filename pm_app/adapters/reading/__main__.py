"""Read one file: `python -m pm_app.adapters.reading '<request as JSON>'`, one JSON line per page on standard output."""

import ctypes
import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from pm_app.adapters.content_type import UNKNOWN, media_type_of
from pm_app.adapters.reading.families import reader_for
from pm_app.adapters.reading.page import LONGEST_PAGE, Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import clean, quality
from pm_app.documents.enums import ReadingMethod, ReadingOutcome

_DIE_WITH_PARENT = 1
_MOST_CHARACTERS = 20_000_000
_DAMAGED = "The file is damaged, or it is not what its name says: it could not be opened."
_TOO_LARGE = "The file is too large to be read; it can be opened and downloaded all the same."
_MEMORY = "The file needs more memory than reading is allowed to use."


class _Output:
    """The way back to the parent, out of reach of libraries that print."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self.pages = 0
        self.highest = 0
        self.characters = 0

    def send(self, **line: Any) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def send_page(self, page: Page, task: Task) -> None:
        text = clean(page.text)
        boxes = page.boxes if text == page.text else ()
        if len(text) > LONGEST_PAGE:
            text = text[:LONGEST_PAGE]
            task.lacks("A page holds more text than is kept; the rest of it was left out.")
        number = page.number or self.highest + 1
        method = page.method if text or page.method is ReadingMethod.OCR else ReadingMethod.NONE
        kept = [box for box in boxes if box.last <= len(text)]
        self.send(number=number, text=text, method=method.value, quality=quality(text), boxes=kept)
        self.pages += 1
        self.highest = max(self.highest, number)
        self.characters += len(text)


def main() -> None:
    """Take the request, put the limits on, read, and say how it ended."""
    request = json.loads(sys.argv[1])
    output = _Output()
    _limit(request)
    path = Path(request["path"])
    task = Task(
        ocr=request["ocr"],
        tessdata=request["tessdata"],
        deadline=time.monotonic() + request["seconds"],
        max_pages=request["max_pages"],
        careful=request["careful"],
        done=frozenset(request["done"]),
        announce=lambda count: output.send(expected=count),
    )
    try:
        _read(path, request, task, output)
    except Unreadable as refusal:
        task.lacks(str(refusal))
    except MemoryError:
        task.lacks(_MEMORY)
    except Exception:
        # any library may fail in any way on a bad file: that is an outcome here, told in the log of the parent
        traceback.print_exc(limit=-4)
        task.lacks(_DAMAGED if not output.pages else "The rest of the file is damaged and could not be read.")
    outcome, reason = _verdict(task, output)
    output.send(outcome=outcome.value, reason=reason, page_count=max(task.expected, output.highest))


def _limit(request: dict[str, Any]) -> None:
    megabytes = request["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (megabytes, megabytes))
    cpu = int(request["seconds"]) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    os.nice(10)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _read(path: Path, request: dict[str, Any], task: Task, output: _Output) -> None:
    media_type = request["media_type"]
    if media_type in ("", UNKNOWN):
        media_type = media_type_of(path, request["filename"])
    read = reader_for(media_type)
    if path.stat().st_size > request["memory_mb"] * 1024 * 1024 // 4:
        raise Unreadable(_TOO_LARGE)
    source = Source(path.read_bytes(), request["filename"], media_type)
    late = False
    for page in read(source, task):
        if late:
            raise Unreadable(f"Reading took too long: it was stopped after {output.pages:,} pages.")
        if output.pages >= task.max_pages or output.characters >= _MOST_CHARACTERS:
            raise Unreadable(f"The file is very long: only its first {output.pages:,} pages were read.")
        output.send_page(page, task)
        late = task.seconds_left() < 0


def _verdict(task: Task, output: _Output) -> tuple[ReadingOutcome, str]:
    if not task.missing:
        remark = task.remark
        if not output.characters and not remark:
            remark = "The file opens well, but no text was found in it."
        return ReadingOutcome.READ, remark
    reason = " ".join(task.missing[:5])
    if output.characters or task.done:
        return ReadingOutcome.READ_IN_PART, reason
    return ReadingOutcome.UNREADABLE, reason


if __name__ == "__main__":
    main()
