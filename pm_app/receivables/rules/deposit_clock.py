"""Until when a deposit is to be settled: a start and a number of days, which are parameters and never stand here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.receivables.enums import ClockStart, DeadlineCase

MOST_DAYS = 365
_LAST_STEPS = (7, 3, 1, 0, -1)  # days before; the last one repeats every day after


@dataclass(frozen=True)
class Deadline:
    """A parameter: within how many days, from when, who says so and when somebody last looked."""

    deposit_deadline_id: UUID
    jurisdiction: str
    situation: DeadlineCase
    starts: ClockStart
    days: int
    source: str
    verified_on: date
    version: int


@dataclass(frozen=True)
class Clock:
    """The days from which a deadline may run. What was not recorded is None."""

    moved_out_on: date
    possession_returned_on: date | None = None
    address_received_on: date | None = None


def situation_of(*, disputed: bool, deducts: bool) -> DeadlineCase:
    """Return which deadline counts: a dispute before deductions, deductions before none."""
    if disputed:
        return DeadlineCase.DISPUTED
    return DeadlineCase.DEDUCTIONS if deducts else DeadlineCase.NO_DEDUCTIONS


def deadline_for(known: Mapping[DeadlineCase, Deadline], situation: DeadlineCase) -> Deadline | None:
    """Return the deadline of a situation; where none is set for it, the one that leaves the fewest days."""
    return known.get(situation) or min(known.values(), key=lambda one: one.days, default=None)


def starts_on(start: ClockStart, clock: Clock) -> date | None:
    """Return the day a deadline runs from; None while that has not happened.

    The keys count as returned on the last day of the stay until another day is recorded, and a term that would have
    run on does not put the deadline off: being early harms nobody.
    """
    possession_on = clock.possession_returned_on or clock.moved_out_on
    if start == ClockStart.POSSESSION_RETURNED:
        return possession_on
    if start == ClockStart.LEASE_END:
        return clock.moved_out_on
    if start == ClockStart.ADDRESS_RECEIVED:
        return clock.address_received_on
    return None if clock.address_received_on is None else max(possession_on, clock.address_received_on)


def due_on(deadline: Deadline, clock: Clock) -> date | None:
    """Return the last day on which the deposit may be settled (domain rules §12); None while it does not run yet."""
    start = starts_on(deadline.starts, clock)
    return None if start is None else start + timedelta(days=deadline.days)


def alert_ladder(days: int) -> tuple[int, ...]:
    """Return when to speak of a deadline of so many days, in days before it: half time, 7, 3, 1, 0, then daily."""
    steps = {step for step in _LAST_STEPS if step < days} | {days // 2}
    return tuple(sorted(steps, reverse=True))


def check_deadline(days: int, source: str, verified_on: date, today: date) -> None:
    """Refuse days that cannot be meant, a parameter nobody can look up, and one verified in the future."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"Enter a number of days from 1 to {MOST_DAYS}.", field="days")
    if not source:
        raise Refused("Write where this stands: the statute, or the page it was read on.", field="source")
    if verified_on > today:
        raise Refused(
            "It cannot have been verified in the future. Choose today or an earlier day.", field="verified_on"
        )
