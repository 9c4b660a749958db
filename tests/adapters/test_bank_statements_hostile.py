"""Files that are no statements, or were made to do harm: a sentence each, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_app.adapters.bank_statements.file_text import MOST_BYTES
from pm_app.adapters.bank_statements.reader import BankStatementReader
from pm_app.banking.rules.statements import BankFile, StatementRefused
from tests.adapters.test_bank_statements import BAI2, CAMT, MT940, lines, ofx, read, written

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
CAMT_BODY = CAMT.partition("?>")[2].replace("Ann Lee", "&a;")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n ", "The file is empty."),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "a picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04" + bytes(30), "a workbook or an archive"),
        (bytes(1000), "not a text file"),
        (b"Dear bank,\nplease send us a statement.\n", "No column of dates"),
        (b"<html><body>Sign in</body></html>", "neither OFX nor camt.053"),
        (b"<OFX></OFX>", "no statement of a bank account"),
        (b":20:X\n", "holds no statement"),
        (LAUGHS + CAMT_BODY, "declares its own entities"),
        (OUTSIDE + CAMT_BODY, "declares its own entities"),
        ((LAUGHS + CAMT_BODY).encode("utf-16"), "declares its own entities"),
        (CAMT[:-30], "damaged"),
        ("<a>" * 5000 + "camt.053", "damaged"),
    ],
)
def test_what_is_no_statement_is_refused_with_a_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(StatementRefused, match=sentence):
        read(tmp_path, content)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    with pytest.raises(StatementRefused, match="more than 20 MB"):
        BankStatementReader().read(path)


def test_more_lines_than_a_statement_can_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementRefused, match="more than 100,000 lines"):
        read(tmp_path, "2026-01-31,1.00\n" * 100_001)


def test_entities_in_ofx_are_left_as_they_are(tmp_path: Path) -> None:
    file = read(tmp_path, LAUGHS + ofx("<DTPOSTED>20260131<TRNAMT>1.00<NAME>&i;&i;").partition("\n\n")[2])

    assert [line.payee for line in lines(file)] == ["&i;&i;"]


def test_absurd_amounts_are_told_not_kept(tmp_path: Path) -> None:
    file = read(
        tmp_path, ofx(*(f"<DTPOSTED>20260131<TRNAMT>{amount}" for amount in ("9" * 30, "NaN", "1e5", "0x1", "٣")))
    )

    assert (lines(file), file.lost_count) == ([], 5)


def test_signs_that_cannot_be_shown_do_not_get_through(tmp_path: Path) -> None:
    (line,) = lines(read(tmp_path, ofx("<DTPOSTED>20260131<TRNAMT>1.00<NAME>Ann\u202e\x1b[31mLee")))

    assert line.payee == "Ann [31mLee"


MADE = [ofx("<DTPOSTED>20260131<TRNAMT>1.00<NAME>Ann"), BAI2, MT940, CAMT, "!Type:Bank\nD1/31/2026\nT5.00\n^\n"]
MADE.append("Date,Payee,Amount,Balance\n2026-01-31,Ann,1.00,1.00\n")


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_leads_to_anything_but_a_reading_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(MADE)).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        until = at + data.draw(st.integers(0, 12))
        content[at:until] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"\n", b",", b"<", b"/", b":61:", b"99999"])
        )
    path = written(tmp_path_factory.getbasetemp(), bytes(content), "damaged")

    assert isinstance(_answer(path), BankFile | str)


def _answer(path: Path) -> BankFile | str:
    try:
        return BankStatementReader().read(path)
    except StatementRefused as refused:
        return refused.message
