"""One rung is said at a time, none twice, none left out in silence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import Refused
from pm_app.reminders.enums import AlertState
from pm_app.reminders.rules.dates import expiration_words, lease_end_words, subject_of
from pm_app.reminders.rules.handling import SnoozedIntoPast, SnoozedPastDate, alert_state, check_snooze
from pm_app.reminders.rules.ladders import Rung, RungPlan, rungs, rungs_due

ENDS_ON = date(2026, 5, 31)
LADDER = (30, 15, 7, 0, -7)


def before(days: int) -> date:
    return ENDS_ON - timedelta(days=days)


@pytest.mark.parametrize(
    ("days_before", "already", "send", "skipped"),
    [
        pytest.param(31, set(), None, (), id="a day too early"),
        pytest.param(30, set(), 30, (), id="on the day of the first rung"),
        pytest.param(30, {30}, None, (), id="run again on the same day"),
        pytest.param(29, set(), 30, (), id="a day after a missed run"),
        pytest.param(16, {30}, None, (), id="between two rungs"),
        pytest.param(15, {30}, 15, (), id="the second rung"),
        pytest.param(6, {30}, 7, (15,), id="two rungs missed: the nearest is sent"),
        pytest.param(0, set(), 0, (30, 15, 7), id="entered on its last day"),
        pytest.param(-3, {30, 15, 7, 0}, None, (), id="expired, nothing due yet"),
        pytest.param(-7, {30, 15, 7, 0}, -7, (), id="a week after"),
        pytest.param(-14, {30, 15, 7, 0, -7}, -14, (), id="and every week again"),
        pytest.param(-22, {30, 15, 7, 0}, -21, (-7, -14), id="three weeks missed"),
        pytest.param(-400, set(range(-91, 31)), None, (), id="it stops repeating after a quarter"),
        pytest.param(5, {7}, None, (30, 15), id="a rung added behind the one that was said"),
    ],
)
def test_the_most_urgent_rung_is_sent_and_the_others_are_skipped(
    days_before: int, already: set[int], send: int | None, skipped: tuple[int, ...]
):
    assert rungs_due(ENDS_ON, LADDER, before(days_before), already) == RungPlan(send, skipped)


def test_rungs_name_their_days():
    assert rungs(ENDS_ON, (30, 0, -7), date(2026, 6, 14)) == (
        Rung(30, date(2026, 5, 1)),
        Rung(0, date(2026, 5, 31)),
        Rung(-7, date(2026, 6, 7)),
        Rung(-14, date(2026, 6, 14)),
    )


def test_a_ladder_without_rungs_says_nothing():
    assert rungs_due(ENDS_ON, (), date(2030, 1, 1), set()) == RungPlan(None, ())


@given(
    ladder=st.sets(st.integers(-30, 180), max_size=8),
    runs=st.lists(st.integers(-120, 200), min_size=1, max_size=20),
)
def test_whenever_the_job_runs_no_rung_is_handled_twice_and_none_due_is_left(ladder: set[int], runs: list[int]):
    handled: list[int] = []
    for days_before in sorted(runs, reverse=True):
        plan = rungs_due(ENDS_ON, sorted(ladder), before(days_before), set(handled))
        handled += [*plan.skipped, *([] if plan.send is None else [plan.send])]

    assert len(handled) == len(set(handled))
    assert set(handled) == {rung.offset_days for rung in rungs(ENDS_ON, sorted(ladder), before(min(runs)))}


@pytest.mark.parametrize(
    ("today", "events", "expected"),
    [
        pytest.param(before(5), {}, AlertState.DUE, id="due"),
        pytest.param(before(0), {}, AlertState.DUE, id="due on the last day"),
        pytest.param(before(-1), {}, AlertState.LATE, id="late"),
        pytest.param(before(-1), {"acknowledged": True}, AlertState.ACKNOWLEDGED, id="seen by someone"),
        pytest.param(before(5), {"snoozed_until": before(4)}, AlertState.SNOOZED, id="asleep"),
        pytest.param(before(4), {"snoozed_until": before(4)}, AlertState.DUE, id="awake again"),
        pytest.param(before(5), {"resolved": True, "snoozed_until": before(4)}, AlertState.RESOLVED, id="resolved"),
        pytest.param(before(5), {"cancelled": True, "resolved": True}, AlertState.CANCELLED, id="cancelled"),
    ],
)
def test_an_alert_has_one_state(today: date, events: dict[str, object], expected: AlertState):
    arguments: dict[str, object] = {"acknowledged": False, "snoozed_until": None, "resolved": False, "cancelled": False}
    arguments |= events

    assert alert_state(ENDS_ON, today, **arguments) == expected  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("snoozed_until", "refusal"),
    [
        pytest.param(before(5), SnoozedIntoPast, id="until today"),
        pytest.param(before(6), SnoozedIntoPast, id="until yesterday"),
        pytest.param(before(-1), SnoozedPastDate, id="past the date"),
    ],
)
def test_a_snooze_that_sleeps_too_long_or_not_at_all_is_refused(snoozed_until: date, refusal: type[Refused]):
    with pytest.raises(refusal):
        check_snooze(snoozed_until, ENDS_ON, before(5), may_pass_date=False)


@pytest.mark.parametrize(
    ("snoozed_until", "may_pass_date"),
    [
        pytest.param(before(4), False, id="until tomorrow"),
        pytest.param(before(0), False, id="until the date"),
        pytest.param(before(-9), True, id="past the date, with permission"),
    ],
)
def test_a_snooze_is_accepted(snoozed_until: date, may_pass_date: bool):
    assert check_snooze(snoozed_until, ENDS_ON, before(5), may_pass_date=may_pass_date) is None


@pytest.mark.parametrize(
    ("title", "kind", "subject"),
    [
        ("Renter's insurance, Ada Conteh", DocumentKind.RENTERS_INSURANCE, "Ada Conteh"),
        ("RENTAL LICENSE, Quarry House", DocumentKind.RENTAL_LICENSE, "Quarry House"),
        ("Rental license", DocumentKind.RENTAL_LICENSE, "Rental license"),
        ("Rental license, ", DocumentKind.RENTAL_LICENSE, "Rental license, "),
        ("Boiler inspection, Alder Court", DocumentKind.RENTAL_LICENSE, "Boiler inspection, Alder Court"),
    ],
)
def test_the_kind_is_not_said_twice(title: str, kind: DocumentKind, subject: str):
    assert subject_of(title, kind) == subject


@pytest.mark.parametrize(
    ("days", "lease", "paper"), [(1, "ends", "expires"), (0, "ends", "expires"), (-1, "ended", "expired")]
)
def test_what_has_happened_is_said_as_such(days: int, lease: str, paper: str):
    day = ENDS_ON + timedelta(days=days)

    assert lease_end_words(day, ENDS_ON, notice_given=False) == f"Lease {lease}"
    assert lease_end_words(day, ENDS_ON, notice_given=True) == f"Lease {lease}, notice given"
    assert expiration_words(DocumentKind.RENTAL_LICENSE, day, ENDS_ON) == f"Rental license {paper}"
