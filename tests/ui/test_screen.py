"""A State opened without a browser knows who is asking and what the address says."""

import re
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.ui.pages.settings_profile import ProfileState
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import query, query_int, route_id, signed_in
from tests.ui.screen import a_browser, at, open_page, opened, said_by


async def test_the_page_of_a_signed_in_person_knows_who_that_is(session: Session, manager: Actor) -> None:
    state = open_page(ProfileState, a_browser(session, manager))

    asking = await signed_in(state)

    assert (asking.user_id, asking.permissions) == (manager.user_id, manager.permissions)


@pytest.mark.parametrize("token", ["", "token-that-nobody-holds", "x" * 10_000])
async def test_a_page_without_a_sign_in_is_refused(session: Session, token: str) -> None:
    state = open_page(ProfileState, token)

    with pytest.raises(NotAllowed, match="Please sign in"):
        await state.load()


async def test_the_profile_lists_the_browser_one_is_asking_with(session: Session, manager: Actor) -> None:
    state = await opened(ProfileState, a_browser(session, manager), "/settings/profile")

    assert len(state.lines) == 1


def test_the_address_names_a_record_and_asks_for_a_page(session: Session) -> None:
    wanted = uuid4()

    state = open_page(ProfileState, path="/leases/[tenancy_id]", query="tab=ledger&page=3&size=x", tenancy_id=wanted)

    assert route_id(state, "tenancy_id") == wanted
    assert (query(state, "tab"), query(state, "no", "none")) == ("ledger", "none")
    assert (query_int(state, "page", 1), query_int(state, "size", 50)) == (3, 50)
    assert query(at(state, "tab=history"), "tab") == "history"
    assert route_id(state, "tenancy_id") == wanted


@pytest.mark.parametrize("written", ["", "7", "../x", "00000000-0000-0000-0000-00000000000g"])
def test_an_address_with_what_is_no_id_leads_nowhere(session: Session, written: str) -> None:
    state = open_page(ProfileState, path="/leases/[tenancy_id]", tenancy_id=written)

    with pytest.raises(NotFound):
        route_id(state, "tenancy_id")


def test_the_sentences_of_toasts_can_be_read() -> None:
    assert said_by([said("Unit 204 added."), warned("No.")]) == ["Unit 204 added.", "No."]


def test_the_same_refusal_stands_there_only_once_and_another_beside_it() -> None:
    ids = [re.findall(r'\["id"\] :\s*(".*?")', str(warned(said_).args)) for said_ in ("No.", "No.", "Not now.")]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0]
