"""The reader of bank statements: finds out by its content what kind of file it is, and hands it to who reads that."""

import re
from collections.abc import Sequence
from pathlib import Path

from pm_app.adapters.bank_statements.bai2 import read_bai2
from pm_app.adapters.bank_statements.camt053 import read_camt053
from pm_app.adapters.bank_statements.csv_table import read_csv
from pm_app.adapters.bank_statements.file_text import INSTEAD, text_of_file
from pm_app.adapters.bank_statements.ofx import read_ofx
from pm_app.adapters.bank_statements.qif import read_qif
from pm_app.adapters.bank_statements.swift_mt940 import read_mt940
from pm_app.banking.rules.columns import parse_columns
from pm_app.banking.rules.statements import BankFile, StatementRefused

_HEAD = 20_000
_MT940 = re.compile(r"^:20:", re.MULTILINE)
_QIF = re.compile(r"^\ufeff?!(Type:|Account|Option:|Clear:)", re.MULTILINE | re.IGNORECASE)
_BAI2 = re.compile(r"\A\s*01,.*\n\s*02,")
_NACHA = re.compile(r"\A\s*101[ 0-9]{20}[^\n]{71}\n5")
_CAMT = re.compile(r"camt\.0(52|53|54)|<(?:\w+:)?(BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)\b")
_NOT_STATEMENTS = {
    "52": "an account report of the running day (camt.052)",
    "54": "a notification of single bookings (camt.054)",
    "BkToCstmrAcctRpt": "an account report of the running day (camt.052)",
    "BkToCstmrDbtCdtNtfctn": "a notification of single bookings (camt.054)",
}


class BankStatementReader:
    """Reads OFX, QFX, QIF, CSV, camt.053, MT940 and BAI2, told apart by content alone."""

    def read(self, path: Path, *, columns: Sequence[str] = (), day_first: bool | None = None) -> BankFile:
        """Return what the file says; `columns` and `day_first` help where a table leaves it open."""
        said = parse_columns(columns)
        text = text_of_file(path)
        head = text[:_HEAD]
        if _NACHA.match(head):
            raise StatementRefused(
                "This is an ACH file (NACHA): an order to the bank to move money, not a statement of what moved."
                f" {INSTEAD}"
            )
        if head.lstrip("\ufeff \t\n").startswith("<") or "<OFX>" in head.upper() or "OFXHEADER" in head.upper():
            return _of_tags(text, head)
        if _MT940.search(head):
            return read_mt940(text)
        if _BAI2.match(head):
            return read_bai2(text)
        if _QIF.search(head):
            return read_qif(text, day_first=day_first)
        return read_csv(text, said=said, day_first=day_first)


def _of_tags(text: str, head: str) -> BankFile:
    if "<OFX" in head.upper() or "OFXHEADER" in head.upper():
        return read_ofx(text)
    found = _CAMT.search(head)
    if not found:
        raise StatementRefused(f"This is neither OFX nor camt.053, so it is no statement that can be read. {INSTEAD}")
    kind = _NOT_STATEMENTS.get(found[1] or found[2])
    if kind:
        raise StatementRefused(f"This is {kind}, not a statement. Ask the bank for camt.053.")
    return read_camt053(text)
