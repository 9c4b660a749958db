"""Reads OFX 1 (SGML), OFX 2 (XML) and QFX: the tags are walked through, closed or not, so that one bad one harms none.

No parser is used that a document could turn against itself: no entity is expanded but the five of XML.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pm_app.adapters.bank_statements.file_text import must_be_few
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of, decimal_mark
from pm_app.banking.rules.days import DayUnreadable, day_of
from pm_app.banking.rules.statements import (
    WHOLE_FILE,
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    StatementRefused,
    tidy,
)

FORMAT = "ofx"
_TAG = re.compile(r"<(/?)([A-Za-z0-9_.]{1,40})(?:\s[^<>]{0,200})?(/?)>([^<]*)")
_STATEMENTS = {"STMTRS", "CCSTMTRS"}
_INSIDE = {"PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA"}
_PARTS = {"STMTTRN", "LEDGERBAL", "BANKACCTFROM", "CCACCTFROM"}


@dataclass
class _Transaction:
    number: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class _Statement:
    values: dict[str, str] = field(default_factory=dict)
    transactions: list[_Transaction] = field(default_factory=list)


def read_ofx(text: str) -> BankFile:
    """Return one statement per account of the file; transactions are counted from 1 through the whole file."""
    body = text[max(text.upper().find("<OFX"), 0) :]
    walk = _Walk()
    for name, closes, value in _tags(_without_cdata(body)):
        walk.take(name, closes, value)
    if not walk.statements:
        raise StatementRefused("The OFX file holds no statement of a bank account or card. Ask the bank for one.")
    problems: list[FileProblem] = []
    if "<INVSTMTRS" in body.upper():
        problems.append(FileProblem(WHOLE_FILE, "The investment account in the file was left out.", lost=False))
    read = tuple(_read(statement, problems) for statement in walk.statements)
    return BankFile(FORMAT, read, tuple(problems))


def _tags(body: str) -> Iterator[tuple[str, bool, str]]:
    """Yield every tag with whether it closes, and the text behind it."""
    for found in _TAG.finditer(body):
        closes, name, empty, value = found.groups()
        yield name.upper(), bool(closes), html.unescape(value).strip()
        if empty and not closes:
            yield name.upper(), True, ""


def _without_cdata(body: str) -> str:
    """Return the body with the text of CDATA sections written as ordinary text."""
    first, *sections = body.split("<![CDATA[")
    return first + "".join(f"{html.escape(text)}{rest}" for text, _, rest in (one.partition("]]>") for one in sections))


class _Walk:
    """Gathers statements tag by tag: values under `PART.NAME`, and the transactions, counted through the file."""

    def __init__(self) -> None:
        self.statements: list[_Statement] = []
        self.counted = 0
        self.open: _Statement | None = None
        self.part = self.inside = ""

    def take(self, name: str, closes: bool, value: str) -> None:
        if name in _STATEMENTS:
            self.open = None if closes else _Statement()
            self.statements.extend([self.open] if self.open else [])
            self.part = self.inside = ""
        elif self.open is None:
            return
        elif name in _PARTS:
            self.part, self.inside = ("" if closes else name), ""
            self._begin(self.open)
        elif name in _INSIDE and not value:
            self.inside = "" if closes else f"{name}."
        elif not closes:
            _keep(self.open, self.part, f"{self.inside}{name}", value)

    def _begin(self, statement: _Statement) -> None:
        if self.part == "STMTTRN":
            self.counted += 1
            must_be_few(self.counted)
            statement.transactions.append(_Transaction(self.counted))


def _keep(statement: _Statement, part: str, name: str, value: str) -> None:
    if part == "STMTTRN":
        statement.transactions[-1].values.setdefault(name, value)
    else:
        statement.values.setdefault(f"{part}.{name}" if part else name, value)


def _read(statement: _Statement, problems: list[FileProblem]) -> BankAccountStatement:
    values = statement.values
    lines: list[BankLine] = []
    for transaction in statement.transactions:
        try:
            lines.append(_line(transaction))
        except (DayUnreadable, AmountUnreadable) as problem:
            named = transaction.values.get("NAME") or transaction.values.get("FITID") or ""
            called = f" ({tidy(named)[:60]})" if named else ""
            problems.append(FileProblem(transaction.number, f"Transaction {transaction.number}{called} has {problem}."))
    closing = values.get("LEDGERBAL.BALAMT", "")
    return BankAccountStatement(
        account=values.get("BANKACCTFROM.ACCTID") or values.get("CCACCTFROM.ACCTID") or "",
        currency=values.get("CURDEF", "")[:3].upper(),
        lines=tuple(lines),
        starts_on=_edge(values.get("DTSTART")),
        ends_on=_edge(values.get("DTEND")),
        closing_cents=_closing(closing, problems) if closing else None,
    )


def _edge(text: str | None) -> date | None:
    try:
        return day_of(text or "")
    except DayUnreadable:
        return None


def _closing(text: str, problems: list[FileProblem]) -> int | None:
    try:
        return cents_of(text, mark=decimal_mark([text]))
    except AmountUnreadable as problem:
        problems.append(FileProblem(WHOLE_FILE, f"The balance of the statement is {problem}.", lost=False))
        return None


def _line(transaction: _Transaction) -> BankLine:
    values = transaction.values
    amount = values.get("TRNAMT", "")
    number = values.get("CHECKNUM", "")
    return BankLine(
        number=transaction.number,
        posted_on=day_of(values.get("DTPOSTED", "")),
        amount_cents=cents_of(amount, mark=decimal_mark([amount])),
        bank_id=values.get("FITID", "")[:255],
        payee=tidy(values.get("NAME") or values.get("PAYEE.NAME") or ""),
        reference=tidy(values.get("REFNUM", "")),
        memo=tidy(values.get("MEMO", "")),
        check_number="" if number.strip("0") == "" else tidy(number),
        kind=values.get("TRNTYPE", "")[:40],
    )
