"""The dialog that mails a paper of a household."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.tables.documents import Document
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.tables import Message
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.runtime import services
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.papers import EVERYBODY, PapersState
from tests.conftest import an_actor
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household
from tests.fakes import MemoryObjectStore
from tests.ui.household import dialog, seen
from tests.ui.screen import said_by


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household that owes rent of January, whose tenant has an e-mail address."""
    tenancy = a_household(session)
    a_charge(session, tenancy, due_on=date(2026, 1, 1))
    session.add(ContactWay(person_id=tenant_of(session, tenancy), kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()
    return tenancy


def tenant_of(session: Session, tenancy: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()


def form(state: PapersState, **changed: str) -> dict[str, str]:
    typed = {"kind": "statement", "from": state.starts, "to_day": state.ends, "to": EVERYBODY}
    return {"request_key": str(uuid4())} | typed | changed


async def opened(session: Session, actor: Actor, household: Tenancy) -> PapersState:
    state = dialog(PapersState, session, actor, household.id)
    await state.open_papers()
    return state


def count(session: Session, table: Any) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


async def test_it_opens_on_this_month_with_the_people_and_their_addresses(
    session: Session, manager: Actor, household: Tenancy
):
    state = await opened(session, manager, household)

    assert (state.opened, state.starts, state.ends) == (True, "2026-01-01", "2026-01-15")
    assert [choice.label for choice in state.people][1].endswith(", renee@example.org")
    assert state.paper_path == f"/papers/statement/{household.id}?from=2026-01-01&to=2026-01-15"


async def test_what_is_looked_at_is_what_the_form_says(session: Session, manager: Actor, household: Tenancy):
    state = await opened(session, manager, household)

    await state.set_preview(form(state, **{"from": "12/01/2025"}))
    statement = state.paper_path
    await state.set_preview(form(state, kind="late-notice"))
    notice = state.paper_path
    await state.set_preview(form(state, **{"from": "soon"}))

    assert statement == f"/papers/statement/{household.id}?from=2025-12-01&to=2026-01-15"
    assert notice == state.paper_path == f"/papers/late-notice/{household.id}?as_of=2026-01-15"


@pytest.mark.parametrize(
    ("kind", "filed_as"), [("statement", DocumentKind.TENANT_STATEMENT), ("late-notice", DocumentKind.NOTICE)]
)
async def test_a_paper_is_mailed_and_kept(
    session: Session, manager: Actor, household: Tenancy, kind: str, filed_as: DocumentKind
):
    state = await opened(session, manager, household)

    answer = await state.submit_papers(form(state, kind=kind))

    assert said_by(answer) == ["It goes out to 1 person within a minute."]
    assert not state.opened
    assert session.exec(select(Document.kind)).one() == filed_as
    assert session.exec(select(Message.to_address)).one() == "renee@example.org"


async def test_pressed_twice_it_goes_out_once(session: Session, manager: Actor, household: Tenancy):
    state = await opened(session, manager, household)
    pressed = form(state, to=str(tenant_of(session, household)))

    await state.submit_papers(pressed)
    await state.submit_papers(pressed)

    assert (count(session, Document), count(session, Message)) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"from": "02/01/2026"}, "from"),
        ({"from": "soon"}, "from"),
        ({"to_day": ""}, "to_day"),
        ({"to": "nobody"}, "to"),
        ({"kind": "ransom"}, "kind"),
        ({"request_key": ""}, "form"),
        ({"kind": "late-notice", "to_day": "01/01/2026"}, "form"),
    ],
)
async def test_a_refusal_stands_beside_its_field_and_nothing_goes_out(
    session: Session, manager: Actor, household: Tenancy, changed: dict[str, str], field: str
):
    state = await opened(session, manager, household)

    await state.submit_papers(form(state, **changed))

    assert list(state.errors) == [field]
    assert state.opened
    assert count(session, Message) == 0


async def test_a_household_without_any_address_says_where_to_add_one(session: Session, manager: Actor):
    silent = a_household(session)
    state = await opened(session, manager, silent)

    await state.submit_papers(form(state))
    nobody = state.errors["to"]
    await state.submit_papers(form(state, to=str(tenant_of(session, silent))))

    assert nobody == "No tenant of this household has an e-mail address. Add one on their page under People."
    assert "has no e-mail address. Add one on the page of" in state.errors["to"]


async def test_guarantors_are_written_to_by_name_only_and_children_never(
    session: Session, manager: Actor, household: Tenancy
):
    for role, name in ((PartyRole.GUARANTOR, "Gus"), (PartyRole.MINOR, "Mia")):
        person = a_person(session, name=name)
        session.add(ContactWay(person_id=person.id, kind=ContactKind.EMAIL, value=f"{name.lower()}@example.org"))
        session.add(LeaseParty(tenancy_id=household.id, person_id=person.id, role=role, starts_on=household.starts_on))
    session.commit()
    state = await opened(session, manager, household)

    await state.submit_papers(form(state))

    labels = " ".join(choice.label for choice in state.people)
    assert ("Gus" in labels, "Mia" in labels) == (True, False)
    assert session.exec(select(Message.to_address)).all() == ["renee@example.org"]


@pytest.mark.parametrize(("role", "may"), [(Role.LEASING, True), (Role.READ_ONLY, False)])
async def test_the_menu_offers_it_to_who_may(session: Session, household: Tenancy, role: Role, may: bool):
    state = await seen(HouseholdState, session, an_actor(session, role), household.id)

    assert state.may_mail is may


async def test_a_store_that_does_not_answer_is_said_in_the_form(session: Session, manager: Actor, household: Tenancy):
    state = await opened(session, manager, household)
    store = services().store
    assert isinstance(store, MemoryObjectStore)
    store.down = True

    await state.submit_papers(form(state))

    assert state.errors == {"form": "The store in memory was told to be down."}
    assert count(session, Message) == 0
