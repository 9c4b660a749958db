"""Offers of renewal: what may be offered, where an offer stands, how far the office is with a household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.kernel.dates import add_months, day_after, day_before, in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import in_dollars, percentage
from pm_app.leasing.enums import OfferOutcome, OfferState, RenewalStep
from pm_app.leasing.rules.tenancies import TermFacts, check_rent, check_term, term_ends_on

LONGEST_REPLY_DAYS = 365
MOST_RISE_BPS = 10_000
MOST_MONTHS = 60
LONGEST_OFFERED_YEARS = 10
# A household that rolls on may be without a signed term for so long; one whose term is over or has no end is offered a
# term that begins within a year.
LONGEST_GAP_DAYS = 31
FARTHEST_START_DAYS = 366
# A change of many rents at once beyond these is asked about.
USUAL_CHANGE_BPS = (-1_000, 2_500)
_WHOLE_DOLLAR = 100

_STEP_OF: dict[OfferState, RenewalStep] = {
    OfferState.NOT_SENT: RenewalStep.NOT_SENT,
    OfferState.SENT: RenewalStep.OFFERED,
    OfferState.LAPSED: RenewalStep.LAPSED,
    OfferState.DECLINED: RenewalStep.DECLINED,
}


class TermNotAfter(Refused):
    """An offered term that begins before the one that runs is over."""


class TermTooFar(Refused):
    """An offered term that leaves the time after the one that runs uncovered."""


class OfferedTooLong(Refused):
    """An offered term of more years than anybody offers."""


class ChangeUnusual(Refused):
    """A change of many rents that is hardly meant; it is offered once confirmed."""


class ReplyByOutOfOrder(Refused):
    """A day to answer by that is past, or comes when the offered term has begun."""


class RiseAnnouncedLate(Refused):
    """A higher rent that would be announced with less notice than the office gives; it is offered once confirmed."""


class OfferClosed(Refused):
    """An offer that was answered, withdrawn or superseded: nothing about it changes any more."""


class AnswerOutOfOrder(Refused):
    """An answer of a day that has not come, or before there was an offer."""


@dataclass(frozen=True, slots=True)
class TermOffered:
    """What is offered: a term (`ends_on` None is month-to-month), its rent in cents a month, the day to answer by."""

    starts_on: date
    ends_on: date | None
    rent_cents: int
    reply_by: date


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the state of an offer depends on."""

    outcome: OfferOutcome | None
    sent_on: date | None
    reply_by: date


def offer_state(facts: OfferFacts, today: date) -> OfferState:
    """Return where an offer stands today: its outcome; while it has none, lapsed once the day to answer by is past."""
    if facts.outcome is not None:
        return OfferState(facts.outcome.value)
    if facts.reply_by < today:
        return OfferState.LAPSED
    return OfferState.NOT_SENT if facts.sent_on is None else OfferState.SENT


def last_day_to_answer(starts_on: date, today: date) -> date:
    """Return the last day to answer an offer by: the one before the term begins; the first, for one from today."""
    return min(starts_on, max(today, day_before(starts_on)))


def follows(ends_on: date | None, next_starts_on: date, *, rolls: bool) -> bool:
    """Return whether a term covers the time after one that ends on a day, but for a short gap that rolls on.

    `rolls`: the household goes on month to month when its term ends. One without a last day covers all until then.
    """
    gap_days = LONGEST_GAP_DAYS if rolls else 0
    return ends_on is None or next_starts_on <= day_after(ends_on) + timedelta(days=gap_days)


def check_reach(offer: TermOffered, terms: Sequence[TermFacts], today: date, *, rolls: bool) -> None:
    """Refuse a term that begins long after the last one (`TermTooFar`), or is long itself (`OfferedTooLong`)."""
    ends_on = max(terms, key=lambda term: term.starts_on).ends_on
    is_open = ends_on is None or ends_on < today
    if is_open and offer.starts_on > today + timedelta(days=FARTHEST_START_DAYS):
        raise TermTooFar("A term that begins more than a year from now cannot be right.", field="starts_on")
    if ends_on is not None and not is_open and not follows(ends_on, offer.starts_on, rolls=rolls):
        raise TermTooFar(
            f"The term they have goes through {in_words(ends_on)}, and nothing would cover the time after it. Begin on"
            f" {in_words(day_after(ends_on))}.",
            field="starts_on",
        )
    if offer.ends_on is not None and offer.ends_on >= add_months(offer.starts_on, 12 * LONGEST_OFFERED_YEARS):
        raise OfferedTooLong(
            f"A term of more than {LONGEST_OFFERED_YEARS} years cannot be right. Please check the last day.",
            field="ends_on",
        )


def check_offer(offer: TermOffered, terms: Sequence[TermFacts], today: date, *, rolls: bool = True) -> None:
    """Refuse what cannot be offered: a rent of nothing, a term that does not follow the last one, an answer too late.

    A term without end gives way to the offered one, which therefore begins after its first day.
    """
    check_rent(offer.rent_cents)
    last = max(terms, key=lambda term: term.starts_on)
    taken_through = last.ends_on or last.starts_on
    if offer.starts_on <= taken_through:
        raise TermNotAfter(
            f"The term they have goes through {in_words(taken_through)}. Begin on {in_words(day_after(taken_through))}"
            " or later.",
            field="starts_on",
        )
    check_term(offer.starts_on, offer.ends_on)
    check_reach(offer, terms, today, rolls=rolls)
    if offer.reply_by > last_day_to_answer(offer.starts_on, today):
        raise ReplyByOutOfOrder(
            f"They answer before the new term begins on {in_words(offer.starts_on)}. Choose an earlier day.",
            field="reply_by",
        )
    if offer.reply_by < today:
        raise ReplyByOutOfOrder("The day to answer by is past. Choose today or a later day.", field="reply_by")
    if offer.reply_by > today + timedelta(days=LONGEST_REPLY_DAYS):
        raise ReplyByOutOfOrder("More than a year to answer cannot be right. Please check the day.", field="reply_by")


def last_day_to_announce(starts_on: date, notice_days: int) -> date:
    """Return the last day on which a rise that counts from a day is announced in time: so many days before it."""
    return starts_on - timedelta(days=notice_days)


def is_announced_late(offer: TermOffered, *, rent_now_cents: int | None, announced_on: date, notice_days: int) -> bool:
    """Return whether the rent rises and is announced later than the office's days of notice allow."""
    rises = rent_now_cents is not None and offer.rent_cents > rent_now_cents
    return rises and announced_on > last_day_to_announce(offer.starts_on, notice_days)


def check_announced(
    offer: TermOffered, *, rent_now_cents: int | None, announced_on: date, notice_days: int, confirmed: bool
) -> bool:
    """Return whether a rise is announced late, which only counts once somebody confirmed it (`RiseAnnouncedLate`).

    It is a warning by the office's own number of days: what the law asks is for a person to check.
    """
    late = is_announced_late(offer, rent_now_cents=rent_now_cents, announced_on=announced_on, notice_days=notice_days)
    if late and not confirmed:
        last_on = last_day_to_announce(offer.starts_on, notice_days)
        raise RiseAnnouncedLate(
            f"{in_dollars(offer.rent_cents)} is more than they pay now, and with {notice_days} days of notice the last"
            f" day to announce it was {in_words(last_on)}. Check the notice the law asks for, then tick the box to"
            " offer it all the same.",
            field="late_rise",
        )
    return late


def check_open(state: OfferState) -> None:
    """Refuse (`OfferClosed`) to change an offer that is open no more; a lapsed one may still be honored."""
    if state not in {OfferState.NOT_SENT, OfferState.SENT, OfferState.LAPSED}:
        raise OfferClosed(f"This offer was {state.value}. Reload the page, and make another if one is needed.")


def check_answered(answered_on: date, *, made_on: date, today: date, field: str) -> None:
    """Refuse (`AnswerOutOfOrder`) an answer of a day that has not come, or of one before the offer was made."""
    if answered_on > today:
        raise AnswerOutOfOrder("An answer is recorded once it is there. Choose today or an earlier day.", field=field)
    if answered_on < made_on:
        raise AnswerOutOfOrder(
            f"The offer was made on {in_words(made_on)}. Choose that day or a later one.", field=field
        )


def raised_rent(rent_cents: int, bps: int) -> int:
    """Return a monthly rent raised (or lowered) by basis points, to the next whole dollar, half a dollar up."""
    raised = rent_cents + percentage(rent_cents, bps)
    return (raised + _WHOLE_DOLLAR // 2) // _WHOLE_DOLLAR * _WHOLE_DOLLAR


def check_rise(bps: int) -> None:
    """Refuse a change of rent that nobody means: more than double, or less than half."""
    if not -MOST_RISE_BPS // 2 <= bps <= MOST_RISE_BPS:
        raise Refused("A change between -50 and 100 percent is meant. Please check the number.", field="percent")


def is_unusual(bps: int) -> bool:
    """Return whether a change of many rents is hardly meant: a cut or a rise beyond what is usual."""
    least, most = USUAL_CHANGE_BPS
    return not least <= bps <= most


def check_usual(bps: int, *, confirmed: bool) -> None:
    """Refuse (`ChangeUnusual`) a change of many rents that is hardly meant, until somebody confirmed it."""
    if is_unusual(bps) and not confirmed:
        least, most = (bound // 100 for bound in USUAL_CHANGE_BPS)
        raise ChangeUnusual(
            f"A change below {least} or above {most} percent is unusual. Check the number, then tick the box to offer"
            " it all the same.",
            field="unusual",
        )


def renewal_step(*, renewed: bool, leaving: bool, offer: OfferState | None) -> RenewalStep:
    """Return how far the office is with what follows a term.

    `renewed`: a later term is agreed and covers the time after this one. `leaving`: notice stands. `offer`: where the
    latest offer stands. One that was withdrawn or superseded is as good as none.
    """
    if renewed:
        return RenewalStep.RENEWED
    if leaving:
        return RenewalStep.LEAVING
    return _STEP_OF.get(offer, RenewalStep.NO_OFFER) if offer else RenewalStep.NO_OFFER


@dataclass(frozen=True, slots=True)
class Terms:
    """What many households are to be offered: so many months (None: month to month), a change of the rent in basis
    points, and so many days to answer.
    """

    months: int | None
    bps: int
    reply_days: int


def proposed_term(ends_on: date, rent_cents: int, terms: Terms, today: date) -> TermOffered:
    """Return the term offered to whose term ends on a day: it begins the day after, and is answered before that."""
    starts_on = day_after(ends_on)
    return TermOffered(
        starts_on=starts_on,
        ends_on=None if terms.months is None else term_ends_on(starts_on, terms.months),
        rent_cents=raised_rent(rent_cents, terms.bps),
        reply_by=min(today + timedelta(days=terms.reply_days), last_day_to_answer(starts_on, today)),
    )


def check_terms(terms: Terms) -> None:
    """Refuse what cannot be meant for many at once: a rent doubled or halved, terms of years, answers in no time."""
    check_rise(terms.bps)
    if terms.months is not None and not 1 <= terms.months <= MOST_MONTHS:
        raise Refused(f"Offer a term of 1 to {MOST_MONTHS} months.", field="months")
    if not 1 <= terms.reply_days <= LONGEST_REPLY_DAYS:
        raise Refused(f"Give them 1 to {LONGEST_REPLY_DAYS} days to answer.", field="reply_days")
