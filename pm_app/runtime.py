"""The wiring: which suppliers are used, and `run`, the only way in: for someone, one call, one transaction."""

import asyncio
import contextvars
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.adapters.bank_statements.reader import BankStatementReader
from pm_app.adapters.clamd_scanner import scanner_at
from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.http_beacon import HttpBeacon
from pm_app.adapters.imap_mailbox import ImapMailbox
from pm_app.adapters.kept_mailer import KeptMailer
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.adapters.object_stores import check_answers, prepare, store_at, store_for
from pm_app.adapters.pillow_photo import shown_photo
from pm_app.adapters.smtp_mailer import DkimKey, SmtpMailer
from pm_app.adapters.spreadsheet import lines_in, lines_of, rows_in, rows_of
from pm_app.adapters.system_clock import SystemClock
from pm_app.adapters.typst_paper.maker import TypstPaper
from pm_app.adapters.xlsx_workbook import workbook_of
from pm_app.database import MOST_CONNECTIONS, engine_for, locked, organization_of, sessions_for
from pm_app.documents.rules.texts import FileText
from pm_app.kernel.errors import Unavailable
from pm_app.ports import (
    Beacon,
    Clock,
    ContentTypes,
    Mailbox,
    Mailer,
    ObjectStore,
    PaperMaker,
    StatementReader,
    TextReader,
    VirusScanner,
)
from pm_app.settings import Settings, SettingsProblem

P = ParamSpec("P")
T = TypeVar("T")

_SET_ORGANIZATION = text("select set_config('app.organization_id', :id, true)")
_CHECK_AT_THE_END = text("set constraints all deferred")
_CHECK_NOW = text("set constraints all immediate")


@dataclass(frozen=True)
class Services:
    """The suppliers behind their ports."""

    clock: Clock
    store: ObjectStore
    mailer: Mailer
    reader: TextReader
    content_type_of: ContentTypes = media_type_of
    mailbox: Mailbox | None = None
    beacon: Beacon | None = None
    bounces: Mailbox | None = None
    scanner: VirusScanner | None = None


@dataclass(frozen=True)
class Runtime:
    """Everything a running process shares: the settings, the services, the sessions, whose office this is."""

    settings: Settings
    services: Services
    sessions: sessionmaker[Session]
    organization_id: UUID

    @property
    def idle(self) -> timedelta:
        """How long a sign-in lasts unused."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a sign-in lasts at most."""
        return timedelta(days=self.settings.session_days)


_current: Runtime | None = None


def install(runtime: Runtime | None) -> Runtime | None:
    """Make this the runtime of the process and return the one before; None takes it away."""
    global _current
    before, _current = _current, runtime
    return before


def installed() -> Runtime:
    """Return the runtime of the process; it must have been installed."""
    if _current is None:
        raise RuntimeError("No runtime is installed: start with `pm serve`, or install one in the test.")
    return _current


def services() -> Services:
    """Return the suppliers of the process."""
    return installed().services


def connections() -> tuple[int, int]:
    """Return how many connections to the database this process has in use, and how many it may have."""
    pool = installed().sessions.kw["bind"].engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0, MOST_CONNECTIONS


def services_for(settings: Settings) -> Services:
    """Choose the suppliers the settings name; raises `SettingsProblem` when one cannot be set up as they say."""
    try:
        store = store_for(settings)
        mailer = _mailer_for(settings)
        most = (settings.upload_limit_mb + 1) * 1024 * 1024  # a little over, so that the refusal is ours
        mailbox = ImapMailbox(settings.imap_url, most_bytes=most) if settings.imap_url else None
        bounces = ImapMailbox(settings.bounce_imap_url, most_bytes=most) if settings.bounce_imap_url else None
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from problem
    reader, clock = _reader_for(settings), SystemClock(settings.time_zone)
    beacon = HttpBeacon(settings.heartbeat_url) if settings.heartbeat_url else None
    scanner = scanner_at(settings.virus_scan, seconds=settings.read_seconds)
    return Services(clock, store, mailer, reader, mailbox=mailbox, bounces=bounces, beacon=beacon, scanner=scanner)


def _mailer_for(settings: Settings) -> Mailer:
    if not settings.smtp_url:
        return KeptMailer()
    key = None
    if settings.dkim_key:
        key = DkimKey.read(settings.dkim_key, settings.dkim_selector, settings.dkim_domain)
    return SmtpMailer(settings.smtp_url, settings.mail_from, signed_by=key)


def _reader_for(settings: Settings) -> TextReader:
    try:
        return LimitedTextReader(
            ocr=settings.ocr,
            seconds=settings.read_seconds,
            memory_mb=settings.read_memory_mb,
            tessdata=Path(settings.tessdata) if settings.tessdata else None,
            workplace=settings.data_dir / "uploads",
        )
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from problem


def read_alone(settings: Settings, path: Path) -> tuple[str, FileText]:
    """Return the media type of a file and what the reader makes of it, without an office around it."""
    media_type = media_type_of(path, path.name)
    return media_type, _reader_for(settings).read(path, filename=path.name, media_type=media_type)


def check_store() -> None:
    """Ask the object store whether it is as the settings say; raises `Unavailable` with a sentence when it is not."""
    check_answers(services().store)


def upload_origin() -> str:
    """Return the origin that browsers send files to when that is the store itself, else an empty text."""
    try:
        return _upload_origin(services().store)
    except Unavailable:  # a page without it is better than none; files then go through the app
        return ""


@lru_cache(maxsize=1)
def _upload_origin(store: ObjectStore) -> str:
    form = store.upload_form("incoming/anything", most_bytes=1, media_type="application/octet-stream", expires_in=60)
    place = urlsplit(form.url) if form else None
    return f"{place.scheme}://{place.netloc}" if place else ""


# What doors ask of files beside the services: read a table or a statement, draw a photo anew, write a workbook.
sheet_rows = rows_of
sheet_rows_in = rows_in
sheet_lines = lines_of
sheet_lines_in = lines_in
photo_to_show = shown_photo
workbook = workbook_of
another_store = store_at
prepare_store = prepare
paper_maker: PaperMaker = TypstPaper()
bank_statements: StatementReader = BankStatementReader()


@contextmanager
def running(settings: Settings, database_url: str, *, services: Services | None = None) -> Generator[Runtime]:
    """Install a runtime on this database for the length of the block, then close its connections."""
    engine = engine_for(database_url)
    sessions = sessions_for(engine)
    try:
        runtime = Runtime(settings, services or services_for(settings), sessions, organization_of(sessions))
        before = install(runtime)
        try:
            yield runtime
        finally:
            install(before)
    finally:
        engine.dispose()


@contextmanager
def with_services(**changed: object) -> Generator[Services]:
    """Run the block with some services replaced (tests: a fixed clock, a mailer that fails)."""
    runtime = installed()
    install(replace(runtime, services=replace(runtime.services, **changed)))  # pyright: ignore[reportArgumentType]
    try:
        yield services()
    finally:
        install(runtime)


def run_now(
    actor: Actor,
    operation: Callable[Concatenate[Session, Actor, P], T],
    /,
    *args: P.args,
    **arguments: P.kwargs,
) -> T:
    """Run one query or action for someone, in a transaction of its own.

    What the database checks at the end of a transaction is checked before the answer is returned.
    """
    runtime = installed()
    with runtime.sessions.begin() as session:
        connection = session.connection()
        connection.execute(_SET_ORGANIZATION, {"id": str(runtime.organization_id)})
        connection.execute(_CHECK_AT_THE_END)
        answer = operation(session, actor, *args, **arguments)
        session.flush()
        connection.execute(_CHECK_NOW)
        return answer


async def run(
    actor: Actor,
    operation: Callable[Concatenate[Session, Actor, P], T],
    /,
    *args: P.args,
    **arguments: P.kwargs,
) -> T:
    """Like `run_now`, on a thread, so that one slow query freezes nobody else's screen."""
    context = contextvars.copy_context()
    return await asyncio.to_thread(context.run, run_now, actor, operation, *args, **arguments)  # pyright: ignore[reportArgumentType]


def office_now() -> datetime:
    """Return the moment as the office's clock shows it, for whoever names the day of it."""
    return services().clock.now().astimezone(ZoneInfo(installed().settings.time_zone))


@contextmanager
def exclusive(*names: str, wait_seconds: float = 0) -> Generator[bool]:
    """Hold the locks of these names in the database; yields False when another process still holds one after the wait.

    They are held on one connection of their own, outside any transaction, and end with it at the latest.
    """
    bind = installed().sessions.kw["bind"]
    if isinstance(bind, Connection):  # a test's one connection: nobody else is there
        yield True
        return
    with locked(bind, names, wait_seconds) as mine:
        yield mine


def database_is_away(problem: Exception) -> bool:
    """Return whether something failed because the database did not answer or gave up: it would fail for others too."""
    return isinstance(problem, OperationalError)


def each(items: Iterable[T], work: Callable[[T], object], *, failed: Callable[[T, Exception], None]) -> tuple[int, int]:
    """Do the work for every item and return (done, failed); one that raises is told to `failed` and stops none."""
    done = refused = 0
    for item in items:
        try:
            work(item)
            done += 1
        except Exception as problem:  # a job goes on with the next item whatever happened to this one
            failed(item, problem)
            refused += 1
    return done, refused
