"""Opening balances of leases on file: which lease a row is about, with what due day, and undoing them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.rules import CONSOLE
from pm_app.kernel.errors import Refused
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.receivables.actions.opening_imports import OpeningFile, import_opening
from pm_app.receivables.actions.opening_imports_making import OpeningRefused
from pm_app.receivables.actions.opening_imports_undo import undo_opening
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.queries.openings import opening_plan
from pm_app.receivables.queries.positions import balances
from pm_app.receivables.rules.rent_roll.fields import OPENING_FIELDS
from pm_app.receivables.rules.rent_roll.opening import OpeningPlan
from pm_app.receivables.rules.rent_roll.sheet import find_table, mapped
from pm_app.receivables.tables.items import Charge
from tests.factories.books import the_books
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.receivables.rent_roll.files import OPENING, Lines, as_csv
from tests.receivables.rent_roll.reads import CUT_OVER, cells_of

TODAY = date(2026, 2, 10)
NOW = datetime(2026, 2, 10, 17, tzinfo=UTC)


@pytest.fixture
def households(session: Session) -> tuple[Tenancy, Tenancy]:
    """Two households of Maple Court."""
    the_books(session)
    place = a_property(session, name="Maple Court")
    return (
        a_tenancy(session, a_unit(session, place, name="101"), tenant=a_person(session, name="Renee Castellano")),
        a_tenancy(session, a_unit(session, place, name="103"), tenant=a_person(session, name="Bo Lindqvist")),
    )


def understood(lines: Lines) -> dict[str, Any]:
    sheet = find_table(cells_of(as_csv(lines)), OPENING_FIELDS)
    return {"sheet": sheet, "mapping": mapped(sheet, OPENING_FIELDS, said=Mapping(()), saved=Mapping(()))}


def planned(session: Session, lines: Lines) -> OpeningPlan:
    return opening_plan(session, CONSOLE, **understood(lines), cut_over_on=CUT_OVER)


def posted(session: Session, lines: Lines) -> Any:
    file = OpeningFile("opening.csv", "d" * 64)
    moments = {"cut_over_on": CUT_OVER, "today": TODAY, "now": NOW}
    return import_opening(session, CONSOLE, request_key=uuid4(), file=file, **understood(lines), **moments)[0]


def problems(session: Session, *rows: Sequence[str]) -> list[str]:
    plan = planned(session, [OPENING[0], *rows])
    return [problem for row in plan.refused for problem in row.problems]


def test_open_charges_keep_their_original_due_days(session: Session, households: tuple[Tenancy, Tenancy]) -> None:
    first, second = households

    posted(session, OPENING)

    charges = session.exec(select(Charge).where(Charge.tenancy_id == first.id).order_by(col(Charge.due_on))).all()
    assert [(one.kind, one.due_on, one.posted_on, one.amount_cents) for one in charges] == [
        (ChargeKind.RENT, date(2025, 12, 1), CUT_OVER, 1_350_00),
        (ChargeKind.LATE_FEE, date(2025, 12, 6), CUT_OVER, 75_00),
        (ChargeKind.SECURITY_DEPOSIT, CUT_OVER, CUT_OVER, 1_350_00),
    ]
    assert held_cents(session, first.id, ChargeKind.SECURITY_DEPOSIT) == 1_350_00
    assert {key: balances(session, CONSOLE, as_of=TODAY)[key] for key in (first.id, second.id)} == {
        first.id: 1_425_00,
        second.id: -200_00,
    }
    assert findings(session, CONSOLE, as_of=TODAY) == []


def test_undoing_leaves_the_leases_and_takes_the_balances_back(
    session: Session, households: tuple[Tenancy, Tenancy]
) -> None:
    batch_id = posted(session, OPENING)

    undo_opening(session, CONSOLE, batch_id=batch_id, reason="Twice", today=TODAY, now=NOW)

    assert not any(balances(session, CONSOLE, as_of=TODAY).values())
    assert all(one.cancelled_at is None for one in households)
    assert findings(session, CONSOLE, as_of=TODAY) == []


@pytest.mark.usefixtures("households")
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Maple Court", "101", "Castellano, Renee", "Rent", "", "50.00", ""], "$50.00 has no due date"),
        (["Maple Court", "101", "Castellano, Renee", "Rent", "12/1/2025", "abc", ""], "'abc' is not an amount"),
        (["Maple Court", "101", "Castellano, Renee", "gossip", "12/1/2025", "5.00", ""], "is not a type of charge"),
        (["Maple Court", "101", "Castellano, Renee", "Rent", "12/1/2025", "0.00", ""], "there is no amount"),
        (["Maple Court", "999", "", "Rent", "12/1/2025", "5.00", ""], "no lease of anybody in unit 999"),
        (["Maple Court", "101", "Doe, Jane", "Rent", "12/1/2025", "5.00", ""], "no lease of Jane Doe in unit 101"),
        (["Oak Court", "101", "Castellano, Renee", "Rent", "12/1/2025", "5.00", ""], "no lease of Renee Castellano"),
    ],
)
def test_a_row_that_says_too_little_or_nobody_is_refused(session: Session, row: list[str], sentence: str) -> None:
    [problem] = problems(session, row)

    assert problem.startswith("Row 2")
    assert sentence in problem


@pytest.mark.usefixtures("households")
def test_one_wrong_row_keeps_the_whole_file_out(session: Session) -> None:
    with pytest.raises(OpeningRefused, match="1 row is refused"):
        posted(session, [*OPENING, ["Maple Court", "999", "", "Rent", "12/1/2025", "5.00", ""]])

    assert session.exec(select(Charge)).all() == []


@pytest.mark.usefixtures("households")
def test_an_absurd_due_day_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="Row 2: This due day cannot be right"):
        posted(session, [OPENING[0], ["Maple Court", "101", "", "Rent", "12/1/1999", "5.00", ""]])


def test_a_file_without_amounts_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="which column holds the amounts"):
        planned(session, [["Unit", "Tenant"], ["101", "Ann Lee"]])


@pytest.mark.usefixtures("households")
def test_a_total_that_differs_is_refused(session: Session) -> None:
    [problem] = problems(
        session, ["Maple Court", "101", "", "Rent", "12/1/2025", "5.00", ""], ["Total", "", "", "", "", "6.00", ""]
    )

    assert "the file's total is $6.00, but the rows above it add up to $5.00" in problem
