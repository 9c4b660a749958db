"""When late fees are due, how much they are, and what never happens to them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pm_app.receivables.enums import CapChoice, ChargeKind, LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.late_fees.due import (
    DecidedFee,
)
from pm_app.receivables.rules.late_fees.policy import fee_day
from pm_app.receivables.rules.late_fees.words import computed_words
from tests.factories.late_fees import FIFTY, FIVE_PERCENT, TEN_A_DAY
from tests.receivables.reckoning import JAN_1, JAN_4, JAN_5, JAN_6, amounts, decided, due, policy, rent


@pytest.mark.parametrize(
    ("grace_days", "fee_on"), [(0, date(2026, 1, 2)), (3, JAN_5), (5, date(2026, 1, 7)), (30, date(2026, 2, 1))]
)
def test_the_due_day_is_no_day_of_grace(grace_days: int, fee_on: date):
    assert fee_day(replace(FIFTY, grace_days=grace_days), JAN_1) == fee_on


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        (LateFeeFrequency.ONCE, [JAN_5]),
        (LateFeeFrequency.DAILY, [date(2026, 1, day) for day in range(5, 13)]),
        (LateFeeFrequency.WEEKLY, [JAN_5, date(2026, 1, 12)]),
        (LateFeeFrequency.MONTHLY, [JAN_5]),
    ],
)
def test_a_fee_comes_as_often_as_its_rule_says_while_the_rent_is_open(frequency: LateFeeFrequency, days: list[date]):
    found = due([rent()], policy(replace(FIFTY, frequency=frequency)), today=date(2026, 1, 12))

    assert [fee.fee_on for fee in found] == days
    assert [fee.key.occurrence for fee in found] == list(range(1, len(days) + 1))


def test_nothing_is_due_on_the_last_day_of_grace_and_the_fee_is_the_day_after():
    assert due([rent()], policy(FIFTY), today=JAN_4) == []
    assert amounts(due([rent()], policy(FIFTY), today=JAN_5)) == [(JAN_5, 50_00)]


@pytest.mark.parametrize(("received_on", "fees"), [(JAN_4, []), (JAN_5, [(JAN_5, 50_00)])])
def test_what_counts_is_the_day_money_was_received_on(received_on: date, fees: list[tuple[date, int]]):
    paid_late_at_night = rent(1_000_00, JAN_1, (received_on, 1_000_00))

    assert amounts(due([paid_late_at_night], policy(FIFTY), today=date(2026, 1, 20))) == fees


def test_a_percentage_is_of_what_was_open_when_the_day_of_the_fee_began():
    part_paid = rent(1_000_00, JAN_1, (JAN_4, 333_33), (JAN_5, 666_67))

    (fee,) = due([part_paid], policy(FIVE_PERCENT), today=JAN_6)

    assert (fee.outstanding_cents, fee.amount_cents) == (666_67, 33_33)
    assert computed_words(fee) == "5 % of $666.67 open = $33.33"


def test_a_percentage_of_the_rent_is_of_the_whole_rent_also_where_a_part_of_a_month_was_charged():
    rule = replace(FIVE_PERCENT, base=LateFeeBase.RENT)

    (fee,) = due([rent(500_00, rent_cents=1_800_00)], policy(rule), today=JAN_5)

    assert (fee.amount_cents, computed_words(fee)) == (90_00, "5 % of the rent of $1,800.00 = $90.00")


@pytest.mark.parametrize(
    "kind", [ChargeKind.LATE_FEE, ChargeKind.NSF_FEE, ChargeKind.SECURITY_DEPOSIT, ChargeKind.UTILITY]
)
def test_only_the_kinds_the_policy_names_are_late(kind: ChargeKind):
    other = rent(500_00, kind=kind)

    assert due([other], policy(FIVE_PERCENT), today=JAN_5) == []
    assert amounts(due([rent(), other], policy(FIVE_PERCENT), today=JAN_5)) == [(JAN_5, 50_00)]


def test_charges_of_one_due_day_are_one_rent():
    parking = rent(100_00, kind=ChargeKind.PARKING)

    (fee,) = due([rent(), parking], policy(FIVE_PERCENT), today=JAN_5)

    assert (fee.outstanding_cents, fee.amount_cents) == (1_100_00, 55_00)


@pytest.mark.parametrize(("open_cents", "fees"), [(49_99, 0), (50_00, 1)])
def test_less_than_the_minimum_may_stay_open(open_cents: int, fees: int):
    found = due([rent(open_cents)], policy(FIFTY, minimum_cents=50_00), today=JAN_5)

    assert len(found) == fees


def test_three_missed_nights_are_three_dated_fees_within_the_cap():
    first = due([rent()], policy(TEN_A_DAY), today=JAN_5)
    capped = policy(replace(TEN_A_DAY, cap_cents=35_00))

    found = due([rent()], capped, today=date(2026, 1, 8), decided=[decided(fee) for fee in first])

    assert amounts(found) == [(JAN_6, 10_00), (date(2026, 1, 7), 10_00), (date(2026, 1, 8), 5_00)]
    assert computed_words(found[-1]).endswith("number 4; capped at $5.00")


def test_a_fee_once_decided_is_never_due_again():
    (fee,) = due([rent()], policy(FIFTY), today=JAN_5)

    dismissed = DecidedFee(fee.key, fee.fee_on, 0)

    assert due([rent()], policy(FIFTY), today=JAN_6, decided=[decided(fee)]) == []
    assert due([rent()], policy(FIFTY), today=JAN_6, decided=[dismissed]) == []


@pytest.mark.parametrize(
    ("choice", "rent_cents", "cap"),
    [
        (CapChoice.LESSER, 800_00, 40_00),
        (CapChoice.LESSER, 2_000_00, 50_00),
        (CapChoice.GREATER, 800_00, 50_00),
        (CapChoice.GREATER, 2_000_00, 100_00),
    ],
)
def test_the_lesser_or_the_greater_of_two_caps_counts(choice: CapChoice, rent_cents: int, cap: int):
    rule = replace(FIFTY, amount_cents=500_00, cap_cents=50_00, cap_bps=500, cap_choice=choice)

    assert amounts(due([rent(rent_cents)], policy(rule), today=JAN_5)) == [(JAN_5, cap)]


def test_a_cap_within_days_counts_over_several_rents():
    rule = replace(FIFTY, cap_cents=80_00, cap_days=30)
    weekly = [rent(250_00, JAN_1 + timedelta(weeks=week)) for week in range(5)]

    found = due(weekly, policy(rule), today=date(2026, 2, 28))

    assert amounts(found) == [(JAN_5, 50_00), (date(2026, 1, 12), 30_00)]


def test_a_cap_within_days_is_free_again_after_them():
    rule = replace(FIFTY, cap_cents=50_00, cap_days=7)
    rents = [rent(250_00, JAN_1 + timedelta(days=days)) for days in (0, 6, 7)]

    found = due(rents, policy(rule), today=date(2026, 2, 28))

    assert amounts(found) == [(JAN_5, 50_00), (date(2026, 1, 12), 50_00)]


def test_several_rules_charge_beside_each_other():
    daily = replace(TEN_A_DAY, position=2, grace_days=4)

    found = due([rent()], policy(FIFTY, daily), today=date(2026, 1, 7))

    assert amounts(found) == [(JAN_5, 50_00), (JAN_6, 10_00), (date(2026, 1, 7), 10_00)]


def test_days_on_which_fees_rest_cost_nothing_and_are_not_made_up():
    found = due([rent()], policy(TEN_A_DAY), today=date(2026, 1, 8), suspended=lambda day: day in (JAN_5, JAN_6))

    assert [(fee.fee_on, fee.key.occurrence) for fee in found] == [(date(2026, 1, 7), 3), (date(2026, 1, 8), 4)]


def test_the_most_specific_policy_counts_whole_and_for_rent_due_since_it_began():
    company = policy(FIFTY, replace(TEN_A_DAY, position=2))
    lease = policy(FIVE_PERCENT, due_from=date(2026, 2, 1))
    rents = [rent(), rent(400_00, date(2026, 2, 1))]

    found = due(rents, lease, company, today=date(2026, 2, 5))

    february = [fee for fee in found if fee.key.due_on.month == 2]
    assert [(fee.amount_cents, fee.key.position) for fee in february] == [(20_00, 1)]
    assert {fee.key.position for fee in found if fee.key.due_on == JAN_1} == {1, 2}


def test_a_policy_without_rules_charges_nothing():
    assert due([rent()], policy(), policy(FIFTY), today=JAN_6) == []


def test_rent_due_before_any_policy_began_costs_nothing():
    assert due([rent()], policy(FIFTY, due_from=date(2026, 1, 2)), today=JAN_6) == []


def test_what_was_taken_over_owed_its_fees_of_earlier_days_elsewhere():
    taken_over = rent(posted_on=date(2026, 1, 7))

    assert due([taken_over], policy(FIFTY), today=date(2026, 1, 9)) == []
    assert [fee.fee_on.day for fee in due([taken_over], policy(TEN_A_DAY), today=date(2026, 1, 8))] == [7, 8]


def test_what_nobody_decided_for_a_year_is_not_proposed_any_more():
    assert len(due([rent()], policy(FIFTY), today=date(2027, 1, 5))) == 1
    assert due([rent()], policy(FIFTY), today=date(2027, 1, 6)) == []
