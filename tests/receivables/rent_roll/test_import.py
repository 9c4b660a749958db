"""Importing a rent roll: what is made, once, all of it or nothing, and undone as a whole."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import account_balances
from pm_app.books.tables import JournalEntry
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.leasing.tables import Lease, LeaseNotice, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.actions.opening_imports import ImportedBefore, OpeningFile, import_rent_roll
from pm_app.receivables.actions.opening_imports_making import OpeningRefused
from pm_app.receivables.actions.opening_imports_undo import UsedSince, undo_opening
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.queries.openings import opening_batches, rent_roll_plan
from pm_app.receivables.queries.positions import balances
from pm_app.receivables.queries.recurring import rent_not_posted
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan
from tests.conftest import an_actor
from tests.factories.books import the_books
from tests.factories.receivables import a_charge, a_receipt
from tests.receivables.rent_roll.files import CHARGE_CODES, HEADINGS, ROW_PER_UNIT, Lines, as_csv
from tests.receivables.rent_roll.reads import CUT_OVER, reading_of

TODAY = date(2026, 2, 10)
NOW = datetime(2026, 2, 10, 17, tzinfo=UTC)


def imported(
    session: Session, lines: Lines, *, actor: Actor = CONSOLE, key: UUID | None = None, sha256: str = "a" * 64
) -> tuple[UUID, RentRollPlan]:
    the_books(session)
    return import_rent_roll(
        session,
        actor,
        request_key=key or uuid4(),
        reading=reading_of(as_csv(lines)),
        file=OpeningFile("roll.csv", sha256),
        cut_over_on=CUT_OVER,
        today=TODAY,
        now=NOW,
    )


def tenancy_named(session: Session, name: str) -> Tenancy:
    return session.exec(select(Tenancy).where(Tenancy.name == name).order_by(col(Tenancy.created_at).desc())).first()  # type: ignore[return-value]


def number(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def accounts(session: Session, on: date = TODAY) -> dict[str, int]:
    return {
        str(one.number): one.balance_cents for one in account_balances(session, CONSOLE, as_of=on) if one.balance_cents
    }


def test_everything_in_a_rent_roll_is_made_in_one_go(session: Session) -> None:
    imported(session, ROW_PER_UNIT)

    assert {table.__name__: number(session, table) for table in (Property, Unit, Tenancy, Person)} == {
        "Property": 2,
        "Unit": 4,
        "Tenancy": 3,
        "Person": 4,
    }
    couple = tenancy_named(session, "Renee and Owen Castellano")
    assert couple.starts_on == date(2023, 6, 1)
    term = session.exec(select(Lease).where(Lease.tenancy_id == couple.id)).one()
    assert (term.starts_on, term.ends_on) == (date(2025, 6, 1), date(2026, 5, 31))
    assert balances(session, CONSOLE, as_of=CUT_OVER)[couple.id] == 250_00
    assert held_cents(session, couple.id, ChargeKind.SECURITY_DEPOSIT) == 1_350_00


def test_the_books_tie_to_the_file_and_the_offset_is_opening_equity(session: Session) -> None:
    imported(session, ROW_PER_UNIT)

    assert findings(session, CONSOLE, as_of=TODAY) == []
    assert sum(balances(session, CONSOLE, as_of=TODAY).values()) == 250_00 - 1_050_00


def test_rent_is_charged_from_the_day_after_the_cut_over(session: Session) -> None:
    imported(session, ROW_PER_UNIT)

    due = rent_not_posted(session, CONSOLE, today=TODAY, advance_days=0)

    assert {one.period.due_on for one in due} == {date(2026, 2, 1)}
    assert sum(one.amount_cents for one in due) == 1_350_00 + 35_00 + 1_050_00 + 40_00 + 2_900_00


def test_a_household_that_leaves_has_a_notice_and_the_next_one_its_lease(session: Session) -> None:
    imported(session, CHARGE_CODES)

    leaving = tenancy_named(session, "Bo Lindqvist")
    notice = session.exec(select(LeaseNotice).where(LeaseNotice.tenancy_id == leaving.id)).one()
    assert notice.move_out_on == date(2026, 2, 28)
    assert tenancy_named(session, "Ama Osei").starts_on == date(2026, 3, 5)


def test_the_same_file_again_is_refused(session: Session) -> None:
    imported(session, HEADINGS)

    with pytest.raises(ImportedBefore, match=r"imported on Feb 10, 2026 by .*Undo that import first"):
        imported(session, HEADINGS)


def test_the_same_form_again_imports_once(session: Session) -> None:
    key = uuid4()

    batches = {imported(session, HEADINGS, key=key)[0] for _ in range(2)}

    assert (len(batches), number(session, Tenancy)) == (1, 3)


def test_a_file_whose_rows_are_all_there_changes_nothing(session: Session) -> None:
    imported(session, HEADINGS)
    plan = rent_roll_plan(session, CONSOLE, reading=reading_of(as_csv(HEADINGS)), cut_over_on=CUT_OVER)

    assert (plan.changes_nothing, plan.existing, plan.refused) == (True, 4, ())
    with pytest.raises(OpeningRefused, match="on file already"):
        imported(session, HEADINGS, sha256="b" * 64)


def test_only_what_is_new_is_made_the_second_time(session: Session) -> None:
    imported(session, HEADINGS)
    more = [*HEADINGS[:7], ["102", "Roe, Bo", 1100, 1100, 0, "2/1/2026", "2/1/2026", "1/31/2027", 0, ""]]

    _, plan = imported(session, more, sha256="b" * 64)

    assert (plan.properties_to_add, plan.units_to_add, plan.households_to_add, plan.existing) == (0, 0, 1, 1)
    assert number(session, Tenancy) == 4


def test_another_household_in_the_unit_is_refused(session: Session) -> None:
    imported(session, HEADINGS)
    other = [*HEADINGS[:6], ["101", "Roe, Bo", 1400, 1350, 0, "6/1/2024", "", "", 0, ""]]

    with pytest.raises(OpeningRefused, match=r"Maple Court, 101 is let to Renee and Owen Castellano since Jun 1, 2023"):
        imported(session, other, sha256="b" * 64)


def test_a_file_with_half_its_rows_wrong_writes_nothing(session: Session) -> None:
    lines = [*HEADINGS[:6]]
    lines += [[str(n), "Lee, Ann", 1400, "abc" if n % 2 else 1350, 0, "6/1/2023", "", "", 0, ""] for n in range(10)]

    with pytest.raises(OpeningRefused, match=r"5 rows are refused. The first: Row 8, column Actual Rent: 'abc'"):
        imported(session, lines)

    assert [number(session, table) for table in (Property, Unit, Tenancy, Person, JournalEntry)] == [0] * 5


def test_a_cut_over_in_the_future_or_a_closed_period_is_refused(session: Session) -> None:
    the_books(session)
    arguments = {"reading": reading_of(as_csv(HEADINGS)), "file": OpeningFile("roll.csv", "c" * 64), "now": NOW}
    with pytest.raises(Refused, match="lies in the future"):
        import_rent_roll(session, CONSOLE, request_key=uuid4(), cut_over_on=date(2026, 2, 11), today=TODAY, **arguments)

    lock_period(session, CONSOLE, locked_through=CUT_OVER, reason="January is told", today=TODAY, now=NOW)
    with pytest.raises(Refused, match=r"Jan 31, 2026|closed"):
        imported(session, HEADINGS)


@pytest.mark.parametrize("role", [Role.LEASING, Role.ACCOUNTING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_import_is_refused(session: Session, role: Role) -> None:
    with pytest.raises(NotAllowed):
        imported(session, HEADINGS, actor=an_actor(session, role))


@pytest.mark.parametrize("role", [Role.LEASING, Role.ACCOUNTING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_undo_is_refused(session: Session, role: Role) -> None:
    batch_id, _ = imported(session, HEADINGS)

    with pytest.raises(NotAllowed):
        undo_opening(session, an_actor(session, role), batch_id=batch_id, reason="Wrong", today=TODAY, now=NOW)


def test_an_import_is_undone_as_a_whole_and_can_be_done_again(session: Session) -> None:
    the_books(session)
    before = accounts(session)
    batch_id, _ = imported(session, CHARGE_CODES)
    for due in rent_not_posted(session, CONSOLE, today=TODAY, advance_days=0):
        post_rent_charge(
            session,
            CONSOLE,
            rent_line_id=due.rent_line_id,
            period_starts_on=due.period.whole_starts_on,
            today=TODAY,
            now=NOW,
        )

    undo_opening(session, CONSOLE, batch_id=batch_id, reason="The wrong file", today=TODAY, now=NOW)

    assert accounts(session) == before
    assert accounts(session, CUT_OVER) == before
    assert findings(session, CONSOLE, as_of=TODAY) == []
    assert set(balances(session, CONSOLE, as_of=TODAY).values()) <= {0}
    for table in (Property, Unit, Person):
        assert all(one.archived_at for one in session.exec(select(table)))
    assert all(one.cancelled_at for one in session.exec(select(Tenancy)))
    [batch] = opening_batches(session, CONSOLE)
    assert (batch.undone_because, batch.undone_at) == ("The wrong file", NOW)

    _, plan = imported(session, CHARGE_CODES)

    assert plan.households_to_add == 3
    assert [number(session, table) for table in (Property, Unit)] == [1, 3]
    assert not any(one.archived_at for one in session.exec(select(Unit)))


def test_undoing_twice_is_undoing_once(session: Session) -> None:
    batch_id, _ = imported(session, HEADINGS)
    undo_opening(session, CONSOLE, batch_id=batch_id, reason="Once", today=TODAY, now=NOW)
    entries = number(session, JournalEntry)

    undo_opening(session, CONSOLE, batch_id=batch_id, reason="Twice", today=TODAY, now=NOW)

    assert number(session, JournalEntry) == entries


def test_undoing_waits_for_money_that_came_in_since(session: Session) -> None:
    batch_id, _ = imported(session, HEADINGS)
    couple = tenancy_named(session, "Renee and Owen Castellano")
    a_receipt(session, couple, amount_cents=100_00, received_on=TODAY)

    with pytest.raises(UsedSince, match="Something was recorded since for Renee and Owen Castellano"):
        undo_opening(session, CONSOLE, batch_id=batch_id, reason="Wrong", today=TODAY, now=NOW)


def test_undoing_waits_for_charges_entered_since(session: Session) -> None:
    batch_id, _ = imported(session, HEADINGS)
    a_charge(session, tenancy_named(session, "Bo Lindqvist"), due_on=TODAY)

    with pytest.raises(UsedSince, match="Bo Lindqvist"):
        undo_opening(session, CONSOLE, batch_id=batch_id, reason="Wrong", today=TODAY, now=NOW)


def test_undoing_needs_a_reason(session: Session) -> None:
    batch_id, _ = imported(session, HEADINGS)

    with pytest.raises(Refused, match="Write why"):
        undo_opening(session, CONSOLE, batch_id=batch_id, reason=" ", today=TODAY, now=NOW)


def test_what_a_closed_period_told_is_reversed_after_it(session: Session) -> None:
    batch_id, _ = imported(session, HEADINGS)
    told = accounts(session, CUT_OVER)
    lock_period(session, CONSOLE, locked_through=CUT_OVER, reason="January is told", today=TODAY, now=NOW)

    undo_opening(session, CONSOLE, batch_id=batch_id, reason="Wrong", today=TODAY, now=NOW)

    assert accounts(session, CUT_OVER) == told
    assert accounts(session, TODAY) == {}


def test_many_units_are_imported_and_undone(session: Session) -> None:
    lines = [*HEADINGS[:6]]
    for n in range(40):
        lines.append([f"{n}", f"Lee, Ann{n} & Bo{n}", 1400, 1350, 1350, "6/1/2023", "6/1/2025", "5/31/2026", 250, 10])
    batch_id, plan = imported(session, lines)

    assert (plan.households_to_add, plan.totals.rent_cents) == (40, 54_000_00)
    assert sum(balances(session, CONSOLE, as_of=TODAY).values()) == 10_000_00

    undo_opening(session, CONSOLE, batch_id=batch_id, reason="Wrong", today=TODAY, now=NOW)

    assert accounts(session) == {}
