"""Late fees never exceed their caps, and there is never a fee on a fee: on any facts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pm_app.receivables.enums import ChargeKind, LateFeeBase, LateFeeFrequency
from pm_app.receivables.rules.late_fees.due import (
    DecidedFee,
    RentCharge,
)
from pm_app.receivables.rules.late_fees.policy import FeeRule
from tests.receivables.reckoning import JAN_1, decided, due, policy, rent

rules = st.builds(
    FeeRule,
    position=st.just(1),
    base=st.sampled_from(LateFeeBase),
    grace_days=st.integers(0, 10),
    amount_cents=st.integers(1, 200_00),
    rate_bps=st.integers(1, 10_000),
    frequency=st.sampled_from(LateFeeFrequency),
    cap_cents=st.integers(1, 300_00),
    cap_bps=st.none(),
    cap_days=st.none() | st.integers(1, 40),
)
charges_ = st.lists(
    st.builds(
        lambda kind, cents, day, paid_on, paid: rent(
            cents, JAN_1 + timedelta(days=day), (JAN_1 + timedelta(days=paid_on), min(paid, cents)), kind=kind
        ),
        st.sampled_from(ChargeKind),
        st.integers(1, 2_000_00),
        st.integers(0, 60),
        st.integers(0, 90),
        st.integers(1, 2_000_00),
    ),
    max_size=6,
)


@given(rules, charges_, st.lists(st.booleans(), max_size=60), st.integers(0, 90))
def test_fees_never_exceed_their_caps_whatever_is_approved_in_which_order(
    rule: FeeRule, charges: list[RentCharge], approved: list[bool], days: int
):
    posted: list[DecidedFee] = []
    for today in (JAN_1 + timedelta(days=days), date(2026, 4, 15)):
        found = due(charges, policy(rule), today=today, decided=posted)
        posted += [decided(fee) for fee, yes in zip(found, approved, strict=False) if yes]
    posted += [decided(fee) for fee in due(charges, policy(rule), today=date(2026, 4, 15), decided=posted)]

    assert rule.cap_cents is not None
    assert len({fee.key for fee in posted}) == len(posted)
    for one in posted:
        if rule.cap_days is None:
            together = [fee for fee in posted if fee.key.due_on == one.key.due_on]
        else:
            last = one.fee_on + timedelta(days=rule.cap_days - 1)
            together = [fee for fee in posted if one.fee_on <= fee.fee_on <= last]
        assert sum(fee.amount_cents for fee in together) <= rule.cap_cents


@given(rules, charges_)
def test_there_is_never_a_fee_on_a_fee_or_a_deposit(rule: FeeRule, charges: list[RentCharge]):
    without = [charge for charge in charges if charge.kind in policy().eligible]

    found = due(charges, policy(rule), today=date(2026, 4, 15))

    assert [(fee.key, fee.amount_cents) for fee in found] == [
        (fee.key, fee.amount_cents) for fee in due(without, policy(rule), today=date(2026, 4, 15))
    ]
