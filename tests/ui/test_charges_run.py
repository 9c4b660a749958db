"""The charges run on its page: the preview, what is held back and left out, posting it, the last runs."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.actions.periods import lock_period
from pm_app.charging import last_postings, post_due, post_now
from pm_app.jobs.post_rent import post_rent
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.queries.charges_run import charges_run
from pm_app.receivables.queries.recurring import rent_not_posted
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.charges_run.state import ChargesRunState
from tests.conftest import an_actor
from tests.factories.leasing import a_rent_line
from tests.factories.receivables import a_household, typed_on
from tests.ui.screen import a_browser, at, opened, said_by

JAN_15, DEC_31 = date(2026, 1, 15), date(2025, 12, 31)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household of 1,000 rent and 60 parking since January 1."""
    home = a_household(session, rent_cents=1_000_00)
    a_rent_line(session, home, kind=RentLineKind.PARKING, amount_cents=60_00)
    return home


async def shown(session: Session, actor: Actor, query: str = "") -> ChargesRunState:
    session.commit()
    session.expire_all()
    return await opened(ChargesRunState, a_browser(session, actor), paths.CHARGES_RUN, query)


async def test_what_the_next_run_posts_is_shown_and_posted(session: Session, manager: Actor, home: Tenancy):
    state = await shown(session, manager)
    assert (state.summary, state.due_count, state.amount) == ("2 charges, $1,060.00 to post", "2", "$1,060.00")
    assert [(one.due, one.household, one.kind, one.description, one.amount) for one in state.lines] == [
        ("Jan 1, 2026", home.name, "Parking", "January 2026", "$60.00"),
        ("Jan 1, 2026", home.name, "Rent", "January 2026", "$1,000.00"),
    ]
    await state.open_posting()
    assert state.question.startswith("2 charges, $1,060.00 will be posted")

    answer = await state.submit_posting()

    assert said_by(answer) == ["2 charges posted."]
    assert (state.done, state.asking) == ("2 charges posted.", False)
    assert run_now(manager, rent_not_posted, today=JAN_15) == []
    after = await shown(session, manager, "tab=runs")
    assert [(one.posted, one.failed) for one in after.runs] == [("2", "0")]
    assert after.runs[0].summary == f"{manager.name}: 2 charges posted, 0 not."
    assert said_by(await after.open_posting()) == ["Nothing is due that is not posted."]


async def test_the_page_posts_what_the_filter_shows(session: Session, manager: Actor, home: Tenancy):
    other = a_household(session, rent_cents=700_00)
    state = await shown(session, manager, f"property={other.property_id}")
    assert [one.amount for one in state.lines] == ["$700.00"]

    await state.submit_posting()

    assert {one.tenancy_id for one in run_now(manager, rent_not_posted, today=JAN_15)} == {home.id}


async def test_a_later_run_is_previewed_and_not_posted(session: Session, manager: Actor, home: Tenancy):
    state = await shown(session, manager, "on=2026-02-01")
    assert (state.due_count, state.ahead) == ("4", "This is what the run of Feb 1, 2026 would post.")

    await state.submit_posting()

    assert state.done == "2 charges posted."


async def test_rows_are_found_and_sorted(session: Session, manager: Actor, home: Tenancy):
    state = await shown(session, manager, "sort=-amount")
    assert [one.amount for one in state.lines] == ["$1,000.00", "$60.00"]

    await at(state, "q=nobody").load()

    assert (state.lines, state.total, state.due_count) == ([], 0, "2")


async def test_what_falls_into_the_closed_period_is_held_back(
    session: Session, manager: Actor, administrator: Actor, home: Tenancy
):
    early = a_household(session, starts_on=date(2025, 12, 1), rent_cents=900_00)
    lock_period(session, administrator, locked_through=DEC_31, today=JAN_15, now=typed_on(date(2026, 1, 2)))

    state = await shown(session, manager, "tab=blocked")
    assert [(one.household, one.due) for one in state.lines] == [(early.name, "Dec 1, 2025")]
    assert (state.blocked_count, state.closed) == ("1", "The books are closed through Dec 31, 2025.")

    await state.submit_posting()

    assert state.done == "3 charges posted; 1 not: the books are closed through Dec 31, 2025."


async def test_stays_that_were_taken_over_are_left_out_with_how_much(session: Session, manager: Actor):
    taken = a_household(session, starts_on=date(2025, 6, 1), rent_cents=900_00, recorded_on=date(2026, 1, 12))

    state = await shown(session, manager, "tab=left-out")

    assert [(one.household, one.days, one.count, one.amount) for one in state.left_out] == [
        (taken.name, "Jun 1, 2025 – Dec 31, 2025", "7 charges", "$6,300.00")
    ]


def test_the_job_and_the_page_post_each_period_once(session: Session, manager: Actor, home: Tenancy):
    session.commit()

    assert post_now(manager, today=JAN_15).posted == 2
    assert post_rent(JAN_15).done == 0
    assert post_due(manager, today=JAN_15).posted == 0


def test_who_may_not_post_is_refused_and_sees_only_what_is_theirs(session: Session, manager: Actor, home: Tenancy):
    mine = a_household(session, rent_cents=500_00)
    session.commit()
    few = an_actor(session, Role.MANAGER)
    scoped = Actor(few.user_id, few.name, "", Role.MANAGER, few.permissions, frozenset({mine.property_id}))

    with pytest.raises(NotAllowed):
        post_now(an_actor(session, Role.READ_ONLY), today=JAN_15)
    with pytest.raises(NotFound):
        post_now(scoped, today=JAN_15, property_id=home.property_id)
    with pytest.raises(NotFound):
        run_now(scoped, charges_run, today=JAN_15, property_id=home.property_id)
    assert [row.due.tenancy_id for row in run_now(scoped, charges_run, today=JAN_15).due] == [mine.id]
    assert post_now(scoped, today=JAN_15).posted == 1
    assert last_postings(scoped) == []
    assert len(last_postings(manager)) == 1
