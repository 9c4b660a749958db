"""The rent roll of days gone by, and as it was known at a moment."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.leasing.enums import UnitState
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.actions.properties import archive_property
from pm_app.reports.rules.rent_roll import Section
from tests.conftest import NOON
from tests.factories.leasing import a_notice
from tests.factories.portfolio import a_unit
from tests.factories.receivables import a_charge, a_household, typed_on
from tests.reports.rolls import line, roll, sections

JAN_1, JAN_10, JAN_15 = date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 15)


def test_a_past_day_is_told_as_it_was(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    found = roll(session, manager, date(2025, 12, 31))

    assert sections(found)[:3] == [("1", "current"), ("2", "current"), ("3", "current")]
    assert (line(found, "2").notice_on, line(found, "2").move_out_on) == (None, None)
    assert found.figures.occupancy.occupied == 3
    assert roll(session, manager, date(2025, 5, 31)).figures.occupancy.occupied == 0


def test_a_move_in_in_the_middle_of_a_month_counts_from_its_day(session: Session, manager: Actor):
    home = a_household(session, a_unit(session, name="9"), starts_on=JAN_10, rent_cents=1_000_00)
    home.created_at = typed_on(date(2026, 1, 2))
    session.flush()

    assert [row.section for row in roll(session, manager, date(2026, 1, 9)).rows] == [Section.VACANT, Section.FUTURE]
    assert [row.section for row in roll(session, manager, JAN_10).rows] == [Section.CURRENT]


def test_a_notice_counts_until_the_moment_it_was_withdrawn(
    session: Session, manager: Actor, alder_court: dict[str, Tenancy]
):
    one = alder_court["1"]
    a_notice(
        session,
        one,
        given_on=date(2025, 11, 1),
        move_out_on=date(2026, 1, 31),
        withdrawn_at=datetime(2025, 11, 20, 15, tzinfo=UTC),
    )

    before, after = roll(session, manager, date(2025, 11, 19)), roll(session, manager, date(2025, 11, 20))

    assert (line(before, "1").section, line(before, "1").move_out_on) == (Section.ON_NOTICE, date(2026, 1, 31))
    assert (line(after, "1").section, line(after, "1").move_out_on) == (Section.CURRENT, None)


def test_what_was_typed_later_was_not_known(session: Session, manager: Actor, alder_court: dict[str, Tenancy]):
    a_charge(session, alder_court["1"], amount_cents=500_00, due_on=JAN_1, today=date(2026, 1, 12))

    known = roll(session, manager, known_at=typed_on(date(2026, 1, 9)))

    assert (line(known, "2").section, line(known, "4").section) == (Section.CURRENT, Section.VACANT)
    assert Section.FUTURE not in {row.section for row in known.rows}
    assert (line(known, "1").balance_cents, line(roll(session, manager), "1").balance_cents) == (0, 500_00)


def test_a_property_archived_since_is_in_the_rent_roll_of_days_before(session: Session, manager: Actor):
    unit = a_unit(session, name="9")
    archive_property(session, manager, property_id=unit.property_id, now=NOON)
    session.flush()

    assert [row.unit_state for row in roll(session, manager, date(2026, 1, 14)).rows] == [UnitState.VACANT_READY]
    assert roll(session, manager, JAN_15, ends_at=datetime(2026, 1, 16, 5, tzinfo=UTC)).rows == []
