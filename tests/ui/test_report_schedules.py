"""The page of reports that are mailed: adding, changing, removing, having one now, ending one's own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry, User
from pm_app.jobs.mail_reports import mail_reports
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.messages.tables import Message
from pm_app.reports.tables import ReportSchedule
from pm_app.ui.pages.settings_report_schedules.lines import RHYTHMS
from pm_app.ui.pages.settings_report_schedules.page import page
from pm_app.ui.pages.settings_report_schedules.state import ReportSchedulesState
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.fakes import FixedClock
from tests.ui.screen import a_browser, opened, said_by

PATH = "/settings/report-schedules"


def form(*readers: Actor, **more: str) -> dict[str, str]:
    """What the dialog sends for the rent roll every Monday at seven."""
    asked = {
        "request_key": str(uuid4()),
        "kind": "rent roll",
        "rhythm": "every week:0",
        "at_hour": "7",
        "file_format": "PDF",
        "property_id": "",
        "user_ids": ",".join(str(reader.user_id) for reader in readers),
    }
    return asked | more


async def the_page(session: Session, actor: Actor) -> ReportSchedulesState:
    return await opened(ReportSchedulesState, a_browser(session, actor), PATH)


async def test_a_report_is_planned_and_listed(session: Session, manager: Actor) -> None:
    building = a_property(session, name="Alder Court")
    session.commit()
    state = await the_page(session, manager)
    await state.open_new()
    offered = [(line.name, line.chosen) for line in state.readers], [choice.label for choice in state.properties]

    answer = await state.submit_schedule(form(manager, property_id=str(building.id)))
    await state.load()

    [line] = state.lines
    assert offered == ([(manager.name, True)], ["Alder Court"])
    assert (said_by(answer), state.opened) == (["Saved."], False)
    assert (line.name, line.of, line.when) == ("Rent roll", "Alder Court, PDF", "Every Monday at 7:00 AM")
    assert (line.readers, line.last, line.next_day, line.mine) == (manager.name, "—", "Jan 19, 2026", True)
    entry = session.exec(select(AuditEntry).where(AuditEntry.about_kind == "report schedule")).one()
    assert (entry.did, entry.about_name) == ("planned", "rent roll every Monday at 7:00 AM")
    assert page().render()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"rhythm": ""}, "rhythm"),
        ({"rhythm": "every week:x"}, "rhythm"),
        ({"rhythm": "every week:9"}, "on_day"),
        ({"at_hour": ""}, "at_hour"),
        ({"at_hour": "24"}, "at_hour"),
        ({"file_format": "DOC"}, "file_format"),
        ({"property_id": "x"}, "property_id"),
        ({"user_ids": ""}, "user_ids"),
        ({"user_ids": "x"}, "user_ids"),
    ],
)
async def test_what_makes_no_sense_is_refused_beside_its_field(
    session: Session, manager: Actor, wrong: dict[str, str], field: str
) -> None:
    state = await the_page(session, manager)
    await state.open_new()

    answer = await state.submit_schedule(form(manager) | wrong)

    assert (answer, list(state.errors), state.opened) == (None, [field], True)
    assert session.exec(select(ReportSchedule)).all() == []


async def test_an_empty_form_is_refused(session: Session, manager: Actor) -> None:
    state = await the_page(session, manager)
    await state.open_new()

    await state.submit_schedule({})

    assert list(state.errors) == ["kind"]


@pytest.mark.parametrize("choice", RHYTHMS, ids=lambda choice: choice.label)
async def test_every_rhythm_that_is_offered_is_taken(session: Session, manager: Actor, choice: object) -> None:
    state = await the_page(session, manager)
    await state.open_new()

    await state.submit_schedule(form(manager, rhythm=choice.value))  # pyright: ignore[reportAttributeAccessIssue]
    await state.load()

    assert state.lines[0].when == f"{choice.label} at 7:00 AM"  # pyright: ignore[reportAttributeAccessIssue]


async def test_a_report_is_changed_and_removed(session: Session, manager: Actor) -> None:
    other = an_actor(session, Role.LEASING)
    state = await the_page(session, manager)
    await state.open_new()
    await state.submit_schedule(form(manager))
    await state.load()
    schedule_id = state.lines[0].schedule_id

    await state.open_change(schedule_id)
    shown = (state.asked.rhythm, state.asked.at_hour, state.asked.version)
    await state.submit_schedule(form(manager, other, rhythm="every month:31", file_format="XLSX"))
    await state.load()
    changed = state.lines[0]
    await state.open_remove(schedule_id)
    asks = state.removing
    answer = await state.submit_remove()
    await state.load()

    assert shown == ("every week:0", "7", "1")
    assert (changed.when, changed.of) == (
        "On the last day of every month at 7:00 AM",
        "Every property they see, XLSX",
    )
    assert changed.readers == f"{manager.name}, {other.name}"
    assert (asks, state.removing, said_by(answer), state.lines) == (True, False, ["The report is mailed no more."], [])


async def test_a_change_of_what_somebody_else_changed_is_refused(session: Session, manager: Actor) -> None:
    state = await the_page(session, manager)
    await state.open_new()
    await state.submit_schedule(form(manager))
    await state.load()
    await state.open_change(state.lines[0].schedule_id)
    session.exec(select(ReportSchedule)).one().version += 1
    session.commit()

    await state.submit_schedule(form(manager, at_hour="9"))

    assert "Somebody else changed this" in state.errors["form"]


async def test_what_was_sent_and_what_could_not_be_is_told(session: Session, manager: Actor, clock: FixedClock) -> None:
    a_unit(session, a_property(session, name="Alder Court"), name="1")
    gone = an_actor(session, Role.LEASING)
    state = await the_page(session, manager)
    await state.open_new()
    await state.submit_schedule(form(manager, gone, rhythm="every working day:0"))
    session.get_one(User, gone.user_id).disabled_at = NOON
    session.commit()

    clock.move_to(NOON + timedelta(hours=19))
    mail_reports(clock.today())
    state = await the_page(session, manager)

    [line] = state.lines
    assert (line.last, line.next_day) == ("Jan 16, 2026", "Jan 20, 2026")
    assert line.problem == f"{gone.name}: This user may not sign in any more."


async def test_a_report_is_had_at_once(session: Session, manager: Actor) -> None:
    a_unit(session, a_property(session, name="Alder Court"), name="1")
    state = await the_page(session, manager)
    await state.open_new()
    await state.submit_schedule(form(manager, file_format="XLSX"))
    await state.load()

    answers = [await state.submit_now(state.lines[0].schedule_id) for _ in range(2)]

    assert said_by(answers[0]) == [f"The report is on its way to {manager.email}."]
    assert [message.to_address for message in session.exec(select(Message))] == [manager.email]


async def test_who_only_receives_sees_their_own_and_may_end_it(session: Session, manager: Actor) -> None:
    reader = an_actor(session, Role.READ_ONLY)
    state = await the_page(session, manager)
    await state.open_new()
    await state.submit_schedule(form(manager, reader))
    mine, strangers = await the_page(session, reader), await the_page(session, an_actor(session, Role.LEASING))
    schedule_id = mine.lines[0].schedule_id

    for forbidden in (mine.open_new, lambda: mine.open_change(schedule_id), lambda: mine.open_remove(schedule_id)):
        with pytest.raises(NotAllowed):
            await forbidden()
    answer = await mine.submit_stop(schedule_id)
    await mine.load()

    assert (mine.may_set, mine.lines, strangers.lines) == (False, [], [])
    assert said_by(answer) == ["You do not get this report any more."]


@pytest.mark.parametrize("schedule_id", ["", "x", "00000000-0000-4000-8000-000000000001"])
async def test_a_report_nobody_mails_is_refused(session: Session, manager: Actor, schedule_id: str) -> None:
    state = await the_page(session, manager)

    for handler in (state.open_change, state.open_remove, state.submit_stop, state.submit_now):
        with pytest.raises(NotFound):
            await handler(schedule_id)


async def test_a_report_that_is_sent_twice_is_planned_once(session: Session, manager: Actor) -> None:
    state = await the_page(session, manager)
    typed = form(manager)

    await state.open_new()
    await state.submit_schedule(typed)
    await state.submit_schedule(typed)
    await state.load()

    assert [line.name for line in state.lines] == ["Rent roll"]
