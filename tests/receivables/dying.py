"""A process that records a returned payment and is killed at its nth statement."""

import os
import signal
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, event

from pm_app.access.rules import CONSOLE
from pm_app.receivables.actions.returns import return_payment
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer


def die_at(engine: Engine, statement: int) -> None:
    """Kill this very process when it is about to send its nth statement."""
    sent = [0]

    @event.listens_for(engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        sent[0] += 1
        if sent[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, folder: str, receipt_id: str, request_key: str, statement: str) -> None:
    """Return the payment, unless the process dies before."""
    engine = engine_for(url)
    settings = settings_from_environment({"PM_DATA_DIR": folder, "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    sessions = sessions_for(engine)
    install(Runtime(settings, fakes, sessions, organization_of(sessions)))
    die_at(engine, int(statement))
    run_now(
        CONSOLE,
        return_payment,
        request_key=UUID(request_key),
        receipt_id=UUID(receipt_id),
        returned_on=date(2026, 1, 12),
        reason="Insufficient funds",
        nsf_fee_cents=35_00,
        certified_until=date(2026, 7, 1),
        today=date(2026, 1, 12),
        now=NOON,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.write(f"done in {Path(sys.argv[2]).name}\n")
