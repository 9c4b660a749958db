"""Templates in the office: shipped ones, own ones in their place, what is refused, who may."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import AuditEntry
from pm_app.correspondence.actions.templates import (
    add_template,
    bring_back_template,
    change_template,
    remove_template,
    start_from_shipped,
)
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.templates import find_template, rendered, template_for, templates_for
from pm_app.correspondence.rules.shipped import SHIPPED, SHIPPED_BY_KEY
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from tests.conftest import NOON, an_actor

BULK, STAFF = TemplatePurpose.BULK_MAIL, TemplatePurpose.REMINDER_TO_STAFF


def added(session: Session, actor: Actor, name: str = "Parking", body: str = "Hello {{ first_name }}") -> UUID:
    return add_template(session, actor, purpose=BULK, name=name, subject="Parking", body=body, now=NOON)


def names(session: Session, actor: Actor, purpose: TemplatePurpose | None = None) -> list[str]:
    return [one.name for one in templates_for(session, actor, purpose=purpose)]


def test_the_shipped_templates_are_there_before_anybody_wrote_one(session: Session, manager: Actor):
    assert names(session, manager) == [one.name for one in SHIPPED]
    found = find_template(session, manager, template_id="late-rent")
    assert (found.template_id, found.version, found.shipped_key) == (None, 0, "late-rent")


def test_a_template_of_ones_own_stands_behind_the_shipped_ones_of_its_kind(session: Session, manager: Actor):
    template_id = added(session, manager)

    assert names(session, manager, BULK) == [
        "Rent is past due",
        "Your lease ends",
        "Welcome to your home",
        "A letter to write into",
        "Notice of entry",
        "Lease cover letter",
        "Parking",
    ]
    found = find_template(session, manager, template_id=template_id)
    assert rendered(found, {"first_name": "Ed"}).text == "Hello Ed"
    assert names(session, manager, STAFF) == ["Reminder to the office"]


def test_a_changed_shipped_template_counts_instead_until_it_is_restored(session: Session, manager: Actor):
    kept = start_from_shipped(session, manager, key="staff", subject="Look: {{ what }}", body="{{ who }}", now=NOON)

    assert names(session, manager, STAFF) == ["Reminder to the office"]
    assert template_for(session, SCHEDULER, purpose=STAFF).subject == "Look: {{ what }}"
    assert find_template(session, manager, template_id="staff").template_id == kept
    with pytest.raises(Refused):
        start_from_shipped(session, manager, key="staff", subject="Again", body="Again", now=NOON)

    remove_template(session, manager, template_id=kept, version=1, now=NOON)
    assert template_for(session, SCHEDULER, purpose=STAFF, template_id=kept).body == SHIPPED_BY_KEY["staff"].body
    bring_back_template(session, manager, template_id=kept, now=NOON)
    assert template_for(session, SCHEDULER, purpose=STAFF, template_id=kept).body == "{{ who }}"
    said = session.exec(select(AuditEntry.did).where(AuditEntry.about_id == kept)).all()
    assert sorted(said) == ["brought back", "changed", "went back to the shipped text of"]


def test_a_rule_that_names_a_template_of_another_kind_writes_with_the_shipped_one(session: Session, manager: Actor):
    of_another = added(session, manager)
    assert template_for(session, SCHEDULER, purpose=STAFF, template_id=of_another).key == "staff"
    assert template_for(session, SCHEDULER, purpose=BULK, template_id=of_another).name == "Parking"


def test_who_changes_what_somebody_else_changed_is_told(session: Session, manager: Actor):
    template_id = added(session, manager)
    given = {"template_id": template_id, "subject": "Cars", "body": "x", "now": NOON}
    change_template(session, manager, name="Cars", version=1, **given)
    with pytest.raises(Stale):
        change_template(session, manager, name="Bikes", version=1, **given)
    with pytest.raises(Stale):
        remove_template(session, manager, template_id=template_id, version=1, now=NOON)
    found = find_template(session, manager, template_id=template_id)
    assert (found.name, found.version) == ("Cars", 2)
    entry = session.exec(select(AuditEntry).where(AuditEntry.did == "changed")).one()
    assert entry.details == {
        "name": ["Parking", "Cars"],
        "subject": ["Parking", "Cars"],
        "text": ["Hello {{ first_name }}", "x"],
    }


def test_a_broken_field_is_found_when_saving_and_nothing_is_written(session: Session, manager: Actor):
    template_id = added(session, manager)
    with pytest.raises(Refused, match=r"Did you mean .. first_name"):
        added(session, manager, "Other", "Hello {{ firstname }}")
    with pytest.raises(Refused, match=r"Did you mean .. first_name"):
        change_template(
            session,
            manager,
            template_id=template_id,
            name="X",
            subject="x",
            body="{{ firstname }}",
            version=1,
            now=NOON,
        )
    assert "Other" not in names(session, manager)
    assert find_template(session, manager, template_id=template_id).name == "Parking"


@pytest.mark.parametrize("name", ["parking", "RENT IS PAST DUE", "", "  ", "x" * 81])
def test_a_name_is_there_once_and_given(session: Session, manager: Actor, name: str):
    added(session, manager)
    start_from_shipped(session, manager, key="late-rent", subject="s", body="b", now=NOON)
    with pytest.raises(Refused) as refusal:
        added(session, manager, name)
    assert refusal.value.field == "name"


def test_what_stands_for_a_shipped_template_keeps_its_name(session: Session, manager: Actor):
    kept = start_from_shipped(session, manager, key="letter", subject="s", body="b", now=NOON)
    with pytest.raises(Refused, match="keeps its name"):
        change_template(session, manager, template_id=kept, name="Mine", subject="s", body="b", version=1, now=NOON)


def test_what_is_gone_or_never_was_is_not_found(session: Session, manager: Actor):
    template_id = added(session, manager)
    remove_template(session, manager, template_id=template_id, version=1, now=NOON)
    for key in (template_id, uuid4(), "nonsense", ""):
        with pytest.raises(NotFound):
            find_template(session, manager, template_id=key)
    with pytest.raises(NotFound):
        remove_template(session, manager, template_id=template_id, version=2, now=NOON)
    with pytest.raises(NotFound):
        bring_back_template(session, manager, template_id=uuid4(), now=NOON)
    added(session, manager)
    with pytest.raises(Refused):
        bring_back_template(session, manager, template_id=template_id, now=NOON)


@pytest.mark.parametrize("role", list(Role))
def test_templates_are_written_by_who_sets_policies_and_read_by_who_sees_mail(session: Session, role: Role):
    actor = an_actor(session, role)
    if not actor.may(Permission.SET_POLICIES):
        with pytest.raises(NotAllowed):
            added(session, actor)
    else:
        assert added(session, actor)
    if not actor.may(Permission.VIEW_MAIL):
        with pytest.raises(NotAllowed):
            templates_for(session, actor)
        with pytest.raises(NotAllowed):
            find_template(session, actor, template_id="staff")
    else:
        assert templates_for(session, actor)
