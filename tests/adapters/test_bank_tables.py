"""Tables of movements: which column is which, which way round the days are, and what is wrong with a row."""

from datetime import date
from pathlib import Path

import pytest

from pm_app.banking.rules.statements import StatementRefused
from tests.adapters.test_bank_statements import lines, read, sentences

HEADED = """Account,12345
Downloaded,today

Posting Date,Description,Debit,Credit,Running Balance,Check #
01/31/2026,"Lee, Ann",,"1,250.00","1,350.00",
01/30/2026,City Water,(20.00),,100.00,77
"""


def test_a_header_tells_the_columns_wherever_it_stands(tmp_path: Path) -> None:
    (statement,) = read(tmp_path, HEADED).statements

    assert [(line.number, line.posted_on, line.amount_cents, line.payee) for line in statement.lines] == [
        (5, date(2026, 1, 31), 1_250_00, "Lee, Ann"),
        (6, date(2026, 1, 30), -20_00, "City Water"),
    ]
    assert (statement.opening_cents, statement.closing_cents) == (120_00, 1_350_00)
    assert statement.lines[1].check_number == "77"


def test_a_column_of_debit_and_credit_gives_plain_amounts_their_sign(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Type,Amount\n2026-01-31,Credit,5.00\n2026-01-31,Debit,7.00\n")

    assert [line.amount_cents for line in lines(file)] == [5_00, -7_00]


def test_semicolons_and_decimal_commas_are_understood(tmp_path: Path) -> None:
    file = read(tmp_path, "31.01.2026;Miete;1.250,00\n01.02.2026;Strom;-80,5\n")

    assert [(line.posted_on, line.amount_cents) for line in lines(file)] == [
        (date(2026, 1, 31), 1_250_00),
        (date(2026, 2, 1), -80_50),
    ]


def test_a_person_says_which_column_is_which(tmp_path: Path) -> None:
    text = "a,b,c,d\n2026-02-01,2026-01-31,7.00,5.00\n"

    by_number = read(tmp_path, text, "date=2", "amount=4")
    by_header = read(tmp_path, "Date,Value,Amount\n2026-01-31,1.00,2.00\n", "amount=Value")

    assert [(line.posted_on, line.amount_cents) for line in lines(by_number)] == [(date(2026, 1, 31), 5_00)]
    assert [line.amount_cents for line in lines(by_header)] == [1_00]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("date", "'date' is no mapping"),
        ("day=1", "There is no field 'day'"),
        ("date=Booked", "There is no column 'Booked' for date. The columns are Date, Amount"),
        ("date=9", "There is no column '9' for date"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path: Path, said: str, sentence: str) -> None:
    with pytest.raises(StatementRefused, match=sentence) as refused:
        read(tmp_path, "Date,Amount\n2026-01-31,1.00\n", said)

    assert refused.value.field == "map"


def test_days_that_can_be_read_both_ways_are_told_and_may_be_said(tmp_path: Path) -> None:
    text = "Date,Amount\n1/2/2026,5.00\n"

    guessed, said = read(tmp_path, text), read(tmp_path, text, day_first=True)

    assert [line.posted_on for line in lines(guessed)] == [date(2026, 1, 2)]
    assert sentences(guessed) == ["Every date could be read both ways round; they were taken as month/day/year."]
    assert ([line.posted_on for line in lines(said)], sentences(said)) == ([date(2026, 2, 1)], [])


def test_one_day_above_twelve_decides_for_the_whole_table(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Amount\n1/2/2026,5.00\n13/2/2026,6.00\n")

    assert [line.posted_on for line in lines(file)] == [date(2026, 2, 1), date(2026, 2, 13)]


def test_half_the_rows_wrong_leaves_the_other_half_and_says_which(tmp_path: Path) -> None:
    text = (
        "Date,Payee,Amount\n2026-01-31,Ann,1.00\n2026-02-30,Bob,2.00\n2026-01-31,Cid,two\n,Dee,3.00\n"
        "2026-01-31,Eve,\n\n2026-01-31,Fay,4.00\nTotal,,5.00\n"
    )

    file = read(tmp_path, text)

    assert [line.payee for line in lines(file)] == ["Ann", "Fay"]
    assert [(problem.number, problem.sentence) for problem in file.problems] == [
        (3, "Row 3 has the date '2026-02-30', which is not in the calendar."),
        (4, "Row 4 has 'two', which is no amount."),
        (5, "Row 5 has no date."),
        (6, "Row 6 has no amount."),
        (9, "Row 9 has 'Total', which is no date."),
    ]


def test_a_row_that_moves_money_both_ways_is_told(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Paid in,Paid out\n2026-01-31,5.00,6.00\n2026-01-31,5.00,\n")

    assert sentences(file) == ["Row 2 has money that comes in and money that goes out."]


def test_a_balance_that_does_not_follow_is_told_by_row(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Amount,Balance\n2026-01-29,1.00,1.00\n2026-01-30,1.00,2.00\n2026-01-31,1.00,9.00\n")

    assert sentences(file) == ["The balance does not follow from the amount in row 4."]


def test_accounts_in_a_column_are_kept_apart(tmp_path: Path) -> None:
    file = read(tmp_path, "Account Number,Date,Amount\n1,2026-01-31,5.00\n2,2026-01-31,6.00\n1,2026-01-31,7.00\n")

    assert [(one.account, one.credits_cents) for one in file.statements] == [("1", 12_00), ("2", 6_00)]


def test_a_table_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    assert [line.payee for line in lines(read(tmp_path, "2026-01-31,José,5.00\n".encode("cp1252")))] == ["José"]
    assert [line.payee for line in lines(read(tmp_path, "2026-01-31,José,5.00\n".encode("utf-16")))] == ["José"]


def test_a_table_without_days_or_amounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementRefused, match="No column of dates"):
        read(tmp_path, "a,b\nx,1.00\n")
    with pytest.raises(StatementRefused, match="No column of amounts"):
        read(tmp_path, "2026-01-31,b\n2026-01-31,c\n")


def test_a_header_alone_is_a_statement_in_which_nothing_moved(tmp_path: Path) -> None:
    (statement,) = read(tmp_path, "Date,Description,Amount\n").statements

    assert (statement.lines, statement.starts_on) == ((), None)
