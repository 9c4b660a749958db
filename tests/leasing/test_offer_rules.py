"""What may be offered, when a rise is announced late, where an offer stands."""

from dataclasses import replace
from datetime import date

import pytest

from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import OfferOutcome, OfferState, RenewalStep, TermKind
from pm_app.leasing.rules import RentOutOfRange, TermEndsBeforeStart, TermFacts
from pm_app.leasing.rules.offers import (
    AnswerOutOfOrder,
    ChangeUnusual,
    OfferClosed,
    OfferedTooLong,
    OfferFacts,
    ReplyByOutOfOrder,
    RiseAnnouncedLate,
    TermNotAfter,
    TermOffered,
    TermTooFar,
    check_announced,
    check_answered,
    check_offer,
    check_open,
    check_rise,
    check_usual,
    is_unusual,
    last_day_to_announce,
    last_day_to_answer,
    offer_state,
    raised_rent,
    renewal_step,
)

TODAY = date(2026, 1, 15)
OFFER = TermOffered(date(2026, 6, 1), date(2027, 5, 31), 1_250_00, date(2026, 2, 15))
YEAR = TermFacts(TermKind.ORIGINAL, date(2025, 6, 1), date(2026, 5, 31))
ROLLING = TermFacts(TermKind.MONTH_TO_MONTH, date(2025, 6, 1), None)


def test_the_term_after_the_last_one_may_be_offered_and_no_earlier_one():
    check_offer(OFFER, [YEAR], TODAY)
    check_offer(replace(OFFER, ends_on=None), [YEAR], TODAY)

    with pytest.raises(TermNotAfter, match=r"through May 31, 2026\. Begin on Jun 1, 2026") as refused:
        check_offer(replace(OFFER, starts_on=date(2026, 5, 31)), [YEAR], TODAY)
    assert refused.value.field == "starts_on"


def test_a_term_after_a_further_one_that_is_agreed_is_after_that_one():
    further = TermFacts(TermKind.RENEWAL, date(2026, 6, 1), date(2026, 12, 31))

    with pytest.raises(TermNotAfter, match="Jan 1, 2027"):
        check_offer(OFFER, [further, YEAR], TODAY)


def test_a_term_without_end_gives_way_from_its_second_day_on():
    check_offer(replace(OFFER, starts_on=date(2026, 3, 1)), [ROLLING], TODAY)

    with pytest.raises(TermNotAfter):
        check_offer(replace(OFFER, starts_on=date(2025, 6, 1)), [ROLLING], TODAY)


@pytest.mark.parametrize("cents", [0, -1, -1_250_00])
def test_nobody_is_offered_a_rent_of_nothing_or_less(cents: int):
    with pytest.raises(RentOutOfRange):
        check_offer(replace(OFFER, rent_cents=cents), [YEAR], TODAY)


def test_a_term_that_ends_before_it_begins_is_refused():
    with pytest.raises(TermEndsBeforeStart):
        check_offer(replace(OFFER, ends_on=date(2026, 5, 31)), [YEAR], TODAY)


@pytest.mark.parametrize("reply_by", [date(2026, 1, 14), date(2026, 6, 1)])
def test_they_answer_from_today_until_the_day_before_the_term(reply_by: date):
    check_offer(replace(OFFER, reply_by=TODAY), [YEAR], TODAY)
    check_offer(replace(OFFER, reply_by=date(2026, 5, 31)), [YEAR], TODAY)

    with pytest.raises(ReplyByOutOfOrder) as refused:
        check_offer(replace(OFFER, reply_by=reply_by), [YEAR], TODAY)
    assert refused.value.field == "reply_by"


@pytest.mark.parametrize(
    ("starts_on", "last_on"),
    [
        (date(2026, 6, 1), date(2026, 5, 31)),
        (date(2026, 1, 16), TODAY),
        (TODAY, TODAY),
    ],
)
def test_a_term_from_today_or_tomorrow_is_answered_today(starts_on: date, last_on: date):
    assert last_day_to_answer(starts_on, TODAY) == last_on


@pytest.mark.parametrize(
    ("starts_on", "rolls", "refused"),
    [
        (date(2026, 7, 2), True, False),
        (date(2026, 7, 3), True, True),
        (date(2026, 6, 1), False, False),
        (date(2026, 6, 2), False, True),
        (date(2100, 6, 1), True, True),
    ],
)
def test_a_term_leaves_no_time_after_the_last_one_uncovered(starts_on: date, rolls: bool, refused: bool):
    offer = replace(OFFER, starts_on=starts_on, ends_on=None)
    if not refused:
        check_offer(offer, [YEAR], TODAY, rolls=rolls)
        return

    with pytest.raises(TermTooFar, match=r"through May 31, 2026, .* Begin on Jun 1, 2026\.") as told:
        check_offer(offer, [YEAR], TODAY, rolls=rolls)
    assert told.value.field == "starts_on"


@pytest.mark.parametrize("term", [ROLLING, replace(YEAR, ends_on=date(2025, 12, 31))])
def test_who_rolls_on_is_offered_a_term_within_a_year(term: TermFacts):
    check_offer(replace(OFFER, starts_on=date(2027, 1, 16)), [term], TODAY)

    with pytest.raises(TermTooFar, match="more than a year from now"):
        check_offer(replace(OFFER, starts_on=date(2027, 1, 17)), [term], TODAY)


def test_a_term_of_more_than_ten_years_is_not_offered():
    check_offer(replace(OFFER, ends_on=date(2036, 5, 31)), [YEAR], TODAY)

    with pytest.raises(OfferedTooLong) as refused:
        check_offer(replace(OFFER, ends_on=date(2036, 6, 1)), [YEAR], TODAY)
    assert refused.value.field == "ends_on"


@pytest.mark.parametrize(("bps", "asked"), [(-1_001, True), (-1_000, False), (2_500, False), (2_501, True)])
def test_an_unusual_change_of_many_rents_counts_once_confirmed(bps: int, asked: bool):
    check_usual(bps, confirmed=True)

    assert is_unusual(bps) is asked
    if asked:
        with pytest.raises(ChangeUnusual, match="below -10 or above 25 percent") as refused:
            check_usual(bps, confirmed=False)
        assert refused.value.field == "unusual"


def test_the_last_day_to_announce_a_rise_is_so_many_days_before_it_counts():
    assert last_day_to_announce(date(2026, 6, 1), 30) == date(2026, 5, 2)
    assert last_day_to_announce(date(2026, 6, 1), 60) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("announced_on", "rent_now", "late"),
    [
        (date(2026, 5, 2), 1_200_00, False),  # the last day itself is in time
        (date(2026, 5, 3), 1_200_00, True),
        (date(2026, 5, 3), 1_250_00, False),  # the same rent is no rise
        (date(2026, 5, 3), 1_300_00, False),
        (date(2026, 5, 3), None, False),
    ],
)
def test_a_rise_announced_late_is_offered_only_once_it_was_confirmed(
    announced_on: date, rent_now: int | None, late: bool
):
    asked = {"rent_now_cents": rent_now, "announced_on": announced_on, "notice_days": 30}

    assert check_announced(OFFER, **asked, confirmed=True) is late
    if late:
        with pytest.raises(RiseAnnouncedLate, match="the last day to announce it was May 2, 2026") as refused:
            check_announced(OFFER, **asked, confirmed=False)
        assert refused.value.field == "late_rise"
    else:
        assert check_announced(OFFER, **asked, confirmed=False) is False


@pytest.mark.parametrize(
    ("outcome", "sent_on", "today", "state"),
    [
        (None, None, date(2026, 2, 15), OfferState.NOT_SENT),
        (None, TODAY, date(2026, 2, 15), OfferState.SENT),
        (None, TODAY, date(2026, 2, 16), OfferState.LAPSED),
        (None, None, date(2026, 2, 16), OfferState.LAPSED),
        (OfferOutcome.ACCEPTED, TODAY, date(2026, 2, 16), OfferState.ACCEPTED),
        (OfferOutcome.WITHDRAWN, None, TODAY, OfferState.WITHDRAWN),
    ],
)
def test_an_open_offer_stands_where_its_days_say(
    outcome: OfferOutcome | None, sent_on: date | None, today: date, state: OfferState
):
    assert offer_state(OfferFacts(outcome, sent_on, date(2026, 2, 15)), today) == state


@pytest.mark.parametrize("state", list(OfferState))
def test_only_an_open_or_lapsed_offer_changes(state: OfferState):
    if state in {OfferState.NOT_SENT, OfferState.SENT, OfferState.LAPSED}:
        assert check_open(state) is None
    else:
        with pytest.raises(OfferClosed, match=state.value):
            check_open(state)


def test_an_answer_is_of_a_day_between_the_offer_and_today():
    days = {"made_on": date(2026, 1, 10), "today": TODAY, "field": "accepted_on"}
    check_answered(date(2026, 1, 10), **days)
    check_answered(TODAY, **days)

    for day in (date(2026, 1, 9), date(2026, 1, 16)):
        with pytest.raises(AnswerOutOfOrder):
            check_answered(day, **days)


@pytest.mark.parametrize(
    ("rent", "bps", "raised"),
    [(1_200_00, 300, 1_236_00), (1_215_00, 300, 1_251_00), (1_215_00, 0, 1_215_00), (1_200_00, -500, 1_140_00)],
)
def test_a_raised_rent_is_a_whole_dollar(rent: int, bps: int, raised: int):
    assert raised_rent(rent, bps) == raised


@pytest.mark.parametrize("bps", [-5_001, 10_001])
def test_nobody_means_to_double_the_rent_or_to_halve_it(bps: int):
    check_rise(-5_000)
    check_rise(10_000)
    with pytest.raises(Refused) as refused:
        check_rise(bps)
    assert refused.value.field == "percent"


@pytest.mark.parametrize(
    ("renewed", "leaving", "offer", "step"),
    [
        (False, False, None, RenewalStep.NO_OFFER),
        (False, False, OfferState.NOT_SENT, RenewalStep.NOT_SENT),
        (False, False, OfferState.SENT, RenewalStep.OFFERED),
        (False, False, OfferState.LAPSED, RenewalStep.LAPSED),
        (False, False, OfferState.DECLINED, RenewalStep.DECLINED),
        (False, False, OfferState.WITHDRAWN, RenewalStep.NO_OFFER),
        (False, True, OfferState.SENT, RenewalStep.LEAVING),
        (True, False, OfferState.ACCEPTED, RenewalStep.RENEWED),
        (True, True, None, RenewalStep.RENEWED),
    ],
)
def test_how_far_the_office_is(renewed: bool, leaving: bool, offer: OfferState | None, step: RenewalStep):
    assert renewal_step(renewed=renewed, leaving=leaving, offer=offer) == step
