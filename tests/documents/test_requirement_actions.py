"""Setting required documents and waiving them: what is kept, what is refused, who may, and what history says."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.actions.requirements import (
    AlreadyRequired,
    AlreadyWaived,
    add_requirement,
    add_usual_requirements,
    change_requirement,
    remove_requirement,
    waive_requirement,
    withdraw_waiver,
)
from pm_app.documents.enums import DocumentKind, KindLevel, RequirementCondition
from pm_app.documents.queries.requirements import requirement_rows, usual_requirements_left
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import USUAL_REQUIREMENTS, Requirement, RequirementRefused
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property

LICENSE = Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY, within_days=30, note="Riverton asks for it.")


def test_a_rule_is_kept_as_it_was_set(session: Session, manager: Actor):
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)

    [row] = requirement_rows(session, manager)

    assert (row.requirement_id, row.rule, row.property_name, row.added_by) == (
        requirement_id,
        LICENSE,
        "",
        manager.name,
    )
    [done] = history_of(session, manager, about_id=requirement_id)
    assert (done.did, done.about_name) == ("required", "Rental license, every property")


def test_the_same_is_not_required_twice(session: Session, manager: Actor):
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    add_requirement(session, manager, rule=replace(LICENSE, property_id=a_property(session).id), now=NOON)

    with pytest.raises(AlreadyRequired):
        add_requirement(session, manager, rule=replace(LICENSE, within_days=3), now=NOON)

    assert len(requirement_rows(session, manager)) == 2


def test_a_rule_that_makes_no_sense_or_of_an_unknown_property_is_refused(session: Session, manager: Actor):
    with pytest.raises(RequirementRefused):
        add_requirement(session, manager, rule=replace(LICENSE, level=KindLevel.VENDOR), now=NOON)
    with pytest.raises(NotFound):
        add_requirement(session, manager, rule=replace(LICENSE, property_id=uuid4()), now=NOON)
    with pytest.raises(Refused, match="too long"):
        add_requirement(session, manager, rule=replace(LICENSE, note="x" * 301), now=NOON)


def test_a_rule_is_changed_once_by_whoever_read_it_last(session: Session, manager: Actor):
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    condition = RequirementCondition.PROPERTY_KIND
    changed = replace(LICENSE, condition=condition, condition_value="apartments", within_days=10)

    change_requirement(session, manager, requirement_id=requirement_id, version=1, rule=changed, now=NOON)

    [row] = requirement_rows(session, manager)
    assert (row.rule, row.version) == (changed, 2)
    with pytest.raises(Stale):
        change_requirement(session, manager, requirement_id=requirement_id, version=1, rule=LICENSE, now=NOON)
    with pytest.raises(Stale):
        remove_requirement(session, manager, requirement_id=requirement_id, version=1, now=NOON)


def test_a_rule_does_not_become_one_there_is_already(session: Session, manager: Actor):
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    other = add_requirement(session, manager, rule=replace(LICENSE, kind=DocumentKind.DEED), now=NOON)

    with pytest.raises(AlreadyRequired):
        change_requirement(session, manager, requirement_id=other, version=1, rule=LICENSE, now=NOON)


def test_what_is_no_longer_required_is_gone_and_can_be_required_again(session: Session, manager: Actor):
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)

    remove_requirement(session, manager, requirement_id=requirement_id, version=1, now=NOON)

    assert requirement_rows(session, manager) == []
    with pytest.raises(NotFound):
        remove_requirement(session, manager, requirement_id=requirement_id, version=2, now=NOON)
    add_requirement(session, manager, rule=LICENSE, now=NOON)


def test_the_usual_rules_are_switched_on_once(session: Session, manager: Actor):
    add_requirement(session, manager, rule=LICENSE, now=NOON)

    first = add_usual_requirements(session, manager, now=NOON)
    again = add_usual_requirements(session, manager, now=NOON)

    assert (first, again) == (len(USUAL_REQUIREMENTS) - 1, 0)
    assert usual_requirements_left(session, manager) == []


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_rules_are_set_by_those_who_set_policies(session: Session, manager: Actor, role: Role):
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    actor = an_actor(session, role)
    asked: list[Any] = [
        lambda: add_requirement(session, actor, rule=LICENSE, now=NOON),
        lambda: add_usual_requirements(session, actor, now=NOON),
        lambda: change_requirement(session, actor, requirement_id=requirement_id, version=1, rule=LICENSE, now=NOON),
        lambda: remove_requirement(session, actor, requirement_id=requirement_id, version=1, now=NOON),
    ]

    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()


def test_a_rule_of_a_property_out_of_scope_is_not_there(session: Session, manager: Actor):
    place = a_property(session)
    requirement_id = add_requirement(session, manager, rule=replace(LICENSE, property_id=place.id), now=NOON)
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert requirement_rows(session, scoped) == []
    with pytest.raises(NotFound):
        remove_requirement(session, scoped, requirement_id=requirement_id, version=1, now=NOON)
    with pytest.raises(NotFound):
        add_requirement(session, scoped, rule=replace(LICENSE, property_id=place.id), now=NOON)


def test_a_document_is_waived_once_for_one_thing_and_asked_for_again(session: Session, manager: Actor):
    place = a_property(session)
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    asked: dict[str, Any] = {"requirement_id": requirement_id, "target": LinkTarget(property_id=place.id), "now": NOON}

    waiver_id = waive_requirement(session, manager, reason="  Not in  this city ", **asked)

    with pytest.raises(AlreadyWaived):
        waive_requirement(session, manager, reason="again", **asked)
    withdraw_waiver(session, manager, waiver_id=waiver_id, now=NOON)
    withdraw_waiver(session, manager, waiver_id=waiver_id, now=NOON)
    waive_requirement(session, manager, reason="after all", **asked)
    assert sorted((row.did, row.details["reason"]) for row in history_of(session, manager, about_id=place.id)) == [
        ("asked again for the rental license", "Not in this city"),
        ("waived the rental license", "Not in this city"),
        ("waived the rental license", "after all"),
    ]


def test_a_waiver_needs_a_reason_and_a_thing_of_the_right_level(session: Session, manager: Actor):
    requirement_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    place, vendor = LinkTarget(property_id=a_property(session).id), LinkTarget(person_id=a_person(session).id)

    with pytest.raises(Refused) as refusal:
        waive_requirement(session, manager, requirement_id=requirement_id, target=place, reason=" ", now=NOON)
    with pytest.raises(RequirementRefused):
        waive_requirement(session, manager, requirement_id=requirement_id, target=vendor, reason="why", now=NOON)
    with pytest.raises(NotFound):
        waive_requirement(session, manager, requirement_id=uuid4(), target=place, reason="why", now=NOON)

    assert refusal.value.field == "reason"


def test_waiving_is_for_those_who_change_documents_of_what_they_see(session: Session, manager: Actor):
    home = a_tenancy(session)
    rule = Requirement(DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE)
    requirement_id = add_requirement(session, manager, rule=rule, now=NOON)
    asked: dict[str, Any] = {"requirement_id": requirement_id, "target": LinkTarget(tenancy_id=home.id), "now": NOON}
    waiver_id = waive_requirement(session, manager, reason="Moved in before us", **asked)
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))
    maintenance = an_actor(session, Role.MAINTENANCE)

    with pytest.raises(NotAllowed):
        waive_requirement(session, maintenance, reason="why", **asked)
    with pytest.raises(NotAllowed):
        withdraw_waiver(session, maintenance, waiver_id=waiver_id, now=NOON)
    with pytest.raises(NotFound):
        waive_requirement(session, scoped, reason="why", **asked)
    with pytest.raises(NotFound):
        withdraw_waiver(session, scoped, waiver_id=waiver_id, now=NOON)
    with pytest.raises(NotFound):
        withdraw_waiver(session, manager, waiver_id=uuid4(), now=NOON)
