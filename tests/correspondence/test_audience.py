"""Who a mail to many reaches: late, current, ending, owners, picked; one mail for each person; who is left out."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.correspondence.enums import AudienceKind, LeftOut
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.rules.audience import (
    Audience,
    Candidate,
    audience_words,
    check_count,
    checked_audience,
    reasons_counted,
    sort_out,
)
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.tables import LeaseParty
from pm_app.messages.tables import UndeliverableAddress
from pm_app.portfolio.tables import Ownership, Property
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.enums import HoldKind
from tests.conftest import NOON, an_actor
from tests.factories.access import LONG_AGO
from tests.factories.mailing import a_home, a_late_household, an_address
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.factories.receivables import a_receipt

TODAY = date(2026, 1, 15)
LATE = AudienceKind.LATE


def reached(session: Session, actor: Actor, audience: Audience, debt: bool = False) -> list[str]:
    found = who_gets_it(session, actor, audience=audience, today=TODAY, speaks_of_debt=debt)
    return [one.name for one in found.chosen]


def why_not(session: Session, actor: Actor, audience: Audience, debt: bool = False) -> list[tuple[str, LeftOut]]:
    found = who_gets_it(session, actor, audience=audience, today=TODAY, speaks_of_debt=debt)
    return [(one.name, reason) for one, reason in found.left_out]


def test_the_late_are_those_who_owe_more_for_longer(session: Session, manager: Actor):
    place = a_property(session, name="Elm Court")
    a_late_household(session, place, "Anna", cents=500_00, due_on=date(2026, 1, 1))
    a_late_household(session, place, "Ben", cents=500_01, due_on=date(2026, 1, 1))
    a_late_household(session, place, "Cleo", cents=900_00, due_on=date(2026, 1, 5))
    a_late_household(session, place, "Dora", cents=900_00, due_on=TODAY)

    assert reached(session, manager, Audience(LATE, cents=500_00, days=10)) == ["Ben"]
    assert sorted(reached(session, manager, Audience(LATE, cents=500_00, days=9))) == ["Ben", "Cleo"]
    found = who_gets_it(session, manager, audience=Audience(LATE), today=TODAY)
    assert sorted(one.name for one in found.chosen) == ["Anna", "Ben", "Cleo"]
    detail = next(one.detail for one in found.chosen if one.name == "Anna")
    assert detail.endswith("$500.00 past due, 14 days")


def test_who_has_money_in_hand_is_not_late(session: Session, manager: Actor):
    home = a_late_household(session, a_property(session), "Anna", cents=500_00, due_on=date(2026, 1, 1))
    a_receipt(session, home, amount_cents=500_00, received_on=date(2026, 1, 3))
    assert reached(session, manager, Audience(LATE)) == []


def test_an_eviction_hold_keeps_mail_about_money_away_and_no_other(session: Session, manager: Actor):
    home = a_late_household(session, a_property(session), "Anna", cents=500_00, due_on=date(2026, 1, 1))
    add_hold(
        session,
        manager,
        tenancy_id=home.id,
        kind=HoldKind.EVICTION,
        reason="Filed",
        starts_on=date(2026, 1, 10),
        today=TODAY,
        now=NOON,
    )

    assert why_not(session, manager, Audience(LATE)) == [("Anna", LeftOut.EVICTION)]
    assert reached(session, manager, Audience(AudienceKind.CURRENT)) == ["Anna"]
    assert why_not(session, manager, Audience(AudienceKind.CURRENT), debt=True) == [("Anna", LeftOut.EVICTION)]


def test_current_tenants_are_who_signed_and_lives_there(session: Session, manager: Actor):
    elm, oak = a_property(session, name="Elm"), a_property(session, name="Oak")
    home = a_home(session, elm, "Anna")
    for name, role, ends_on in (
        ("Bert", PartyRole.CO_TENANT, None),
        ("Carl", PartyRole.OCCUPANT, None),
        ("Dina", PartyRole.GUARANTOR, None),
        ("Emil", PartyRole.CO_TENANT, date(2026, 1, 14)),
    ):
        person = an_address(session, a_person(session, name=name))
        party = LeaseParty(tenancy_id=home.id, person_id=person.id, role=role, starts_on=home.starts_on)
        party.ends_on, party.position = ends_on, 1
        session.add(party)
    session.flush()
    a_home(session, oak, "Fred")
    a_home(session, oak, "Gone", moved_out_on=date(2025, 12, 31))
    a_home(session, oak, "Hugo", starts_on=date(2026, 3, 1), ends_on=None)

    assert reached(session, manager, Audience(AudienceKind.CURRENT)) == ["Anna", "Bert", "Fred"]
    assert reached(session, manager, Audience(AudienceKind.CURRENT, property_ids=(oak.id,))) == ["Fred"]


def test_ending_leases_are_those_that_end_within_the_days(session: Session, manager: Actor):
    place = a_property(session)
    a_home(session, place, "Anna", ends_on=date(2026, 2, 14))
    a_home(session, place, "Bert", ends_on=date(2026, 2, 15))
    a_home(session, place, "Cleo", ends_on=None)
    assert reached(session, manager, Audience(AudienceKind.ENDING, days=30)) == ["Anna"]
    found = who_gets_it(session, manager, audience=Audience(AudienceKind.ENDING, days=31), today=TODAY)
    assert [one.detail.rpartition(" · ")[2] for one in found.chosen] == [
        "lease ends Feb 14, 2026",
        "lease ends Feb 15, 2026",
    ]


def test_owners_get_one_mail_however_much_they_own(session: Session, manager: Actor):
    owner, before = (an_address(session, a_person(session, name=name)) for name in ("Olga", "Paul"))
    for name in ("Elm", "Oak"):
        place = a_property(session, name=name)
        session.add(Ownership(property_id=place.id, person_id=owner.id, starts_on=date(2020, 1, 1)))
        gone = Ownership(property_id=place.id, person_id=before.id, starts_on=date(2010, 1, 1))
        gone.ends_on = date(2019, 12, 31)
        session.add(gone)
    session.flush()
    found = who_gets_it(session, manager, audience=Audience(AudienceKind.OWNERS), today=TODAY)
    assert [(one.name, one.detail) for one in found.chosen] == [("Olga", "Elm")]
    assert [reason for _, reason in found.left_out] == [LeftOut.CHOSEN_ALREADY]


def test_people_without_a_working_address_are_left_out_with_the_reason(session: Session, manager: Actor):
    place = a_property(session)
    people = {
        "Anna": "anna@example.com",
        "Bert": "",
        "Cleo": "dead@example.com",
        "Dina": "no address",
        "Emil": "Dead@Example.com",
    }
    ids: list[UUID] = []
    for name, address in people.items():
        person = a_person(session, name=name)
        if address:
            an_address(session, person, address)
        ids.append(person.id)
    a_home(session, place, "Fred")
    archived = a_person(session, name="Gone")
    an_address(session, archived).archived_at = LONG_AGO
    session.add(UndeliverableAddress(address="dead@example.com", reason="No such user", since=LONG_AGO))
    session.flush()

    audience = Audience(AudienceKind.PEOPLE, person_ids=(*ids, archived.id))
    assert reached(session, manager, audience) == ["Anna"]
    assert why_not(session, manager, audience) == [
        ("Bert", LeftOut.NO_ADDRESS),
        ("Cleo", LeftOut.UNDELIVERABLE),
        ("Dina", LeftOut.NOT_AN_ADDRESS),
        ("Emil", LeftOut.UNDELIVERABLE),
        ("Gone", LeftOut.ARCHIVED),
    ]


def test_who_looks_after_one_property_reaches_its_people_alone(session: Session, manager: Actor):
    elm, oak = a_property(session, name="Elm"), a_property(session, name="Oak")
    for place, name in ((elm, "Anna"), (oak, "Bert")):
        a_late_household(session, place, name, cents=500_00, due_on=date(2026, 1, 1))
        owner = an_address(session, a_person(session, name=f"Owner of {place.name}"))
        session.add(Ownership(property_id=place.id, person_id=owner.id, starts_on=date(2020, 1, 1)))
    session.flush()
    scoped = held_to(manager, elm)

    assert reached(session, scoped, Audience(LATE)) == ["Anna"]
    assert reached(session, scoped, Audience(AudienceKind.CURRENT)) == ["Anna"]
    assert reached(session, scoped, Audience(AudienceKind.CURRENT, property_ids=(oak.id,))) == []
    assert reached(session, scoped, Audience(AudienceKind.OWNERS)) == ["Owner of Elm"]


@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_changes_no_people_mails_nobody(session: Session, role: Role):
    with pytest.raises(NotAllowed):
        reached(session, an_actor(session, role), Audience(AudienceKind.CURRENT))


def held_to(actor: Actor, place: Property) -> Actor:
    return Actor(actor.user_id, actor.name, actor.email, actor.role, GRANTS[Role.MANAGER], frozenset({place.id}))


def a_candidate(name: str, **more: object) -> Candidate:
    given = {"person_id": uuid4(), "name": name, "address": f"{name.lower()}@example.com"} | more
    return Candidate(**given)  # pyright: ignore[reportArgumentType]


def test_one_mail_for_each_person_and_each_address_of_a_household():
    home, other = uuid4(), uuid4()
    anna = a_candidate("Anna", tenancy_id=home)
    twin = a_candidate("Bert", tenancy_id=home, address="ANNA@example.com")
    again = Candidate(anna.person_id, "Anna", anna.address, tenancy_id=other)
    neighbor = a_candidate("Cleo", tenancy_id=other, address="anna@example.com")
    found = sort_out([anna, twin, again, neighbor])
    assert [one.name for one in found.chosen] == ["Anna", "Cleo"]
    assert [reason for _, reason in found.left_out] == [LeftOut.SAME_ADDRESS, LeftOut.CHOSEN_ALREADY]


def test_who_is_under_eviction_in_one_home_is_reached_in_another():
    home, other = uuid4(), uuid4()
    anna = a_candidate("Anna", tenancy_id=home)
    again = Candidate(anna.person_id, "Anna", anna.address, tenancy_id=other)
    found = sort_out([anna, again], under_eviction={home})
    assert [one.tenancy_id for one in found.chosen] == [other]
    assert reasons_counted(found.left_out) == {LeftOut.EVICTION: 1}


def test_the_seal_changes_with_who_gets_the_mail_and_where():
    anna, bert = a_candidate("Anna"), a_candidate("Bert")
    both = sort_out([anna, bert]).seal
    assert both == sort_out([bert, anna]).seal
    assert both != sort_out([anna]).seal
    assert both != sort_out([anna, bert], without={bert.person_id}).seal
    assert both != sort_out([anna, Candidate(bert.person_id, "Bert", "b@example.com")]).seal


@pytest.mark.parametrize(
    ("audience", "field"),
    [
        (Audience(LATE, cents=-1), "amount"),
        (Audience(LATE, days=-1), "days"),
        (Audience(AudienceKind.ENDING, days=3651), "days"),
        (Audience(AudienceKind.PEOPLE), "people"),
        (Audience(AudienceKind.PEOPLE, person_ids=tuple(uuid4() for _ in range(101))), "people"),
    ],
)
def test_what_cannot_be_meant_is_refused(audience: Audience, field: str):
    with pytest.raises(Refused) as refusal:
        checked_audience(audience)
    assert refusal.value.field == field


def test_many_mails_ask_for_their_number():
    check_count(50, typed="", asks_above=50)
    check_count(1234, typed=" 1,234 ", asks_above=50)
    for found, typed in ((51, ""), (51, "50"), (0, ""), (5001, "5001")):
        with pytest.raises(Refused):
            check_count(found, typed=typed, asks_above=50)


def test_an_audience_says_who_is_meant():
    elm, oak = uuid4(), uuid4()
    names = {elm: "Elm Court", oak: "Oak Row"}
    late = Audience(LATE, (elm,), cents=50_00, days=5)
    assert audience_words(late, names) == "Households more than 5 days late owing more than $50.00, at Elm Court"
    assert audience_words(Audience(AudienceKind.ENDING, days=1), names) == "Tenants whose lease ends within 1 day"
    everywhere = Audience(AudienceKind.OWNERS, (elm, oak, uuid4(), uuid4()))
    assert audience_words(everywhere, names) == "Owners, at Elm Court, Oak Row, another property and 1 more"
