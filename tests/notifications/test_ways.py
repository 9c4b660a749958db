"""How somebody wants to be told: what is shipped, what was chosen, what cannot be switched off."""

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.kernel.errors import Refused
from pm_app.notifications.actions import choose_ways
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.queries import ways_of
from pm_app.notifications.rules import AS_SHIPPED, NEEDED, SHIPPED, Ways, topic_of_date, unsubscribe_path, ways_for
from pm_app.notifications.tables import NotificationPreference
from pm_app.reminders.enums import CriticalDateKind
from tests.conftest import NOON


def _ways(session: Session, actor: Actor) -> Ways:
    assert actor.user_id is not None
    return ways_of(session, actor, user_ids=[actor.user_id])[actor.user_id]


@pytest.mark.parametrize("kind", list(CriticalDateKind))
def test_every_kind_of_date_belongs_to_a_topic(kind: CriticalDateKind):
    assert topic_of_date(kind) in SHIPPED


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_is_shipped_in_a_way_it_has(topic: Topic):
    assert SHIPPED[topic] in ways_for(topic)


def test_without_a_choice_everything_is_as_shipped(session: Session, manager: Actor):
    assert {topic: _ways(session, manager).of(topic) for topic in Topic} == SHIPPED


def test_what_was_chosen_counts_and_the_rest_stays(session: Session, manager: Actor, administrator: Actor):
    choose_ways(session, manager, ways={Topic.LEASES: MailWay.AT_ONCE}, now=NOON)
    choose_ways(session, manager, ways={Topic.TASKS: MailWay.NOT_AT_ALL}, now=NOON)

    ways = _ways(session, manager)
    assert (ways.of(Topic.LEASES), ways.of(Topic.TASKS)) == (MailWay.AT_ONCE, MailWay.NOT_AT_ALL)
    assert ways.of_date("document expiration") is MailWay.DIGEST
    assert _ways(session, administrator).of(Topic.LEASES) is MailWay.DIGEST


def test_choosing_again_replaces_the_choice(session: Session, manager: Actor):
    for way in (MailWay.AT_ONCE, MailWay.NOT_AT_ALL, MailWay.NOT_AT_ALL):
        choose_ways(session, manager, ways={Topic.DOCUMENTS: way}, now=NOON)

    kept = session.exec(select(NotificationPreference)).all()
    audited = session.exec(select(AuditEntry).where(AuditEntry.did == "changed what mail comes")).all()
    assert [row.way for row in kept] == [MailWay.NOT_AT_ALL]
    assert [entry.details for entry in audited] == [
        {"documents": ["in the digest", "at once"]},
        {"documents": ["at once", "not by mail"]},
    ]


@pytest.mark.parametrize("topic", list(NEEDED))
def test_what_is_needed_cannot_be_switched_off_and_it_is_said_why(session: Session, manager: Actor, topic: Topic):
    with pytest.raises(Refused, match="cannot be switched off") as refused:
        choose_ways(session, manager, ways={Topic.LEASES: MailWay.AT_ONCE, topic: MailWay.NOT_AT_ALL}, now=NOON)

    assert (NEEDED[topic] in refused.value.message, refused.value.field) == (True, topic.name.lower())
    assert _ways(session, manager).of(Topic.LEASES) is MailWay.DIGEST


def test_a_digest_that_comes_at_once_is_none(session: Session, manager: Actor):
    with pytest.raises(Refused):
        choose_ways(session, manager, ways={Topic.DIGEST: MailWay.AT_ONCE}, now=NOON)


def test_without_a_digest_what_is_needed_comes_at_once_and_the_rest_not(session: Session, manager: Actor):
    choose_ways(session, manager, ways={Topic.DIGEST: MailWay.NOT_AT_ALL}, now=NOON)

    ways = _ways(session, manager)
    assert not ways.digest
    assert (ways.of(Topic.DEPOSITS), ways.of(Topic.LEASES)) == (MailWay.AT_ONCE, MailWay.NOT_AT_ALL)
    assert ways.chosen_for(Topic.LEASES) is MailWay.DIGEST


def test_a_choice_that_a_topic_lost_since_counts_no_more():
    assert Ways({Topic.ESCALATIONS: MailWay.NOT_AT_ALL}).of(Topic.ESCALATIONS) is MailWay.AT_ONCE
    assert AS_SHIPPED.digest


def test_a_choice_about_a_topic_of_old_is_passed_over(session: Session, manager: Actor):
    assert manager.user_id is not None
    old = NotificationPreference(user_id=manager.user_id, topic="of old", way=MailWay.AT_ONCE, changed_at=NOON)
    session.add(old)
    session.flush()

    assert _ways(session, manager) == AS_SHIPPED


def test_the_link_in_a_mail_names_its_topic():
    assert unsubscribe_path(Topic.PAYMENT_PLANS) == "/settings/notifications?topic=payment%20plans"
