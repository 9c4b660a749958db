"""Planning, changing and ending reports that are mailed, and who may."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.reports.actions.schedules import change_schedule, remove_schedule, stop_receiving
from pm_app.reports.enums import ReportFormat, ReportRhythm
from pm_app.reports.queries.schedules import ScheduleRow, schedule_row, schedule_rows
from pm_app.reports.tables import ReportSchedule
from tests.conftest import NOON, an_actor
from tests.reports.mailing import TODAY, ZONE, a_schedule, limited, two_buildings


@pytest.fixture
def places(session: Session) -> tuple[UUID, UUID]:
    """Alder Court with two units and Birch House with one."""
    return two_buildings(session)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"user_ids": []}, "user_ids"),
        ({"user_ids": [uuid4()]}, "user_ids"),
        ({"rhythm": ReportRhythm.WEEKLY, "on_day": 9}, "on_day"),
        ({"at_hour": 25}, "at_hour"),
        ({"property_id": uuid4()}, ""),
    ],
)
def test_what_cannot_be_mailed_is_refused_when_it_is_planned(
    session: Session, manager: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        a_schedule(session, manager, **wrong)

    assert refused.value.field == field
    assert session.exec(select(ReportSchedule)).all() == []


def test_who_may_not_see_a_report_is_refused_as_its_reader(
    session: Session, manager: Actor, places: tuple[UUID, UUID]
) -> None:
    with pytest.raises(Refused, match="does not allow this report"):
        a_schedule(session, manager, an_actor(session, Role.MAINTENANCE))
    with pytest.raises(Refused, match="does not see this property"):
        a_schedule(session, manager, limited(session, Role.LEASING, places[1]), property_id=places[0])


def test_a_schedule_is_changed_once_and_removed(session: Session, manager: Actor, places: tuple[UUID, UUID]) -> None:
    schedule_id = a_schedule(session, manager)
    assert manager.user_id is not None

    def change(version: int) -> None:
        change_schedule(
            session,
            manager,
            schedule_id=schedule_id,
            file_format=ReportFormat.PDF,
            rhythm=ReportRhythm.MONTHLY,
            on_day=31,
            at_hour=9,
            property_id=None,
            user_ids=[manager.user_id],  # pyright: ignore[reportArgumentType]
            version=version,
            today=TODAY,
            now=NOON,
            time_zone=ZONE,
        )

    change(1)
    with pytest.raises(Stale):
        change(1)
    row = schedule_row(session, manager, schedule_id=schedule_id)
    remove_schedule(session, manager, schedule_id=schedule_id, now=NOON)

    assert (row.plan.in_words(), row.next_on) == ("on the last day of every month at 9:00 AM", date(2026, 1, 31))
    assert schedule_rows(session, manager) == []
    with pytest.raises(NotFound):
        remove_schedule(session, manager, schedule_id=schedule_id, now=NOON)


def test_a_reader_sees_what_they_get_and_may_end_it(session: Session, manager: Actor) -> None:
    reader, stranger = an_actor(session, Role.READ_ONLY), an_actor(session, Role.READ_ONLY)
    schedule_id = a_schedule(session, manager, reader)

    def seen(actor: Actor) -> list[ScheduleRow]:
        return schedule_rows(session, actor)

    assert ([row.schedule_id for row in seen(reader)], seen(stranger)) == ([schedule_id], [])
    with pytest.raises(NotFound):
        stop_receiving(session, stranger, schedule_id=schedule_id, now=NOON)
    stop_receiving(session, reader, schedule_id=schedule_id, now=NOON)
    assert seen(manager) == []


def test_only_who_may_plans_reports(session: Session, manager: Actor) -> None:
    schedule_id, reader = a_schedule(session, manager), an_actor(session, Role.LEASING)

    for attempt in (
        lambda: a_schedule(session, reader),
        lambda: remove_schedule(session, reader, schedule_id=schedule_id, now=NOON),
        lambda: schedule_rows(session, an_actor(session, Role.MAINTENANCE)),
        lambda: stop_receiving(session, NOBODY, schedule_id=schedule_id, now=NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()
