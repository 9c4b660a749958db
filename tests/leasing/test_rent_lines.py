"""What is charged again and again: an increase closes one line and opens the next."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.rent import (
    RentAlreadyChanged,
    RentInThePast,
    add_rent_line,
    change_rent,
    end_rent_line,
)
from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.queries.rent import find_rent_lines, rent_lines
from pm_app.leasing.rules import DueDayOutOfRange, RentOutOfRange
from tests.conftest import an_actor
from tests.factories.leasing import a_rent_line, a_tenancy

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)


def rents(session: Session, actor: Actor, tenancy_id: UUID) -> list[tuple[int, int, date, date | None]]:
    return [
        (line.amount_cents, line.due_day, line.starts_on, line.ends_on)
        for line in rent_lines(session, actor, tenancy_ids=[tenancy_id])
    ]


def test_an_increase_closes_one_line_and_opens_the_next(session: Session, manager: Actor):
    tenancy = a_tenancy(session, due_day=5)

    change_rent(session, manager, tenancy_id=tenancy.id, rent_cents=1_260_00, effective_on=MARCH, today=TODAY, now=NOW)

    assert rents(session, manager, tenancy.id) == [
        (1_200_00, 5, date(2025, 6, 1), date(2026, 2, 28)),
        (1_260_00, 5, MARCH, None),
    ]


def test_a_change_before_a_later_one_ends_where_that_begins(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    for rent_cents, effective_on in ((1_300_00, date(2026, 6, 1)), (1_250_00, MARCH)):
        change_rent(
            session,
            manager,
            tenancy_id=tenancy.id,
            rent_cents=rent_cents,
            effective_on=effective_on,
            due_day=3,
            today=TODAY,
            now=NOW,
        )

    assert rents(session, manager, tenancy.id) == [
        (1_200_00, 1, date(2025, 6, 1), date(2026, 2, 28)),
        (1_250_00, 3, MARCH, date(2026, 5, 31)),
        (1_300_00, 3, date(2026, 6, 1), None),
    ]


def test_a_rent_that_has_not_begun_is_corrected_in_place(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    for rent_cents in (1_260_00, 1_270_00):
        change_rent(
            session, manager, tenancy_id=tenancy.id, rent_cents=rent_cents, effective_on=MARCH, today=TODAY, now=NOW
        )

    assert rents(session, manager, tenancy.id)[1:] == [(1_270_00, 1, MARCH, None)]


@pytest.mark.parametrize(
    ("rent_cents", "effective_on", "due_day", "refusal", "field"),
    [
        pytest.param(1_00, date(2026, 1, 14), None, RentInThePast, "effective_on", id="yesterday"),
        pytest.param(0, MARCH, None, RentOutOfRange, "rent", id="nothing"),
        pytest.param(1_000_000_01, MARCH, None, RentOutOfRange, "rent", id="more than a million"),
        pytest.param(1_00, MARCH, 0, DueDayOutOfRange, "due_day", id="due on day 0"),
    ],
)
def test_a_rent_that_cannot_be_is_refused(
    session: Session,
    manager: Actor,
    rent_cents: int,
    effective_on: date,
    due_day: int | None,
    refusal: type[Refused],
    field: str,
):
    tenancy = a_tenancy(session)

    with pytest.raises(refusal) as refused:
        change_rent(
            session,
            manager,
            tenancy_id=tenancy.id,
            rent_cents=rent_cents,
            effective_on=effective_on,
            due_day=due_day,
            today=TODAY,
            now=NOW,
        )

    assert refused.value.field == field
    assert len(rents(session, manager, tenancy.id)) == 1


def test_a_rent_that_began_today_is_not_changed_again_from_today(session: Session, manager: Actor):
    tenancy = a_tenancy(session, starts_on=TODAY)

    with pytest.raises(RentAlreadyChanged):
        change_rent(session, manager, tenancy_id=tenancy.id, rent_cents=1_00, effective_on=TODAY, today=TODAY, now=NOW)


def test_the_rent_does_not_change_before_the_lease_begins(session: Session, manager: Actor):
    tenancy = a_tenancy(session, starts_on=MARCH)

    with pytest.raises(Refused, match="before the lease begins"):
        change_rent(session, manager, tenancy_id=tenancy.id, rent_cents=1_00, effective_on=TODAY, today=TODAY, now=NOW)


def test_parking_is_added_once_and_ended(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    parking = {"tenancy_id": tenancy.id, "kind": RentLineKind.PARKING, "amount_cents": 60_00, "starts_on": MARCH}

    line_id = add_rent_line(session, manager, **parking, description="Space 14", now=NOW)
    with pytest.raises(Refused, match="charged already"):
        add_rent_line(session, manager, **parking, description="Space 14", now=NOW)
    end_rent_line(session, manager, tenancy_id=tenancy.id, rent_line_id=line_id, ends_on=date(2026, 5, 31), now=NOW)

    [found] = find_rent_lines(session, manager, rent_line_ids=[line_id])
    assert (found.kind, found.description, found.ends_on) == (RentLineKind.PARKING, "Space 14", date(2026, 5, 31))


def test_what_makes_no_sense_besides_the_rent_is_refused(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    line = a_rent_line(session, tenancy, kind=RentLineKind.PARKING, starts_on=MARCH)
    [rent] = [row for row in rent_lines(session, manager, tenancy_ids=[tenancy.id]) if row.kind == RentLineKind.RENT]
    parking = {"tenancy_id": tenancy.id, "amount_cents": 60_00, "now": NOW}

    with pytest.raises(Refused, match="has a rent already"):
        add_rent_line(session, manager, **parking, kind=RentLineKind.RENT, starts_on=MARCH)
    with pytest.raises(Refused, match="before the lease begins"):
        add_rent_line(session, manager, **parking, kind=RentLineKind.PARKING, starts_on=date(2025, 5, 31))
    with pytest.raises(Refused, match="charged from Mar 1, 2026"):
        end_rent_line(session, manager, tenancy_id=tenancy.id, rent_line_id=line.id, ends_on=TODAY, now=NOW)
    with pytest.raises(Refused, match="The rent goes on"):
        end_rent_line(session, manager, tenancy_id=tenancy.id, rent_line_id=rent.rent_line_id, ends_on=MARCH, now=NOW)
    with pytest.raises(NotFound):
        end_rent_line(session, manager, tenancy_id=a_tenancy(session).id, rent_line_id=line.id, ends_on=MARCH, now=NOW)


def test_who_may_not_change_leases_changes_no_rent(session: Session):
    tenancy = a_tenancy(session)

    with pytest.raises(NotAllowed):
        change_rent(
            session,
            an_actor(session, Role.ACCOUNTING),
            tenancy_id=tenancy.id,
            rent_cents=1_00,
            effective_on=MARCH,
            today=TODAY,
            now=NOW,
        )


def test_lines_that_never_took_effect_are_not_charged(session: Session, manager: Actor):
    gone = a_tenancy(session, moved_out_on=date(2025, 12, 31))
    a_rent_line(session, gone, starts_on=date(2026, 1, 1))
    cancelled = a_tenancy(session, cancelled_at=NOW)
    living = a_tenancy(session)

    assert [(row.tenancy_id, row.starts_on) for row in rent_lines(session, manager)] == [
        (gone.id, date(2025, 6, 1)),
        (living.id, date(2025, 6, 1)),
    ]
    assert len(rent_lines(session, manager, tenancy_ids=[gone.id, cancelled.id], every=True)) == 3
