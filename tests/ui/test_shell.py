"""The frame: what waits, whether the clock still runs, and the search over everything."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.rules.naming import LinkTarget
from pm_app.freshening import scan_all
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.rules import JobReport
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.tasks.actions.tasks import add_task
from pm_app.ui import paths
from pm_app.ui.parts.finding import found_by
from pm_app.ui.parts.records import record_path
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.routes.menu import ADDS, PAGES, navigation
from pm_app.ui.shell import ShellState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_household, a_receipt
from tests.factories.reminders import an_expiration
from tests.fakes import FixedClock
from tests.ui.screen import a_browser, open_page, opened


@pytest.fixture
def office(session: Session) -> None:
    """Renee Castellano in Alder Court 204, who paid $1,234.50, and a certificate that speaks of a boiler."""
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    renee = a_person(session, name="Renee Castellano")
    session.add(ContactWay(person_id=renee.id, kind=ContactKind.PHONE, value="(555) 010-2077", position=0))
    tenancy = a_household(session, unit)
    tenancy.name = "Renee Castellano"
    a_receipt(session, tenancy, amount_cents=1_234_50)
    place = LinkTarget(property_id=unit.property_id)
    a_document(session, place, title="Certificate", pages=("The first page.", "The boiler of the east wing is sound."))
    session.commit()


async def found(session: Session, actor: Actor, text: str) -> list[tuple[str, str]]:
    session.commit()
    state = open_page(ShellState, a_browser(session, actor))
    await state.search(text)
    assert state.searched == text[:200].strip()
    return [(line.kind, line.title) for line in state.results]


async def test_a_name_finds_the_person_the_lease_and_what_is_said(session: Session, manager: Actor, office: None):
    assert await found(session, manager, " castellano ") == [
        ("People", "Renee Castellano"),
        ("Leases", "Renee Castellano"),
    ]


async def test_a_place_finds_the_property_its_units_and_its_papers(session: Session, manager: Actor, office: None):
    assert await found(session, manager, "alder") == [
        ("Leases", "Renee Castellano"),
        ("Properties", "Alder Court"),
        ("Units", "Alder Court, unit 204"),
        ("Documents", "Certificate"),
    ]


async def test_a_phone_number_finds_whose_it_is(session: Session, manager: Actor, office: None):
    assert ("People", "Renee Castellano") in await found(session, manager, "555 010 2077")


@pytest.mark.parametrize("typed", ["1234.50", "$1,234.50", "1,234.5"])
async def test_an_amount_finds_the_receipt(session: Session, manager: Actor, office: None, typed: str):
    assert await found(session, manager, typed) == [("Receipts", "$1,234.50 from Renee Castellano")]


async def test_words_of_a_document_find_its_page(session: Session, manager: Actor, office: None):
    state = open_page(ShellState, a_browser(session, manager))

    await state.search("boiler of the east wing")

    [line] = state.results
    assert (line.kind, "page=2" in line.path, "boiler" in line.path) == ("Documents", True, True)
    assert line.detail.startswith("Page 2: ")
    assert "boiler" in line.detail


async def test_each_kind_is_cut_short(session: Session, manager: Actor):
    for number in range(8):
        a_person(session, name=f"Castellano {number}")

    assert len(await found(session, manager, "castellano")) == 5


@pytest.mark.parametrize("text", ["", "   ", "'\";--%_\\", "\x00", "x" * 100_000, '"', "🏠", "1" * 40])
async def test_what_nothing_fits_finds_nothing(session: Session, manager: Actor, office: None, text: str):
    assert await found(session, manager, text) == []


@pytest.mark.parametrize("text", ["-", "OR", "%", "_", "(", "a", "1"])
async def test_signs_and_letters_are_searched_for_as_they_are(
    session: Session, manager: Actor, office: None, text: str
):
    lines = await found(session, manager, text)

    assert all(sum(kind == other for other, _ in lines) <= 5 for kind, _ in lines)


async def test_everybody_finds_only_what_they_may_see(session: Session, office: None):
    maintenance = an_actor(session, Role.MAINTENANCE)

    assert await found(session, maintenance, "castellano") == []
    assert await found(session, maintenance, "1234.50") == []
    assert [kind for kind, _ in await found(session, maintenance, "alder")] == ["Properties", "Units", "Documents"]


async def test_what_is_out_of_scope_is_not_found(session: Session, manager: Actor, office: None):
    elsewhere = replace(manager, property_ids=frozenset({uuid4()}))

    for text in ("alder", "1234.50", "boiler"):
        assert await found_by(elsewhere, text) == []
    assert {line.kind for line in await found_by(elsewhere, "castellano")} == {"People"}


async def test_the_frame_counts_what_waits_for_the_person(session: Session, manager: Actor):
    an_expiration(session)
    add_task(session, manager, request_key=uuid4(), title="Call back", now=NOON)
    session.commit()
    scan_all()

    mine = await opened(WaitingState, a_browser(session, manager))
    others = await opened(WaitingState, a_browser(session, an_actor(session, Role.LEASING)))

    assert (mine.alert_count, mine.task_count) == (1, 1)
    assert (others.alert_count, others.task_count) == (1, 0)


async def test_the_red_line_appears_after_twenty_six_hours(session: Session, manager: Actor, clock: FixedClock):
    job_run_id = begin_job_run(session, SCHEDULER, name="send-reminders", now=NOON)
    end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(1, 0, ""), now=NOON)
    clock.move_to(NOON + timedelta(hours=26))
    token = a_browser(session, manager)

    in_time = await opened(ShellState, token)
    clock.move_to(NOON + timedelta(hours=26, minutes=1))
    late = await opened(ShellState, token)

    assert (in_time.heartbeat_late, late.heartbeat_late, late.may_see_jobs) == (False, True, True)


async def test_a_new_office_is_not_late(session: Session):
    state = await opened(ShellState, a_browser(session, an_actor(session, Role.MAINTENANCE)))

    assert (state.heartbeat_late, state.may_see_jobs, state.role) == (False, False, "Maintenance")


def test_records_stand_where_their_kind_is_shown():
    one, two = uuid4(), uuid4()

    assert record_path("receipt", one, two) == f"/leases/{two}?tab=ledger"
    assert record_path("charge", one) == ""
    assert record_path("alert", one, two) == f"/leases/{two}"
    assert record_path("alert", one) == f"/documents/{one}"
    assert [record_path(kind, one) for kind in ("property", "unit", "person", "tenancy", "document")] == [
        f"/properties/{one}",
        f"/units/{one}",
        f"/people/{one}",
        f"/leases/{one}",
        f"/documents/{one}",
    ]
    assert (record_path("task", one), record_path("message", one), record_path("period", one)) == (
        paths.task_path(one),
        f"/settings/mail?open={one}",
        "",
    )


def test_the_menu_has_no_dead_line():
    addresses = {page.path for page in PAGES}

    assert {item.path for item in navigation()} <= addresses
    assert {item.path.partition("?")[0] for item in ADDS} <= addresses
    assert [item.label for item in navigation() if item.count is not None] == [
        "Alerts",
        "Tasks",
        "Banking",
        "Inbox",
    ]
