"""People join a household and leave it; somebody who signed stays."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.parties import AlreadyParty, LastTenant, NewParty, add_party, remove_party
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.details import PartyRow, tenancy_details
from pm_app.leasing.queries.tenancies import tenancies_of_person
from tests.conftest import an_actor
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


def parties(session: Session, actor: Actor, tenancy_id) -> list[PartyRow]:
    return tenancy_details(session, actor, tenancy_id=tenancy_id, today=TODAY).parties


def test_a_person_joins_from_a_day_on(session: Session, manager: Actor):
    tenancy, ada = a_tenancy(session), a_person(session, name="Ada Obi")

    party = NewParty(ada.id, PartyRole.CO_TENANT)
    add_party(session, manager, tenancy_id=tenancy.id, party=party, starts_on=TODAY, now=NOW)

    [_, joined] = parties(session, manager, tenancy.id)
    assert (joined.name, joined.role, joined.starts_on) == ("Ada Obi", PartyRole.CO_TENANT, TODAY)
    [held] = tenancies_of_person(session, manager, person_id=ada.id, today=TODAY)
    assert (held.tenancy.tenancy_id, held.role, held.starts_on) == (tenancy.id, PartyRole.CO_TENANT, TODAY)


def test_nobody_has_the_same_part_twice_at_a_time(session: Session, manager: Actor):
    ada = a_person(session, name="Ada Obi")
    tenancy = a_tenancy(session, tenant=ada)

    with pytest.raises(AlreadyParty, match="Ada Obi is already tenant"):
        add_party(session, manager, tenancy_id=tenancy.id, party=NewParty(ada.id), starts_on=TODAY, now=NOW)
    party = NewParty(ada.id, PartyRole.CO_TENANT)
    with pytest.raises(AlreadyParty, match="Ada Obi is already tenant"):
        add_party(session, manager, tenancy_id=tenancy.id, party=party, starts_on=TODAY, now=NOW)
    party = NewParty(ada.id, PartyRole.BILLING_CONTACT)
    add_party(session, manager, tenancy_id=tenancy.id, party=party, starts_on=TODAY, now=NOW)
    party = NewParty(a_person(session).id)
    with pytest.raises(Refused, match="before the lease begins"):
        add_party(session, manager, tenancy_id=tenancy.id, party=party, starts_on=date(2025, 5, 31), now=NOW)


def test_one_tenant_follows_another(session: Session, manager: Actor):
    tenancy, new = a_tenancy(session), a_person(session)
    [first] = parties(session, manager, tenancy.id)
    add_party(session, manager, tenancy_id=tenancy.id, party=NewParty(new.id), starts_on=TODAY, now=NOW)

    remove_party(session, manager, tenancy_id=tenancy.id, party_id=first.party_id, ends_on=TODAY, now=NOW)

    assert [(row.person_id, row.ends_on) for row in parties(session, manager, tenancy.id)] == [
        (new.id, None),
        (first.person_id, TODAY),
    ]


def test_the_last_who_signed_cannot_leave(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    guarantor = NewParty(a_person(session).id, PartyRole.GUARANTOR)
    add_party(session, manager, tenancy_id=tenancy.id, party=guarantor, starts_on=TODAY, now=NOW)
    [tenant, other] = parties(session, manager, tenancy.id)

    with pytest.raises(LastTenant):
        remove_party(session, manager, tenancy_id=tenancy.id, party_id=tenant.party_id, ends_on=TODAY, now=NOW)
    remove_party(session, manager, tenancy_id=tenancy.id, party_id=other.party_id, ends_on=TODAY, now=NOW)


def test_days_and_parties_that_are_not_there_are_refused(session: Session, manager: Actor):
    tenancy, another = a_tenancy(session), a_tenancy(session)
    [party] = parties(session, manager, tenancy.id)

    with pytest.raises(Refused, match="before the first"):
        remove_party(
            session, manager, tenancy_id=tenancy.id, party_id=party.party_id, ends_on=date(2025, 5, 31), now=NOW
        )
    with pytest.raises(NotFound):
        remove_party(session, manager, tenancy_id=another.id, party_id=party.party_id, ends_on=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        remove_party(
            session,
            an_actor(session, Role.READ_ONLY),
            tenancy_id=tenancy.id,
            party_id=party.party_id,
            ends_on=TODAY,
            now=NOW,
        )
