"""Starting a lease: the household moves in on paper, once, where nobody else lives."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.parties import AlreadyParty, NewParty, PersonArchived
from pm_app.leasing.actions.starting import NewRentLine, TenantMissing, UnitArchived, start_lease
from pm_app.leasing.actions.stays import UnitOccupied
from pm_app.leasing.enums import LeaseState, PartyRole, RentLineKind, TermKind
from pm_app.leasing.queries.details import tenancy_details
from pm_app.leasing.rules import DueDayOutOfRange, RentOutOfRange, TermEndsBeforeStart, TermTooLong
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import ContactKind, PersonRole
from pm_app.people.queries import person_details
from pm_app.people.rules import Contact
from pm_app.portfolio.tables import Unit
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


def asked(session: Session, unit: Unit, **changed: Any) -> dict[str, Any]:
    """What is asked for a year from February 1 at $1,250.00, by a tenant of its own, with some of it changed."""
    request: dict[str, Any] = {
        "request_key": uuid4(),
        "unit_id": unit.id,
        "starts_on": date(2026, 2, 1),
        "ends_on": date(2027, 1, 31),
        "rent_cents": 1_250_00,
        "today": TODAY,
        "now": NOW,
    }
    if "parties" not in changed:
        request["parties"] = [NewParty(a_person(session).id)]
    return {**request, **changed}


def test_a_lease_starts_with_its_term_its_rent_and_its_people(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    renee, owen = a_person(session, name="Renee Castellano"), a_person(session, name="Owen Castellano")
    parties = [NewParty(renee.id), NewParty(owen.id, PartyRole.CO_TENANT)]

    tenancy_id = start_lease(session, manager, **asked(session, unit, parties=parties, due_day=5))

    found = tenancy_details(session, manager, tenancy_id=tenancy_id, today=TODAY)
    assert (found.place.name, found.place.property_name, found.place.unit_name) == (
        "Renee and Owen Castellano",
        "Alder Court",
        "204",
    )
    assert found.state == LeaseState.FUTURE
    assert [(t.kind, t.starts_on, t.ends_on) for t in found.terms] == [
        (TermKind.ORIGINAL, date(2026, 2, 1), date(2027, 1, 31))
    ]
    assert [(r.kind, r.amount_cents, r.due_day, r.starts_on, r.ends_on) for r in found.rent_lines] == [
        (RentLineKind.RENT, 1_250_00, 5, date(2026, 2, 1), None)
    ]
    assert [(p.name, p.role) for p in found.parties] == [
        ("Renee Castellano", PartyRole.TENANT),
        ("Owen Castellano", PartyRole.CO_TENANT),
    ]
    assert person_details(session, manager, person_id=renee.id).roles == (PersonRole.TENANT,)


def test_a_new_person_is_added_with_the_lease(session: Session, manager: Actor):
    new = NewParty(name="Ada Obi", contacts=(Contact(ContactKind.EMAIL, "ada@example.com"),))

    tenancy_id = start_lease(session, manager, **asked(session, a_unit(session), parties=[new]))

    [party] = tenancy_details(session, manager, tenancy_id=tenancy_id, today=TODAY).parties
    assert (party.name, party.email) == ("Ada Obi", "ada@example.com")


def test_what_is_charged_besides_the_rent_begins_with_it(session: Session, manager: Actor):
    also = [NewRentLine(RentLineKind.PARKING, 60_00, "Space 14")]

    tenancy_id = start_lease(session, manager, **asked(session, a_unit(session), also_charged=also))

    lines = tenancy_details(session, manager, tenancy_id=tenancy_id, today=TODAY).rent_lines
    assert {(r.kind, r.amount_cents, r.description) for r in lines} == {
        (RentLineKind.RENT, 1_250_00, ""),
        (RentLineKind.PARKING, 60_00, "Space 14"),
    }


def test_a_lease_without_an_end_is_month_to_month(session: Session, manager: Actor):
    tenancy_id = start_lease(session, manager, **asked(session, a_unit(session), ends_on=None))

    [term] = tenancy_details(session, manager, tenancy_id=tenancy_id, today=TODAY).terms
    assert (term.kind, term.ends_on) == (TermKind.MONTH_TO_MONTH, None)


def test_the_same_request_twice_starts_one_lease(session: Session, manager: Actor):
    request = asked(session, a_unit(session))

    first = start_lease(session, manager, **request)
    second = start_lease(session, manager, **request)

    assert first == second
    assert len(session.exec(select(Tenancy)).all()) == 1


def test_a_unit_that_is_lived_in_is_not_let_again(session: Session, manager: Actor):
    unit = a_unit(session)
    a_tenancy(session, unit, name="Renee Castellano")

    with pytest.raises(UnitOccupied) as refusal:
        start_lease(session, manager, **asked(session, unit))

    assert refusal.value.message == (
        "The unit is let to Renee Castellano, and no notice was given. Record when they leave first."
    )
    assert refusal.value.field == "starts_on"


def test_a_unit_under_notice_is_let_from_the_day_after(session: Session, manager: Actor):
    unit = a_unit(session)
    a_notice(session, a_tenancy(session, unit, name="Renee Castellano"), move_out_on=date(2026, 2, 28))

    with pytest.raises(UnitOccupied, match=r"until Feb 28, 2026\. Begin on the day after"):
        start_lease(session, manager, **asked(session, unit, starts_on=date(2026, 2, 28)))
    start_lease(session, manager, **asked(session, unit, starts_on=date(2026, 3, 1)))

    assert len(session.exec(select(Tenancy).where(Tenancy.unit_id == unit.id)).all()) == 2


def test_a_unit_that_is_booked_is_not_let_before_without_an_end(session: Session, manager: Actor):
    unit = a_unit(session)
    a_tenancy(session, unit, name="Ada Obi", starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31))

    with pytest.raises(UnitOccupied, match=r"let to Ada Obi from Jun 1, 2026"):
        start_lease(session, manager, **asked(session, unit))


def test_who_should_have_left_is_in_the_way_until_the_move_out_is_recorded(session: Session, manager: Actor):
    unit = a_unit(session)
    a_notice(session, a_tenancy(session, unit, name="Ada Obi"), move_out_on=date(2026, 1, 10))

    with pytest.raises(UnitOccupied, match=r"Ada Obi should have left by Jan 10, 2026"):
        start_lease(session, manager, **asked(session, unit, starts_on=TODAY))


def test_a_unit_is_free_after_people_moved_out_or_cancelled(session: Session, manager: Actor):
    unit = a_unit(session)
    a_tenancy(session, unit, moved_out_on=date(2025, 12, 31))
    a_tenancy(session, unit, starts_on=date(2026, 2, 1), cancelled_at=NOW)

    tenancy_id = start_lease(session, manager, **asked(session, unit))

    assert tenancy_details(session, manager, tenancy_id=tenancy_id, today=TODAY).state == LeaseState.FUTURE


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        pytest.param({"ends_on": date(2026, 1, 31)}, TermEndsBeforeStart, "ends_on", id="ends before it begins"),
        pytest.param({"ends_on": date(2126, 2, 1)}, TermTooLong, "ends_on", id="a hundred years"),
        pytest.param({"starts_on": date(202, 2, 1)}, Refused, "starts_on", id="the year 202"),
        pytest.param({"rent_cents": 0}, RentOutOfRange, "rent", id="no rent"),
        pytest.param({"rent_cents": -1_00}, RentOutOfRange, "rent", id="negative rent"),
        pytest.param({"rent_cents": 1_000_000_01}, RentOutOfRange, "rent", id="more than a million"),
        pytest.param({"due_day": 32}, DueDayOutOfRange, "due_day", id="due on the 32nd"),
        pytest.param({"parties": []}, TenantMissing, "parties", id="nobody"),
        pytest.param({"parties": [NewParty(uuid4())]}, NotFound, "parties", id="an unknown person"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    session: Session, manager: Actor, changed: dict[str, Any], refusal: type[Refused], field: str
):
    request = asked(session, a_unit(session), **changed)

    with pytest.raises(refusal) as refused:
        start_lease(session, manager, **request)

    assert refused.value.field == field
    assert session.exec(select(Tenancy)).all() == []


def test_a_lease_needs_somebody_who_signs_it(session: Session, manager: Actor):
    guarantor = NewParty(a_person(session).id, PartyRole.GUARANTOR)

    with pytest.raises(TenantMissing):
        start_lease(session, manager, **asked(session, a_unit(session), parties=[guarantor]))


def test_nobody_is_named_twice_as_the_same(session: Session, manager: Actor):
    party = NewParty(a_person(session).id)

    with pytest.raises(AlreadyParty):
        start_lease(session, manager, **asked(session, a_unit(session), parties=[party, replace(party)]))


def test_an_archived_person_is_refused(session: Session, manager: Actor):
    person = a_person(session)
    person.archived_at = NOW

    with pytest.raises(PersonArchived):
        start_lease(session, manager, **asked(session, a_unit(session), parties=[NewParty(person.id)]))


def test_an_archived_unit_or_property_is_refused(session: Session, manager: Actor):
    unit, elsewhere = a_unit(session), a_property(session)
    unit.archived_at = NOW
    elsewhere.archived_at = NOW

    for archived in (unit, a_unit(session, elsewhere)):
        with pytest.raises(UnitArchived):
            start_lease(session, manager, **asked(session, archived))


@pytest.mark.parametrize("role", [Role.ACCOUNTING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_change_leases_is_refused(session: Session, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        start_lease(session, actor, **asked(session, a_unit(session)))


def test_a_unit_outside_ones_scope_does_not_exist(session: Session, manager: Actor):
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound):
        start_lease(session, scoped, **asked(session, a_unit(session)))


def test_the_history_tells_who_started_it(session: Session, manager: Actor):
    unit = a_unit(session)

    tenancy_id = start_lease(session, manager, **asked(session, unit))
    session.flush()

    assert [(row.actor_name, row.did) for row in history_of(session, manager, about_id=tenancy_id)] == [
        (manager.name, "started the lease")
    ]
    assert history_of(session, manager, about_id=unit.property_id)[0].tenancy_id == tenancy_id
