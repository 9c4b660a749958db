"""Each role at each page: who may not is refused by the page's own handler, by the gate and by the entrance."""

from uuid import uuid4

import pytest
import reflex as rx
from sqlmodel import Session, col, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.access.tables import AuditEntry
from pm_app.http.entrance.pages import PageNeeds
from pm_app.ui.routes.entry import Page
from pm_app.ui.routes.menu import PAGES
from tests.conftest import an_actor
from tests.ui.events import a_tab, junk_arguments, our_handlers
from tests.ui.screen import a_browser

# Whoever sees dates may have an address of their own for them: no more than a press of a button.
OWN_ADDRESS = {"made an address for the calendar of", "ended the address of the calendar of"}
ON_LOAD = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=[page.path for page in PAGES])
EACH_ROLE = pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])


def may_open(role: Role, page: Page) -> bool:
    return page.needs is None or page.needs in GRANTS[role]


def an_address(page: Page) -> dict[str, str]:
    return {part.partition("]")[0]: str(uuid4()) for part in page.path.split("[")[1:]}


def state_of(page: Page) -> tuple[type[rx.State], str]:
    return next((state_class, name) for state_class, name, h in our_handlers() if page.on_load.fn is h.fn)


@EACH_PAGE
@EACH_ROLE
async def test_a_page_loads_for_the_roles_that_may_see_it_and_for_no_other(
    session: Session, role: Role, page: Page
) -> None:
    state_class, name = state_of(page)
    token = a_browser(session, an_actor(session, role))
    async with a_tab() as tab:
        answers = await tab.send(f"{state_class.get_full_name()}.{name}", token, page.path, an_address(page))

    said = str([answer.events for answer in answers])
    refused = "Your role does not allow this" in said
    assert "Tell us this number" not in said
    assert refused != may_open(role, page)


@EACH_PAGE
@EACH_ROLE
async def test_the_gate_sends_home_whoever_may_not_open_a_page(session: Session, role: Role, page: Page) -> None:
    if page.path == "/":
        assert may_open(role, page)
        return
    async with a_tab() as tab:
        answers = await tab.send(ON_LOAD, a_browser(session, an_actor(session, role)), page.path)

    homewards = [event for answer in answers for event in answer.events if event.name == "_redirect"]
    assert bool(homewards) != may_open(role, page)


@EACH_PAGE
@EACH_ROLE
def test_the_entrance_knows_the_same_pages(role: Role, page: Page) -> None:
    actor = Actor(uuid4(), "Somebody", "", role, GRANTS[role])
    address = page.path
    for name, value in an_address(page).items():
        address = address.replace(f"[{name}]", value)

    needs = PageNeeds((known.path, known.needs) for known in PAGES)

    assert needs.may_open(actor, address) == may_open(role, page)


@EACH_ROLE
async def test_no_role_gets_anything_written_by_empty_forms_it_may_not_send(session: Session, role: Role) -> None:
    if role in {Role.ADMINISTRATOR, Role.MANAGER}:
        return
    actor = an_actor(session, role)
    token = a_browser(session, actor)
    others = select(func.count()).where(col(AuditEntry.did).not_in(OWN_ADDRESS))
    before = session.exec(others).one()
    async with a_tab() as tab:
        for state_class, name, handler in our_handlers():
            if name.startswith("submit_"):
                await tab.send(f"{state_class.get_full_name()}.{name}", token, **junk_arguments(handler))

    assert session.exec(others).one() == before
    own = session.exec(select(AuditEntry.about_id, AuditEntry.did).where(col(AuditEntry.did).in_(OWN_ADDRESS))).all()
    assert set(own) == {(actor.user_id, did) for did in OWN_ADDRESS}
