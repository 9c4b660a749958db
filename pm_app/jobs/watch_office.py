"""Look every few minutes whether the machinery of the office does well, and tell the administrators when not."""

import logging
from datetime import date

from pm_app.access.rules import SCHEDULER
from pm_app.kernel.errors import Unavailable
from pm_app.outbox.enums import Severity
from pm_app.outbox.rules import JobReport
from pm_app.outbox.rules.thresholds import problems_of
from pm_app.reports.actions.watching import tell_of_problems
from pm_app.runtime import installed, run_now, services
from pm_app.vitals import office_standing

logger = logging.getLogger(__name__)


def watch_office(today: date | None = None) -> JobReport:
    """Write down what is wrong and tell it once when it begins and once when it ends; outside too if it is critical."""
    now = services().clock.now()
    found = problems_of(office_standing(), now)
    address = installed().settings.address
    noted = run_now(SCHEDULER, tell_of_problems, found=found, address=address, now=now)
    alarming = [one.title for one in (*noted.began, *noted.worse) if one.severity == Severity.CRITICAL]
    if alarming:
        _warn(" ".join(alarming))
    changed = len(noted.began) + len(noted.worse) + len(noted.ended)
    return JobReport(changed, 0, f"Problems: {len(found)} standing, {len(noted.began)} new, {len(noted.ended)} over.")


def _warn(what: str) -> None:
    beacon = services().beacon
    try:
        if beacon is not None:
            beacon.warn(what)
    except Unavailable as problem:
        logger.warning("the warning was not heard", extra={"problem": str(problem)})
