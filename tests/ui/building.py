"""A building to look at, and its page as somebody's browser shows it."""

from datetime import date
from typing import TypeVar
from uuid import UUID

import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.queries.properties import PropertyDetails, property_details
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)


def a_building(session: Session) -> Property:
    """Unit 101 is let and owes, 102 is vacant, 103 is down."""
    made = a_property(session, name="Alder Court")
    household = a_household(session, a_unit(session, made, name="101"), ends_on=date(2026, 3, 31), rent_cents=1_450_00)
    household.name = "Renee Castellano"
    a_charge(session, household, amount_cents=678_40, due_on=date(2026, 1, 1))
    a_unit(session, made, name="102", market_rent_cents=900_00)
    down = a_unit(session, made, name="103")
    down.off_market, down.off_market_note = OffMarket.DOWN, "Water damage"
    session.commit()
    return made


async def seen(state: type[S], session: Session, actor: Actor, property_id: UUID, query: str = "") -> S:
    session.commit()
    return await opened(state, a_browser(session, actor), paths.PROPERTY, query, property_id=property_id)


def dialog(state: type[S], session: Session, actor: Actor, property_id: UUID) -> S:
    session.commit()
    return open_page(state, a_browser(session, actor), paths.PROPERTY, property_id=property_id)


def details(session: Session, actor: Actor, place: Property) -> PropertyDetails:
    session.expire_all()
    return property_details(session, actor, property_id=place.id)
