"""The dates of a household and of a document, on their own pages."""

from sqlmodel import Session, delete

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.tables import StaleDate
from pm_app.ui import paths
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.lease.overview import OverviewState
from pm_app.ui.parts.record_alerts import alerts_about
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_unit
from tests.factories.reminders import TODAY, an_alert, an_expiration
from tests.ui.screen import a_browser, opened


def settled(session: Session) -> None:
    session.exec(delete(StaleDate))
    session.commit()


async def test_a_household_shows_its_dates_the_next_first(session: Session, manager: Actor):
    tenancy = a_tenancy(session, a_unit(session))
    later = an_alert(session, days=60, what="Lease ends", tenancy_id=tenancy.id)
    sooner = an_alert(session, days=9, what="Offer a renewal", tenancy_id=tenancy.id, acknowledged_at=NOON)
    an_alert(session, what="Dealt with", tenancy_id=tenancy.id, closed_at=NOON, closed_reason="Renewed.")
    an_alert(session, what="Of another")
    settled(session)

    state = await opened(OverviewState, a_browser(session, manager), paths.LEASE, tenancy_id=tenancy.id)

    assert [(line.path, line.what, line.state) for line in state.dates] == [
        (f"/alerts/{sooner.id}", "Offer a renewal", "Acknowledged"),
        (f"/alerts/{later.id}", "Lease ends", "Due"),
    ]


async def test_a_document_shows_its_dates(session: Session, manager: Actor):
    document_id = an_expiration(session, days=20)
    an_alert(session, kind=CriticalDateKind.DOCUMENT_EXPIRATION, what="License expires", document_id=document_id)
    settled(session)

    state = await opened(DocumentState, a_browser(session, manager), paths.DOCUMENT, document_id=document_id)

    assert [line.what for line in state.dates] == ["License expires"]


async def test_what_is_not_for_the_role_is_left_out(session: Session):
    tenancy = a_tenancy(session, a_unit(session))
    an_alert(session, kind=CriticalDateKind.DEPOSIT_DEADLINE, tenancy_id=tenancy.id)
    settled(session)

    assert await alerts_about(an_actor(session, Role.MAINTENANCE), TODAY, tenancy_id=tenancy.id) == []
    assert len(await alerts_about(an_actor(session, Role.READ_ONLY), TODAY, tenancy_id=tenancy.id)) == 1
