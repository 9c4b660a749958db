"""Setting late fees at three levels: what is kept, what is refused, what counts for whom."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.receivables.actions.late_fee_policies import NoPolicyHere, remove_late_fee_policy, set_late_fee_policy
from pm_app.receivables.enums import ChargeKind, LateFeeBase
from pm_app.receivables.queries.late_fee_policies import (
    late_fee_levels,
    late_fee_policies,
    late_fee_setting,
    most_specific_first,
)
from pm_app.receivables.rules.late_fees.policy import FeePolicy, FeeRule, kinds_of
from tests.conftest import an_actor
from tests.factories.late_fees import FIFTY, FIVE_PERCENT, TEN_A_DAY, late_fees
from tests.factories.receivables import a_household, typed_on

JAN_1, JAN_15 = date(2026, 1, 1), date(2026, 1, 15)
TYPED = {"today": JAN_15, "now": typed_on(JAN_15)}


def put(session: Session, actor: Actor, policy: FeePolicy, *, version: int = 0, **level: Any) -> Any:
    return set_late_fee_policy(session, actor, policy=policy, version=version, **level, **TYPED)


def test_a_policy_is_kept_as_it_was_set_with_its_rules_in_order(session: Session, manager: Actor):
    rule = FeeRule(7, LateFeeBase.RENT, grace_days=5, amount_cents=9_00, rate_bps=450, cap_cents=80_00, cap_days=30)
    policy = FeePolicy(
        (FIFTY, rule), JAN_1, frozenset({ChargeKind.RENT}), 25_00, requires_approval=False, notifies=True
    )

    put(session, manager, policy)

    setting = late_fee_setting(session, manager)
    kept = replace(policy, rules=(FIFTY, replace(rule, position=2, amount_cents=0)))
    assert (setting.own, setting.above, setting.version, setting.set_by) == (kept, None, 1, manager.name)


def test_a_change_takes_the_place_of_what_was_set_and_is_in_the_history(session: Session, manager: Actor):
    policy_id = put(session, manager, FeePolicy((FIFTY, replace(TEN_A_DAY, position=2)), JAN_1))

    put(session, manager, FeePolicy((FIVE_PERCENT,), JAN_1), version=1)

    own = late_fee_setting(session, manager).own
    assert own is not None
    assert own.rules == (FIVE_PERCENT,)
    newest, oldest = history_of(session, manager, about_id=policy_id)
    assert newest.details["rules"] == ["5 % of what is open, once; 3 days of grace"]
    assert len(oldest.details["rules"]) == 2


@pytest.mark.parametrize("version", [0, 2])
def test_a_form_that_is_older_than_what_is_set_is_refused(session: Session, manager: Actor, version: int):
    put(session, manager, FeePolicy((FIFTY,), JAN_1))

    with pytest.raises(Stale):
        put(session, manager, FeePolicy((), JAN_1), version=version)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_cents": 0}, "amount_1"),
        ({"amount_cents": -5_00}, "amount_1"),
        ({"amount_cents": 5_000_01}, "amount_1"),
        ({"grace_days": -1}, "grace_1"),
        ({"grace_days": 61}, "grace_1"),
        ({"base": LateFeeBase.RENT, "rate_bps": 0}, "rate_1"),
        ({"base": LateFeeBase.OUTSTANDING, "rate_bps": 10_001}, "rate_1"),
        ({"cap_cents": 0}, "cap_1"),
        ({"cap_cents": 5_000_01}, "cap_1"),
        ({"cap_bps": 10_001}, "cap_rate_1"),
        ({"cap_cents": 10_00, "cap_days": 0}, "cap_days_1"),
        ({"cap_cents": 10_00, "cap_days": 367}, "cap_days_1"),
        ({"cap_days": 30}, "cap_1"),
    ],
)
def test_a_rule_nobody_can_mean_is_refused_beside_its_field(
    session: Session, manager: Actor, change: dict[str, Any], field: str
):
    with pytest.raises(Refused) as refusal:
        put(session, manager, FeePolicy((replace(FIFTY, **change),), JAN_1))

    assert refusal.value.field == field
    assert late_fee_policies(session, manager) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rules": (FIFTY,) * 4}, "base_1"),
        ({"eligible": frozenset()}, "eligible"),
        ({"eligible": frozenset({ChargeKind.RENT, ChargeKind.LATE_FEE})}, "eligible"),
        ({"eligible": frozenset({ChargeKind.NSF_FEE})}, "eligible"),
        ({"eligible": frozenset({ChargeKind.SECURITY_DEPOSIT})}, "eligible"),
        ({"minimum_cents": -1}, "minimum"),
        ({"minimum_cents": 10_000_01}, "minimum"),
        ({"due_from": date(2025, 12, 14)}, "due_from"),
    ],
)
def test_a_policy_nobody_can_mean_is_refused(session: Session, manager: Actor, change: dict[str, Any], field: str):
    with pytest.raises(Refused) as refusal:
        put(session, manager, replace(FeePolicy((FIFTY,), JAN_1), **change))

    assert refusal.value.field == field


def test_a_word_that_is_no_kind_of_charge_is_refused():
    assert kinds_of(["rent", "parking"]) == {ChargeKind.RENT, ChargeKind.PARKING}
    with pytest.raises(Refused, match="not a kind of charge"):
        kinds_of(["rent", "penalties"])


def test_what_charges_as_before_may_keep_its_early_day_but_new_rules_may_not(session: Session, manager: Actor):
    late_fees(session, FIFTY, due_from=date(2025, 6, 1))

    put(session, manager, FeePolicy((FIFTY,), date(2025, 6, 1), notifies=True), version=1)
    with pytest.raises(Refused, match="Dec 15, 2025"):
        put(session, manager, FeePolicy((FIFTY, TEN_A_DAY), date(2025, 6, 1)), version=2)
    with pytest.raises(Refused, match="Dec 15, 2025"):
        put(session, manager, FeePolicy((FIFTY,), date(2025, 5, 1)), version=2)


def test_the_most_specific_level_counts_whole_until_it_is_removed(session: Session, manager: Actor):
    home = a_household(session)
    late_fees(session, FIFTY, TEN_A_DAY)
    late_fees(session, FIVE_PERCENT, property_id=home.property_id)
    late_fees(session, tenancy_id=home.id)

    def first() -> FeePolicy:
        every = late_fee_policies(session, manager)
        return most_specific_first(every, property_id=home.property_id, tenancy_id=home.id)[0]

    assert first().rules == ()
    remove_late_fee_policy(session, manager, tenancy_id=home.id, version=1, now=TYPED["now"])
    assert first().rules == (FIVE_PERCENT,)
    remove_late_fee_policy(session, manager, property_id=home.property_id, version=1, now=TYPED["now"])
    assert [rule.amount_cents for rule in first().rules] == [50_00, 10_00]


def test_the_levels_with_a_policy_of_their_own_are_listed(session: Session, manager: Actor):
    home = a_household(session)
    late_fees(session, FIFTY)
    late_fees(session, FIVE_PERCENT, property_id=home.property_id)
    late_fees(session, tenancy_id=home.id)

    found = late_fee_levels(session, manager)

    assert {(one.property_id, one.tenancy_id) for one in found} == {
        (home.property_id, None),
        (home.property_id, home.id),
    }
    setting = late_fee_setting(session, manager, tenancy_id=home.id)
    assert setting.above is not None
    assert setting.above.rules == (FIVE_PERCENT,)


def test_what_was_removed_can_be_set_again(session: Session, manager: Actor):
    put(session, manager, FeePolicy((FIFTY,), JAN_1))
    remove_late_fee_policy(session, manager, version=1, now=TYPED["now"])

    assert late_fee_setting(session, manager).own is None
    with pytest.raises(NoPolicyHere):
        remove_late_fee_policy(session, manager, version=2, now=TYPED["now"])
    put(session, manager, FeePolicy((FIVE_PERCENT,), JAN_1), version=2)
    own = late_fee_setting(session, manager).own
    assert own is not None
    assert own.rules == (FIVE_PERCENT,)


def test_who_may_set_no_policies_is_refused_and_so_is_what_is_out_of_sight(session: Session, manager: Actor):
    home = a_household(session)
    policy = FeePolicy((FIFTY,), JAN_1)
    elsewhere = replace(manager, property_ids=frozenset())

    with pytest.raises(NotAllowed):
        put(session, an_actor(session, Role.LEASING), policy)
    with pytest.raises(NotAllowed, match="whole company"):
        put(session, elsewhere, policy)
    levels: list[dict[str, Any]] = [{"tenancy_id": home.id}, {"property_id": home.property_id}]
    for level in levels:
        with pytest.raises(NotFound):
            put(session, elsewhere, policy, **level)
        with pytest.raises(NotFound):
            late_fee_setting(session, elsewhere, **level)
    assert late_fee_policies(session, CONSOLE) == {}
