"""The letterhead on the screen: what is set, what is refused, and who may."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.papers import letterhead_of
from pm_app.ui import paths
from pm_app.ui.pages.settings_office import OfficeState
from tests.conftest import an_actor
from tests.ui.screen import a_browser, opened, said_by

TYPED = {
    "office_name": "Riverton Property Management",
    "address": "1420 Alder Street\nRiverton, OH 43099",
    "phone": "(614) 555-0142",
    "email": "office@riverton.example",
    "website": "",
    "footer": "Equal housing opportunity.",
}


async def office(session: Session, actor: Actor) -> OfficeState:
    return await opened(OfficeState, a_browser(session, actor), paths.OFFICE)


async def test_it_begins_with_the_name_of_the_office(session: Session, administrator: Actor):
    state = await office(session, administrator)

    assert (state.office_name, state.version, state.loaded) == ("Property Desk", 0, True)


async def test_what_is_typed_heads_every_paper_from_then_on(session: Session, administrator: Actor):
    state = await office(session, administrator)

    answer = await state.submit_letterhead(TYPED)
    again = await office(session, administrator)

    assert said_by(answer) == ["Papers are signed like this from now on."]
    assert letterhead_of(administrator).address_lines == ("1420 Alder Street", "Riverton, OH 43099")
    assert (again.office_name, again.address, again.version) == (TYPED["office_name"], TYPED["address"], 1)


async def test_a_refusal_stands_beside_its_field(session: Session, administrator: Actor):
    state = await office(session, administrator)

    await state.submit_letterhead(TYPED | {"office_name": " "})

    assert state.errors == {"office_name": "Write the name of the office: it heads every paper."}


async def test_somebody_elses_change_is_not_written_over(session: Session, administrator: Actor):
    first, second = await office(session, administrator), await office(session, administrator)
    await first.submit_letterhead(TYPED)

    await second.submit_letterhead(TYPED | {"office_name": "Mine"})

    assert "Somebody else changed the letterhead" in second.errors["form"]
    assert letterhead_of(administrator).office_name == TYPED["office_name"]


@pytest.mark.parametrize("role", [Role.LEASING, Role.READ_ONLY])
async def test_not_everybody_may_open_it(session: Session, role: Role):
    with pytest.raises(NotAllowed):
        await office(session, an_actor(session, role))
