"""Bank statements of every kind, made up, and what is said of their bad lines."""

from datetime import date
from pathlib import Path

import pytest

from pm_app.adapters.bank_statements.reader import BankStatementReader
from pm_app.banking.rules.statements import BankFile, BankLine, StatementRefused

OFX_HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
BAI2 = """01,BANK,DESK,260131,0600,1,,,2/
02,DESK,BANK,1,260130,,USD,2/
03,555000111,,010,100000,,,015,225000,,/
16,165,150000,Z,BANK1,,RENT UNIT 4B ANN LEE/
16,475,25000,S,0,25000,0,,1201,CHECK
88,TO THE PLUMBER/
49,500000,5/
98,500000,1,7/
99,500000,1,9/
"""


def written(folder: Path, content: str | bytes, name: str = "statement") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes, *columns: str, day_first: bool | None = None) -> BankFile:
    return BankStatementReader().read(written(folder, content), columns=columns, day_first=day_first)


def lines(file: BankFile) -> list[BankLine]:
    return [line for statement in file.statements for line in statement.lines]


def sentences(file: BankFile) -> list[str]:
    return [problem.sentence for problem in file.problems]


def ofx(*transactions: str) -> str:
    told = "".join(f"<STMTTRN>{one}</STMTTRN>" for one in transactions)
    account = "<BANKACCTFROM><BANKID>1<ACCTID>42<ACCTTYPE>CHECKING</BANKACCTFROM>"
    return f"{OFX_HEAD}<OFX><STMTRS><CURDEF>USD{account}<BANKTRANLIST>{told}</BANKTRANLIST></STMTRS></OFX>"


def test_everything_an_ofx_transaction_says_is_kept(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        ofx(
            "<TRNTYPE>CHECK<DTPOSTED>20260131120000[-5:EST]<TRNAMT>1,250.00<FITID>A-1<CHECKNUM>0042"
            "<REFNUM>R7<PAYEE><NAME>Ann &amp; Bob Lee<CITY>Riverton</PAYEE><MEMO>rent"
        ),
    )

    assert lines(file) == [
        BankLine(
            number=1,
            posted_on=date(2026, 1, 31),
            amount_cents=1_250_00,
            bank_id="A-1",
            payee="Ann & Bob Lee",
            reference="R7",
            memo="rent",
            check_number="0042",
            kind="CHECK",
        )
    ]


def test_the_good_half_of_an_ofx_file_is_shown_beside_the_sentences_on_the_bad_half(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        ofx(
            "<DTPOSTED>20260131<TRNAMT>10.00<NAME>good",
            "<DTPOSTED>20260230<TRNAMT>10.00<NAME>no such day",
            "<DTPOSTED>20260131<TRNAMT>ten<NAME>no number",
            "<DTPOSTED>20260201<TRNAMT>-5.5<NAME>good too",
        ),
    )

    assert [(line.number, line.amount_cents) for line in lines(file)] == [(1, 10_00), (4, -5_50)]
    assert sentences(file) == [
        "Transaction 2 (no such day) has the date '20260230', which is not in the calendar.",
        "Transaction 3 (no number) has 'ten', which is no amount.",
    ]


def test_a_transaction_nobody_closed_does_not_swallow_the_next(tmp_path: Path) -> None:
    text = ofx("<DTPOSTED>20260131<TRNAMT>1.00", "<DTPOSTED>20260131<TRNAMT>2.00").replace("</STMTTRN>", "")

    assert [line.amount_cents for line in lines(read(tmp_path, text))] == [1_00, 2_00]


def test_a_qif_file_may_write_days_the_british_way(tmp_path: Path) -> None:
    text = "!Type:Bank\nD31/12/2025\nT1.234,50\nPAnn Lee\nMrent\nN17\n^\nD2/1/2026\nT-3,00\nNDEP\n^\n"

    file = read(tmp_path, text)

    assert [(line.posted_on, line.amount_cents, line.check_number, line.reference) for line in lines(file)] == [
        (date(2025, 12, 31), 1_234_50, "17", ""),
        (date(2026, 1, 2), -3_00, "", "DEP"),
    ]


def test_the_accounts_of_a_qif_file_are_kept_apart(tmp_path: Path) -> None:
    text = (
        "!Account\nNTrust\nTBank\n^\n!Type:Bank\nD1/31'26\nT5.00\n^\n"
        "!Account\nNDeposits\nTBank\n^\n!Type:Bank\nD1/30'26\nT6.00\n^\n"
    )

    file = read(tmp_path, text)

    assert [(one.account, one.credits_cents) for one in file.statements] == [("Trust", 5_00), ("Deposits", 6_00)]


def test_a_qif_record_without_a_day_is_told_by_its_line(tmp_path: Path) -> None:
    file = read(tmp_path, "!Type:Bank\nD1/31/2026\nT5.00\n^\nT7.00\nPnobody\n^\nD1/32/2026\nT1.00\n^")

    assert len(lines(file)) == 1
    assert sentences(file) == [
        "The record in line 5 has no date.",
        "The record in line 8 has the date '1/32/2026', which is not in the calendar.",
    ]


def test_a_bai2_report_with_continued_records_and_balances(tmp_path: Path) -> None:
    file = read(tmp_path, BAI2)

    (statement,) = file.statements
    assert (statement.account, statement.opening_cents, statement.closing_cents) == ("555000111", 1_000_00, 2_250_00)
    assert [(line.posted_on, line.amount_cents, line.bank_id, line.check_number) for line in statement.lines] == [
        (date(2026, 1, 30), 1_500_00, "BANK1", ""),
        (date(2026, 1, 30), -250_00, "", "1201"),
    ]
    assert [line.payee for line in statement.lines] == ["RENT UNIT 4B ANN LEE", "CHECK,TO THE PLUMBER"]
    assert file.problems == ()


def test_a_bai2_report_that_lost_a_line_says_so(tmp_path: Path) -> None:
    file = read(tmp_path, BAI2.replace("16,165,150000,Z,BANK1,,RENT UNIT 4B ANN LEE/", "16,165,15x,Z,,,/"))

    assert sentences(file) == [
        "Line 4 has '15x', which is no amount.",
        "The control total in line 7 is not what the lines of the account add up to: some may be missing.",
    ]


MT940 = """{1:F01BANKXXXX}{2:O940}{4:
:20:STMT
:25:DE111/222
:28C:1/1
:60F:C260130EUR100,00
:61:2601310131C1250,00NTRFRENT4B//BANK77
:86:/TRTP/SEPA/NAME/ANN LEE/REMI/Rent January unit 4B/EREF/E-1
:61:2601310131RC50,00NTRFNONREF
:86:returned
:61:not a movement
:61:260131C1,005NTRFX
:62F:C260131EUR1300,00
-}
"""


def test_an_mt940_message_is_read_with_its_names_and_reversals(tmp_path: Path) -> None:
    file = read(tmp_path, MT940)

    (statement,) = file.statements
    assert (statement.account, statement.opening_cents, statement.closing_cents) == ("DE111/222", 100_00, 1_300_00)
    first, second = statement.lines
    assert (first.payee, first.reference, first.memo, first.bank_id) == (
        "ANN LEE",
        "E-1",
        "Rent January unit 4B",
        "BANK77",
    )
    assert (second.amount_cents, second.reference, second.memo) == (-50_00, "", "returned")


def test_the_movements_of_an_mt940_message_that_cannot_be_read_are_told_by_line(tmp_path: Path) -> None:
    assert sentences(read(tmp_path, MT940)) == [
        "Line 10 has 'not a movement', unreadable.",
        "Line 11 has '1.005', which has fractions of a cent.",
    ]


CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>42</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="USD">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2026-01-31T10:00:00</DtTm></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls>
<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="USD">10.00</Amt>
<RltdPties><Dbtr><Pty><Nm>Ann Lee</Nm></Pty></Dbtr></RltdPties></TxDtls>
<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="USD">20.00</Amt>
<RltdPties><Dbtr><Nm>Bob Ray</Nm></Dbtr></RltdPties></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
<BookgDt><Dt>2026-01-31</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="USD">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_a_batch_in_a_camt_statement_is_one_line_per_payer(tmp_path: Path) -> None:
    file = read(tmp_path, CAMT)

    assert [(line.payee, line.amount_cents, line.reference, line.bank_id) for line in lines(file)] == [
        ("Ann Lee", 10_00, "E1", "B1/1"),
        ("Bob Ray", 20_00, "", "B1/2"),
    ]
    assert [line.posted_on for line in lines(file)] == [date(2026, 1, 31)] * 2


def test_camt_entries_that_are_not_booked_or_have_no_day_are_told(tmp_path: Path) -> None:
    assert sentences(read(tmp_path, CAMT)) == [
        "Entry 2 (line 14 of the file) has the status PDNG: it is not booked yet.",
        "Entry 3 (line 16 of the file) has no date.",
    ]


def test_a_camt_notification_is_no_statement(tmp_path: Path) -> None:
    with pytest.raises(StatementRefused, match="a notification of single bookings"):
        read(
            tmp_path,
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn/></Document>',
        )
