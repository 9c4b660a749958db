"""States of a household's page, as a test opens them."""

from datetime import date
from typing import TypeVar
from uuid import UUID

import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.ui import paths
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)
TODAY = date(2026, 1, 15)


async def seen(state: type[S], session: Session, actor: Actor, tenancy_id: UUID | str, query: str = "") -> S:
    """A State of the household's page as the actor's browser shows it."""
    session.commit()
    return await opened(state, a_browser(session, actor), paths.LEASE, query, tenancy_id=tenancy_id)


def dialog(state: type[S], session: Session, actor: Actor, tenancy_id: UUID) -> S:
    """A State of dialogs on the household's page."""
    session.commit()
    return open_page(state, a_browser(session, actor), paths.LEASE, tenancy_id=tenancy_id)


def details(session: Session, actor: Actor, tenancy_id: UUID) -> TenancyDetails:
    session.expire_all()
    return tenancy_details(session, actor, tenancy_id=tenancy_id, today=TODAY)
