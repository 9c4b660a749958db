"""The rules that are shipped, those of the office before them, and what a rule may not say."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.access.enums import Role
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import Refused
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.enums import Outsider
from pm_app.reminders.rules.rulebook import (
    SHIPPED,
    LadderRefused,
    Rule,
    RuleBook,
    check_ladder,
    check_rule,
    days_written,
)

COI = DocumentKind.CERTIFICATE_OF_INSURANCE
RULE = Rule((60, 30, 7, 0, -7))


@pytest.mark.parametrize("kind", K)
def test_every_kind_of_date_is_shipped_with_a_rule_that_is_allowed(kind: K):
    ladder = RuleBook().ladder(kind, otherwise=(14, 7, 0))

    check_rule(kind, SHIPPED[kind], ladder)
    assert ladder == tuple(sorted(set(ladder), reverse=True))


def test_a_lease_end_is_announced_120_to_0_days_before():
    assert RuleBook().ladder(K.LEASE_END) == (120, 90, 60, 30, 7, 0)


def test_a_rule_for_a_kind_of_document_counts_before_the_one_for_all_and_that_before_the_shipped_one():
    every, of_coi = Rule((20, 0)), Rule((90, 10))
    expiration = K.DOCUMENT_EXPIRATION
    book = RuleBook({(expiration, None): every, (expiration, COI): of_coi})

    assert book.ladder(expiration, COI) == (90, 10)
    assert book.ladder(expiration, DocumentKind.RENTAL_LICENSE) == (20, 0)
    assert RuleBook().ladder(expiration, COI) == (60, 45, 30, 15, 7, 0, -7)
    assert RuleBook({(expiration, COI): Rule(None)}).ladder(expiration, COI) == (60, 45, 30, 15, 7, 0, -7)


@pytest.mark.parametrize(
    ("ladder", "sentence"),
    [
        pytest.param((), "at least one day", id="none"),
        pytest.param((30, 30, 7), "30 is there twice", id="repeated"),
        pytest.param((7, 30), "from far to near", id="out of order"),
        pytest.param((400, 7), "400 is farther", id="too far before"),
        pytest.param((7, -366), "-366 is farther", id="too far after"),
        pytest.param((7, -1, -7), "Only the last day may be after", id="several after"),
        pytest.param(tuple(range(13, 0, -1)), "at most 12 times", id="too many"),
    ],
)
def test_a_ladder_nobody_can_climb_is_refused_with_the_reason(ladder: tuple[int, ...], sentence: str):
    with pytest.raises(LadderRefused, match=sentence) as refusal:
        check_ladder(ladder)

    assert refusal.value.field == "ladder"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("60, 30, 7, 0, -7", (60, 30, 7, 0, -7), id="as in the hint"),
        pytest.param("60/30/7/0/−7", (60, 30, 7, 0, -7), id="as on paper"),
        pytest.param("  60 30;7  ", (60, 30, 7), id="blanks and semicolons"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]):
    assert days_written(text) == days


@pytest.mark.parametrize("text", ["7.5", "one week", "30 days", "1e3", "--7", "७", "7, <b>"])
def test_what_is_no_whole_number_of_days_is_refused_by_name(text: str):
    with pytest.raises(LadderRefused, match="is not a whole number of days"):
        days_written(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text: str):
    said: str | tuple[int, ...]
    try:
        said = days_written(text)
    except LadderRefused as refusal:
        said = refusal.message

    assert said.endswith(".") if isinstance(said, str) else days_written(", ".join(map(str, said))) == said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"alone_from": 61}, "alone_from", id="alone before the first reminder"),
        pytest.param({"escalate_manager_at": 90}, "escalate_manager_at", id="escalated beyond the ladder"),
        pytest.param({"escalate_manager_at": 0, "escalate_admin_at": 7}, "escalate_admin_at", id="the boss first"),
        pytest.param({"ladder": (30, 0), "escalate_admin_at": -5}, "escalate_admin_at", id="after the last reminder"),
        pytest.param({"tells_responsible": False}, "roles", id="nobody told"),
        pytest.param({"outsider": Outsider.VENDOR}, "outsider_rungs", id="an outsider on no day"),
        pytest.param({"outsider_rungs": (30,)}, "outsider", id="days for nobody"),
        pytest.param(
            {"outsider": Outsider.VENDOR, "outsider_rungs": (45,)}, "outsider_rungs", id="a day off the ladder"
        ),
        pytest.param({"outsider": Outsider.VENDOR, "outsider_rungs": (30, 30)}, "outsider_rungs", id="a day twice"),
        pytest.param({"lead_days": -1}, "lead_days", id="a lead in the future"),
        pytest.param({"lead_days": 731}, "lead_days", id="a lead of years"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_beside_its_field(changes: dict[str, Any], field: str):
    rule = replace(RULE, **changes)

    with pytest.raises(Refused) as refusal:
        check_rule(K.DOCUMENT_EXPIRATION, rule, rule.ladder or ())

    assert refusal.value.field == field


def test_a_task_is_nothing_to_write_to_a_tenant_about():
    rule = Rule((1, 0), alone_from=None, escalate_manager_at=None, escalate_admin_at=None, outsider=Outsider.TENANT)

    with pytest.raises(Refused, match="A task is nothing to write to the tenant about"):
        check_rule(K.TASK, replace(rule, outsider_rungs=(0,)), (1, 0))


def test_a_rule_that_tells_only_a_role_is_allowed():
    rule = replace(RULE, tells_responsible=False, roles=(Role.LEASING,))

    check_rule(K.LEASE_END, rule, RULE.ladder or ())
    assert rule.roles == (Role.LEASING,)


def test_what_stays_undone_reaches_the_administrators_as_shipped():
    raised = {kind: (SHIPPED[kind].escalate_manager_at, SHIPPED[kind].escalate_admin_at) for kind in SHIPPED}

    assert (raised[K.MISSING_DOCUMENT], raised[K.PAYMENT_PROMISE], raised[K.TASK]) == ((-7, -28), (-3, -14), (-3, -14))
