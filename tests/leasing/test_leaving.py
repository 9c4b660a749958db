"""How a tenancy ends: notice, its withdrawal, moving out; and cancelling what never began."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.leaving import (
    MovedOutBeforeStart,
    MovedOutInFuture,
    NoNotice,
    NoticeInFuture,
    end_lease,
    give_notice,
    withdraw_notice,
)
from pm_app.leasing.actions.starting import AlreadyBegun, cancel_lease
from pm_app.leasing.actions.stays import TenancyOver, UnitOccupied
from pm_app.leasing.enums import LeaseState, NoticeGiver
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.leasing.queries.rent import rent_lines
from pm_app.leasing.rules import NoticeOutOfOrder
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_rent_line, a_tenancy
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
FEBRUARY_28 = date(2026, 2, 28)


def notice(tenancy_id: UUID, **changed: Any) -> dict[str, Any]:
    """A tenant's notice of today for February 28, with some of it changed."""
    given = {"given_by": NoticeGiver.TENANT, "given_on": TODAY, "move_out_on": FEBRUARY_28}
    return {"tenancy_id": tenancy_id, **given, "today": TODAY, "now": NOW, **changed}


def details(session: Session, actor: Actor, tenancy_id: UUID) -> TenancyDetails:
    return tenancy_details(session, actor, tenancy_id=tenancy_id, today=TODAY)


def test_a_notice_sets_the_day_the_unit_becomes_free(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    give_notice(session, manager, **notice(tenancy.id, reason="A job elsewhere"))

    found = details(session, manager, tenancy.id)
    assert (found.state, found.place.move_out_planned_on) == (LeaseState.NOTICE_GIVEN, FEBRUARY_28)
    assert found.standing_notice is not None
    assert (found.standing_notice.given_by, found.standing_notice.reason) == (NoticeGiver.TENANT, "A job elsewhere")


def test_the_same_notice_twice_is_one(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    first = give_notice(session, manager, **notice(tenancy.id))
    second = give_notice(session, manager, **notice(tenancy.id))

    assert first == second
    assert len(details(session, manager, tenancy.id).notices) == 1


def test_a_later_notice_takes_the_place_of_the_earlier(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    give_notice(session, manager, **notice(tenancy.id))

    give_notice(session, manager, **notice(tenancy.id, move_out_on=date(2026, 3, 15)))

    found = details(session, manager, tenancy.id)
    assert found.place.move_out_planned_on == date(2026, 3, 15)
    assert [row.withdrawn_at is None for row in sorted(found.notices, key=lambda row: row.move_out_on)] == [False, True]


def test_a_notice_does_not_reach_into_the_next_stay(session: Session, manager: Actor):
    unit = a_unit(session)
    tenancy = a_tenancy(session, unit)
    give_notice(session, manager, **notice(tenancy.id))
    a_tenancy(session, unit, name="Ada Obi", starts_on=date(2026, 3, 1))

    with pytest.raises(UnitOccupied, match=r"let to Ada Obi from Mar 1, 2026") as refused:
        give_notice(session, manager, **notice(tenancy.id, move_out_on=date(2026, 3, 1)))

    assert refused.value.field == "move_out_on"
    assert details(session, manager, tenancy.id).place.move_out_planned_on == FEBRUARY_28


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        pytest.param({"given_on": date(2026, 1, 16)}, NoticeInFuture, "given_on", id="given tomorrow"),
        pytest.param({"move_out_on": date(2026, 1, 14)}, NoticeOutOfOrder, "move_out_on", id="out before it was given"),
        pytest.param({"move_out_on": date(2056, 1, 14)}, NoticeOutOfOrder, "move_out_on", id="thirty years ahead"),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, manager: Actor, changed: dict[str, Any], refusal: type[Refused], field: str
):
    tenancy = a_tenancy(session)

    with pytest.raises(refusal) as refused:
        give_notice(session, manager, **notice(tenancy.id, **changed))

    assert refused.value.field == field
    assert details(session, manager, tenancy.id).notices == []


def test_a_withdrawn_notice_leaves_the_tenancy_as_it_was(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    give_notice(session, manager, **notice(tenancy.id))

    withdraw_notice(session, manager, tenancy_id=tenancy.id, now=NOW)

    found = details(session, manager, tenancy.id)
    assert (found.state, found.place.move_out_planned_on) == (LeaseState.ACTIVE, None)
    assert [row.withdrawn_at for row in found.notices] == [NOW]
    with pytest.raises(NoNotice):
        withdraw_notice(session, manager, tenancy_id=tenancy.id, now=NOW)


def test_a_notice_stands_once_the_unit_is_let_to_others(session: Session, manager: Actor):
    unit = a_unit(session)
    tenancy = a_tenancy(session, unit)
    a_notice(session, tenancy)
    a_tenancy(session, unit, name="Ada Obi", starts_on=date(2026, 3, 1))

    with pytest.raises(UnitOccupied, match=r"let to Ada Obi from Mar 1, 2026"):
        withdraw_notice(session, manager, tenancy_id=tenancy.id, now=NOW)

    assert details(session, manager, tenancy.id).state == LeaseState.NOTICE_GIVEN


def test_moving_out_ends_the_lease_and_its_rent(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    a_rent_line(session, tenancy, starts_on=date(2026, 2, 1))

    end_lease(session, manager, tenancy_id=tenancy.id, moved_out_on=date(2026, 1, 14), today=TODAY, now=NOW)

    assert details(session, manager, tenancy.id).state == LeaseState.ENDED
    assert [(line.starts_on, line.ends_on) for line in rent_lines(session, manager, tenancy_ids=[tenancy.id])] == [
        (date(2025, 6, 1), date(2026, 1, 14))
    ]


def test_a_lease_ends_once(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    end_lease(session, manager, tenancy_id=tenancy.id, moved_out_on=TODAY, today=TODAY, now=NOW)

    with pytest.raises(TenancyOver, match="moved out on Jan 15, 2026"):
        end_lease(session, manager, tenancy_id=tenancy.id, moved_out_on=TODAY, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("moved_out_on", "refusal"),
    [
        pytest.param(date(2026, 1, 16), MovedOutInFuture, id="tomorrow"),
        pytest.param(date(2025, 5, 31), MovedOutBeforeStart, id="the day before the lease"),
    ],
)
def test_a_move_out_on_an_impossible_day_is_refused(
    session: Session, manager: Actor, moved_out_on: date, refusal: type[Refused]
):
    tenancy = a_tenancy(session)

    with pytest.raises(refusal) as refused:
        end_lease(session, manager, tenancy_id=tenancy.id, moved_out_on=moved_out_on, today=TODAY, now=NOW)

    assert refused.value.field == "moved_out_on"


def test_a_move_out_does_not_reach_into_the_next_stay(session: Session, manager: Actor):
    unit = a_unit(session)
    tenancy = a_tenancy(session, unit)
    a_notice(session, tenancy, move_out_on=date(2026, 1, 12))
    a_tenancy(session, unit, name="Ada Obi", starts_on=date(2026, 1, 13))

    with pytest.raises(UnitOccupied, match="Ada Obi"):
        end_lease(session, manager, tenancy_id=tenancy.id, moved_out_on=TODAY, today=TODAY, now=NOW)


def test_only_what_has_not_begun_is_cancelled(session: Session, manager: Actor):
    future, running = a_tenancy(session, starts_on=date(2026, 2, 1)), a_tenancy(session, starts_on=TODAY)

    cancel_lease(session, manager, tenancy_id=future.id, reason="Changed their mind", today=TODAY, now=NOW)

    assert details(session, manager, future.id).state == LeaseState.CANCELLED
    with pytest.raises(AlreadyBegun, match="began on Jan 15, 2026"):
        cancel_lease(session, manager, tenancy_id=running.id, today=TODAY, now=NOW)
    with pytest.raises(TenancyOver, match="cancelled"):
        cancel_lease(session, manager, tenancy_id=future.id, today=TODAY, now=NOW)


def test_only_who_may_and_only_within_scope(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    accounting = an_actor(session, Role.ACCOUNTING)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    for actor, refusal in ((accounting, NotAllowed), (elsewhere, NotFound)):
        with pytest.raises(refusal):
            give_notice(session, actor, **notice(tenancy.id))
        with pytest.raises(refusal):
            withdraw_notice(session, actor, tenancy_id=tenancy.id, now=NOW)
        with pytest.raises(refusal):
            end_lease(session, actor, tenancy_id=tenancy.id, moved_out_on=TODAY, today=TODAY, now=NOW)
        with pytest.raises(refusal):
            cancel_lease(session, actor, tenancy_id=tenancy.id, today=TODAY, now=NOW)
