"""How one is told: what each role may choose, what stays on, the link in a mail, and what one follows."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.queries import followings, ways_of
from pm_app.notifications.rules import NEEDED, Ways
from pm_app.ui.pages.settings_notifications import TOPICS, NotificationSettingsState
from pm_app.ui.parts.following import FollowingState
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.notifications import a_following
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_household
from tests.ui.screen import a_browser, open_page, opened, said_by

PATH = "/settings/notifications"


def _ways(session: Session, actor: Actor) -> Ways:
    assert actor.user_id is not None
    return ways_of(session, actor, user_ids=[actor.user_id])[actor.user_id]


def test_every_topic_is_on_the_page():
    assert set(TOPICS) == set(Topic)


async def test_each_role_chooses_among_what_concerns_it(session: Session):
    async def shown(role: Role) -> set[str]:
        state = await opened(NotificationSettingsState, a_browser(session, an_actor(session, role)), PATH)
        return {line.name for line in state.topics}

    assert await shown(Role.ADMINISTRATOR) == {topic.name.lower() for topic in Topic}
    assert await shown(Role.MANAGER) == {topic.name.lower() for topic in Topic} - {"mail_trouble", "system"}
    assert "followed" not in await shown(Role.MAINTENANCE)


async def test_what_is_chosen_is_kept(session: Session, manager: Actor):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH)

    said = said_by(await state.submit_ways({"leases": "at once", "digest": "not by mail", "unknown": "at once"}))

    assert said == ["Saved. It counts from the next mail on."]
    ways = _ways(session, manager)
    assert (ways.of(Topic.LEASES), ways.digest) == (MailWay.AT_ONCE, False)


async def test_what_cannot_be_switched_off_says_why_and_nothing_is_written(session: Session, manager: Actor):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH)
    deposits = next(line for line in state.topics if line.name == "deposits")
    escalations = next(line for line in state.topics if line.name == "escalations")

    await state.submit_ways({"leases": "at once", "deposits": "not by mail"})

    assert NEEDED[Topic.DEPOSITS] in deposits.hint
    assert [choice.label for choice in deposits.choices] == ["At once", "In the digest"]
    assert (escalations.fixed, "This mail always comes at once." in escalations.hint) == (True, True)
    assert "cannot be switched off" in state.errors["deposits"]
    assert _ways(session, manager).of(Topic.LEASES) is MailWay.DIGEST


@pytest.mark.parametrize("way", ["", "by pigeon", "AT_ONCE"])
async def test_a_way_nobody_knows_is_refused(session: Session, manager: Actor, way: str):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH)

    await state.submit_ways({"leases": way})

    assert set(state.errors) == {"leases"}


async def test_topics_of_other_roles_cannot_be_set_by_a_forged_form(session: Session, manager: Actor):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH)

    await state.submit_ways({"system": "not by mail", "escalations": "not by mail"})

    ways = _ways(session, manager)
    assert (ways.of(Topic.SYSTEM), ways.of(Topic.ESCALATIONS)) == (MailWay.AT_ONCE, MailWay.AT_ONCE)


async def test_the_link_of_a_mail_asks_before_it_stops_anything(session: Session, manager: Actor):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH, "topic=leases")
    assert state.question == "Stop mail about leases? In the app you are still told."
    assert _ways(session, manager).of(Topic.LEASES) is MailWay.DIGEST

    assert said_by(await state.submit_stop()) == ["No more mail about leases."]
    assert _ways(session, manager).of(Topic.LEASES) is MailWay.NOT_AT_ALL

    await state.load()
    assert (state.question, "You get no mail about leases" in state.reason) == ("", True)
    await state.submit_again("leases", "in the digest")
    assert _ways(session, manager).of(Topic.LEASES) is MailWay.DIGEST


async def test_the_link_about_what_is_needed_explains(session: Session, manager: Actor):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH, "topic=deposits")

    assert (state.question, NEEDED[Topic.DEPOSITS] in state.reason) == ("", True)


@pytest.mark.parametrize("topic", ["", "nonsense", "%27"])
async def test_a_link_about_nothing_asks_nothing(session: Session, manager: Actor, topic: str):
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH, f"topic={topic}")

    assert (state.question, state.reason, await state.submit_stop()) == ("", "", None)


async def test_followed_records_are_listed_and_let_go(session: Session, manager: Actor):
    building = a_property(session)
    a_following(session, manager.user_id, "property", building.id, name="Alder Court")
    state = await opened(NotificationSettingsState, a_browser(session, manager), PATH)
    assert [(line.name, line.kind, line.path) for line in state.followed] == [
        ("Alder Court", "Property", f"/properties/{building.id}")
    ]

    await state.submit_unfollow("no id")
    await state.submit_unfollow(str(building.id))

    assert followings(session, manager) == []


async def test_each_kind_of_record_is_followed_from_its_page(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    tenancy = a_household(session, a_unit(session, building))
    pages: dict[str, dict[str, UUID | str]] = {
        "/properties/[property_id]": {"property_id": building.id},
        "/leases/[tenancy_id]": {"tenancy_id": tenancy.id},
        "/people/[person_id]": {"person_id": a_person(session).id},
        "/documents/[document_id]": {"document_id": a_document(session)},
    }
    token = a_browser(session, manager)
    for path, arguments in pages.items():
        state = await opened(FollowingState, token, path, "", **arguments)
        assert (state.may_follow, state.follows) == (True, False)
        await state.submit_follow()
        assert (await opened(FollowingState, token, path, "", **arguments)).follows

    assert {row.about_kind for row in followings(session, manager)} == {"property", "tenancy", "person", "document"}
    state = await opened(FollowingState, token, "/properties/[property_id]", property_id=building.id)
    await state.submit_unfollow()
    assert "property" not in {row.about_kind for row in followings(session, manager)}


async def test_what_is_not_theirs_is_not_followed(session: Session, manager: Actor):
    keeper = a_browser(session, an_actor(session, Role.MAINTENANCE))
    state = await opened(FollowingState, keeper, "/properties/[property_id]", property_id=a_property(session).id)
    nowhere = open_page(FollowingState, a_browser(session, manager), "/properties/[property_id]", property_id=uuid4())
    elsewhere = await opened(FollowingState, a_browser(session, manager), "/tasks")
    nonsense = await opened(FollowingState, a_browser(session, manager), "/people/[person_id]", "", person_id="x")

    assert (state.may_follow, elsewhere.may_follow, nonsense.may_follow) == (False, False, False)
    for one in (state, nowhere, elsewhere):
        with pytest.raises(Exception, match=r"role does not allow|does not exist|Nothing can be followed"):
            await one.submit_follow()
