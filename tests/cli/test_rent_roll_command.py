"""What `pm import rent-roll` and `pm import opening` answer, and what they leave behind."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Pm
from tests.receivables.rent_roll.files import HEADINGS, OPENING, as_csv, as_xlsx


@pytest.fixture
def pm(pm: Pm) -> Pm:
    """Runs `pm` in an office whose books are open."""
    assert pm("migrate").code == 0
    return pm


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    """A rent roll with headings, as a workbook."""
    path = tmp_path / "roll.xlsx"
    path.write_bytes(as_xlsx(HEADINGS))
    return path


def test_a_dry_run_says_what_would_be_made_with_totals(pm: Pm, roll: Path) -> None:
    answer = pm("import", "rent-roll", str(roll), "--dry-run")

    assert answer.code == 0
    assert answer.last_line == "2 properties, 4 units and 3 leases added, 0 on file already, 0 rows refused"
    assert "As of Jan 31, 2026" in answer.said
    assert "  Lease rent               $5,300.00" in answer.said
    assert "Nothing was written" in answer.remarked
    assert "rent ← Actual Rent" in answer.remarked


def test_an_import_is_told_as_json_and_the_second_time_refused(pm: Pm, roll: Path) -> None:
    first = pm("import", "rent-roll", str(roll), "--json")

    told = json.loads(first.said)
    assert (first.code, told["made"], told["cut_over_on"]) == (
        0,
        {"properties": 2, "units": 4, "leases": 3},
        "2026-01-31",
    )
    assert (told["totals"]["deposits_cents"], told["totals_compared"], told["refused"]) == (820_000, 3, [])

    again = pm("import", "rent-roll", str(roll))

    assert again.code == 2
    assert "This file was imported on" in again.remarked


def test_the_books_are_sound_after_an_import(pm: Pm, roll: Path) -> None:
    pm("import", "rent-roll", str(roll))

    assert pm("check").code == 0


def test_a_column_is_chosen_by_hand_and_remembered(pm: Pm, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Door,Who,Pays,In,Owes\n101,Ann Lee,900.00,1/1/2025,5.00\n")
    chosen = [
        f"--map={entry}" for entry in ("unit=Door", "tenant=Who", "rent=Pays", "move_in=In", "property:=Elm House")
    ]

    assert pm("import", "rent-roll", str(path)).code == 2
    first = pm("import", "rent-roll", str(path), "--map=balance=Owes", *chosen)
    path.write_text(path.read_text() + "102,Bo Roe,950.00,1/1/2025,0.00\n")
    second = pm("import", "rent-roll", str(path))

    assert (first.code, second.code) == (0, 0)
    assert second.last_line == "0 properties, 1 units and 1 leases added, 1 on file already, 0 rows refused"


def test_refused_rows_end_with_one_and_write_nothing(pm: Pm, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_text("Property,Unit,Tenant,Rent,Move In\nElm,1,Ann Lee,abc,1/1/2025\nElm,2,Bo Roe,900,1/1/2025\n")

    answer = pm("import", "rent-roll", str(path))

    assert answer.code == 1
    assert "Row 2, column Rent: 'abc' is not an amount. Write it like 1,250.00." in answer.said.splitlines()
    assert pm("import", "rent-roll", str(path), "--map=rent=Tenant").code == 1


def test_a_city_list_is_refused_in_one_sentence(pm: Pm, samples: Path) -> None:
    answer = pm("import", "rent-roll", str(samples / "properties" / "toronto_apartment_building_registrations.csv"))

    assert answer.code == 2
    assert "no tenants and no rents" in answer.remarked


def test_opening_balances_go_to_leases_on_file(pm: Pm, tmp_path: Path) -> None:
    roll, opening = tmp_path / "roll.csv", tmp_path / "opening.csv"
    roll.write_bytes(
        as_csv(
            [
                ["Property", "Unit", "Tenant", "Rent", "Move In"],
                ["Maple Court", "101", "Castellano, Renee & Owen", "1,350.00", "6/1/2023"],
                ["Maple Court", "103", "Lindqvist, Bo", "1,050.00", "3/1/2025"],
            ]
        )
    )
    opening.write_bytes(as_csv(OPENING))
    pm("import", "rent-roll", str(roll), "--cut-over", "2026-01-31")

    answer = pm("import", "opening", str(opening), "--cut-over", "2026-01-31", "--json")

    told = json.loads(answer.said)
    assert (answer.code, told["leases"], told["refused"]) == (0, 2, [])
    assert told["totals"] == {"owed_cents": 142_500, "prepaid_cents": 20_000, "deposits_cents": 135_000}
    assert pm("check").code == 0
    assert pm("import", "opening", str(opening), "--cut-over", "2026-01-31").code == 2
