"""Statements others published, held against the parses they published beside them."""

import base64
import json
import re
from datetime import date
from pathlib import Path

import pytest

from pm_app.adapters.bank_statements.reader import BankStatementReader
from pm_app.banking.rules.statements import BankFile, StatementRefused

Movement = tuple[date, int]


@pytest.fixture
def bank(samples: Path) -> Path:
    """The folder of published bank files."""
    return samples / "bank"


def read(path: Path) -> BankFile:
    return BankStatementReader().read(path)


def movements(file: BankFile) -> list[Movement]:
    return [(line.posted_on, line.amount_cents) for statement in file.statements for line in statement.lines]


def postings(ledger: Path) -> list[Movement]:
    """The day and the change of the checking account of every transaction in a plain-text journal."""
    found = []
    for block in ledger.read_text().split("\n\n"):
        day = re.match(r"\d{4}-\d\d-\d\d", block)
        amount = re.search(r"Checking\s*(-?) ?\$?([\d,.]+)", block)
        if day and amount:
            cents = int(re.sub(r"[.,]", "", amount[2]))
            found.append((date.fromisoformat(day[0]), -cents if amount[1] else cents))
    return found


def published_mt940(path: Path) -> list[tuple[date, date | None, int]]:
    """Value date, entry date and cents of every transaction of a published parse, read as text."""
    blocks = path.read_text().partition("\ntransactions:\n")[2].split("- !!python/object:mt940.models.Transaction\n")
    return [(_day(one, "date"), _day(one, "entry_date"), _cents(one)) for one in blocks[1:]]  # pyright: ignore


def _day(block: str, name: str) -> date | None:
    found = re.search(rf"\n    {name}: .*\n    - !!binary \|\n      (\S+)", block)
    if not found:
        return None
    high, low, month, day = base64.b64decode(found[1])
    return date(high * 256 + low, month, day)


def _cents(block: str) -> int:
    found = re.search(r"Decimal \['(-?)(\d+)(?:\.(\d+))?'\]", block)
    assert found
    cents = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -cents if found[1] else cents


@pytest.mark.parametrize("name", ["chase", "nationwide", "suntrust"])
def test_tables_say_what_the_published_journal_says(bank: Path, name: str) -> None:
    file = read(bank / f"csv_{name}.csv")

    assert sorted(movements(file)) == sorted(postings(bank / f"csv_{name}.expected.ledger"))
    assert file.problems == ()


def test_the_running_balance_of_a_table_tells_where_it_began_and_ended(bank: Path) -> None:
    (nationwide,) = read(bank / "csv_nationwide.csv").statements
    (suntrust,) = read(bank / "csv_suntrust.csv").statements

    assert (nationwide.opening_cents, nationwide.closing_cents, nationwide.currency) == (0, 360_23, "GBP")
    assert (suntrust.opening_cents, suntrust.closing_cents) == (0, 700_00)
    assert [line.check_number for line in suntrust.lines] == ["", "101", "102", "103", "104", "105", ""]


@pytest.mark.parametrize("name", ["jejik_ing", "jejik_abnamro", "self-provided_february_30"])
def test_mt940_says_what_the_published_parse_says(bank: Path, name: str) -> None:
    file = read(bank / f"mt940_{name}.sta")

    published = published_mt940(bank / f"mt940_{name}.expected.yml")
    found = [
        (line.valued_on, line.posted_on, line.amount_cents) for statement in file.statements for line in statement.lines
    ]
    assert found == [(value_day, entry_day or value_day, cents) for value_day, entry_day, cents in published]
    assert published


def test_mt940_keeps_account_balances_and_each_page_apart(bank: Path) -> None:
    statements = read(bank / "mt940_jejik_abnamro.sta").statements

    assert [
        (one.account, one.currency, one.opening_cents, one.closing_cents, len(one.lines)) for one in statements
    ] == [
        ("517852257", "EUR", 3_236_28, 876_84, 8),
        ("517852257", "EUR", 2_876_84, 1_849_75, 2),
    ]


def test_a_day_only_banks_have_is_told(bank: Path) -> None:
    file = read(bank / "mt940_self-provided_february_30.sta")

    assert [(problem.number, problem.lost) for problem in file.problems] == [(6, False)]
    assert "16-02-30, which is not in the calendar" in file.problems[0].sentence


@pytest.mark.parametrize("name", ["minimal", "multi.statement"])
def test_camt_says_what_the_published_parse_says(bank: Path, name: str) -> None:
    file = read(bank / f"camt053.v2.{name}.xml")

    (entry,) = json.loads((bank / f"camt053.v2.{name}.expected.json").read_text())["getEntries"]
    record = entry["getRecord"]
    balances = {one["getType"]: int(one["getAmount"]["getAmount"]) for one in record["getBalances"]}
    statement = file.statements[-1]
    (line,) = statement.lines
    assert statement.account == record["getAccount"]["getIdentification"]
    assert line.amount_cents == int(entry["getAmount"]["getAmount"])
    assert line.posted_on == date.fromisoformat(entry["getBookingDate"]["0"][:10])
    assert (statement.opening_cents, statement.closing_cents) == (balances["opening"], balances["closing"])


def test_a_balance_in_another_currency_is_told(bank: Path) -> None:
    file = read(bank / "camt053.v2.minimal.xml")

    assert [problem.sentence for problem in file.problems] == ["The CLBD balance is in SEK, but the account is in EUR."]


def test_several_statements_of_one_camt_file_are_kept_apart(bank: Path) -> None:
    statements = read(bank / "camt053.v2.multi.statement.xml").statements

    assert [(one.credits_cents, one.debits_cents, one.closing_cents) for one in statements] == [
        (8_85, 0, 27_00),
        (0, 7_00, 20_00),
    ]
    assert [line.payee for one in statements for line in one.lines] == ["", "Company Name 2"]


@pytest.mark.parametrize(
    ("name", "account", "currency", "closing", "amounts"),
    [
        ("checking", "1452687~7", "USD", 100_99, [1, -34_51, -25_00]),
        ("bank_medium", "12300 000012345678", "CAD", 382_34, [-6_60, -316_67, -22_00]),
        ("suncorp", "123456789", "AUD", 1_234_12, [-16_85]),
        ("anzcc", "1234123412341234", "AUD", -123_45, [-5_50]),
    ],
)
def test_ofx_of_both_kinds_is_read(
    bank: Path, name: str, account: str, currency: str, closing: int, amounts: list[int]
) -> None:
    file = read(bank / f"ofx_{name}.ofx")

    (statement,) = file.statements
    assert (statement.account, statement.currency, statement.closing_cents) == (account, currency, closing)
    assert [line.amount_cents for line in statement.lines] == amounts
    assert file.problems == ()


def test_two_accounts_in_one_ofx_file_are_two_statements(bank: Path) -> None:
    statements = read(bank / "ofx_multiple_accounts.ofx").statements

    assert [(one.account, one.closing_cents, one.lines) for one in statements] == [
        ("9100", 111_00, ()),
        ("9200", 222_00, ()),
    ]


def test_ofx_lines_without_a_day_are_told_and_none_is_dropped(bank: Path) -> None:
    file = read(bank / "ofx_date_missing.ofx")

    assert [problem.sentence for problem in file.problems] == [
        "Transaction 1 (TestFail1) has no date.",
        "Transaction 2 (TestFail2) has no date.",
        "Transaction 3 (TestFail2) has the date '20120231', which is not in the calendar.",
    ]
    assert (file.lost_count, movements(file)) == (3, [])


def test_the_bank_section_of_a_qif_file_is_read_and_the_rest_passed_over(bank: Path) -> None:
    file = read(bank / "qif_test.qif")

    assert sorted(movements(file)) == [
        (date(2020, 2, 10), -100_00),
        (date(2020, 2, 10), 0),
        (date(2020, 2, 11), -25_00),
        (date(2020, 2, 12), -10_00),
        (date(2020, 2, 14), 32_00),
        (date(2020, 2, 14), 67_50),
    ]
    assert [line.check_number for line in file.statements[0].lines if line.check_number] == ["123"]


def test_a_bai2_report_is_read_and_its_control_totals_hold(bank: Path) -> None:
    file = read(bank / "bai2_sample1.txt")

    assert [
        (one.account, one.currency, one.credits_cents, one.debits_cents, len(one.lines)) for one in file.statements
    ] == [
        ("10200123456", "CAD", 2_085_00, 2_085_00, 11),
        ("10200123456", "CAD", 1_115_00, 1_115_00, 6),
    ]
    assert file.problems == ()


@pytest.mark.parametrize("name", ["ppd-debit", "web-credit"])
def test_an_order_to_the_bank_is_no_statement(bank: Path, name: str) -> None:
    with pytest.raises(StatementRefused, match="an order to the bank to move money"):
        read(bank / f"ach_{name}.ach")
