"""Where a tenancy and a unit stand on a day, how long terms run, and which terms and rent lines are refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.kernel.dates import add_months, day_before, days_from
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import share
from pm_app.leasing.enums import Frequency, LeaseState, TermKind, UnitState
from pm_app.portfolio.enums import OffMarket

RENEWAL_WINDOW_DAYS = 60
LONGEST_TERM_YEARS = 99
LONGEST_NOTICE_YEARS = 3
MOST_PREMIUM_BPS = 20_000
MOST_RENT_CENTS = 1_000_000_00
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200

PERIODS_PER_YEAR: dict[Frequency, int] = {
    Frequency.WEEKLY: 52,
    Frequency.EVERY_TWO_WEEKS: 26,
    Frequency.SEMI_MONTHLY: 24,
    Frequency.MONTHLY: 12,
    Frequency.QUARTERLY: 4,
    Frequency.HALF_YEARLY: 2,
    Frequency.YEARLY: 1,
}

NOT_FOR_RENT = frozenset(UnitState(reason.value) for reason in OffMarket)
OCCUPYING = frozenset(
    {
        LeaseState.ACTIVE,
        LeaseState.EXPIRING,
        LeaseState.MONTH_TO_MONTH,
        LeaseState.HOLDOVER,
        LeaseState.NOTICE_GIVEN,
    }
)


class TermEndsBeforeStart(Refused):
    """A term whose last day lies before its first."""


class TermTooLong(Refused):
    """A term longer than any lease is written for."""


class DayOutOfRange(Refused):
    """A day that no lease can mean, such as one in the year 20."""


class TermsOverlap(Refused):
    """Two terms of one tenancy that share a day."""


class NoticeOutOfOrder(Refused):
    """A notice that lets the household leave before it was given."""


class RentOutOfRange(Refused):
    """A rent of nothing, or one that nobody pays for a unit."""


class PremiumOutOfRange(Refused):
    """A premium below nothing, or one that nobody agrees to."""


class DueDayOutOfRange(Refused):
    """A due day that no month has."""


@dataclass(frozen=True, slots=True)
class TermFacts:
    """One signed stretch of a tenancy, last day included; a month-to-month term may have no end."""

    kind: TermKind
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class TenancyFacts:
    """What the state of a tenancy depends on.

    `rolls_month_to_month` says that the lease goes on when its last term ends. `notice_on` is the day of a notice that
    still stands, `move_out_planned_on` the last day of the stay as planned, `moved_out_on` the last day it really was.
    """

    terms: tuple[TermFacts, ...]
    rolls_month_to_month: bool = True
    notice_on: date | None = None
    move_out_planned_on: date | None = None
    moved_out_on: date | None = None
    cancelled_on: date | None = None


def tenancy_state(facts: TenancyFacts, today: date, renewal_window_days: int = RENEWAL_WINDOW_DAYS) -> LeaseState:
    """Return where a tenancy stands today (domain rules §18). Passing the end of the term never ends a tenancy."""
    if facts.cancelled_on is not None and facts.cancelled_on <= today:
        return LeaseState.CANCELLED
    if facts.moved_out_on is not None and facts.moved_out_on < today:
        return LeaseState.ENDED
    begun = [term for term in facts.terms if term.starts_on <= today]
    if not begun:
        return LeaseState.FUTURE if facts.terms else LeaseState.DRAFT
    if facts.notice_on is not None and facts.notice_on <= today:
        return _state_under_notice(facts, today)
    return _state_of_term(max(begun, key=lambda term: term.starts_on), facts, today, renewal_window_days)


def _state_under_notice(facts: TenancyFacts, today: date) -> LeaseState:
    stayed_on = (
        facts.move_out_planned_on is not None and facts.move_out_planned_on < today and facts.moved_out_on is None
    )
    return LeaseState.HOLDOVER if stayed_on else LeaseState.NOTICE_GIVEN


def _state_of_term(term: TermFacts, facts: TenancyFacts, today: date, window_days: int) -> LeaseState:
    if term.ends_on is not None and term.ends_on < today:
        return LeaseState.MONTH_TO_MONTH if facts.rolls_month_to_month else LeaseState.HOLDOVER
    if term.ends_on is None or term.kind == TermKind.MONTH_TO_MONTH:
        return LeaseState.MONTH_TO_MONTH
    renewed = any(later.starts_on > term.ends_on for later in facts.terms)
    if not renewed and days_from(today, term.ends_on) <= window_days:
        return LeaseState.EXPIRING
    return LeaseState.ACTIVE


def unit_state(
    tenancies: Iterable[TenancyFacts],
    today: date,
    *,
    off_market: OffMarket | None = None,
    ready_on: date | None = None,
) -> UnitState:
    """Return where a unit stands today, from all its tenancies (domain rules §18).

    A unit that is off the market, but lived in, is occupied. `ready_on` is the day the turn will be done, or was; None
    means that the unit needs no work.
    """
    states = {tenancy_state(facts, today) for facts in tenancies}
    rented_again = LeaseState.FUTURE in states
    occupying = states & OCCUPYING
    if occupying == {LeaseState.NOTICE_GIVEN}:
        return UnitState.ON_NOTICE_RENTED if rented_again else UnitState.ON_NOTICE
    if occupying:
        return UnitState.OCCUPIED
    if off_market is not None:
        return UnitState(off_market.value)
    if rented_again:
        return UnitState.VACANT_RENTED
    return UnitState.VACANT_NOT_READY if ready_on is not None and ready_on > today else UnitState.VACANT_READY


def is_rentable(state: UnitState) -> bool:
    """Say whether the unit counts among those that could be let: the base of the occupancy rate."""
    return state not in NOT_FOR_RENT


def is_occupied(state: UnitState) -> bool:
    """Say whether a tenant lives in the unit, on notice or not."""
    return state in {UnitState.OCCUPIED, UnitState.ON_NOTICE, UnitState.ON_NOTICE_RENTED}


def last_term_ends_on(terms: Sequence[TermFacts]) -> date | None:
    """Return the last day of the latest term: the day the lease ends, or None when it is open-ended."""
    return max(terms, key=lambda term: term.starts_on).ends_on


def overlaps(first_on: date, last_on: date | None, other_first_on: date, other_last_on: date | None) -> bool:
    """Say whether two stretches of days share a day, last days included; None never ends."""
    return (last_on is None or other_first_on <= last_on) and (other_last_on is None or first_on <= other_last_on)


def term_ends_on(starts_on: date, months: int) -> date:
    """Return the last day of a term of so many months: 12 months from June 1 end on May 31.

    A term that would begin its next month on a day that month does not have ends on that month's last day.
    """
    next_start_on = add_months(starts_on, months)
    return next_start_on if next_start_on.day < starts_on.day else day_before(next_start_on)


def check_term(starts_on: date, ends_on: date | None, others: Iterable[TermFacts] = ()) -> None:
    """Refuse a term that cannot be meant, or that shares a day with another term of the tenancy."""
    for day, field in ((starts_on, "starts_on"), (ends_on, "ends_on")):
        if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise DayOutOfRange(f"The year {day.year} cannot be right. Please check the date.", field=field)
    if ends_on is not None and ends_on < starts_on:
        raise TermEndsBeforeStart(
            "The lease ends before it begins. Choose a last day after the first.", field="ends_on"
        )
    if ends_on is not None and ends_on >= add_months(starts_on, 12 * LONGEST_TERM_YEARS):
        raise TermTooLong(f"A term of more than {LONGEST_TERM_YEARS} years cannot be right.", field="ends_on")
    if any(overlaps(starts_on, ends_on, term.starts_on, term.ends_on) for term in others):
        raise TermsOverlap(
            "Another term of this tenancy covers some of these days. Begin after it ends.", field="starts_on"
        )


def check_notice(given_on: date, move_out_on: date, tenancy_starts_on: date) -> None:
    """Refuse a notice that ends a tenancy before it was given or before the tenancy begins, or years later."""
    if move_out_on < given_on:
        raise NoticeOutOfOrder("The household cannot leave before the notice was given.", field="move_out_on")
    if move_out_on < tenancy_starts_on:
        raise NoticeOutOfOrder("The household cannot leave before the lease begins.", field="move_out_on")
    if move_out_on > add_months(given_on, 12 * LONGEST_NOTICE_YEARS):
        raise NoticeOutOfOrder(
            f"A notice of more than {LONGEST_NOTICE_YEARS} years cannot be right. Please check the date.",
            field="move_out_on",
        )


def check_due_day(due_day: int) -> None:
    """Refuse a due day outside 1 to 31; the last days clamp to short months."""
    if not 1 <= due_day <= 31:
        raise DueDayOutOfRange("The due day is a day of the month, from 1 to 31.", field="due_day")


def check_premium(bps: int, field: str) -> None:
    """Refuse a premium for staying on that is below zero, or more than 200 percent of the rent."""
    if not 0 <= bps <= MOST_PREMIUM_BPS:
        raise PremiumOutOfRange(
            f"A premium is between 0 and {MOST_PREMIUM_BPS // 100} percent of the rent.", field=field
        )


def check_rent(amount_cents: int) -> None:
    """Refuse a recurring amount that is not above zero, or is more than a million dollars."""
    if amount_cents <= 0:
        raise RentOutOfRange("The rent must be more than $0.00.", field="rent")
    if amount_cents > MOST_RENT_CENTS:
        raise RentOutOfRange(
            f"A rent of more than ${MOST_RENT_CENTS // 100:,} cannot be right. Please check the amount.", field="rent"
        )


def household_name(people: Sequence[tuple[str, str]]) -> str:
    """Return how a household is called, from the (name, sorting name) of its tenants in order.

    "Renee and Owen Castellano" when they share a family name, which the sorting name puts before a comma.
    """
    names = [name for name, _ in people]
    families = {sort_name.partition(", ")[0] if ", " in sort_name else "" for _, sort_name in people}
    count = len(families.pop().split()) if len(families) == 1 else 0
    shared = {" ".join(name.split()[-count:]) for name in names} if count else set[str]()
    if len(names) > 1 and len(shared) == 1:
        return f"{_listed([' '.join(name.split()[:-count]) for name in names])} {shared.pop()}"
    return _listed(names)


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def monthly_cents(amount_cents: int, frequency: Frequency) -> int:
    """Return what a recurring amount comes to in a month: weekly × 52 ÷ 12 and so on, rounded once (rules §17)."""
    return monthly_total_cents([(amount_cents, frequency)])


def monthly_total_cents(amounts: Iterable[tuple[int, Frequency]]) -> int:
    """Return what several recurring amounts come to in a month together, rounded once."""
    return share(sum(cents * PERIODS_PER_YEAR[frequency] for cents, frequency in amounts), 1, 12)


def term_on(terms: Sequence[TermFacts], day: date) -> TermFacts | None:
    """Return the latest term that has begun by a day, else the first that will; None for a draft without any."""
    begun = [term for term in terms if term.starts_on <= day]
    return max(begun, key=_begin) if begun else min(terms, key=_begin, default=None)


def is_month_to_month(facts: TenancyFacts, day: date) -> bool:
    """Return whether a household stays from month to month on a day: its term has no end, or is over and rolls on."""
    term = term_on(facts.terms, day)
    if term is None or term.starts_on > day:
        return False
    if term.ends_on is None or term.kind == TermKind.MONTH_TO_MONTH:
        return True
    return facts.rolls_month_to_month and term.ends_on < day


def _begin(term: TermFacts) -> date:
    return term.starts_on
