"""People that mail can reach, and households that are behind."""

from datetime import date
from typing import Any

from sqlmodel import Session

from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.tables import Property
from tests.factories.books import the_books
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_unit
from tests.factories.receivables import a_charge


def an_address(session: Session, person: Person, address: str = "") -> Person:
    """Give a person an e-mail address, made from the name unless one is given."""
    value = address or f"{person.name.lower().replace(' ', '.')}@example.com"
    session.add(ContactWay(person_id=person.id, kind=ContactKind.EMAIL, value=value))
    session.flush()
    return person


def a_home(session: Session, place: Property, name: str, *, address: str | None = "", **more: Any) -> Tenancy:
    """Add a household of one tenant with an address (None: without), in a new unit of this property."""
    tenant = a_person(session, name=name)
    if address is not None:
        an_address(session, tenant, address)
    return a_tenancy(session, a_unit(session, place), tenant=tenant, rent_cents=None, **more)


def a_late_household(session: Session, place: Property, name: str, *, cents: int, due_on: date) -> Tenancy:
    """Add a household that owes this since that day."""
    the_books(session)
    home = a_home(session, place, name)
    a_charge(session, home, amount_cents=cents, due_on=due_on)
    return home
