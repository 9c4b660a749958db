"""Who did what in the sample office: the demo's users as they act, and moments of the past."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pm_app.access.actions.signing_in import sign_in, sign_out
from pm_app.access.queries import actor_for_token
from pm_app.access.rules import NOBODY, Actor
from pm_app.demo.users import EMAILS, PASSWORD
from pm_app.runtime import run_now, services


@dataclass(frozen=True)
class Staff:
    """The people of the sample office who do the work."""

    administrator: Actor
    manager: Actor
    accounting: Actor
    leasing: Actor


def staff(since: datetime) -> Staff:
    """Return the people, each signed in once at that moment to be known, and out again."""
    by_email = {email.partition("@")[0]: _known(email, since) for email in EMAILS[:4]}
    return Staff(*(by_email[name] for name in ("admin", "manager", "accounting", "leasing")))


def _known(email: str, now: datetime) -> Actor:
    token = run_now(NOBODY, sign_in, email=email, password=PASSWORD, browser="demo", address="", now=now)
    lasting = timedelta(hours=1)
    actor = run_now(NOBODY, actor_for_token, token=token, now=now, idle=lasting, longest=lasting)
    run_now(actor, sign_out, now=now)
    return actor


def at(day: date, hour: int = 15, minute: int = 0) -> datetime:
    """Return a moment of that day, never one that lies ahead."""
    return min(datetime.combine(day, time(hour, minute), UTC), services().clock.now())
