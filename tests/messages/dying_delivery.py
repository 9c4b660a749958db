"""A process that delivers mail to a real server and is killed at its nth step.

A step is a statement, the end of a transaction, or something said to the mail server.
"""

import os
import signal
import sys
from datetime import datetime

from sqlalchemy import Engine, event

from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, sessions_for
from pm_app.schema import METADATA
from pm_app.settings import settings_from_environment
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore


def die_at(engine: Engine, last: int) -> list[int]:
    """Kill this very process when its nth step begins; return the count of steps."""
    steps = [0]

    def step(*_: object) -> None:
        steps[0] += 1
        if steps[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)
    sys.addaudithook(lambda name, _: step() if name == "smtplib.send" else None)
    return steps


def main(url: str, folder: str, port: str, now: str, last: str) -> int:
    """Deliver what is due, unless the process dies before; return how many steps that took."""
    assert METADATA.tables  # every table is known, as in the app
    engine = engine_for(url)
    settings = settings_from_environment({"PM_DATA_DIR": folder, "PM_SECRET_KEY": "k" * 48})
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", "Office <desk@example.com>")
    clock = FixedClock(datetime.fromisoformat(now))
    sessions = sessions_for(engine)
    install(
        Runtime(
            settings,
            Services(clock, MemoryObjectStore(), mailer, CannedTextReader()),
            sessions,
            organization_of(sessions),
        )
    )
    steps = die_at(engine, int(last))
    deliver_messages()
    return steps[0]


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
