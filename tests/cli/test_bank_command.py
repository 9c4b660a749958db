"""What `pm import bank` answers about a bank's file."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Pm

CSV = 'Date,Payee,Amount\n2026-01-31,Ann Lee :key:,"1,250.00"\n2026-02-30,Bob,2.00\n2026-02-01,City Water,-80.00\n'


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A table with one bad row."""
    path = tmp_path / "bank.csv"
    path.write_text(CSV)
    return path


def test_what_was_understood_is_told_as_json(pm: Pm, statement: Path) -> None:
    answer = pm("import", "bank", str(statement), "--dry-run", "--json")

    told = json.loads(answer.said)
    (account,) = told["accounts"]
    assert answer.code == 1
    assert (told["format"], told["totals"]) == (
        "csv",
        {"lines": 2, "credits_cents": 125_000, "debits_cents": 8_000},
    )
    assert [(line["number"], line["posted_on"], line["amount_cents"], line["payee"]) for line in account["lines"]] == [
        (2, "2026-01-31", 125_000, "Ann Lee :key:"),
        (4, "2026-02-01", -8_000, "City Water"),
    ]
    assert told["problems"] == [
        {"number": 3, "sentence": "Row 3 has the date '2026-02-30', which is not in the calendar.", "lost": True}
    ]


def test_what_was_understood_is_told_in_lines(pm: Pm, statement: Path) -> None:
    answer = pm("import", "bank", str(statement), "--dry-run")

    assert answer.last_line == "2 lines understood, 1 not"
    assert "2026-01-31        1,250.00  Ann Lee :key:" in answer.said
    assert "Row 3 has the date '2026-02-30'" in answer.remarked


def test_a_person_says_how_the_table_is_meant(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y,z\n1/2/2026,5.00,7.00\n")

    answer = pm("import", "bank", str(tmp_path / "a.csv"), "--dry-run", "--json", "--map", "amount=z", "--day-first")

    (line,) = json.loads(answer.said)["accounts"][0]["lines"]
    assert (answer.code, line["posted_on"], line["amount_cents"]) == (0, "2026-02-01", 700)


def test_what_is_no_statement_is_refused_in_one_sentence(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "a.ofx").write_bytes(b"\xff\xd8\xff\xe0 picture")

    answer = pm("import", "bank", str(tmp_path / "a.ofx"), "--dry-run", "--json")

    assert (answer.code, answer.said) == (2, "")
    assert answer.remarked.splitlines()[-1].startswith("This is a picture")


def test_a_statement_is_taken_in_once_and_its_bad_rows_are_told(pm: Pm, statement: Path) -> None:
    first, again = (pm("import", "bank", str(statement)) for _ in range(2))

    assert (first.code, first.last_line) == (1, "2 lines: 2 new, 0 known before")
    assert again.last_line == "2 lines: 0 new, 2 known before"
    assert "Row 3 has the date" in first.remarked


def test_a_dry_run_takes_nothing_in(pm: Pm, statement: Path) -> None:
    pm("import", "bank", str(statement), "--dry-run")

    assert json.loads(pm("import", "bank", str(statement), "--json").said)["imported"] == {"new": 2, "known": 0}


def test_an_account_that_is_no_trust_bank_is_refused(pm: Pm, statement: Path) -> None:
    answer = pm("import", "bank", str(statement), "--account", "4000")

    assert (answer.code, answer.said) == (2, "")
