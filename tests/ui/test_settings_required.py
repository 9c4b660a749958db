"""The settings of required documents: rules are added, changed, removed, and switched on in one go."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.actions.requirements import add_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.requirements import USUAL_REQUIREMENTS, Requirement
from pm_app.kernel.errors import NotAllowed
from pm_app.ui import paths
from pm_app.ui.pages.compliance.state import CompliancePageState
from pm_app.ui.pages.settings_required.state import RequiredDocumentsState
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened, said_by

FORM = {"kind": "rental license", "level": "property", "condition": "always", "within_days": "30"}


async def settings_page(session: Session, actor: Actor) -> RequiredDocumentsState:
    return await opened(RequiredDocumentsState, a_browser(session, actor), paths.REQUIRED_DOCUMENTS)


async def test_a_rule_is_added_and_told_with_what_it_comes_to(session: Session, manager: Actor):
    a_property(session).created_at = NOON - timedelta(days=31)
    state = await settings_page(session, manager)
    await state.open_new()

    answer = await state.submit_rule(FORM | {"note": "Riverton asks for it."})
    await state.load()

    assert (state.opened, said_by(answer)) == (False, ["The rule counts from now on."])
    [line] = state.lines
    assert (line.kind_words, line.level_words, line.where, line.due, line.things, line.to_do) == (
        "Rental license",
        "Property",
        "All",
        "Within 30 days",
        "1",
        "1",
    )
    path, _, query = line.path.partition("?")
    listed = await opened(CompliancePageState, a_browser(session, manager), path, query)
    assert listed.total == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"level": "applicant"}, "level"),
        ({"condition": "built before a year", "year": "seventy"}, "year"),
        ({"condition": "kind of property", "building": ""}, "building"),
        ({"within_days": "soon"}, "within_days"),
    ],
)
async def test_what_cannot_be_meant_is_refused_beside_its_field(
    session: Session, manager: Actor, changed: dict[str, str], field: str
):
    state = await settings_page(session, manager)
    await state.open_new()

    await state.submit_rule(FORM | changed)

    assert (state.opened, list(state.errors)) == (True, [field])


async def test_a_rule_is_changed_and_removed(session: Session, manager: Actor):
    rule = Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY)
    requirement_id = str(add_requirement(session, manager, rule=rule, now=NOON))
    session.commit()
    state = await settings_page(session, manager)
    await state.open_rule(requirement_id)

    await state.submit_rule(FORM | {"condition": "built before a year", "year": "1978"})
    await state.load()

    [line] = state.lines
    assert (line.where, line.year, line.version) == ("Built before 1978", "1978", "2")
    await state.open_removing(requirement_id)
    await state.submit_removing()
    await state.load()
    assert (state.lines, state.removing) == ([], False)


async def test_the_usual_rules_are_switched_on_in_one_go(session: Session, manager: Actor):
    state = await settings_page(session, manager)
    offered = state.left
    await state.submit_usual()  # nobody was asked yet
    await state.load()
    before = len(state.lines)

    await state.open_usual()
    await state.submit_usual()
    await state.load()

    assert before == 0
    assert offered == f"Switch on {len(USUAL_REQUIREMENTS)} usual rules"
    assert (len(state.lines), state.left) == (len(USUAL_REQUIREMENTS), "")


async def test_only_those_who_set_policies_come_here(session: Session):
    with pytest.raises(NotAllowed):
        await settings_page(session, an_actor(session, Role.LEASING))
