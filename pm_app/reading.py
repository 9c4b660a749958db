"""Reading the text of filed files: several at once, each in a process of its own, none lost whatever happens."""

import contextvars
import io
import logging
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pm_app.access.rules import SCHEDULER
from pm_app.arriving import uploads_folder
from pm_app.documents.actions.forms import record_forms
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.queries.details import UnreadFile, unread_file
from pm_app.documents.rules.naming import STORED_BELOW, stored_key, thumbnail_key, view_key
from pm_app.documents.rules.scanning import infected_text
from pm_app.documents.rules.texts import FileText
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.outbox.actions import TakenWork, mark_done, mark_failed, put_off_waiting, put_off_work, take_work
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.rules import is_dead
from pm_app.runtime import exclusive, installed, run_now, services
from pm_app.scanning import NotScanned, virus_in

logger = logging.getLogger(__name__)

_READING = Lock()
MOST_READ_IN_A_RUN = 500
CRASHES_ALLOWED = 3
_LOCK_SECONDS = 60.0
GAVE_UP = "Reading it failed again and again. Download the file to look at it."


def read_waiting(most: int = MOST_READ_IN_A_RUN) -> tuple[int, int]:
    """Read the files whose text is still to be read, as many at once as the settings say; return (done, failed).

    Once at a time in a process: whoever comes second leaves the work to the first. While the scanner for viruses is
    away no file is fetched: all of them wait.
    """
    if not _READING.acquire(blocking=False):
        return 0, 0
    try:
        if problem := _scanner_away():
            now = services().clock.now()
            waiting = run_now(SCHEDULER, put_off_waiting, kind=WorkKind.READ_DOCUMENT, problem=problem, now=now)
            return 0, waiting
        readers = min(installed().settings.readers, most)
        turns = count(1)
        if readers <= 1:
            return _read_on(turns, most)
        with ThreadPoolExecutor(readers, thread_name_prefix="reading") as pool:
            told = [pool.submit(contextvars.copy_context().run, _read_on, turns, most) for _ in range(readers)]
        ended = [each.result() for each in told]
        return sum(done for done, _ in ended), sum(failed for _, failed in ended)
    finally:
        _READING.release()


def _read_on(turns: "count[int]", most: int) -> tuple[int, int]:
    """Read one file after the other until there is none, or all readers together have had their turns."""
    done = failed = 0
    while next(turns) <= most:
        taken = run_now(
            SCHEDULER,
            take_work,
            kind=WorkKind.READ_DOCUMENT,
            now=services().clock.now(),
            abandoned_after=timedelta(seconds=4 * installed().settings.read_seconds + 150),
        )
        if not taken:
            break
        if _read(taken[0]):
            done += 1
        else:
            failed += 1
            if _scanner_away():  # it went meanwhile: what is left waits for the next round
                break
    return done, failed


def _scanner_away() -> str:
    """Return why no file can be scanned now, empty when they can, or need not be."""
    scanner = services().scanner
    try:
        if scanner is not None:
            scanner.check()
    except Unavailable as problem:
        return str(problem)
    return ""


def _read(work: TakenWork) -> bool:
    """Read one file and keep what it says; return False when it has to be tried again later."""
    unread = run_now(SCHEDULER, unread_file, document_version_id=work.about_id)
    try:
        if unread is not None:
            with _fetched(unread) as path:
                _scan_and_read(work, unread, path)
    except NotScanned as problem:  # the scanner is away: nobody sees the file meanwhile, and no attempt is lost
        logger.warning("a file could not be scanned", extra={"problem": str(problem)})
        now = services().clock.now()
        run_now(SCHEDULER, put_off_work, queued_work_id=work.queued_work_id, problem=str(problem), now=now)
        return False
    except Exception as problem:  # whatever a file does, the others are read, and this one is tried again
        return _failed(work, problem)
    run_now(SCHEDULER, mark_done, queued_work_id=work.queued_work_id, now=services().clock.now())
    return True


@contextmanager
def _fetched(unread: UnreadFile) -> Generator[Path]:
    with TemporaryDirectory(dir=uploads_folder(), prefix="reading-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for piece in services().store.chunks(unread.file.key):
                file.write(piece)
        yield path


def _scan_and_read(work: TakenWork, unread: UnreadFile, path: Path) -> None:
    """Have a file scanned for viruses, and read it when there is none."""
    virus = virus_in(unread, path)
    if virus:
        _keep(work, infected_text(virus))
        return
    if is_dead(work.attempt):  # should this last attempt never end, the document still says so
        _keep(work, _unreadable())
    text = services().reader.read(path, filename=unread.file.filename, media_type=unread.file.media_type)
    _keep_forms(unread, text)
    _keep(work, text)


def _failed(work: TakenWork, problem: Exception) -> bool:
    """Put the work back; a file that brought its reader down three times is kept as unreadable, with the reason."""
    told = {"document_version_id": str(work.about_id), "attempt": work.attempt}
    now = services().clock.now()
    waits = isinstance(problem, Unavailable | NotFound)
    logger.warning("a file could not be read", extra=told, exc_info=None if waits else problem)
    if not waits and work.attempt >= CRASHES_ALLOWED:
        _keep(work, _unreadable())
        run_now(SCHEDULER, mark_done, queued_work_id=work.queued_work_id, now=now)
        return True
    run_now(SCHEDULER, mark_failed, queued_work_id=work.queued_work_id, problem=str(problem), now=now)
    return False


def _keep_forms(unread: UnreadFile, text: FileText) -> None:
    """Put what shows the file beside it in the store, then note that it is there; no sweep comes in between."""
    if not text.thumbnail and not text.view:
        return
    sha256 = unread.file.key.removeprefix(STORED_BELOW)
    forms = ((thumbnail_key(sha256), text.thumbnail, "image/webp"), (view_key(sha256), text.view, "application/pdf"))
    with exclusive(stored_key(sha256), wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("The same file is being filed or deleted at this moment.")
        for key, content, media_type in forms:
            if content:
                services().store.put(key, io.BytesIO(content), size=len(content), media_type=media_type)
        run_now(
            SCHEDULER,
            record_forms,
            sha256=sha256,
            thumbnail=bool(text.thumbnail),
            view=bool(text.view),
            now=services().clock.now(),
        )


def _keep(work: TakenWork, text: FileText) -> None:
    now = services().clock.now()
    run_now(SCHEDULER, record_text, document_version_id=work.about_id, text=text, now=now)


def _unreadable() -> FileText:
    return FileText(ReadingOutcome.UNREADABLE, GAVE_UP, 0, ())
