"""A thousand mails through a real SMTP server, and what people at the screens notice of it."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter, sleep

import httpx
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.messages.actions import queue_message
from pm_app.messages.rules import Mail
from pm_app.runtime import run_now, running, services
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.adapters.mail_server import MailServer, mail_server
from tests.journeys.office import running_office
from tests.measures.opening import Figures

MAILS = 1_000
QUIET_SECONDS = 10
_TEXT = "Hello,\n\nyour rent of $1,250.00 is due on March 1.\n\nThe office\n" * 4
_HTML = f"<p>{_TEXT}</p>" * 3


def measure_mailing(figures: Figures, data: Path) -> None:
    """Queue a thousand mails in an office that is open, and ask it for something all the while."""
    with mail_server(None, encryption="none") as server:
        yardstick = _timed(lambda: _by_hand(server))
        server.mails.clear()
        mail_settings = {"PM_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none"}
        with running_office(data, settings=mail_settings) as office:
            quiet, stop = list[float](), Event()
            _asking(office.address, quiet, stop, seconds=QUIET_SECONDS)
            busy = list[float]()
            asking = Thread(target=_asking, args=(office.address, busy, stop))
            took, first = _delivered(data, server, asking)
            stop.set()
            asking.join()
    figures.seconds(f"{MAILS:,} mails to the mail server, from the first", took, yardstick, "smtplib alone")
    figures.seconds("the first of them, after it was queued", first, yardstick, "smtplib alone")
    for name, times in (("quiet", quiet), ("while they leave", busy)):
        figures.seconds(f"an answer of the app, {name}, median", median(times), median(quiet), "quiet")
        slow = quantiles(times, n=20)[-1]
        figures.seconds(f"an answer of the app, {name}, 95th percentile", slow, quantiles(quiet, n=20)[-1], "quiet")


def _delivered(data: Path, server: MailServer, asking: Thread) -> tuple[float, float]:
    """Return how long all took from the first arrival on, and how long the first took."""
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with database(settings) as place, running(settings, place.app_url):
        run_now(SCHEDULER, _queue)
    queued = perf_counter()
    _wait(lambda: len(server.mails) > 0)
    began = perf_counter()
    asking.start()
    _wait(lambda: len(server.mails) >= MAILS)
    assert len({mail["Message-ID"] for mail in server.mails}) == MAILS
    return perf_counter() - began, began - queued


def _queue(session: Session, actor: Actor) -> None:
    now = services().clock.now()
    for number in range(MAILS):
        mail = Mail(f"measure {number}", f"tenant{number}@example.org", f"Tenant {number}", "Your rent", _TEXT, _HTML)
        queue_message(session, actor, mail=mail, now=now)


def _by_hand(server: MailServer) -> None:
    with SMTP("127.0.0.1", server.port) as line:
        for number in range(MAILS):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "desk@example.com", f"tenant{number}@example.org", "Your rent"
            mail.set_content(_TEXT)
            mail.add_alternative(_HTML, subtype="html")
            line.send_message(mail)


def _asking(address: str, times: list[float], stop: Event, *, seconds: float = 600) -> None:
    """Ask the app for something that needs its database, ten times a second."""
    until = perf_counter() + seconds
    with httpx.Client(base_url=address, timeout=60) as client:
        while perf_counter() < until and not stop.is_set():
            times.append(_timed(lambda: client.get("/healthz").raise_for_status()))
            sleep(0.1)


def _wait(reached: Callable[[], bool]) -> None:
    give_up = perf_counter() + 300
    while not reached():
        assert perf_counter() < give_up
        sleep(0.02)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
