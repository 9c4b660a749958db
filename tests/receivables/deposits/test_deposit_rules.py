"""What is kept of deposits, what goes back, to whom, and by when."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.kernel.errors import Refused
from pm_app.kernel.money import AmountNotPositive
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase
from pm_app.receivables.rules.deposit_clock import (
    Clock,
    Deadline,
    alert_ladder,
    check_deadline,
    deadline_for,
    due_on,
    situation_of,
)
from pm_app.receivables.rules.deposits import (
    Deduction,
    Payee,
    Release,
    SharesNotWhole,
    cautions,
    check_deduction,
    check_shares,
    outcome,
    paid_out,
    releases,
)
from pm_app.receivables.rules.unused_days import ServicePeriod, unused_cents

SECURITY, PET, LAST = ChargeKind.SECURITY_DEPOSIT, ChargeKind.PET_DEPOSIT, ChargeKind.LAST_MONTHS_RENT
RENT = Deduction(ChargeKind.RENT, 650_00, "Rent of May", uuid4())
DAMAGE = Deduction(ChargeKind.DAMAGES, 300_00, "Door")
OUT, KEYS, ADDRESS = date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 10)


def a_deadline(starts: ClockStart, days: int = 21, situation: DeadlineCase = DeadlineCase.DEDUCTIONS) -> Deadline:
    return Deadline(uuid4(), "NY", situation, starts, days, "Example", date(2026, 1, 1), 1)


def test_deposit_and_interest_less_deductions_is_refund_or_balance_due():
    back = outcome({SECURITY: 1_000_00}, 12_50, [DAMAGE])
    owed = outcome({SECURITY: 1_000_00}, 0, [DAMAGE, RENT, RENT])

    assert (back.refund_cents, back.due_cents) == (712_50, 0)
    assert (owed.refund_cents, owed.due_cents) == (0, 600_00)


def test_last_months_rent_pays_rent_first_and_other_things_only_when_all_else_is_gone():
    rent_first = releases({SECURITY: 500_00, LAST: 700_00}, 0, [DAMAGE, RENT])
    last_resort = releases({SECURITY: 100_00, LAST: 700_00}, 0, [DAMAGE])

    assert rent_first == [Release(SECURITY, 500_00, ((0, 300_00),)), Release(LAST, 700_00, ((1, 650_00),))]
    assert last_resort == [Release(SECURITY, 100_00, ((0, 100_00),)), Release(LAST, 700_00, ((0, 200_00),))]


def test_interest_is_used_after_the_deposits_it_was_earned_on():
    assert releases({SECURITY: 200_00, PET: 50_00}, 10_00, [DAMAGE]) == [
        Release(SECURITY, 200_00, ((0, 200_00),)),
        Release(PET, 50_00, ((0, 50_00),)),
        Release(None, 10_00, ((0, 10_00),)),
    ]


_KINDS = st.sampled_from([SECURITY, PET, ChargeKind.KEY_DEPOSIT, LAST])
_CENTS = st.integers(min_value=1, max_value=500_000)
_DEDUCTIONS = st.lists(
    st.builds(Deduction, st.sampled_from([ChargeKind.RENT, ChargeKind.DAMAGES]), _CENTS, st.just("x")), max_size=6
)


@given(st.dictionaries(_KINDS, _CENTS), st.integers(min_value=0, max_value=5_000), _DEDUCTIONS)
def test_whatever_is_held_and_deducted_no_cent_is_lost(
    held: dict[ChargeKind, int], interest: int, deductions: list[Deduction]
):
    found, parts = outcome(held, interest, deductions), releases(held, interest, deductions)

    assert sum(one.amount_cents for one in parts) == found.held_cents + found.interest_cents
    assert sum(one.returned_cents for one in parts) == found.refund_cents
    assert sum(one.withheld_cents for one in parts) == found.deducted_cents - found.due_cents
    for place, one in enumerate(deductions):
        assert sum(cents for part in parts for at, cents in part.withheld if at == place) <= one.amount_cents


@given(st.integers(min_value=1, max_value=10**9), st.lists(st.integers(min_value=1, max_value=9_999), min_size=1))
def test_a_refund_is_shared_to_the_cent(cents: int, shares: list[int]):
    paid = paid_out(cents, [Payee(f"p{place}", share) for place, share in enumerate(shares)])

    assert sum(part for _, part in paid) == cents
    assert all(part > 0 for _, part in paid)


@pytest.mark.parametrize(
    ("payees", "sentence"),
    [
        ([Payee("Ada", 5_000), Payee("Ben", 4_000)], "add up to 100"),
        ([Payee("Ada", 0), Payee("Ben", 10_000)], "more than 0"),
        ([Payee("", 10_000)], "who is paid"),
    ],
    ids=["not the whole", "nothing for somebody", "nobody"],
)
def test_shares_that_make_no_whole_are_refused(payees: list[Payee], sentence: str):
    with pytest.raises((SharesNotWhole, Refused), match=sentence):
        check_shares(payees)


@pytest.mark.parametrize(
    ("one", "refusal", "sentence"),
    [
        (Deduction(ChargeKind.DAMAGES, 0, "x"), AmountNotPositive, "more than"),
        (Deduction(ChargeKind.DAMAGES, -1, "x"), AmountNotPositive, "more than"),
        (Deduction(ChargeKind.RENT, 1, "x"), Refused, "Choose what"),
        (Deduction(SECURITY, 1, "x", uuid4()), Refused, "not deducted from a deposit"),
        (Deduction(ChargeKind.DAMAGES, 1, ""), Refused, "what it is for"),
    ],
    ids=["zero", "negative", "rent without a charge", "a deposit", "no reason"],
)
def test_what_is_no_deduction_is_refused(one: Deduction, refusal: type[Refused], sentence: str):
    with pytest.raises(refusal, match=sentence):
        check_deduction(one)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (ClockStart.POSSESSION_RETURNED, date(2026, 2, 23)),
        (ClockStart.LEASE_END, date(2026, 2, 21)),
        (ClockStart.ADDRESS_RECEIVED, date(2026, 3, 3)),
        (ClockStart.LATER_OF_BOTH, date(2026, 3, 3)),
    ],
)
def test_a_deadline_runs_from_the_day_its_place_says(start: ClockStart, expected: date):
    assert due_on(a_deadline(start), Clock(OUT, KEYS, ADDRESS)) == expected


def test_without_a_forwarding_address_a_deadline_that_needs_one_rests():
    assert due_on(a_deadline(ClockStart.LATER_OF_BOTH), Clock(OUT, KEYS)) is None
    assert due_on(a_deadline(ClockStart.ADDRESS_RECEIVED), Clock(OUT)) is None
    assert due_on(a_deadline(ClockStart.POSSESSION_RETURNED), Clock(OUT)) == date(2026, 2, 21)


def test_the_situation_chooses_the_deadline_and_the_shortest_stands_in():
    none = a_deadline(ClockStart.LEASE_END, 15, DeadlineCase.NO_DEDUCTIONS)
    some = a_deadline(ClockStart.LEASE_END, 30, DeadlineCase.DEDUCTIONS)
    known = {DeadlineCase.NO_DEDUCTIONS: none, DeadlineCase.DEDUCTIONS: some}

    assert deadline_for(known, situation_of(disputed=False, deducts=True)) == some
    assert deadline_for(known, situation_of(disputed=False, deducts=False)) == none
    assert deadline_for(known, situation_of(disputed=True, deducts=True)) == none
    assert deadline_for({}, DeadlineCase.DISPUTED) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (30, (15, 7, 3, 1, 0, -1)),
        (14, (7, 3, 1, 0, -1)),
        (45, (22, 7, 3, 1, 0, -1)),
        (5, (3, 2, 1, 0, -1)),
        (1, (0, -1)),
    ],
)
def test_one_is_told_at_half_time_then_seven_three_one_and_no_days_before_and_daily_after(
    days: int, expected: tuple[int, ...]
):
    assert alert_ladder(days) == expected


@pytest.mark.parametrize(
    ("days", "source", "verified_on", "field"),
    [(0, "x", OUT, "days"), (366, "x", OUT, "days"), (30, "", OUT, "source"), (30, "x", ADDRESS, "verified_on")],
)
def test_a_parameter_nobody_could_stand_by_is_refused(days: int, source: str, verified_on: date, field: str):
    with pytest.raises(Refused) as refused:
        check_deadline(days, source, verified_on, OUT)

    assert refused.value.field == field


def test_what_to_think_of_is_said_and_refuses_nothing():
    proven = Deduction(ChargeKind.DAMAGES, 300_00, "Door", None, uuid4())

    assert cautions({SECURITY: 500_00}, [proven], has_checklist=True) == []
    assert cautions({SECURITY: 500_00}, [RENT], has_checklist=False) == []
    said = cautions({LAST: 500_00}, [DAMAGE], has_checklist=False, left_out_cents=1)
    assert [words.split(".")[0] for words in said] == [
        "No signed move-in checklist is on file",
        "1 deduction has no evidence",
        "Last month's rent is no security deposit: here it would pay for something that is not rent",
        "Something is open on the ledger that is not deducted",
    ]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (ProrationMethod.ACTUAL_DAYS, 1_800_00 - 987_10),
        (ProrationMethod.THIRTY_DAY_MONTH, 1_800_00 - 1_020_00),
        (ProrationMethod.DAYS_OF_YEAR, 1_800_00 - 1_006_03),
    ],
)
def test_unused_days_are_the_rent_less_the_days_that_were_used(method: ProrationMethod, expected: int):
    march = ServicePeriod(1_800_00, date(2026, 3, 1), date(2026, 3, 31), True, Frequency.MONTHLY, method)

    assert unused_cents(march, date(2026, 3, 17)) == expected
    assert unused_cents(march, date(2026, 3, 31)) == 0
    assert unused_cents(march, date(2026, 2, 28)) == 1_800_00
