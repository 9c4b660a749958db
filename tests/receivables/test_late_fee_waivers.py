"""Which posted late fees ask for a waiver, and how rules read."""

from dataclasses import replace
from datetime import date

import pytest

from pm_app.receivables.enums import LateFeeBase
from pm_app.receivables.rules.late_fees.due import (
    FeeKey,
)
from pm_app.receivables.rules.late_fees.policy import FeeRule
from pm_app.receivables.rules.late_fees.waiving import PostedFee, waiver_due, why_waived
from pm_app.receivables.rules.late_fees.words import example_words, rule_words
from tests.factories.late_fees import FIFTY, FIVE_PERCENT, TEN_A_DAY
from tests.receivables.reckoning import CHARGE, HOME, JAN_1, JAN_4, JAN_5, policy, rent

POSTED = PostedFee(FeeKey(HOME, JAN_1, 1, 1), CHARGE, JAN_5, 1_000_00, 50_00)


def test_money_dated_inside_grace_and_typed_later_asks_for_a_waiver_of_the_fee():
    found = waiver_due(POSTED, [rent(1_000_00, JAN_1, (JAN_4, 1_000_00))], [policy(FIFTY)])

    assert found is not None
    assert (found.amount_cents, why_waived(found)) == (
        50_00,
        "By money received through Jan 4, 2026, the rent due Jan 1, 2026 was paid.",
    )


@pytest.mark.parametrize(
    ("rule", "received_on", "waived"), [(FIVE_PERCENT, JAN_4, 20_00), (FIVE_PERCENT, JAN_5, None), (FIFTY, JAN_4, None)]
)
def test_a_part_dated_inside_grace_asks_for_a_part_of_a_percentage(
    rule: FeeRule, received_on: date, waived: int | None
):
    found = waiver_due(POSTED, [rent(1_000_00, JAN_1, (received_on, 400_00))], [policy(rule)])

    assert (found.amount_cents if found else None) == waived


def test_what_was_waived_before_is_not_asked_for_again():
    paid = [rent(1_000_00, JAN_1, (JAN_4, 1_000_00))]

    rest = waiver_due(replace(POSTED, waived_cents=30_00), paid, [policy(FIFTY)])

    assert rest is not None
    assert rest.amount_cents == 20_00
    assert waiver_due(replace(POSTED, waived_cents=50_00), paid, [policy(FIFTY)]) is None


def test_a_policy_that_is_stricter_today_asks_for_no_waivers():
    assert waiver_due(POSTED, [rent()], [policy(FIVE_PERCENT, minimum_cents=2_000_00)]) is None
    assert waiver_due(POSTED, [rent()], []) is None


def test_a_rent_that_was_reversed_asks_for_a_waiver():
    found = waiver_due(POSTED, [], [policy(FIFTY)])

    assert found is not None
    assert found.amount_cents == 50_00


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (FIFTY, "$50.00, once"),
        (TEN_A_DAY, "$10.00, every day"),
        (
            replace(FIVE_PERCENT, rate_bps=750, cap_cents=50_00, cap_bps=500, cap_days=30),
            "7.5 % of what is open, once, at most the lesser of $50.00 and 5 % of the rent within 30 days",
        ),
        (
            replace(FIVE_PERCENT, base=LateFeeBase.RENT, cap_cents=80_00),
            "5 % of the rent, once, at most $80.00 for one rent",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: FeeRule, words: str):
    assert rule_words(rule) == words


def test_grace_is_told_as_the_day_it_means():
    assert example_words(FIFTY, JAN_1) == (
        "Rent due Jan 1, 2026 can be paid through Jan 4, 2026; the fee is dated Jan 5, 2026."
    )
