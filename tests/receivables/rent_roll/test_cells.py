"""Amounts, days, types of units and names as other programs print them."""

from datetime import date

import pytest

from pm_app.people.enums import PersonKind
from pm_app.portfolio.rules.cleaning import CellRefused
from pm_app.receivables.rules.rent_roll.cells import cents_of, day_of, due_day_of, rolls, unit_type_of
from pm_app.receivables.rules.rent_roll.names import last_name_first, names_in


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,250.00", 125_000),
        ("USD 1250", 125_000),
        ("1250.5", 125_050),
        ("(45.10)", -4_510),
        ("($1,000.00)", -100_000),
        ("45.10-", -4_510),
        ("45.10 CR", -4_510),
        ("45.10 DR", 4_510),
        ("-$12", -1_200),
        (".50", 50),
        ("0.00", 0),
        ("1249.9999999999998", 125_000),
        ("", None),
        ("--", None),
        ("n/a", None),
    ],
)
def test_an_amount_is_read_as_programs_print_it(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize("text", ["abc", "1,25.00", "12.345", "1e5", "12 34", "$", "()", "--5", "1.250,00", "12,34"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match=r"is not an amount|fractions of a cent"):
        cents_of(text)


def test_an_absurd_amount_is_refused() -> None:
    with pytest.raises(CellRefused, match="decimal point"):
        cents_of("900,000,000,000.00")


@pytest.mark.parametrize(
    "text",
    [
        "1/31/2026",
        "01-31-26",
        "2026-01-31",
        "2026-01-31T00:00:00",
        "Jan 31, 2026",
        "31-Jan-26",
        "January 31 2026",
        "46053",
    ],
)
def test_a_day_is_read_as_programs_print_it(text: str) -> None:
    assert day_of(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["", "--", "00/00/0000"])
def test_no_day_is_none(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize("text", ["31/01/2026", "2/30/2026", "soon", "1/1/1899", "1/31", "99999"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="is not a day"):
        day_of(text)


def test_month_to_month_is_told_from_a_day() -> None:
    assert [rolls(text) for text in ("MTM", "Month-to-Month", "m-t-m", "05/31/2026", "")] == [True] * 3 + [False] * 2


def test_a_due_day_is_a_day_of_the_month() -> None:
    assert [due_day_of(text) for text in ("1st", "15", "31", "")] == [1, 15, 31, None]
    with pytest.raises(CellRefused, match="1 to 31"):
        due_day_of("32")


@pytest.mark.parametrize(
    ("text", "beds", "baths_half"),
    [
        ("2/1.00", 2, 2),
        ("2BR/1.5BA", 2, 3),
        ("2x1", 2, 2),
        ("Studio", 0, None),
        ("1 Bedroom", 1, None),
        ("B7", None, None),
    ],
)
def test_a_type_tells_bedrooms_and_baths(text: str, beds: int | None, baths_half: int | None) -> None:
    assert unit_type_of(text) == (beds, baths_half)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Castellano, Renee & Owen", ["Renee Castellano", "Owen Castellano"]),
        ("Ann Lee and Bo Lee", ["Ann Lee", "Bo Lee"]),
        ("John & Jane Smith", ["John Smith", "Jane Smith"]),
        ("Smith, John and Doe, Jane", ["John Smith", "Jane Doe"]),
        ("Doe, Jane / Roe, Rick", ["Jane Doe", "Rick Roe"]),
        ("van Dyke, Mary Ann", ["Mary Ann van Dyke"]),
        ("Smith, John, Jr.", ["John Smith Jr."]),
        ("Anderson, Sandy (t0001234)*", ["Sandy Anderson"]),
        ("", []),
    ],
)
def test_a_cell_names_several_persons_family_first_or_last(cell: str, names: list[str]) -> None:
    assert [named.name for named in names_in(cell)] == names


def test_where_given_names_come_first_a_comma_parts_persons() -> None:
    cells = ["Jane Smith, John Smith", "Bo Lee", "Amy Chu, Ed Chu"]

    assert not last_name_first(cells)
    assert [named.name for named in names_in(cells[0], last_first=False)] == ["Jane Smith", "John Smith"]


def test_a_company_stays_whole() -> None:
    assert names_in("Smith, Jones & Partners LLC") == [("Smith, Jones & Partners LLC", PersonKind.ORGANIZATION)]
