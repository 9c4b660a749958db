"""Three styles of printed rent rolls, each as CSV, workbook and PDF, and files that are no rent roll."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import RentLineKind
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.rent_roll.plan import RollTotals
from pm_app.receivables.rules.rent_roll.reading import NoRentRoll
from pm_app.runtime import sheet_lines
from tests.receivables.rent_roll.files import (
    CHARGE_CODES,
    HEADINGS,
    ROW_PER_UNIT,
    Lines,
    as_csv,
    as_pdf,
    as_wrapped_pdf,
    as_xlsx,
)
from tests.receivables.rent_roll.reads import cells_of, plan_of, reading_of

WRITERS: list[Callable[[Lines], bytes]] = [
    as_csv,
    lambda lines: as_csv(lines, ";"),
    lambda lines: as_csv(lines, "\t"),
    as_xlsx,
    lambda lines: as_pdf(lines, 2, 4),
]
every_kind = pytest.mark.parametrize("written", WRITERS, ids=["csv", "semicolons", "tabs", "xlsx", "pdf"])


@every_kind
def test_a_row_for_every_unit_is_read(written: Callable[[Lines], bytes]) -> None:
    plan = plan_of(written(ROW_PER_UNIT))

    assert plan.refused == ()
    assert plan.totals == RollTotals(2, 4, 3, 0, 6_600_00, 5_300_00, 75_00, 8_200_00, 250_00, 1_050_00)
    assert plan.totals_compared == 1
    first = plan.units[0].entry
    assert first.place.address_line == "100 Maple St"
    assert (first.place.city, first.place.postal_code) == ("Riverton", "14850")
    assert first.household is not None
    assert [(one.name, one.email) for one in first.household.tenants] == [
        ("Renee Castellano", "renee@example.com"),
        ("Owen Castellano", "owen@example.com"),
    ]
    assert first.household.starts_on == date(2023, 6, 1)
    assert (first.household.term_starts_on, first.household.ends_on) == (date(2025, 6, 1), date(2026, 5, 31))


@every_kind
def test_headings_and_subtotals_are_told_from_units(written: Callable[[Lines], bytes]) -> None:
    plan = plan_of(written(HEADINGS))

    assert plan.refused == ()
    assert plan.totals == RollTotals(2, 4, 3, 0, 6_600_00, 5_300_00, 25_00, 8_200_00, 250_00, 1_050_00)
    assert plan.totals_compared == 3
    assert [(one.entry.place.name, one.entry.place.external_reference) for one in plan.units[2:]] == [
        ("Maple Court", "maple"),
        ("Harbor House", "harbor"),
    ]
    company = plan.units[3].entry.household
    assert company is not None
    assert (company.starts_on, company.ends_on) == (date(2024, 1, 1), None)


@every_kind
def test_charges_below_a_unit_are_its_lines(written: Callable[[Lines], bytes]) -> None:
    plan = plan_of(written(CHARGE_CODES))

    assert plan.refused == ()
    assert plan.totals == RollTotals(1, 3, 2, 1, 3_600_00, 2_350_00, 75_00, 2_900_00, 250_00, 1_050_00)
    assert plan.totals_compared == 4
    leaving = plan.units[2].entry.household
    assert leaving is not None
    assert [(line.kind, line.amount_cents) for line in leaving.lines] == [
        (RentLineKind.RENT, 1_000_00),
        (RentLineKind.PARKING, 40_00),
    ]
    assert leaving.opening.prepaid_cents == 1_050_00
    assert [deposit.kind for deposit in leaving.opening.deposits] == [ChargeKind.SECURITY_DEPOSIT]
    assert len(plan.warnings) == 1
    assert "lowers the rent from $1,050.00 to $1,000.00" in plan.warnings[0]


def test_a_report_of_many_pages_is_one_table() -> None:
    lines = [*HEADINGS[:6]]
    for number in range(200):
        lines.append(
            [f"{100 + number}", f"Lee, Ann{number:03}", 1400, 1350, 1350, "6/1/2023", "6/1/2025", "5/31/2026", 0, ""]
        )
    lines.append(["Total Maple Court", "", 280_000, 270_000, 270_000, "", "", "", 0, ""])

    plan = plan_of(as_pdf(lines, 2))

    assert plan.refused == ()
    assert (plan.totals.units, plan.totals.rent_cents) == (200, 270_000_00)


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE", "BOTTOM"])
def test_cells_broken_over_lines_are_one_cell(valign: str) -> None:
    plan = plan_of(as_wrapped_pdf(HEADINGS[:3], [_stacked(HEADINGS[3], HEADINGS[4]), *HEADINGS[5:16]], valign))

    assert plan.refused == ()
    assert plan.totals == RollTotals(2, 4, 3, 0, 6_600_00, 5_300_00, 25_00, 8_200_00, 250_00, 1_050_00)
    first = plan.units[0].entry.household
    assert first is not None
    assert first.name == "Renee Castellano and Owen Castellano"


def _stacked(upper: Sequence[object], lower: Sequence[object]) -> list[str]:
    return [f"{one} {other}".strip() for one, other in zip(upper, lower, strict=True)]


def test_the_city_list_is_no_rent_roll(samples: Path) -> None:
    lists = sorted((samples / "properties").glob("*.csv"))
    assert lists
    for path in lists:
        with pytest.raises(NoRentRoll, match=r"no tenants and no rents|which column holds"):
            reading_of(path.read_bytes())


def test_a_scan_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path))
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()

    with pytest.raises(Refused, match=r"scan: pictures of pages.* Save the table as CSV"):
        sheet_lines(path)


@pytest.mark.parametrize("content", [b"%PDF-1.7 cut off", b"%PDF"], ids=["cut", "nothing"])
def test_a_damaged_pdf_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match="The PDF is damaged"):
        cells_of(content)


def test_a_letter_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Dear tenant, the rent is due on the first.")
    canvas.save()

    with pytest.raises(Refused, match="No table was found"):
        sheet_lines(path)
