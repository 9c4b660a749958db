"""Followers hear of every change once, not of their own, and only while they may see the record."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import User, UserProperty
from pm_app.documents.tables.documents import Document
from pm_app.jobs.tell_followers import tell_followers
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.messages.tables import Message
from pm_app.notifications.actions import advance, choose_ways, follow, unfollow
from pm_app.notifications.enums import MailWay, NotificationKind, Topic
from pm_app.notifications.queries import followings, is_following, latest_notifications, read_until
from pm_app.reports.queries.followed import followed_record
from pm_app.runtime import database_is_away
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.notifications import a_following
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_household


def _changed(session: Session, by: Actor, about_id: UUID, did: str = "changed", **more: object) -> None:
    said = {"about_kind": "property", "about_name": "Alder Court", "now": NOON, **more}
    record_audit(session, by, did=did, about_id=about_id, **said)  # pyright: ignore[reportArgumentType]
    session.commit()


def _heard(session: Session, actor: Actor) -> list[str]:
    return [row.title for row in latest_notifications(session, actor)]


@pytest.fixture
def other(session: Session) -> Actor:
    """A colleague who changes things."""
    return an_actor(session, Role.LEASING)


def test_a_change_by_somebody_else_is_told_once(session: Session, manager: Actor, other: Actor):
    building = a_property(session, name="Alder Court")
    a_following(session, manager.user_id, "property", building.id, name="Alder Court")
    _changed(session, other, building.id, "changed its address")
    _changed(session, manager, building.id, "changed its photo")

    first, again = tell_followers(), tell_followers()

    assert (first.done, again.done) == (1, 0)
    row = latest_notifications(session, manager)[0]
    assert (row.title, row.detail) == ("Alder Court: changed its address", other.name)
    assert (row.kind, row.path) == (NotificationKind.FOLLOWED, f"/properties/{building.id}")
    assert _heard(session, other) == []


def test_what_was_done_to_the_parts_of_a_lease_is_told_to_whoever_follows_it(
    session: Session, manager: Actor, other: Actor
):
    tenancy = a_household(session, a_unit(session))
    a_following(session, manager.user_id, "tenancy", tenancy.id, name="Castellano")
    part = {"about_kind": "charge", "about_name": "Rent January", "tenancy_id": tenancy.id}
    _changed(session, other, a_person(session).id, "posted", **part)

    tell_followers()

    assert _heard(session, manager) == ["Castellano: posted, Rent January"]


def test_a_unit_of_a_followed_property_counts_and_its_money_does_not(session: Session, manager: Actor, other: Actor):
    building = a_property(session, name="Alder Court")
    unit = a_unit(session, building)
    a_following(session, manager.user_id, "property", building.id, name="Alder Court")
    _changed(session, other, unit.id, "added", about_kind="unit", about_name="204", property_id=building.id)
    _changed(session, other, a_person(session).id, "posted", about_kind="charge", property_id=building.id)

    tell_followers()

    assert _heard(session, manager) == ["Alder Court: added, 204"]


def test_what_happened_before_one_followed_is_not_told(session: Session, manager: Actor, other: Actor):
    building = a_property(session)
    _changed(session, other, building.id)
    a_following(session, manager.user_id, "property", building.id, at=NOON + timedelta(minutes=1))

    assert tell_followers().done == 0


def test_what_the_app_itself_did_is_told(session: Session, manager: Actor):
    building = a_property(session)
    a_following(session, manager.user_id, "property", building.id, name="Alder Court")
    _changed(session, SCHEDULER, building.id, "archived")

    tell_followers()

    assert _heard(session, manager) == ["Alder Court: archived"]


def test_one_who_follows_a_lease_and_its_paper_hears_of_a_change_once(session: Session, manager: Actor, other: Actor):
    tenancy = a_household(session, a_unit(session))
    paper = a_document(session)
    a_following(session, manager.user_id, "tenancy", tenancy.id)
    a_following(session, manager.user_id, "document", paper)
    _changed(session, other, paper, about_kind="document", about_name="Lease", tenancy_id=tenancy.id)

    assert tell_followers().done == 1


def test_nobody_hears_of_a_property_that_is_not_theirs_any_more(session: Session, manager: Actor, other: Actor):
    building, elsewhere = a_property(session), a_property(session)
    a_following(session, manager.user_id, "property", building.id)
    assert manager.user_id is not None
    session.add(UserProperty(user_id=manager.user_id, property_id=elsewhere.id))
    _changed(session, other, building.id)

    assert tell_followers().done == 0
    assert _heard(session, manager) == []


def test_a_paper_that_was_restricted_since_is_told_to_nobody_who_may_not_see_it(session: Session, other: Actor):
    reader, manager = an_actor(session, Role.READ_ONLY), an_actor(session, Role.MANAGER)
    paper = a_document(session, title="A report")
    for follower in (reader, manager):
        a_following(session, follower.user_id, "document", paper, name="A report")
    session.get_one(Document, paper).restricted = True
    _changed(session, other, paper, "restricted", about_kind="document", about_name="A report")

    tell_followers()

    assert (_heard(session, reader), _heard(session, manager)) == ([], ["A report: restricted"])


def test_a_paper_of_a_lease_is_not_named_to_who_may_not_see_restricted_ones(session: Session, other: Actor):
    reader, tenancy = an_actor(session, Role.READ_ONLY), a_household(session, a_unit(session))
    a_following(session, reader.user_id, "tenancy", tenancy.id, name="Castellano")
    paper = {"about_kind": "document", "about_name": "Medical letter", "tenancy_id": tenancy.id}
    _changed(session, other, a_document(session), "filed", **paper)

    tell_followers()

    assert _heard(session, reader) == ["Castellano: filed, a document"]


def test_disabled_users_and_roles_without_history_hear_nothing(session: Session, other: Actor):
    gone, keeper = an_actor(session, Role.MANAGER), an_actor(session, Role.MAINTENANCE)
    building = a_property(session)
    for follower in (gone, keeper):
        a_following(session, follower.user_id, "property", building.id)
    session.get_one(User, gone.user_id).disabled_at = NOON
    _changed(session, other, building.id)

    assert tell_followers().done == 0


def test_whoever_wants_it_at_once_gets_one_mail_with_all_of_it(session: Session, manager: Actor, other: Actor):
    building = a_property(session, name="Alder Court")
    a_following(session, manager.user_id, "property", building.id, name="Alder <b>Court</b>")
    choose_ways(session, manager, ways={Topic.FOLLOWED: MailWay.AT_ONCE}, now=NOON)
    _changed(session, other, building.id, "changed its address")
    _changed(session, other, building.id, "changed its photo")

    tell_followers()
    tell_followers()

    mail = session.exec(select(Message).where(col(Message.message_key).like("followed:%"))).one()
    assert (mail.to_address, mail.subject) == (manager.email, "Alder <b>Court</b>: changed its address and 1 more")
    assert "changed its photo" in mail.body_text
    assert "&lt;b&gt;Court" in mail.body_html
    assert "/settings/notifications?topic=followed%20records" in mail.unsubscribe


def test_it_goes_on_where_it_ended_and_never_back(session: Session, manager: Actor, other: Actor):
    building = a_property(session)
    _changed(session, other, building.id)
    tell_followers()
    position = read_until(session, SCHEDULER, name="followed records")

    advance(session, SCHEDULER, name="followed records", position=position - 1)

    assert position > 0
    assert read_until(session, SCHEDULER, name="followed records") == position


def _follow(session: Session, actor: Actor, kind: str, about_id: UUID) -> None:
    found = followed_record(session, actor, kind=kind, about_id=about_id)
    follow(
        session,
        actor,
        kind=found.kind,
        about_id=found.about_id,
        name=found.name,
        property_id=found.property_id,
        now=NOON,
    )


def test_following_and_ending_it(session: Session, manager: Actor):
    building, person = a_property(session, name="Alder Court"), a_person(session, name="Renee Castellano")
    for _ in range(2):
        _follow(session, manager, "property", building.id)
        _follow(session, manager, "person", person.id)

    assert [row.about_name for row in followings(session, manager)] == ["Alder Court", "Renee Castellano"]

    unfollow(session, manager, about_ids=[building.id])

    assert not is_following(session, manager, about_id=building.id)
    assert is_following(session, manager, about_id=person.id)


def test_what_one_may_not_see_cannot_be_followed(session: Session, manager: Actor):
    building = a_property(session)
    held_elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound):
        _follow(session, held_elsewhere, "property", building.id)
    with pytest.raises(NotAllowed):
        _follow(session, an_actor(session, Role.MAINTENANCE), "property", building.id)
    with pytest.raises(Refused):
        _follow(session, manager, "journal entry", building.id)


def test_a_follower_who_cannot_be_told_keeps_no_other_waiting(session: Session, manager: Actor, other: Actor):
    reader, building = an_actor(session, Role.MANAGER), a_property(session, name="Alder Court")
    paper = a_document(session, title="A report")
    a_following(session, reader.user_id, "document", paper, name="A report")
    a_following(session, manager.user_id, "property", building.id, name="Alder Court")
    _changed(session, other, paper, about_kind="document", about_name="A report")
    _changed(session, other, building.id, "changed its address")
    session.execute(text("update document set valid_through = '12026-01-15'"))  # a day that nothing of ours can read
    session.commit()

    first, again = tell_followers(), tell_followers()

    assert (first.done, first.failed, again.done, again.failed) == (1, 1, 0, 0)
    assert _heard(session, manager) == ["Alder Court: changed its address"]


def test_only_a_database_that_is_away_lets_everybody_wait():
    away = OperationalError("select 1", {}, ConnectionError("the server closed the connection"))

    assert (database_is_away(away), database_is_away(ValueError("a name"))) == (True, False)
