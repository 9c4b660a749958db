"""The state of a tenancy in SQL is the one the rule gives, for every combination of what it depends on."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState, TermKind
from pm_app.leasing.queries.states import facts_of
from pm_app.leasing.queries.tenancies import tenancy_counts, tenancy_rows
from pm_app.leasing.rules import tenancy_state
from pm_app.leasing.tables import Lease, Tenancy
from tests.factories.access import LONG_AGO
from tests.factories.leasing import a_notice, a_tenancy, a_term
from tests.factories.portfolio import a_property, a_unit

FIRST, LAST = date(2025, 6, 1), date(2026, 5, 31)
TERMS: list[list[tuple[TermKind, date, date | None]]] = [
    [],
    [(TermKind.ORIGINAL, FIRST, LAST)],
    [(TermKind.ORIGINAL, FIRST, date(2026, 3, 31))],
    [(TermKind.ORIGINAL, date(2026, 7, 1), date(2027, 6, 30))],
    [(TermKind.ORIGINAL, FIRST, None)],
    [(TermKind.MONTH_TO_MONTH, FIRST, None)],
    [(TermKind.MONTH_TO_MONTH, FIRST, LAST)],
    [(TermKind.ORIGINAL, FIRST, LAST), (TermKind.RENEWAL, date(2026, 6, 1), date(2027, 5, 31))],
    [(TermKind.ORIGINAL, FIRST, date(2026, 1, 31)), (TermKind.RENEWAL, date(2026, 4, 1), date(2027, 3, 31))],
    [(TermKind.ORIGINAL, FIRST, LAST), (TermKind.MONTH_TO_MONTH, date(2026, 6, 1), None)],
]
NOTICES = [None, date(2026, 3, 1), date(2026, 6, 1)]
PLANNED = [None, date(2026, 4, 30)]
OUT = [None, date(2026, 4, 15), date(2026, 5, 31)]
DAYS = [
    date(2025, 5, 31),
    FIRST,
    date(2026, 2, 15),
    date(2026, 4, 1),
    date(2026, 4, 2),
    date(2026, 4, 15),
    date(2026, 4, 30),
    date(2026, 5, 1),
    LAST,
    date(2026, 6, 1),
    date(2027, 4, 1),
]


@pytest.fixture
def many(session: Session) -> list[Tenancy]:
    """A tenancy for every combination of terms, rolling over, notice, plan, move-out and cancelling."""
    property_ = a_property(session)
    tenancies: list[Tenancy] = []
    for number, (terms, rolls, notice_on, planned_on, out_on, cancelled) in enumerate(
        product(TERMS, [True, False], NOTICES, PLANNED, OUT, [False, True])
    ):
        tenancy = Tenancy(
            request_key=(unit := a_unit(session, property_)).id,
            unit_id=unit.id,
            property_id=property_.id,
            name=f"Household {number}",
            starts_on=FIRST,
            rolls_month_to_month=rolls,
            move_out_planned_on=planned_on,
            moved_out_on=out_on,
            cancelled_at=datetime(2026, 1, 1, tzinfo=UTC) if cancelled else None,
            created_at=LONG_AGO,
        )
        session.add(tenancy)
        session.flush()
        for kind, starts_on, ends_on in terms:
            session.add(
                Lease(tenancy_id=tenancy.id, kind=kind, starts_on=starts_on, ends_on=ends_on, created_at=LONG_AGO)
            )
        if notice_on is not None:
            a_notice(session, tenancy, given_on=notice_on, move_out_on=planned_on or date(2026, 12, 31))
            tenancy.move_out_planned_on = planned_on
        tenancies.append(tenancy)
    session.flush()
    return tenancies


def test_lists_and_the_rule_agree_on_every_state(session: Session, manager: Actor, many: list[Tenancy]):
    facts = facts_of(session, many)

    for today in DAYS:
        by_rule = {tenancy_id: tenancy_state(known, today) for tenancy_id, known in facts.items()}
        in_sql = {}
        for page in range(1, 9):
            listing = Listing(page=page, size=100)
            in_sql |= {r.tenancy_id: r.state for r in tenancy_rows(session, manager, listing=listing, today=today).rows}
        differing = {
            session.get_one(Tenancy, tenancy_id).name: (in_sql.get(tenancy_id), state)
            for tenancy_id, state in by_rule.items()
            if in_sql.get(tenancy_id) != state
        }
        assert differing == {}, f"as of {today}"


def test_every_state_is_counted_and_filtered_alike(session: Session, manager: Actor, many: list[Tenancy]):
    today = date(2026, 4, 20)

    counts = tenancy_counts(session, manager, today=today)

    assert sum(counts.values()) == len(many)
    assert [state for state, number in counts.items() if not number] == []
    for state, number in counts.items():
        found = tenancy_rows(session, manager, listing=Listing(size=25), today=today, states=[state])
        assert (found.total, {row.state for row in found.rows}) == (number, {state})


def test_a_withdrawn_notice_gives_no_state(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    a_notice(session, tenancy, withdrawn_at=datetime(2026, 1, 12, tzinfo=UTC))

    [row] = tenancy_rows(session, manager, listing=Listing(), today=date(2026, 1, 15)).rows

    assert row.state == LeaseState.ACTIVE
    assert facts_of(session, [tenancy])[tenancy.id].notice_on is None


def test_a_future_renewal_keeps_a_lease_from_expiring(session: Session, manager: Actor):
    tenancy = a_tenancy(session, starts_on=date(2025, 2, 1), ends_on=date(2026, 1, 31))
    today = date(2026, 1, 15)

    before = tenancy_rows(session, manager, listing=Listing(), today=today).rows[0].state
    a_term(session, tenancy, starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31), kind=TermKind.RENEWAL)
    after = tenancy_rows(session, manager, listing=Listing(), today=today).rows[0]

    assert (before, after.state) == (LeaseState.EXPIRING, LeaseState.ACTIVE)
    assert (after.term_ends_on, after.lease_ends_on) == (date(2026, 1, 31), date(2027, 1, 31))
