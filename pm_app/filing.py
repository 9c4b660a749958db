"""Filing a file and reading its text: the steps around the actions, which every door takes alike."""

import hashlib
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from threading import BoundedSemaphore, Lock
from typing import IO, TypeVar
from uuid import UUID, uuid4

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.filing import AlreadyFiled, add_version, file_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, ReadingOutcome
from pm_app.documents.queries.details import UnreadFile, document_title, unread_file
from pm_app.documents.rules.content import check_content
from pm_app.documents.rules.naming import LinkTarget, stored_key
from pm_app.documents.rules.texts import FileText
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.outbox.actions import TakenWork, mark_done, mark_failed, take_work
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.rules import is_dead
from pm_app.runtime import exclusive, installed, run_now, services

T = TypeVar("T")

logger = logging.getLogger(__name__)

CHUNK_BYTES = 256 * 1024
MB = 1024 * 1024
UPLOADS = "uploads"
# Each filing holds a connection for its lock and needs one more: a few at a time leave enough for everybody else.
_FILING = BoundedSemaphore(4)
_LOCK_SECONDS = 60.0
_READING = Lock()
MOST_READ_IN_A_RUN = 500
CRASHES_ALLOWED = 3
GAVE_UP = "Reading it failed again and again. Download the file to look at it."


class FileTooLarge(Refused):
    """More than may be filed at once."""


class FileEmpty(Refused):
    """A file with nothing in it."""


class FileBrokenOff(Refused):
    """Less came than was announced."""


@dataclass(frozen=True)
class Filing:
    """How a file is to be filed. `lenient`: a name that promises another kind of content is no reason to refuse."""

    filename: str
    request_key: UUID = field(default_factory=uuid4)
    title: str = ""
    kind: DocumentKind = DocumentKind.OTHER
    links: tuple[LinkTarget, ...] = ()
    tags: tuple[str, ...] = ()
    lenient: bool = False


@dataclass(frozen=True)
class Filed:
    """Where a file went. It is not new when a document with the same content was there already."""

    document_id: UUID
    title: str
    is_new: bool


class ArrivingFile:
    """A file on its way here: counted and hashed while it is written beside the others."""

    def __init__(self, file: IO[bytes], limit_bytes: int) -> None:
        self.path = Path(file.name)
        self.size_bytes = 0
        self._file = file
        self.limit_bytes = limit_bytes
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The SHA-256 of what has come so far, in hexadecimal."""
        return self._hash.hexdigest()

    def take(self, piece: bytes) -> None:
        """Add the next piece; refuses (`FileTooLarge`) what is more than the office allows."""
        self.size_bytes += len(piece)
        if self.size_bytes > self.limit_bytes:
            raise FileTooLarge(
                f"The file is larger than {self.limit_bytes // MB:,} MB. Split it into parts.", field="file"
            )
        self._hash.update(piece)
        try:
            self._file.write(piece)
        except OSError as problem:
            raise Unavailable(f"The file cannot be taken in: {problem.strerror or problem}.") from problem

    def finish(self, announced_bytes: int | None = None) -> None:
        """Say that all has come; refuses an empty file, and one shorter than was announced."""
        if announced_bytes is not None and self.size_bytes < announced_bytes:
            raise FileBrokenOff("The file broke off on its way. Please send it again.", field="file")
        if self.size_bytes == 0:
            raise FileEmpty("The file is empty. Choose the file that has the content.", field="file")
        try:
            self._file.flush()
        except OSError as problem:
            raise Unavailable(f"The file cannot be taken in: {problem.strerror or problem}.") from problem


@contextmanager
def arriving() -> Generator[ArrivingFile]:
    """Yield a place for a file that arrives; whatever happens, nothing of it is left there afterwards."""
    with NamedTemporaryFile(dir=uploads_folder(), prefix="arriving-") as file:
        yield ArrivingFile(file, installed().settings.upload_limit_mb * MB)


def uploads_folder() -> Path:
    """Return the folder in which files stay while they arrive or are read; it is made when it is missing."""
    folder = installed().settings.data_dir / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def file_path(actor: Actor, path: Path, filing: Filing) -> Filed:
    """File a file of this machine, which stays where it is."""
    with arriving() as arrived:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                arrived.take(piece)
        arrived.finish()
        return file_arrived(actor, arrived, filing)


def file_arrived(actor: Actor, arrived: ArrivingFile, filing: Filing) -> Filed:
    """Keep a file that has arrived and file it as a document; content the office has already is only linked.

    Refuses an ending that promises something else than the content (`LyingFile`), and whatever `file_document` does.
    """

    def new(media_type: str) -> Filed:
        try:
            document_id = run_now(
                actor,
                file_document,
                request_key=filing.request_key,
                sha256=arrived.sha256,
                size_bytes=arrived.size_bytes,
                media_type=media_type,
                filename=filing.filename,
                title=filing.title,
                kind=filing.kind,
                links=filing.links,
                tags=filing.tags,
                now=services().clock.now(),
            )
        except AlreadyFiled as held:
            return _linked(actor, held, filing.links)
        return Filed(document_id, run_now(actor, document_title, document_id=document_id), is_new=True)

    return keep_and_record(arrived, filing, new)


def file_edition(actor: Actor, arrived: ArrivingFile, filing: Filing, *, document_id: UUID, version: int) -> Filed:
    """Keep a file that has arrived and make it the new edition of a document."""

    def edition(media_type: str) -> Filed:
        run_now(
            actor,
            add_version,
            document_id=document_id,
            sha256=arrived.sha256,
            size_bytes=arrived.size_bytes,
            media_type=media_type,
            filename=filing.filename,
            version=version,
            now=services().clock.now(),
        )
        return Filed(document_id, run_now(actor, document_title, document_id=document_id), is_new=True)

    return keep_and_record(arrived, filing, edition)


def keep_and_record(arrived: ArrivingFile, filing: Filing, record: Callable[[str], T]) -> T:
    """Put the content into the store, then record it (given its media type); the sweep cannot take it in between."""
    media_type = services().content_type_of(arrived.path, filing.filename)
    if not filing.lenient:
        check_content(filing.filename, media_type)
    store, key = services().store, stored_key(arrived.sha256)
    with _FILING, exclusive(key, wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("The same file is being filed by somebody else. Try again in a minute.")
        if store.size(key) is None:
            with arrived.path.open("rb") as content:
                store.put(key, content, size=arrived.size_bytes, media_type=media_type)
        return record(media_type)


def _linked(actor: Actor, held: AlreadyFiled, links: tuple[LinkTarget, ...]) -> Filed:
    for target in links:
        run_now(actor, link_document, document_id=held.document_id, target=target, now=services().clock.now())
    return Filed(held.document_id, held.title, is_new=False)


def read_waiting(most: int = MOST_READ_IN_A_RUN) -> tuple[int, int]:
    """Read the files whose text is still to be read, one after the other, and return (done, failed).

    Once at a time in a process: whoever comes second leaves the work to the first.
    """
    if not _READING.acquire(blocking=False):
        return 0, 0
    done = failed = 0
    try:
        while done + failed < most:
            taken = run_now(
                SCHEDULER,
                take_work,
                kind=WorkKind.READ_DOCUMENT,
                now=services().clock.now(),
                abandoned_after=timedelta(seconds=2 * installed().settings.read_seconds + 60),
            )
            if not taken:
                break
            if _read(taken[0]):
                done += 1
            else:
                failed += 1
    finally:
        _READING.release()
    return done, failed


def _read(work: TakenWork) -> bool:
    """Read one file and keep what it says; return False when it has to be tried again later."""
    unread = run_now(SCHEDULER, unread_file, document_version_id=work.about_id)
    try:
        if unread is not None:
            if is_dead(work.attempt):  # should this last attempt never end, the document still says so
                _keep(work, _unreadable())
            _keep(work, _text_of(unread))
    except Exception as problem:  # whatever a file does, the others are read, and this one is tried again
        return _failed(work, problem)
    run_now(SCHEDULER, mark_done, queued_work_id=work.queued_work_id, now=services().clock.now())
    return True


def _text_of(unread: UnreadFile) -> FileText:
    with TemporaryDirectory(dir=uploads_folder(), prefix="reading-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for piece in services().store.chunks(unread.file.key):
                file.write(piece)
        return services().reader.read(path, filename=unread.file.filename, media_type=unread.file.media_type)


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


def _keep(work: TakenWork, text: FileText) -> None:
    now = services().clock.now()
    run_now(SCHEDULER, record_text, document_version_id=work.about_id, text=text, now=now)


def _unreadable() -> FileText:
    return FileText(ReadingOutcome.UNREADABLE, GAVE_UP, 0, ())
