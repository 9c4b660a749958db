"""The journal: what is shown, in which order, and what narrows it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.access.tables import UserProperty
from pm_app.books.actions.entries import post_entry
from pm_app.books.enums import EntryKind
from pm_app.books.queries.journal import JournalPage, journal_after, journal_page
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.books.rules import RECEIVABLE, Line
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import reverse_charge
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

DEC_1, JAN_1, JAN_5, JAN_9 = date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 9)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """Rent of December, and of January, which was paid."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, due_on=DEC_1, amount_cents=900_00)
    a_charge(session, tenancy, due_on=JAN_1)
    a_receipt(session, tenancy, amount_cents=1_234_56, received_on=JAN_5)
    return tenancy


def page(session: Session, actor: Actor = CONSOLE, search: str = "", **asked: object) -> JournalPage:
    return journal_page(session, actor, listing=Listing(search), asked=JournalFilter(**asked))  # pyright: ignore[reportArgumentType]


def _paid(tenancy: Tenancy) -> list[Line]:
    return [
        Line(1000, tenancy.property_id, debit_cents=5_00, tenancy_id=tenancy.id),
        Line(RECEIVABLE, tenancy.property_id, credit_cents=5_00, tenancy_id=tenancy.id),
    ]


def numbers(found: JournalPage) -> list[str]:
    return [row.number for row in found.rows]


def test_entries_come_newest_first_with_their_lines_and_totals(session: Session, tenancy: Tenancy) -> None:
    found = page(session)

    assert numbers(found) == ["2026-00002", "2026-00001", "2025-00001"]
    receipt = found.rows[0]
    assert (receipt.kind, receipt.posted_on, receipt.recorded_by) == (EntryKind.RECEIPT, JAN_5, "Console")
    assert [(line.account, line.debit_cents, line.credit_cents) for line in receipt.lines] == [
        (1050, 1_234_56, 0),
        (1100, 0, 1_234_56),
    ]
    about = receipt.lines[0].concerned
    assert (about.tenancy_id, about.tenancy_name, about.place) == (tenancy.id, "Renee Castellano", "Alder Court 204")
    assert (found.total, found.debit_cents, found.credit_cents) == (3, 3_134_56, 3_134_56)


def test_entries_can_come_oldest_first(session: Session, tenancy: Tenancy) -> None:
    found = journal_page(session, CONSOLE, listing=Listing(sort="day"), asked=JournalFilter())

    assert numbers(found) == ["2025-00001", "2026-00001", "2026-00002"]


def test_totals_are_those_of_all_pages(session: Session, tenancy: Tenancy) -> None:
    for day in range(1, 31):
        a_charge(session, tenancy, due_on=date(2025, 11, day), amount_cents=1_00)

    found = journal_page(session, CONSOLE, listing=Listing(page=2, size=25), asked=JournalFilter())

    assert (len(found.rows), found.total, found.debit_cents) == (8, 33, 3_134_56 + 30_00)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"starts_on": JAN_1}, ["2026-00002", "2026-00001"]),
        ({"ends_on": JAN_1}, ["2026-00001", "2025-00001"]),
        ({"starts_on": JAN_1, "ends_on": JAN_1}, ["2026-00001"]),
        ({"account": 1050}, ["2026-00002"]),
        ({"account": 9999}, []),
        ({"kind": EntryKind.CHARGE}, ["2026-00001", "2025-00001"]),
        ({"known_at": datetime(2026, 1, 2, tzinfo=UTC)}, ["2026-00001", "2025-00001"]),
        ({"property_id": uuid4()}, []),
        ({"tenancy_id": uuid4()}, []),
    ],
)
def test_the_journal_is_narrowed(session: Session, tenancy: Tenancy, asked: dict[str, object], expected: list[str]):
    found = journal_page(session, CONSOLE, listing=Listing(), asked=JournalFilter(**asked))  # pyright: ignore[reportArgumentType]

    assert numbers(found) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("2026-00001", ["2026-00001"]),
        ("2026-1", ["2026-00001"]),
        ("2", ["2026-00002"]),
        ("1,234.56", ["2026-00002"]),
        ("$900", ["2025-00001"]),
        ("castell", ["2026-00002", "2026-00001", "2025-00001"]),
        ("console", ["2026-00002", "2026-00001", "2025-00001"]),
        ("100%", []),
        ("nobody", []),
    ],
)
def test_entries_are_found_by_number_amount_household_and_who_recorded(
    session: Session, tenancy: Tenancy, search: str, expected: list[str]
) -> None:
    assert numbers(page(session, search=search)) == expected


def test_an_entry_is_found_by_its_memo(session: Session, tenancy: Tenancy) -> None:
    a_charge(session, tenancy, due_on=JAN_9, description="Boiler 50% off")

    assert [row.posted_on for row in page(session, search="boiler 50%").rows] == [JAN_9]


def test_an_entry_that_touches_the_account_is_shown_whole(session: Session, tenancy: Tenancy) -> None:
    [row] = page(session, account=1050).rows

    assert [line.account for line in row.lines] == [1050, 1100]


def test_of_an_entry_over_two_properties_only_the_lines_of_the_one_asked_for_are_shown(session: Session) -> None:
    one, other = a_household(session), a_household(session)
    lines = [line for tenancy in (one, other) for line in _paid(tenancy)]
    post_entry(
        session, CONSOLE, lines=lines, posted_on=JAN_1, kind=EntryKind.RECEIPT, source_kind="receipt",
        source_id=uuid4(), entry_key="both", now=typed_on(JAN_1),
    )  # fmt: skip

    of_all, of_one = page(session), page(session, property_id=one.property_id)
    of_tenancy = page(session, tenancy_id=other.id)

    assert (len(of_all.rows[0].lines), of_all.debit_cents) == (4, 10_00)
    assert [line.concerned.tenancy_id for line in of_one.rows[0].lines] == [one.id, one.id]
    assert (of_one.debit_cents, of_one.credit_cents) == (5_00, 5_00)
    assert [line.concerned.tenancy_id for line in of_tenancy.rows[0].lines] == [other.id, other.id]


def test_a_reversal_and_its_original_name_each_other(session: Session, tenancy: Tenancy) -> None:
    charge_id = a_charge(session, tenancy, due_on=JAN_9, amount_cents=7_00)
    reverse_charge(
        session, CONSOLE, request_key=uuid4(), charge_id=charge_id, reversed_on=JAN_9, reason="Twice",
        today=JAN_9, now=typed_on(JAN_9),
    )  # fmt: skip

    rows = {row.number: row for row in page(session, starts_on=JAN_9).rows}
    original = next(row for row in rows.values() if row.reversed_by)
    reversal = rows[original.reversed_by]

    assert (reversal.kind, reversal.reverses, reversal.reversed_by) == (EntryKind.REVERSAL, original.number, "")
    assert [(line.debit_cents, line.credit_cents) for line in reversal.lines] == [(0, 7_00), (7_00, 0)]


def test_lines_of_properties_out_of_scope_are_in_no_figure(session: Session, tenancy: Tenancy) -> None:
    foreign = a_household(session)
    a_charge(session, foreign, amount_cents=77_00)
    clerk = an_actor(session, Role.ACCOUNTING)
    assert clerk.user_id is not None
    session.add(UserProperty(user_id=clerk.user_id, property_id=foreign.property_id))
    session.flush()
    scoped = Actor(
        clerk.user_id, clerk.name, clerk.email, clerk.role, clerk.permissions, frozenset({foreign.property_id})
    )

    found = page(session, scoped)

    assert (found.total, found.debit_cents, found.credit_cents) == (1, 77_00, 77_00)
    assert page(session, scoped, tenancy_id=tenancy.id).rows == []


def test_who_may_not_see_ledgers_sees_no_journal(session: Session) -> None:
    with pytest.raises(NotAllowed):
        page(session, an_actor(session, Role.MAINTENANCE))


def test_the_whole_journal_is_read_part_by_part(session: Session, tenancy: Tenancy) -> None:
    def parts() -> Iterator[str]:
        after = None
        while rows := journal_after(session, CONSOLE, asked=JournalFilter(), after=after, limit=2):
            yield from (row.number for row in rows)
            after = (rows[-1].posted_on, rows[-1].number_in_year)

    assert list(parts()) == ["2025-00001", "2026-00001", "2026-00002"]


def test_an_export_asks_for_everything_at_once(session: Session, tenancy: Tenancy) -> None:
    found = journal_page(session, CONSOLE, listing=Listing(size=EVERYTHING), asked=JournalFilter())

    assert len(found.rows) == 3
