"""A thousand mails through a real SMTP server, and what people at the screens notice of it."""

import asyncio
import os
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter

import httpx
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.http import health
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.messages.actions import queue_message
from pm_app.messages.rules import Mail
from pm_app.runtime import run_now, running, services, with_services
from pm_app.schema import METADATA
from pm_app.server import database
from pm_app.settings import settings_from_environment
from tests.adapters.mail_server import MailServer, mail_server
from tests.journeys.office import pm
from tests.measures.opening import Figures

MAILS = 1_000
QUIET_SECONDS = 5.0
_TEXT = "Hello,\n\nyour rent of $1,250.00 is due on March 1.\n\nThe office\n" * 4
_HTML = f"<p>{_TEXT}</p>" * 3


def measure_mailing(figures: Figures, data: Path) -> None:
    """Deliver a thousand mails in the process that answers the screens, and ask it for something all the while."""
    assert METADATA.tables  # every table is known, as in the app
    pm("migrate", environment={**os.environ, "PM_DATA_DIR": str(data)})
    settings = replace(settings_from_environment(), data_dir=data, store=f"folder:{data / 'files'}", database_url=None)
    with mail_server(None, encryption="none") as server, database(settings) as place, running(settings, place.app_url):
        yardstick = _timed_by_hand(server)
        server.mails.clear()
        run_now(SCHEDULER, _queue)
        quiet = asyncio.run(_answers(Event(), QUIET_SECONDS))
        delivered = Event()
        took: list[float] = []
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}?tls=none", "Office <desk@example.com>")
        with with_services(mailer=mailer):
            job = Thread(target=_deliver, args=(took, delivered))
            job.start()
            busy = asyncio.run(_answers(delivered, 600))
            job.join()
        assert len({mail["Message-ID"] for mail in server.mails}) == len(server.mails) == MAILS
    figures.seconds(f"{MAILS:,} mails to the mail server", took[0], yardstick, "smtplib alone")
    for name, times in (("quiet", quiet), ("while they leave", busy)):
        figures.seconds(f"an answer of the app, {name}, median", median(times), median(quiet), "quiet")
        slow = quantiles(times, n=20)[-1]
        figures.seconds(f"an answer of the app, {name}, 95th percentile", slow, quantiles(quiet, n=20)[-1], "quiet")


def _deliver(took: list[float], delivered: Event) -> None:
    started = perf_counter()
    deliver_messages()
    took.append(perf_counter() - started)
    delivered.set()


def _queue(session: Session, actor: Actor) -> None:
    now = services().clock.now()
    for number in range(MAILS):
        mail = Mail(f"measure {number}", f"tenant{number}@example.org", f"Tenant {number}", "Your rent", _TEXT, _HTML)
        queue_message(session, actor, mail=mail, now=now)


def _timed_by_hand(server: MailServer) -> float:
    started = perf_counter()
    with SMTP("127.0.0.1", server.port) as line:
        for number in range(MAILS):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "desk@example.com", f"tenant{number}@example.org", "Your rent"
            mail.set_content(_TEXT)
            mail.add_alternative(_HTML, subtype="html")
            line.send_message(mail)
    return perf_counter() - started


async def _answers(stop: Event, seconds: float) -> list[float]:
    """Ask for something that needs the event loop, a thread and the database, twenty times a second."""
    times: list[float] = []
    until = perf_counter() + seconds
    app = httpx.ASGITransport(Starlette(routes=health.ROUTES))
    async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1") as client:
        while perf_counter() < until and not stop.is_set():
            started = perf_counter()
            (await client.get("/healthz")).raise_for_status()
            times.append(perf_counter() - started)
            await asyncio.sleep(0.05)
    return times
