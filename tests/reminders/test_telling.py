"""Who is told of a rung, why, and in which way."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.rules import Ways
from pm_app.reminders.enums import CriticalDateKind, TellingWay, Told
from pm_app.reminders.rules.rulebook import Rule
from pm_app.reminders.rules.telling import NobodyToTell, Occasion, Telling, outsiders_hear, tellings

RULE = Rule((60, 30, 7, 0, -7))


def a_colleague(name: str, role: Role) -> Actor:
    return Actor(uuid4(), name, f"{name.lower()}@example.com", role, GRANTS[role])


ANN, BEN = a_colleague("Ann", Role.MANAGER), a_colleague("Ben", Role.MANAGER)
CLEO, DAN = a_colleague("Cleo", Role.LEASING), a_colleague("Dan", Role.ADMINISTRATOR)
ALL = (ANN, BEN, CLEO, DAN)


def told(
    rung: int,
    rule: Rule = RULE,
    *,
    responsible: tuple[Actor, ...] = (CLEO,),
    acknowledged: bool = False,
    colleagues: tuple[Actor, ...] = ALL,
    ways: dict[UUID, Ways] | None = None,
) -> list[tuple[str, Told, TellingWay]]:
    ids = tuple(one.user_id for one in responsible if one.user_id)
    occasion = Occasion(CriticalDateKind.LEASE_END, rung, rule, ids, acknowledged)
    return [(one.user.name, one.told, one.way) for one in tellings(occasion, colleagues, ways or {})]


RESPONSIBLE, ESCALATION, ROLE = Told.RESPONSIBLE, Told.ESCALATION, Told.ROLE
ALONE, DIGEST, IN_APP = TellingWay.ALONE, TellingWay.DIGEST, TellingWay.IN_APP


def test_who_answers_for_it_is_told_in_the_digest_before_it_is_critical():
    assert told(30) == [("Cleo", RESPONSIBLE, DIGEST)]


def test_unacknowledged_at_seven_days_the_managers_hear_of_it_and_on_the_day_the_administrators():
    assert told(7) == [("Cleo", RESPONSIBLE, ALONE), ("Ann", ESCALATION, ALONE), ("Ben", ESCALATION, ALONE)]
    assert [name for name, *_ in told(0)] == ["Cleo", "Ann", "Ben", "Dan"]


def test_what_is_acknowledged_goes_to_who_has_it_in_hand_alone():
    assert told(0, responsible=(CLEO, BEN), acknowledged=True) == [
        ("Cleo", RESPONSIBLE, ALONE),
        ("Ben", RESPONSIBLE, ALONE),
    ]


def test_nobody_is_told_twice_and_the_strongest_reason_counts():
    everybody = Rule(RULE.ladder, roles=(Role.MANAGER, Role.LEASING))

    assert told(7, everybody, responsible=(ANN,)) == [
        ("Ann", RESPONSIBLE, ALONE),
        ("Ben", ESCALATION, ALONE),
        ("Cleo", ROLE, ALONE),
    ]


def test_when_who_answers_is_gone_a_manager_stands_in_else_an_administrator():
    gone = (a_colleague("Eve", Role.LEASING),)

    assert told(30, responsible=gone) == [("Ann", RESPONSIBLE, DIGEST)]
    assert told(30, responsible=gone, colleagues=(CLEO, DAN)) == [("Dan", RESPONSIBLE, DIGEST)]


def test_without_anybody_who_may_see_it_nobody_is_made_up():
    with pytest.raises(NobodyToTell):
        told(30, responsible=(), colleagues=(CLEO,))


def test_a_role_nobody_holds_means_that_who_answers_is_told():
    only_accounting = Rule(RULE.ladder, tells_responsible=False, roles=(Role.ACCOUNTING,))

    assert told(30, only_accounting) == [("Cleo", RESPONSIBLE, DIGEST)]


@pytest.mark.parametrize(
    ("way", "rung", "expected"),
    [
        pytest.param(MailWay.AT_ONCE, 30, ALONE, id="at once, though not critical"),
        pytest.param(MailWay.NOT_AT_ALL, 30, IN_APP, id="not by mail"),
        pytest.param(MailWay.NOT_AT_ALL, 7, ALONE, id="what is critical cannot be switched off by who answers"),
        pytest.param(MailWay.DIGEST, 7, ALONE, id="what is critical does not wait for the digest"),
    ],
)
def test_everybody_is_told_as_they_chose(way: MailWay, rung: int, expected: TellingWay):
    assert CLEO.user_id is not None
    chosen = {CLEO.user_id: Ways({Topic.LEASES: way})}

    assert told(rung, ways=chosen)[0] == ("Cleo", RESPONSIBLE, expected)


def test_who_is_told_for_the_role_may_switch_it_off_even_when_critical():
    assert ANN.user_id is not None
    silent = {ANN.user_id: Ways({Topic.LEASES: MailWay.NOT_AT_ALL})}
    rule = Rule(RULE.ladder, roles=(Role.MANAGER,), escalate_manager_at=None, escalate_admin_at=None)

    assert told(7, rule, ways=silent)[1:] == [("Ann", ROLE, IN_APP), ("Ben", ROLE, ALONE)]


@given(
    rung=st.integers(-91, 120),
    roles=st.sets(st.sampled_from(list(Role))),
    tells=st.booleans(),
    alone_from=st.none() | st.integers(-30, 60),
    acknowledged=st.booleans(),
    answering=st.lists(st.sampled_from(ALL), max_size=3),
    there=st.sets(st.integers(0, 3), min_size=1),
)
def test_each_is_told_once_and_only_colleagues_are(
    rung: int,
    roles: set[Role],
    tells: bool,
    alone_from: int | None,
    acknowledged: bool,
    answering: list[Actor],
    there: set[int],
):
    colleagues = tuple(ALL[number] for number in sorted(there))
    rule = Rule(RULE.ladder, roles=tuple(roles), tells_responsible=tells, alone_from=alone_from)
    ids = tuple(one.user_id for one in answering if one.user_id)
    occasion = Occasion(CriticalDateKind.LEASE_END, rung, rule, ids, acknowledged)
    made: tuple[Telling, ...] = ()
    try:
        made = tellings(occasion, colleagues, {})
    except NobodyToTell:
        assert colleagues == (CLEO,)
        assert CLEO not in answering
    else:
        assert len({one.user_id for one in made}) == len(made) > 0
        assert {one.user for one in made} <= set(colleagues)
        assert all(one.way is ALONE for one in made if one.told is ESCALATION)


def test_an_outsider_hears_of_a_step_also_when_it_came_too_late():
    rule = Rule(RULE.ladder, outsider_rungs=(30,))

    assert outsiders_hear(rule, 30, ())
    assert outsiders_hear(rule, 7, (60, 30))
    assert not outsiders_hear(rule, 7, ())
