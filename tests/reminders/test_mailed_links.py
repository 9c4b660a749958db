"""A link in a mail lets one user do one thing about one date, for thirty days."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.access.rules import NOBODY, Actor
from pm_app.mailed_links import signed, verify
from pm_app.reminders.rules.links import LinkEnded, MailedAct, claims_of, link_for, link_of
from pm_app.runtime import Runtime
from tests.fakes import FixedClock

NOON = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
ALERT = uuid4()


@pytest.mark.parametrize("act", MailedAct)
def test_a_link_says_what_its_user_may_do(manager: Actor, act: MailedAct):
    assert manager.user_id is not None

    assert verify(manager, ALERT, signed(link_for(ALERT, manager.user_id, act, NOON))) is act


def test_a_link_of_somebody_else_or_of_another_date_is_refused(manager: Actor, administrator: Actor):
    assert manager.user_id is not None
    link = signed(link_for(ALERT, manager.user_id, MailedAct.ACKNOWLEDGE, NOON))

    with pytest.raises(LinkEnded, match="mailed to somebody else"):
        verify(administrator, ALERT, link)
    with pytest.raises(LinkEnded, match="mailed to somebody else"):
        verify(NOBODY, ALERT, link)
    with pytest.raises(LinkEnded, match="another date"):
        verify(manager, uuid4(), link)


def test_a_link_ends_after_thirty_days(manager: Actor, clock: FixedClock):
    assert manager.user_id is not None
    link = signed(link_for(ALERT, manager.user_id, MailedAct.SNOOZE, NOON))

    clock.move_to(NOON + timedelta(days=30))
    assert verify(manager, ALERT, link) is MailedAct.SNOOZE
    clock.move_to(NOON + timedelta(days=30, seconds=1))
    with pytest.raises(LinkEnded, match="older than 30 days"):
        verify(manager, ALERT, link)


def test_a_link_with_one_letter_changed_is_refused(manager: Actor):
    assert manager.user_id is not None
    link = signed(link_for(ALERT, manager.user_id, MailedAct.ACKNOWLEDGE, NOON))
    place = len(link) // 2

    changed = link[:place] + ("A" if link[place] != "A" else "B") + link[place + 1 :]

    with pytest.raises(LinkEnded):
        verify(manager, ALERT, changed)


@pytest.mark.parametrize("text", ["", "x", "..", "a.b", "ÿ" * 1_000, "null.abc", "W10.abc\x00"])
def test_what_was_never_made_here_is_refused_with_a_sentence(runtime: Runtime, manager: Actor, text: str):
    with pytest.raises(LinkEnded, match="was not made here"):
        verify(manager, ALERT, text)


@given(
    claims=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
def test_claims_that_are_none_are_refused(claims: object):
    with pytest.raises(LinkEnded):
        link_of(claims)


@given(alert_id=st.uuids(), user_id=st.uuids(), act=st.sampled_from(list(MailedAct)))
def test_what_is_signed_comes_back_as_it_was(alert_id: object, user_id: object, act: MailedAct):
    link = link_for(alert_id, user_id, act, NOON)  # pyright: ignore[reportArgumentType]

    assert link_of(claims_of(link)) == link
