"""kill -9 at any step of delivering: the server never gets a mail twice, and none is lost unnoticed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from pm_app.access.rules import SCHEDULER
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.messages.actions import TAKEN_FOR, queue_message
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.rows import state_of
from pm_app.messages.rules import Mail
from pm_app.messages.tables import Message
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, services, sessions_for
from pm_app.settings import PROJECT, settings_from_environment
from tests.adapters.mail_server import MailServer, mail_server
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore

MAILS = 2
SEED = 20260115
KILLS = 7


@dataclass
class Office:
    """A database that really commits, a real mail server, and processes that deliver and die."""

    url: str
    folder: Path
    server: MailServer
    runtime: Runtime

    def queue(self, many: int, *, what: str) -> None:
        for number in range(many):
            mail = Mail(f"{what} {number}", f"{number}@example.org", "", f"{what} {number}", "Hello.", "")
            run_now(SCHEDULER, queue_message, mail=mail, now=services().clock.now())

    def start(self, last: int) -> subprocess.Popen[str]:
        """Start a process that delivers, and dies when its step `last` begins (0: never)."""
        arguments = [self.url, str(self.folder), str(self.server.port), services().clock.now().isoformat(), str(last)]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.messages.dying_delivery", *arguments],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def die(self, last: int) -> tuple[int, str]:
        process = self.start(last)
        said, _ = process.communicate(timeout=300)
        return process.returncode, said.strip().rpartition("\n")[2]

    def recover(self) -> None:
        """Deliver in this process, after whatever the dead one held is free again."""
        clock = services().clock
        assert isinstance(clock, FixedClock)
        clock.move_to(clock.now() + TAKEN_FOR)
        deliver_messages()

    def delivered(self) -> Counter[str]:
        return Counter(str(mail["Subject"]) for mail in self.server.mails)

    def states(self) -> dict[str, MessageState]:
        def read(session: Session, _actor: object) -> dict[str, MessageState]:
            return {message.subject: state_of(message) for message in session.exec(select(Message))}

        return run_now(SCHEDULER, read)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Office]:
    app_url, _ = postgres.create_database(f"mail_{uuid4().hex[:8]}", template=template)
    engine: Engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    with mail_server(None, encryption="none") as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", "Office <desk@example.com>")
        suppliers = Services(FixedClock(NOON), MemoryObjectStore(), mailer, CannedTextReader())
        runtime = Runtime(settings, suppliers, sessions, organization_of(sessions))
        before = install(runtime)
        yield Office(app_url, tmp_path, server, runtime)
        install(before)
    engine.dispose()


def check(office: Office) -> None:
    """No mail twice; what was sent is there; what is not there is said to be unsure, and nothing waits for ever."""
    delivered, states = office.delivered(), office.states()
    assert max(delivered.values()) == 1
    assert set(states.values()) <= {MessageState.SENT, MessageState.UNSURE}
    assert {what for what, state in states.items() if state is MessageState.SENT} <= set(delivered)
    assert set(delivered) <= set(states)


def test_killed_at_any_step_no_mail_goes_twice_and_none_is_lost_unnoticed(office: Office):
    office.queue(MAILS, what="whole")
    answer, said = office.die(0)
    assert answer == 0, said
    steps = int(said)

    # the first mail's steps with the mail server, and some of all steps, by dice that always fall alike
    dice = Random(SEED)
    for last in sorted(dice.sample(range(1, steps + 1), KILLS)):
        office.queue(MAILS, what=f"killed at {last}")
        answer, said = office.die(last)
        assert answer == -signal.SIGKILL, said
        office.recover()
        check(office)

    assert len(office.states()) == MAILS * (KILLS + 1)


def test_killed_while_the_server_holds_the_text_it_is_unsure_and_not_sent_again(office: Office):
    office.queue(1, what="held")
    process = office.start(0)
    office.server.with_the_text = lambda: os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)
    office.server.with_the_text = None

    for _ in range(3):
        office.recover()

    assert process.returncode == -signal.SIGKILL
    assert office.server.contents == 1
    assert office.states() == {"held 0": MessageState.UNSURE}


def test_two_processes_at_once_send_each_mail_once(office: Office):
    office.queue(40, what="many")
    mine = replace(
        office.runtime.services, mailer=SmtpMailer(f"smtp://127.0.0.1:{office.server.port}", "a@example.com")
    )
    install(replace(office.runtime, services=mine))

    with ThreadPoolExecutor(3) as others:
        reports = list(others.map(lambda _: deliver_messages(), range(3)))

    assert office.delivered() == Counter({f"many {number}": 1 for number in range(40)})
    assert set(office.states().values()) == {MessageState.SENT}
    assert sum(report.done for report in reports) == 40
