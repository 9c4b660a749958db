"""The dashboard: what it shows to whom, where its figures lead, and what is done from it."""

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.outbox.actions import begin_job_run, end_job_run
from pm_app.outbox.rules import JobReport
from pm_app.ui import paths
from pm_app.ui.pages.collected import CollectedState
from pm_app.ui.pages.dashboard.activity import ActivityState
from pm_app.ui.pages.dashboard.figures import FigureLine, FiguresState
from pm_app.ui.pages.dashboard.page import DashboardState
from pm_app.ui.pages.dashboard.receiving import PayingHouseholdState
from pm_app.ui.pages.delinquency.page import DelinquencyState
from pm_app.ui.pages.documents.state import DocumentsState
from pm_app.ui.pages.leases import LeasesState
from pm_app.ui.pages.units import UnitsState
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_notice
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.factories.reminders import TODAY, a_lease_end, an_expiration
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)


@pytest.fixture
def alder(session: Session) -> UUID:
    """Alder Court: one household that paid, one that is late and leaves, two vacant units; and papers of it."""
    property_ = a_property(session, name="Alder Court")
    since, until = date(2025, 10, 1), TODAY + timedelta(days=75)
    paid = a_household(session, a_unit(session, property_, name="9"), starts_on=since, ends_on=until)
    late = a_household(session, a_unit(session, property_, name="10"), starts_on=since, ends_on=until)
    a_notice(session, late)
    a_unit(session, property_, name="11")
    unready = a_unit(session, property_, name="12")
    unready.ready_on = TODAY + timedelta(days=9)
    a_charge(session, late, amount_cents=1_000_00, due_on=date(2025, 12, 1))
    a_charge(session, late, amount_cents=1_000_00, due_on=date(2026, 1, 1))
    a_charge(session, paid, amount_cents=900_00, due_on=date(2026, 1, 1))
    a_receipt(session, paid, amount_cents=900_00, received_on=date(2026, 1, 5))
    for days in (-40, 12, 90):
        an_expiration(session, property_, days=days)
    session.commit()
    return property_.id


async def at_home(state: type[S], session: Session, actor: Actor, query: str = "") -> S:
    return await opened(state, a_browser(session, actor), paths.HOME, query)


async def listed(state: type[S], session: Session, actor: Actor, address: str) -> S:
    """The page a figure leads to, as it opens from there."""
    path, _, query = address.partition("?")
    return await opened(state, a_browser(session, actor), path, query)


def figure(state: FiguresState, label: str) -> FigureLine:
    return next(line for line in state.figures if line.label.startswith(label))


async def test_the_units_add_up(session: Session, manager: Actor, alder: UUID):
    occupancy = figure(await at_home(FiguresState, session, manager), "Occupancy")

    every = await listed(UnitsState, session, manager, occupancy.href)

    assert (occupancy.value, occupancy.of) == ("50.0%", "2 of 4")
    assert (every.total, every.totals.occupied) == (4, "2 occupied")
    assert [(part.figure, part.after) for part in occupancy.parts] == [
        ("2", "vacant"),
        ("1", "ready"),
        ("1", "not ready"),
        ("1", "on notice"),
    ]
    for part in occupancy.parts:
        assert (await listed(UnitsState, session, manager, part.href)).total == int(part.figure)


async def test_the_money_of_the_month_adds_up(session: Session, manager: Actor, alder: UUID):
    collected = figure(await at_home(FiguresState, session, manager), "Collected, January")

    every = await listed(CollectedState, session, manager, collected.href)

    assert (collected.value, collected.parts[0].figure, collected.parts[0].after) == (
        "$900.00",
        "47.4%",
        "of $1,900.00 charged",
    )
    assert (every.title, every.charged, every.collected, every.difference) == (
        "Collected in January 2026",
        "$1,900.00",
        "$900.00",
        "$1,000.00",
    )
    assert (collected.parts[1].figure, every.total_words) == ("$1,000.00", "2 households")


async def test_what_is_past_due_adds_up_age_by_age(session: Session, manager: Actor, alder: UUID):
    delinquent = figure(await at_home(FiguresState, session, manager), "Delinquent")

    every = await listed(DelinquencyState, session, manager, delinquent.href)

    assert (delinquent.label, delinquent.value) == ("Delinquent, 1 household", "$2,000.00")
    assert (every.owed, every.total_words) == ("$2,000.00", "1 household")
    assert [part.figure for part in delinquent.parts] == every.sums == ["$1,000.00", "$1,000.00", "$0.00", "$0.00"]
    for place, part in enumerate(delinquent.parts):
        assert (await listed(DelinquencyState, session, manager, part.href)).sums[place] == part.figure


async def test_the_leases_that_end_add_up(session: Session, manager: Actor, alder: UUID):
    a_lease_end(session, days=10)
    ending = figure(await at_home(FiguresState, session, manager), "Leases ending")

    assert (ending.value, [part.figure for part in ending.parts]) == ("3", ["1", "0", "2"])
    assert (await listed(LeasesState, session, manager, ending.href)).total == 3
    for part in ending.parts:
        assert (await listed(LeasesState, session, manager, part.href)).total == int(part.figure)


async def test_the_documents_add_up(session: Session, manager: Actor, alder: UUID):
    documents = figure(await at_home(FiguresState, session, manager), "Documents")

    assert (documents.value, [part.figure for part in documents.parts]) == ("2", ["1", "1"])
    assert (await listed(DocumentsState, session, manager, documents.href)).total == 2
    for part in documents.parts:
        assert (await listed(DocumentsState, session, manager, part.href)).total == int(part.figure)


async def test_one_property_can_be_chosen_and_the_links_keep_it(session: Session, manager: Actor, alder: UUID):
    a_lease_end(session, a_property(session, name="Linden Flats"), days=10)
    head = await at_home(DashboardState, session, manager)
    figures = await at_home(FiguresState, session, manager, f"property={alder}")
    ending = figure(figures, "Leases ending")

    assert [choice.label for choice in head.properties] == ["Alder Court", "Linden Flats"]
    assert ending.value == "2"
    assert (await listed(LeasesState, session, manager, ending.href)).total == 2
    assert all(str(alder) in part.href for line in figures.figures for part in line.parts)


async def test_the_chart_has_a_table_of_twelve_months_behind_it(session: Session, manager: Actor, alder: UUID):
    state = await at_home(FiguresState, session, manager, "chart=table")

    assert (state.as_table, len(state.months), state.charged, state.collected) == (
        True,
        12,
        "$2,900.00",
        "$900.00",
    )
    last = state.months[-1]
    assert (last.month, last.name, last.charged, last.collected, last.share) == (
        "Jan",
        "January 2026",
        1_900,
        900,
        "47.4%",
    )


async def test_maintenance_sees_the_dashboard_without_leases_and_money(session: Session, alder: UUID):
    maintenance = an_actor(session, Role.MAINTENANCE)
    head = await at_home(DashboardState, session, maintenance)
    figures = await at_home(FiguresState, session, maintenance)
    activity = await at_home(ActivityState, session, maintenance)

    assert (head.may_receive, head.may_start_lease, head.properties) == (False, False, [])
    assert [line.label for line in figures.figures] == ["Occupancy", "Documents to deal with"]
    assert (figures.months, activity.shown, activity.lines) == ([], False, [])


async def test_an_empty_office_has_figures_without_a_division_by_nothing(session: Session, manager: Actor):
    state = await at_home(FiguresState, session, manager)

    assert [(line.label, line.value) for line in state.figures] == [
        ("Occupancy", "—"),
        ("Collected, January", "$0.00"),
        ("Delinquent, 0 households", "$0.00"),
        ("Leases ending in 90 days", "0"),
        ("Documents to deal with", "0"),
    ]


async def test_the_head_says_when_reminders_ran(session: Session, manager: Actor):
    never = await at_home(DashboardState, session, manager)
    job_run_id = begin_job_run(session, SCHEDULER, name="send-reminders", now=NOON)
    end_job_run(session, SCHEDULER, job_run_id=job_run_id, report=JobReport(1, 0, ""), now=NOON)
    ran = await at_home(DashboardState, session, manager)

    assert never.today == "Thursday, Jan 15, 2026 · Reminders have not run yet"
    assert ran.today.startswith("Thursday, Jan 15, 2026 · Reminders last ran today at ")


async def test_activity_says_what_people_did_and_leads_there(session: Session, manager: Actor, alder: UUID):
    def did(words: str, kind: str, name: str, minutes: int, actor: Actor = manager, **details: Any) -> None:
        now = NOON + timedelta(minutes=minutes)
        record_audit(
            session, actor, did=words, about_kind=kind, about_id=alder, about_name=name, now=now, details=details
        )

    did("changed", "property", "Alder Court", 1)
    did("read the text of", "document", "Lease", 2, actor=SCHEDULER)
    did("posted a charge", "charge", "Rent, Castellano", 3, amount_cents=1_200_00)
    did("invited as leasing", "user", "Jo", 4)
    state = await at_home(ActivityState, session, manager)

    who = manager.name.split(" ")[0]
    assert [(line.what, line.path, line.who) for line in state.lines][:2] == [
        ("Posted a charge, $1,200.00: Rent, Castellano", "", who),
        ("Changed property: Alder Court", f"/properties/{alder}", who),
    ]
    assert state.lines[0].when == "12:03 PM"


async def test_recording_a_receipt_begins_with_the_household(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_household(session, unit, ends_on=None)
    tenancy.name = "Renee Castellano"
    session.commit()
    state = open_page(PayingHouseholdState, a_browser(session, manager), paths.HOME)
    await state.open_receipt()

    answer = await state.submit_household({"household": "Renee Castellano · Alder Court, 204"})

    assert [choice.label for choice in state.households] == ["Renee Castellano · Alder Court, 204"]
    assert f"/leases/{tenancy.id}?tab=ledger&add=receipt" in str(answer)
    assert state.opened is False


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choose whose money it is."),
        ("Nobody of ours", "No household fits."),
        ("Castellano", "Several households fit."),
    ],
)
async def test_a_household_that_is_not_clear_is_asked_for(session: Session, manager: Actor, typed: str, sentence: str):
    for name in ("Renee Castellano", "Marco Castellano"):
        a_household(session).name = name
    session.commit()
    state = open_page(PayingHouseholdState, a_browser(session, manager), paths.HOME)
    await state.open_receipt()

    await state.submit_household({"household": typed})

    assert state.opened
    assert state.errors["household"].startswith(sentence)


async def test_who_may_not_record_receipts_is_not_asked(session: Session):
    leasing = an_actor(session, Role.LEASING)
    head = await at_home(DashboardState, session, leasing)
    state = open_page(PayingHouseholdState, a_browser(session, leasing), paths.HOME)

    assert (head.may_receive, head.may_start_lease) == (False, True)
    with pytest.raises(NotAllowed):
        await state.open_receipt()
