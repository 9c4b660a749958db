"""The simulated office: houses, households, papers, and a clock that is moved."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.runtime import Runtime
from tests.factories.access import a_user
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit

BEGINS_ON = date(2026, 1, 5)
UNITS_OF_A_PROPERTY = 25
ZONES = ("America/New_York", "America/Chicago", "Pacific/Honolulu", "Pacific/Kiritimati")
YEARLY = (
    DocumentKind.RENTERS_INSURANCE,
    DocumentKind.FIRE_SAFETY_INSPECTION,
    DocumentKind.PERIODIC_INSPECTION,
    DocumentKind.RENTAL_LICENSE,
)


class MovedClock:
    """Stands where it is put; the office may move to another time zone."""

    def __init__(self, now: datetime, zone: str) -> None:
        self._now, self.zone = now, zone

    def put_to(self, day: date, hour: int, minute: int = 0) -> None:
        """Stand at this hour of the office's day."""
        self._now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def jump(self, length: timedelta) -> None:
        """Go forwards or backwards at once."""
        self._now += length

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.astimezone(ZoneInfo(self.zone)).date()


@dataclass
class Office:
    """What the events of the year choose from."""

    managers: list[UUID] = field(default_factory=list)
    administrator: UUID | None = None
    tenancies: list[UUID] = field(default_factory=list)
    documents: list[UUID] = field(default_factory=list)
    properties: list[UUID] = field(default_factory=list)


def furnished(runtime: Runtime, *, units: int, random: Random) -> Office:
    """Fill an empty database with an office of so many units, each let, each with papers that expire."""
    made = Office()
    with runtime.sessions.begin() as session:
        chosen = text("select set_config('app.organization_id', :id, true)")
        session.connection().execute(chosen, {"id": str(runtime.organization_id)})
        made.administrator = a_user(session, role=Role.ADMINISTRATOR, name="Ada Boss", email="ada@example.com").id
        for number in range(3):
            email = f"manager{number}@example.com"
            made.managers.append(a_user(session, role=Role.MANAGER, name=f"Manager {number}", email=email).id)
        for number in range(-(-units // UNITS_OF_A_PROPERTY)):
            manager_id = made.managers[number % len(made.managers)]
            at = a_property(session, name=f"House {number}", manager_id=manager_id)
            made.properties.append(at.id)
            for _ in range(min(UNITS_OF_A_PROPERTY, units - number * UNITS_OF_A_PROPERTY)):
                _let(session, made, at.id, a_unit(session, at), random)
    return made


def _let(session: Session, made: Office, property_id: UUID, unit: object, random: Random) -> None:
    ends_on = BEGINS_ON + timedelta(days=random.randint(-20, 380))
    starts_on = ends_on - timedelta(days=364)
    rolls = random.random() < 0.3
    tenancy = a_tenancy(session, unit, starts_on=starts_on, ends_on=ends_on, rolls_month_to_month=rolls)  # pyright: ignore[reportArgumentType]
    made.tenancies.append(tenancy.id)
    kind = random.choice(YEARLY)
    target = (
        LinkTarget(tenancy_id=tenancy.id)
        if kind == DocumentKind.RENTERS_INSURANCE
        else LinkTarget(property_id=property_id)
    )
    through = BEGINS_ON + timedelta(days=random.randint(-40, 370))
    made.documents.append(a_document(session, target, kind=kind, title=kind.value.capitalize(), valid_through=through))
