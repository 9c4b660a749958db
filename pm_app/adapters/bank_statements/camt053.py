"""Reads camt.053 of ISO 20022, any version: the statement European banks and more and more others send.

A document type declaration is refused before any parser sees it, so no entity can grow or reach outside.
"""

import re
from datetime import date

import lxml.etree as etree

from pm_app.adapters.bank_statements.file_text import must_be_few
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of
from pm_app.banking.rules.days import DayUnreadable, day_of
from pm_app.banking.rules.statements import (
    WHOLE_FILE,
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    StatementRefused,
    balance_problems,
    period_of,
    tidy,
)

FORMAT = "camt.053"
BOOKED = ("OPBD", "PRCD", "CLBD")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_DANGEROUS = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_GIVEN = {"NOTPROVIDED", "NONREF"}


class EntryUnreadable(ValueError):
    """An entry says nothing that could be booked; the message is the end of a sentence."""


def read_camt053(text: str) -> BankFile:
    """Return one statement per `Stmt`; entries that are announced but not booked are told and left out."""
    if _DANGEROUS.search(text):
        raise StatementRefused("The XML declares its own entities, which no bank does. It is not opened.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except etree.XMLSyntaxError as problem:
        line = f" in line {problem.lineno}" if problem.lineno else ""
        raise StatementRefused(f"The XML is damaged{line}. Download the statement again.") from problem
    found = root.findall(".//{*}BkToCstmrStmt/{*}Stmt")
    if not found:
        raise StatementRefused("The XML holds no account statement (camt.053). Ask the bank for one.")
    must_be_few(max(len(root.findall(".//{*}Ntry")), len(root.findall(".//{*}TxDtls"))))
    problems: list[FileProblem] = []
    statements = tuple(_statement(one, problems) for one in found)
    for statement, element in zip(statements, found, strict=True):
        problems.extend(_other_currencies(element, statement.currency) or balance_problems(statement))
    return BankFile(FORMAT, statements, tuple(problems))


def _statement(element: etree._Element, problems: list[FileProblem]) -> BankAccountStatement:
    lines: list[BankLine] = []
    for number, entry in enumerate(element.findall("{*}Ntry"), start=1):
        try:
            lines.extend(_lines(entry, number))
        except (DayUnreadable, AmountUnreadable, EntryUnreadable) as problem:
            at = entry.sourceline or number
            problems.append(FileProblem(number, f"Entry {number} (line {at} of the file) has {problem}."))
    starts_on, ends_on = period_of(lines)
    return BankAccountStatement(
        account=_text(element, "Acct/Id/IBAN") or _text(element, "Acct/Id/Othr/Id"),
        currency=_text(element, "Acct/Ccy") or _currency(element),
        lines=tuple(lines),
        starts_on=_edge(element, "FrToDt/FrDtTm") or _edge(element, "FrToDt/FrDt") or starts_on,
        ends_on=_edge(element, "FrToDt/ToDtTm") or _edge(element, "FrToDt/ToDt") or ends_on,
        opening_cents=_balance(element, ("OPBD", "PRCD"), problems),
        closing_cents=_balance(element, ("CLBD",), problems),
    )


def _path(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def _text(element: etree._Element, path: str) -> str:
    return " ".join((element.findtext(_path(path)) or "").split())


def _currency(element: etree._Element) -> str:
    amount = element.find(_path("Bal/Amt"))
    return amount.get("Ccy", "") if amount is not None else ""


def _edge(element: etree._Element, path: str) -> date | None:
    try:
        return day_of(_text(element, path)[:10])
    except DayUnreadable:
        return None


def _other_currencies(element: etree._Element, currency: str) -> list[FileProblem]:
    """Return a sentence for every booked balance in another currency than the account: it adds up with nothing."""
    told = [
        (_text(balance, "Tp/CdOrPrtry/Cd"), amount.get("Ccy", currency))
        for balance in element.findall(_path("Bal"))
        if (amount := balance.find(_path("Amt"))) is not None
    ]
    return [
        FileProblem(WHOLE_FILE, f"The {code} balance is in {other}, but the account is in {currency}.", lost=False)
        for code, other in told
        if code in BOOKED and other != currency
    ]


def _balance(element: etree._Element, codes: tuple[str, ...], problems: list[FileProblem]) -> int | None:
    told = {_text(balance, "Tp/CdOrPrtry/Cd"): balance for balance in reversed(element.findall(_path("Bal")))}
    code = next((code for code in codes if code in told), None)
    try:
        return _signed(told[code]) if code else None
    except (AmountUnreadable, EntryUnreadable) as problem:
        problems.append(FileProblem(WHOLE_FILE, f"The {code} balance has {problem}.", lost=False))
        return None


def _signed(element: etree._Element) -> int:
    """Return the amount of an entry or balance, negative when it is a debit."""
    cents, side = cents_of(_text(element, "Amt")), _text(element, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise EntryUnreadable("no word on whether it is a credit or a debit")
    return cents if side == "CRDT" else -cents


def _lines(entry: etree._Element, number: int) -> list[BankLine]:
    """Return one line per transaction of a batch when their amounts add up to the entry, else one for the entry."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status and status != "BOOK":
        raise EntryUnreadable(f"the status {status[:10]}: it is not booked yet")
    total = _signed(entry)
    details = entry.findall(_path("NtryDtls/TxDtls"))
    amounts = [_text(one, "Amt") or _text(one, "AmtDtls/TxAmt/Amt") for one in details]
    if len(details) > 1 and all(amounts):
        sign = 1 if total >= 0 else -1
        parts = [sign * cents_of(amount) for amount in amounts]
        if sum(parts) == total:
            return [
                _line(entry, one, number, cents, at)
                for at, (one, cents) in enumerate(zip(details, parts, strict=True), 1)
            ]
    return [_line(entry, details[0] if len(details) == 1 else entry, number, total)]


def _line(entry: etree._Element, details: etree._Element, number: int, cents: int, part: int = 0) -> BankLine:
    """Return the line of an entry, or of one part of it, counted from 1."""
    party = "Dbtr" if cents >= 0 else "Cdtr"
    payee = _text(details, f"RltdPties/{party}/Nm") or _text(details, f"RltdPties/{party}/Pty/Nm")
    remittance = [" ".join("".join(one.itertext()).split()) for one in details.findall(_path("RmtInf/Ustrd"))]
    references = (
        _text(details, "RmtInf/Strd/CdtrRefInf/Ref"),
        _text(details, "Refs/EndToEndId"),
        _text(details, "Refs/InstrId"),
    )
    bank_id = _text(details, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    return BankLine(
        number=number,
        posted_on=_day(entry, "BookgDt") or _day(entry, "ValDt") or day_of(""),
        amount_cents=cents,
        bank_id=f"{bank_id}/{part}" if bank_id and part else bank_id,
        payee=tidy(payee),
        reference=tidy(next((one for one in references if one and one not in _NOT_GIVEN), "")),
        memo=tidy(" ".join([*remittance, _text(entry, "AddtlNtryInf")])),
        check_number=_text(details, "Refs/ChqNb"),
        kind=_text(entry, "BkTxCd/Prtry/Cd") or _text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd"),
        valued_on=_edge(entry, "ValDt/Dt") or _edge(entry, "ValDt/DtTm"),
    )


def _day(entry: etree._Element, path: str) -> date | None:
    """Return a day of the entry, None when it has none; raises `DayUnreadable` for one that does not exist."""
    text = _text(entry, f"{path}/Dt") or _text(entry, f"{path}/DtTm")
    return day_of(text[:10]) if text else None
