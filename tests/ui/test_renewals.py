"""/renewals: whose lease ends when, how far each renewal is, and an offer to several at once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.queries.offers import latest_offers
from pm_app.leasing.tables import Tenancy
from pm_app.ui import paths
from pm_app.ui.pages.renewals.lines import change_words
from pm_app.ui.pages.renewals.offering import OfferingSeveralState
from pm_app.ui.pages.renewals.state import RenewalsState
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.factories.renewals import TODAY, an_offer
from tests.leasing.test_renewals import after
from tests.ui.screen import a_browser, at, opened, said_by


@pytest.fixture
def homes(session: Session) -> list[Tenancy]:
    """Three households whose leases end in 20, 50 and 80 days."""
    building = a_property(session, name="Alder Court")
    made = [
        a_tenancy(
            session,
            a_unit(session, building, name=f"20{place}"),
            name=name,
            starts_on=date(2025, 1, 1),
            ends_on=TODAY + timedelta(20 + 30 * place),
        )
        for place, name in enumerate(("Ada Obi", "Ben Roe", "Cam Lee"))
    ]
    session.commit()
    return made


async def shown(session: Session, actor: Actor, query: str = "") -> RenewalsState:
    return await opened(RenewalsState, a_browser(session, actor), paths.RENEWALS, query)


async def several(state: RenewalsState) -> OfferingSeveralState:
    return await state.get_state(OfferingSeveralState)


def ticked(*homes: Tenancy) -> str:
    return ",".join(str(home.id) for home in homes)


async def test_the_households_and_how_far_each_is(session: Session, manager: Actor, homes: list[Tenancy]):
    an_offer(session, homes[1], term=after(50))
    a_notice(session, homes[2])
    state = await shown(session, manager)

    assert (state.total, state.summary, state.counts["all"]) == (3, "3 households, 1 without an offer", "3")
    ada, ben, cam = state.lines
    assert (ada.household, ada.place, ada.step, ada.tone) == ("Ada Obi", "Alder Court 200", "No offer yet", "amber")
    assert (ada.ends, ada.left, ada.rent, ada.offered, ada.tickable) == (
        "Feb 4, 2026",
        "20 days left",
        "$1,200.00",
        "—",
        True,
    )
    assert ada.offer_path == f"/leases/{homes[0].id}?tab=terms&add=offer"
    assert (ben.step, ben.offered, ben.change, ben.answer, ben.answer_left) == (
        "Offered",
        "$1,300.00",
        "+8.3%",
        "Jan 25, 2026",
        "10 days left",
    )
    assert (cam.step, cam.answer, cam.offer_path, cam.tickable) == (
        "Notice given",
        "They leave by Feb 28, 2026",
        "",
        False,
    )


async def test_the_address_narrows_the_list(session: Session, manager: Actor, homes: list[Tenancy]):
    an_offer(session, homes[1], term=after(50))
    state = await shown(session, manager)

    for query, names in (
        ("ends=30", ["Ada Obi"]),
        ("ends=60", ["Ada Obi", "Ben Roe"]),
        ("ends=nonsense", ["Ada Obi", "Ben Roe", "Cam Lee"]),
        ("ends=over", []),
        ("step=open", ["Ben Roe"]),
        ("step=none", ["Ada Obi", "Cam Lee"]),
        ("q=cam", ["Cam Lee"]),
        (f"property={homes[0].property_id}&step=renewed", []),
    ):
        at(state, query)
        await state.load()
        assert [line.household for line in state.lines] == names


async def test_several_are_offered_after_the_dialog_said_what_each_would_pay(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    page = await shown(session, manager)
    state = await several(page)

    await state.open_offers(ticked(*homes[1:]))
    assert (state.title, [line.rent for line in state.proposed], state.late) == (
        "Offer 2 households a renewal",
        ["$1,236.00", "$1,236.00"],
        False,
    )
    form = {"percent": "2.5", "months": "12", "reply_days": "14", "note": "", "request_key": str(uuid4())}
    await state.set_preview(form)
    assert [(line.household, line.place, line.rent, line.change) for line in state.proposed] == [
        ("Ben Roe", "Alder Court 201", "$1,230.00", "+2.5%"),
        ("Cam Lee", "Alder Court 202", "$1,230.00", "+2.5%"),
    ]
    assert state.outcome == "$2,400.00 a month becomes $2,460.00, from the days of their new terms."
    answers = [said_by(await state.submit_offers(form)) for _ in range(2)]

    offers = latest_offers(session, CONSOLE, tenancy_ids=[home.id for home in homes], today=TODAY)
    assert answers == [["2 offers made. Each is out once its letter was sent."], ["Nothing was offered."]]
    assert {home.id: offers[home.id].number for home in homes[1:]} == {home.id: 1 for home in homes[1:]}
    assert offers[homes[1].id].term.reply_by == date(2026, 1, 29)
    assert (homes[0].id in offers, state.opened) == (False, False)


async def test_late_rises_are_left_out_until_they_are_ticked(session: Session, manager: Actor, homes: list[Tenancy]):
    page = await shown(session, manager)
    state = await several(page)
    form = {"percent": "3", "months": "12", "reply_days": "14", "request_key": str(uuid4())}

    await state.open_offers(ticked(*homes))
    await state.set_preview(form)
    assert (state.late, [line.note for line in state.proposed]) == (True, ["Announced late", "", ""])
    assert said_by(await state.submit_offers(form)) == ["2 offers made. Each is out once its letter was sent."]
    assert [problem.partition(":")[0] for problem in page.problems] == ["Ada Obi"]
    await state.open_offers(ticked(homes[0]))
    await state.set_preview(form)
    answer = await state.submit_offers({**form, "late_rise": "1"})

    assert said_by(answer) == ["1 offer made. Each is out once its letter was sent."]
    assert latest_offers(session, CONSOLE, tenancy_ids=[homes[0].id], today=TODAY)[homes[0].id].late_rise


async def test_an_unusual_change_is_asked_about(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await several(await shown(session, manager))
    form = {"percent": "-50", "months": "12", "reply_days": "14", "request_key": str(uuid4())}

    await state.open_offers(ticked(*homes))
    assert not state.unusual
    await state.set_preview(form)
    assert (state.unusual, await state.submit_offers(form), list(state.errors)) == (True, None, ["unusual"])
    assert latest_offers(session, CONSOLE, tenancy_ids=[home.id for home in homes], today=TODAY) == {}
    answer = await state.submit_offers({**form, "unusual": "1"})

    assert said_by(answer) == ["3 offers made. Each is out once its letter was sent."]


async def test_only_what_was_shown_is_offered(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await several(await shown(session, manager))
    form = {"percent": "5", "months": "12", "reply_days": "30", "request_key": str(uuid4())}

    await state.open_offers(ticked(*homes[1:]))
    assert await state.submit_offers(form) is None
    assert (list(state.errors), state.opened) == (["form"], True)
    assert [line.rent for line in state.proposed] == ["$1,260.00", "$1,260.00"]
    an_offer(session, homes[1], term=after(50))
    assert await state.submit_offers(form) is None
    assert [line.household.partition(",")[0] for line in state.proposed] == ["Cam Lee"]
    answer = await state.submit_offers(form)

    offers = latest_offers(session, CONSOLE, tenancy_ids=[home.id for home in homes], today=TODAY)
    assert said_by(answer) == ["1 offer made. Each is out once its letter was sent."]
    assert {key: offer.term.rent_cents for key, offer in offers.items()} == {
        homes[1].id: 1_300_00,
        homes[2].id: 1_260_00,
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": "200"}, "percent"),
        ({"percent": "much"}, "percent"),
        ({"months": "0"}, "months"),
        ({"months": "1.5"}, "months"),
        ({"reply_days": ""}, "reply_days"),
        ({"request_key": ""}, "form"),
    ],
)
async def test_what_nobody_means_is_refused_and_nothing_is_offered(
    session: Session, manager: Actor, homes: list[Tenancy], changed: dict[str, str], field: str
):
    state = await several(await shown(session, manager))
    await state.open_offers(ticked(*homes))
    form = {"percent": "3", "months": "12", "reply_days": "14", "request_key": str(uuid4()), **changed}

    assert await state.submit_offers(form) is None

    assert (list(state.errors), state.opened) == ([field], True)
    assert latest_offers(session, CONSOLE, tenancy_ids=[home.id for home in homes], today=TODAY) == {}


async def test_the_bar_counts_whom_an_offer_can_go_to(session: Session, manager: Actor, homes: list[Tenancy]):
    an_offer(session, homes[1], term=after(50))
    page = await shown(session, manager)

    await page.set_chosen(str(homes[0].id))
    await page.set_chosen(str(homes[1].id))  # an offer stands open already
    assert (page.homes, page.words) == (ticked(homes[0]), "1 household chosen")
    await page.set_page()
    assert page.homes == ticked(homes[0], homes[2])
    await page.set_chosen(str(homes[0].id))
    assert page.homes == ticked(homes[2])
    await page.load()
    assert page.chosen == []


async def test_nobody_ticked_opens_nothing(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await several(await shown(session, manager))

    assert said_by(await state.open_offers("")) == ["Tick at least one household."]
    assert not state.opened


async def test_who_may_not_change_leases_sees_but_offers_nothing(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    page = await shown(session, an_actor(session, Role.READ_ONLY))
    state = await several(page)

    with pytest.raises(NotAllowed):
        await state.open_offers(ticked(*homes))
    with pytest.raises(NotAllowed):
        await state.set_preview({"percent": "3", "months": "12", "reply_days": "14"})
    assert (state.opened, state.proposed) == (False, [])
    with pytest.raises(NotAllowed):
        await state.submit_offers({"percent": "3", "months": "12", "reply_days": "14", "request_key": str(uuid4())})
    assert [(line.tickable, line.offer_path) for line in page.lines] == [(False, "")] * 3
    assert latest_offers(session, CONSOLE, tenancy_ids=[home.id for home in homes], today=TODAY) == {}


@pytest.mark.parametrize(
    ("before", "after_", "words"),
    [
        (1_200_00, 1_236_00, "+3%"),
        (1_200_00, 1_300_00, "+8.3%"),
        (1_200_00, 1_150_00, "−4.2%"),
        (1_200_00, 1_200_00, ""),
        (None, 1_200_00, ""),
    ],
)
def test_a_change_in_percent(before: int | None, after_: int, words: str):
    assert change_words(before, after_) == words
