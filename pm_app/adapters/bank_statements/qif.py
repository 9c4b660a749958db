"""Reads Quicken's QIF: records of lines that begin with a letter, each record closed by a caret."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pm_app.adapters.bank_statements.file_text import must_be_few
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of, decimal_mark
from pm_app.banking.rules.days import DayUnreadable, day_comes_first, day_of
from pm_app.banking.rules.statements import (
    WHOLE_FILE,
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    period_of,
    tidy,
)

FORMAT = "qif"
_MONEY_TYPES = {"bank", "cash", "ccard", "oth a", "oth l"}
_OTHER_TYPES = {"invst", "invoice"}


@dataclass
class _Record:
    number: int
    section: str
    account: str
    values: dict[str, str] = field(default_factory=dict)


def read_qif(text: str, *, day_first: bool | None) -> BankFile:
    """Return the movements of every bank, cash and card section; lists of categories and securities are passed over."""
    records = list(_records(text))
    money = [record for record in records if record.section in _MONEY_TYPES]
    must_be_few(len(money))
    problems = _sections_left(records)
    days = [record.values.get("D", "") for record in money]
    if day_first is None:
        day_first = day_comes_first([_day(day) for day in days])
    if day_first is None and days:
        problems.append(
            FileProblem(
                WHOLE_FILE, "Every date could be read both ways round; they were taken as month/day/year.", lost=False
            )
        )
    mark = decimal_mark(record.values.get("T", record.values.get("U", "")) for record in money)
    accounts: dict[str, list[BankLine]] = {record.account: [] for record in money}
    for record in money:
        try:
            accounts[record.account].append(_line(record, day_first=bool(day_first), mark=mark))
        except (DayUnreadable, AmountUnreadable) as problem:
            problems.append(FileProblem(record.number, f"The record in line {record.number} has {problem}."))
    statements = [
        BankAccountStatement(account, "", tuple(lines), *period_of(lines)) for account, lines in accounts.items()
    ]
    return BankFile(FORMAT, tuple(statements), tuple(problems))


def _records(text: str) -> Iterator[_Record]:
    """Yield the records with the account they belong to: the last one an `!Account` section named."""
    section = account = ""
    record: _Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip("\ufeff \t")
        if line.startswith("!"):
            section = line[1:].removeprefix("Type:").removeprefix("type:").strip().lower()
            record = None
        elif line.startswith("^"):
            if record is not None:
                if record.section == "account":
                    account = record.values.get("N", "")
                yield record
            record = None
        elif line and section:
            record = record or _Record(number, section, account)
            record.values.setdefault(line[0], line[1:].strip())
    if record is not None:
        yield record


def _sections_left(records: list[_Record]) -> list[FileProblem]:
    left = sorted({record.section for record in records} & _OTHER_TYPES)
    return [FileProblem(WHOLE_FILE, f"The section !Type:{name} holds no bank movements.", lost=False) for name in left]


def _day(text: str) -> str:
    """Return a date as it is elsewhere: Quicken writes `2/ 4'26` for the fourth of February 2026."""
    return re.sub(r"\s+", "", text).replace("'", "/")


def _line(record: _Record, *, day_first: bool, mark: str) -> BankLine:
    values = record.values
    number = values.get("N", "")
    return BankLine(
        number=record.number,
        posted_on=day_of(_day(values.get("D", "")), day_first=day_first),
        amount_cents=cents_of(values.get("T") or values.get("U", ""), mark=mark),
        payee=tidy(values.get("P", "")),
        memo=tidy(values.get("M", "")),
        reference="" if number.isdigit() else tidy(number),
        check_number=number if number.isdigit() else "",
    )
