"""What figures are made of."""

import pytest

from pm_app.leasing.enums import UnitState
from pm_app.receivables.rules.aging import Aging
from pm_app.reports.rules.figures import PastDue, leases_ending, occupancy, past_due


def test_occupancy_is_of_the_units_that_could_be_let():
    states = [UnitState.OCCUPIED] * 5 + [UnitState.ON_NOTICE, UnitState.ON_NOTICE_RENTED, UnitState.VACANT_READY]
    states += [UnitState.VACANT_NOT_READY, UnitState.VACANT_RENTED]
    states += [UnitState.DOWN, UnitState.MODEL, UnitState.OWNER_OCCUPIED]

    found = occupancy(states)

    assert (found.units, found.rentable, found.occupied, found.vacant, found.on_notice) == (13, 10, 7, 3, 2)
    assert (found.vacant_ready, found.vacant_not_ready, found.vacant_rented, found.bps) == (1, 1, 1, 7_000)


def test_an_office_without_units_is_not_divided_by():
    assert (occupancy([]).bps, occupancy([UnitState.DOWN]).bps) == (0, 0)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([0, 30], (2, 0, 0)),
        ([31, 60], (0, 2, 0)),
        ([61, 90], (0, 0, 2)),
        ([-1, 91], (0, 0, 0)),
    ],
)
def test_each_lease_is_counted_in_one_window(days: list[int], expected: tuple[int, int, int]):
    found = leases_ending(days)

    assert (found.within_30, found.within_60, found.within_90) == expected
    assert found.total == sum(expected)


def test_what_falls_due_today_is_not_past_due():
    aging = Aging(100_00, 900_00, 50_00, 20_00, 5_00, -10_00, 1_065_00)

    owed = past_due(aging, 875_00)

    assert owed == PastDue(800_00, 50_00, 20_00, 5_00)
    assert owed.total_cents == 875_00


def test_ages_are_added_age_by_age():
    assert PastDue(1, 2, 3, 4) + PastDue(10, 20, 30, 40) == PastDue(11, 22, 33, 44)
