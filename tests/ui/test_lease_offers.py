"""/leases/[tenancy_id]?tab=terms: offers of renewal, made, sent and answered on the screen."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.tables import Message
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.ui.pages.lease.answering import AnsweringState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.offering import OfferingState
from pm_app.ui.pages.lease.offers import OfferLine, OffersState
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.receivables import a_charge, a_household
from tests.factories.renewals import an_offer
from tests.ui.household import details, dialog, seen
from tests.ui.screen import said_by


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household whose tenant has an e-mail address."""
    tenancy = a_tenancy(session)
    person_id = session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()
    session.add(ContactWay(person_id=person_id, kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()
    return tenancy


FORM = {
    "request_key": str(UUID(int=9)),
    "starts_on": "2026-06-01",
    "ends_on": "2027-05-31",
    "rent": "1200",
    "reply_by": "2026-02-14",
}


def written(state: OfferingState, **changes: str) -> dict[str, str]:
    shown = {"starts_on": state.starts, "ends_on": state.ends, "rent": state.rent, "reply_by": state.reply_by}
    return {"request_key": str(uuid4()), **shown, **changes}


def sending(**changes: str) -> dict[str, str]:
    return {"request_key": str(uuid4()), "how": "by e-mail", "to": "everybody", **changes}


async def lines(session: Session, actor: Actor, home: Tenancy) -> list[OfferLine]:
    return (await seen(OffersState, session, actor, home.id, "tab=terms")).lines


async def test_an_offer_is_made_then_its_letter_is_sent(session: Session, manager: Actor, home: Tenancy):
    state = dialog(OfferingState, session, manager, home.id)

    await state.open_offer()
    assert (state.starts, state.ends, state.rent, state.reply_by) == (
        "2026-06-01",
        "2027-05-31",
        "1,200.00",
        "2026-02-14",
    )
    assert state.rise_note == ("Now $1,200.00. With 30 days of notice, the last day to announce a rise is May 2, 2026.")
    answer = await state.submit_offer(written(state, rent="1,250", note="Thank you."))
    [line] = await lines(session, manager, home)
    assert said_by(answer) == ["The offer is made. It is out once the letter was sent."]
    assert (state.opened, state.letter, line.state) == ("send", f"/papers/renewal-offer/{line.offer_id}", "Not sent")

    answer = await state.submit_sending(sending())
    [line] = await lines(session, manager, home)
    assert said_by(answer) == ["The offer goes out to 1 person within a minute."]
    assert (line.name, line.state, line.tone, line.rent) == ("Offer 1", "Sent", "blue", "$1,250.00")
    assert (line.term, line.reply, line.left) == ("Jun 1, 2026 – May 31, 2027", "Feb 14, 2026", "30 days left")
    assert (line.went, line.document) == (
        "Jan 15, 2026, by e-mail",
        f"/documents/{session.exec(select(Document.id)).one()}",
    )
    assert session.exec(select(Message.to_address)).one() == "renee@example.org"


async def test_on_paper_nothing_is_mailed(session: Session, manager: Actor, home: Tenancy):
    offer_id = an_offer(session, home, sent=False)
    state = dialog(OfferingState, session, manager, home.id)

    await state.open_sending(str(offer_id))
    answer = await state.submit_sending(sending(how="on paper", handed_on="2026-01-15"))

    assert said_by(answer) == ["The letter is kept, and the offer is out."]
    assert [line.went for line in await lines(session, manager, home)] == ["Jan 15, 2026, on paper"]
    assert session.exec(select(Message.id)).all() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rent": "-5"}, "rent"),
        ({"rent": "0"}, "rent"),
        ({"starts_on": "05/31/2026"}, "starts_on"),
        ({"ends_on": "05/31/2026"}, "ends_on"),
        ({"starts_on": "06/01/2100", "ends_on": "05/31/2101"}, "starts_on"),
        ({"ends_on": "05/31/2072"}, "ends_on"),
        ({"reply_by": "06/01/2026"}, "reply_by"),
        ({"reply_by": "01/14/2026"}, "reply_by"),
        ({"reply_by": ""}, "reply_by"),
        ({"note": "a" * 1_001}, "note"),
        ({"request_key": "x"}, "form"),
    ],
)
async def test_a_refusal_stands_beside_its_field_and_nothing_is_offered(
    session: Session, manager: Actor, home: Tenancy, changed: dict[str, str], field: str
):
    state = dialog(OfferingState, session, manager, home.id)
    await state.open_offer()

    assert await state.submit_offer(written(state, **changed)) is None

    assert (list(state.errors), state.opened) == ([field], "offer")
    assert await lines(session, manager, home) == []


async def test_a_late_rise_asks_for_a_tick(session: Session, manager: Actor):
    home = a_tenancy(session, starts_on=date(2025, 2, 1), ends_on=date(2026, 1, 31))
    state = dialog(OfferingState, session, manager, home.id)
    await state.open_offer()
    asked = written(state, rent="1,300", reply_by="2026-01-20")

    assert await state.submit_offer(asked) is None
    assert (list(state.errors), state.asks_late) == (["late_rise"], True)
    assert "the last day to announce it was Jan 2, 2026" in state.errors["late_rise"]
    assert said_by(await state.submit_offer({**asked, "late_rise": "1"})) != []

    assert [line.state for line in await lines(session, manager, home)] == ["Not sent"]


async def test_accepting_renews_the_lease_and_leaves_the_balance(session: Session, manager: Actor):
    home = a_household(session, rent_cents=1_000_00, ends_on=date(2026, 5, 31))
    a_charge(session, home, amount_cents=1_000_00, due_on=date(2026, 1, 1))
    offer_id = an_offer(session, home)
    before = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=date(2026, 1, 15))
    state = dialog(AnsweringState, session, manager, home.id)

    await state.open_acceptance(str(offer_id))
    assert (state.opened, state.today, state.rent_from) == ("accept", "2026-01-15", "2026-06-01")
    assert state.words == "Jun 1, 2026 – May 31, 2027, $1,250.00 a month."
    form = {"accepted_on": state.today, "effective_on": state.rent_from}
    answers = [said_by(await state.submit_acceptance(form)) for _ in range(2)]

    found = details(session, manager, home.id)
    assert answers == [["The offer is accepted and the lease renewed."]] * 2
    assert (len(found.terms), found.row.lease_ends_on) == (2, date(2027, 5, 31))
    assert [line.amount_cents for line in found.rent_lines] == [1_250_00, 1_000_00]
    assert tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=date(2026, 1, 15)) == before
    assert [line.state for line in await lines(session, manager, home)] == ["Accepted"]


async def test_declining_leads_to_the_notice_when_they_leave(session: Session, manager: Actor, home: Tenancy):
    offer_id = an_offer(session, home)
    state = dialog(AnsweringState, session, manager, home.id)

    await state.open_decline(str(offer_id))
    answer = await state.submit_decline({"declined_on": "2026-01-15", "reason": "A house.", "leaving": "1"})

    assert said_by(answer) == ["The offer is declined."]
    assert len(answer) == 3
    [line] = await lines(session, manager, home)
    assert (line.state, line.is_open, line.became) == (
        "Declined",
        False,
        f"Jan 15, 2026, by {manager.name}. A house.",
    )


async def test_an_offer_is_withdrawn_and_what_is_closed_stays_closed(session: Session, manager: Actor, home: Tenancy):
    offer_id = an_offer(session, home)
    state = dialog(AnsweringState, session, manager, home.id)

    await state.open_withdrawal(str(offer_id))
    assert said_by(await state.submit_withdrawal({"reason": ""})) == ["The offer is withdrawn."]
    assert await state.submit_decline({"declined_on": "2026-01-15"}) is None

    assert "This offer was withdrawn" in state.errors["form"]
    assert details(session, manager, home.id).row.lease_ends_on == date(2026, 5, 31)


async def test_the_address_opens_the_dialog_unless_they_leave(session: Session, manager: Actor, home: Tenancy):
    asked = await seen(HouseholdState, session, manager, home.id, "tab=terms&add=offer")
    leaving = a_tenancy(session)
    a_notice(session, leaving)

    assert asked.asks_offer
    assert not (await seen(HouseholdState, session, manager, leaving.id, "tab=terms&add=offer")).asks_offer


async def test_offers_of_others_and_roles_that_may_not_are_refused(session: Session, manager: Actor, home: Tenancy):
    others = an_offer(session, a_tenancy(session))
    mine = an_offer(session, home, sent=False)
    reader = an_actor(session, Role.READ_ONLY)
    answering = dialog(AnsweringState, session, manager, home.id)
    offering = dialog(OfferingState, session, manager, home.id)

    for text in (str(others), str(UUID(int=3)), "x"):
        with pytest.raises(NotFound):
            await answering.open_acceptance(text)
        with pytest.raises(NotFound):
            await offering.open_sending(text)
    reading = dialog(AnsweringState, session, reader, home.id)
    reading.offer = str(mine)
    for submit, form in (
        (reading.submit_acceptance, {"accepted_on": "2026-01-15", "effective_on": "2026-06-01"}),
        (reading.submit_decline, {"declined_on": "2026-01-15"}),
        (reading.submit_withdrawal, {}),
    ):
        assert await refused(submit, form)
    making = dialog(OfferingState, session, reader, home.id)
    for open_it, asked in (
        (making.open_offer, ()),
        (making.open_sending, (str(mine),)),
        (reading.open_acceptance, (str(mine),)),
        (reading.open_decline, (str(mine),)),
        (reading.open_withdrawal, (str(mine),)),
    ):
        with pytest.raises(NotAllowed):
            await open_it(*asked)
    assert (making.opened, reading.opened) == ("", "")
    assert await refused(making.submit_offer, FORM)
    [line] = await lines(session, reader, home)
    assert (line.state, line.may_send) == ("Not sent", False)


async def refused(submit, form: dict[str, str]) -> bool:
    """Whether the role is told that it may not, in the form or as a refusal of the event."""
    try:
        answer = await submit(form)
    except NotAllowed:
        return True
    return answer is None
