"""Reports that are mailed, planned for tests, and people who see one property."""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.reports.actions.schedules import add_schedule
from pm_app.reports.enums import ReportFormat, ReportKind, ReportRhythm
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property, a_unit

TODAY, ZONE = date(2026, 1, 15), "America/New_York"


def two_buildings(session: Session) -> tuple[UUID, UUID]:
    """Add Alder Court with two units and Birch House with one."""
    alder, birch = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    for building, name in ((alder, "1"), (alder, "2"), (birch, "9")):
        a_unit(session, building, name=name)
    session.commit()
    return alder.id, birch.id


def a_schedule(session: Session, actor: Actor, *readers: Actor, **more: object) -> UUID:
    """Plan the rent roll as a spreadsheet for every working day at seven; `more` says what is different."""
    asked: dict[str, object] = {
        "request_key": uuid4(),
        "kind": ReportKind.RENT_ROLL,
        "file_format": ReportFormat.XLSX,
        "rhythm": ReportRhythm.DAILY,
        "on_day": 0,
        "at_hour": 7,
        "property_id": None,
        "user_ids": [reader.user_id for reader in readers or (actor,)],
        "today": TODAY,
        "now": NOON,
        "time_zone": ZONE,
    }
    schedule_id = add_schedule(session, actor, **(asked | more))  # pyright: ignore[reportArgumentType]
    session.commit()
    return schedule_id


def limited(session: Session, role: Role, property_id: UUID) -> Actor:
    """Return an actor who sees one property."""
    actor = an_actor(session, role)
    assert actor.user_id is not None
    session.add(UserProperty(user_id=actor.user_id, property_id=property_id))
    session.commit()
    return actor
