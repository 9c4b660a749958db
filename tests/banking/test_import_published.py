"""Published statements of every format, taken in twice."""

from pathlib import Path

import pytest
from sqlmodel import Session

from pm_app.runtime import bank_statements
from tests.factories.banking import taken_in


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("ofx_checking.ofx", 3),
        ("qif_test.qif", 6),
        ("csv_suntrust.csv", 7),
        ("camt053.v2.multi.statement.xml", 2),
        ("mt940_jejik_abnamro.sta", 10),
        ("bai2_sample1.txt", 17),
    ],
)
def test_a_published_statement_is_taken_in_once(session: Session, samples: Path, name: str, lines: int) -> None:
    file = bank_statements.read(samples / "bank" / name)

    first, again = taken_in(session, file=file), taken_in(session, file=file)

    assert first.new + first.empty == lines
    assert (again.new, again.known) == (0, first.new)
