"""Read one file: `python -m pm_app.adapters.reading '<request as JSON>'`, one JSON line per page on standard output."""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from pm_app.adapters.background import working_seconds
from pm_app.adapters.content_type import UNKNOWN, media_type_of
from pm_app.adapters.reading.afterwards import go_on
from pm_app.adapters.reading.families import reader_for
from pm_app.adapters.reading.limits import limit
from pm_app.adapters.reading.page import LONGEST_PAGE, Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import clean, quality
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.texts import PageText

_MOST_CHARACTERS = 20_000_000
_DAMAGED = "The file is damaged, or it is not what its name says: it could not be opened."
_TOO_LARGE = "The file is too large to be read; it can be opened and downloaded all the same."
_MEMORY = "The file needs more memory than reading is allowed to use."


class _Output:
    """The way back to the parent, out of reach of libraries that print."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self.pages: list[PageText] = []
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
        self.pages.append(PageText(number, text, method, quality(text)))
        self.highest = max(self.highest, number)
        self.characters += len(text)


def main() -> None:
    """Take the request, put the limits on, read, say how it ended, then do what is worth doing beside the reading."""
    request = json.loads(sys.argv[1])
    output = _Output()
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"] + request["seconds_afterwards"])
    task = Task(
        ocr=request["ocr"],
        tessdata=request["tessdata"],
        deadline=working_seconds() + request["seconds"],
        max_pages=request["max_pages"],
        workplace=Path(request["workplace"]) if request["workplace"] else None,
        converter=request["converter"],
        careful=request["careful"],
        done=frozenset(request["done"]),
        announce=lambda count: output.send(expected=count),
    )
    source = None
    try:
        source = _source(request)
        _read(source, task, output)
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
    if source:
        go_on(source, task, output.pages, lambda findings: output.send(findings=findings))


def _source(request: dict[str, Any]) -> Source:
    path = Path(request["path"])
    media_type = request["media_type"]
    if media_type in ("", UNKNOWN):
        media_type = media_type_of(path, request["filename"])
    reader_for(media_type)
    if path.stat().st_size > request["memory_mb"] * 1024 * 1024 // 4:
        raise Unreadable(_TOO_LARGE)
    return Source(path.read_bytes(), request["filename"], media_type)


def _read(source: Source, task: Task, output: _Output) -> None:
    late = False
    for page in reader_for(source.media_type)(source, task):
        if late:
            raise Unreadable(f"Reading took too long: it was stopped after {len(output.pages):,} pages.")
        if len(output.pages) >= task.max_pages or output.characters >= _MOST_CHARACTERS:
            raise Unreadable(f"The file is very long: only its first {len(output.pages):,} pages were read.")
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
