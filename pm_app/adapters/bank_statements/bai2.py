"""Reads BAI2: records of comma-parted fields that begin with two digits, as American and Canadian banks send them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pm_app.adapters.bank_statements.file_text import must_be_few
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of
from pm_app.banking.rules.days import DayUnreadable, day_of
from pm_app.banking.rules.statements import (
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    tidy,
)

FORMAT = "bai2"
OPENING = "010"
CLOSING = "015"
CHECK_PAID = "475"
_CODE = re.compile("[0-9]{3}")
_TOTAL = "The control total in line {} is not what the lines of the account add up to: some may be missing."


class RecordUnreadable(ValueError):
    """A record is not written as the format asks; the message is the end of a sentence."""


@dataclass
class _Record:
    number: int
    code: str
    fields: list[str]


@dataclass
class _Account:
    account: str
    currency: str
    as_of: date | None
    opening_cents: int | None = None
    closing_cents: int | None = None
    lines: list[BankLine] = field(default_factory=list)
    told_cents: int = 0  # all amounts of the account's records, balances too: what its trailer repeats


def read_bai2(text: str) -> BankFile:
    """Return one statement for every account and day of the report."""
    problems: list[FileProblem] = []
    accounts: list[_Account] = []
    as_of, currency = None, ""
    for record in _records(text):
        try:
            if record.code == "02":
                as_of, currency = _day(_field(record, 4)), _field(record, 6)
            elif record.code == "03":
                accounts.append(_account(record, as_of, currency, problems))
            elif record.code == "16":
                _add_movement(_open(accounts), record, as_of)
                must_be_few(sum(len(one.lines) for one in accounts[-1:]))
            elif record.code == "49" and _cents(_field(record, 1)) != _open(accounts).told_cents:
                problems.append(FileProblem(record.number, _TOTAL.format(record.number), lost=False))
        except (DayUnreadable, AmountUnreadable, RecordUnreadable) as problem:
            problems.append(FileProblem(record.number, f"Line {record.number} has {problem}."))
    statements = tuple(
        BankAccountStatement(
            one.account, one.currency, tuple(one.lines), one.as_of, one.as_of, one.opening_cents, one.closing_cents
        )
        for one in accounts
    )
    return BankFile(FORMAT, statements, tuple(problems))


def _records(text: str) -> Iterator[_Record]:
    """Yield the records, each with its continuations (88) joined on; the slash that ends a record is left off."""
    record: _Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        code, comma, rest = line.strip().partition(",")
        if not comma or not code.isdigit():
            continue
        fields = rest.removesuffix("/").split(",")
        if code != "88":
            if record is not None:
                yield record
            record = _Record(number, code, fields)
        elif record is not None:
            record.fields.extend(fields)
    if record is not None:
        yield record


def _field(record: _Record, place: int) -> str:
    """Return a field, counted from 1 after the code of the record; nothing beyond the end."""
    return record.fields[place - 1].strip() if place <= len(record.fields) else ""


def _day(text: str) -> date:
    if not re.fullmatch("[0-9]{6}", text):
        raise DayUnreadable(f"'{text}', which is no date" if text else "no date")
    return day_of(f"20{text}")


def _cents(text: str) -> int:
    """Return the cents of an amount, which the format writes without a point."""
    if not re.fullmatch("[+-]?[0-9]{1,18}", text):
        raise AmountUnreadable(f"'{text}', which is no amount" if text else "no amount")
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").zfill(3)
    return sign * cents_of(f"{digits[:-2].lstrip('0') or '0'}.{digits[-2:]}")


def _account(record: _Record, as_of: date | None, currency: str, problems: list[FileProblem]) -> _Account:
    account = _Account(_field(record, 1), _field(record, 2) or currency or "USD", as_of)
    summaries = list(_summaries(record.fields[2:]))
    balances = dict(summaries)
    try:
        account.told_cents = sum(_cents(amount) for _, amount in summaries if amount)
        account.opening_cents = _cents(balances[OPENING]) if balances.get(OPENING) else None
        account.closing_cents = _cents(balances[CLOSING]) if balances.get(CLOSING) else None
    except AmountUnreadable as problem:
        problems.append(FileProblem(record.number, f"A balance in line {record.number} is {problem}.", lost=False))
    return account


def _summaries(fields: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the type code and amount of every summary; each is followed by a count and by when the funds are free."""
    place = 0
    while place < len(fields):
        code, amount = fields[place].strip(), (fields[place + 1 : place + 2] or [""])[0].strip()
        if _CODE.fullmatch(code):
            yield code, amount
            place += 3 + _funds_fields(fields, place + 3)
        else:
            place += 1


def _funds_fields(fields: list[str], place: int) -> int:
    """Return how many fields the funds type at this place takes, its own included."""
    kind = fields[place].strip().upper() if place < len(fields) else ""
    if kind == "S":
        return 4
    if kind == "V":
        return 3
    if kind == "D":
        count = fields[place + 1].strip() if place + 1 < len(fields) else ""
        return 2 + 2 * int(count) if re.fullmatch("[0-9]{1,3}", count) else 2
    return 1


def _open(accounts: list[_Account]) -> _Account:
    if not accounts:
        raise RecordUnreadable("a movement before any account")
    return accounts[-1]


def _add_movement(account: _Account, record: _Record, as_of: date | None) -> None:
    if re.fullmatch("[+-]?[0-9]{1,18}", _field(record, 2)):
        account.told_cents += _cents(_field(record, 2))
    account.lines.append(_movement(record, as_of))


def _movement(record: _Record, as_of: date | None) -> BankLine:
    """Return the movement of a detail record: codes 100–399 are credits, 400–699 debits."""
    code, amount = _field(record, 1), _cents(_field(record, 2))
    if not _CODE.fullmatch(code) or not 100 <= int(code) <= 699:
        raise RecordUnreadable(f"the type '{code}', which is neither a credit nor a debit")
    if as_of is None:
        raise DayUnreadable("no date")
    funds = _funds_fields(record.fields, 2)
    valued = _field(record, 4) if _field(record, 3).upper() == "V" else ""
    bank_id, customer, *text = [*record.fields[2 + funds :], "", ""]
    return BankLine(
        number=record.number,
        posted_on=as_of,
        amount_cents=amount if int(code) < 400 else -amount,
        bank_id=bank_id.strip(),
        payee=tidy(",".join(text).rstrip(",")),
        reference=tidy(customer),
        check_number=customer.strip() if code == CHECK_PAID and customer.strip().isdigit() else "",
        kind=code,
        valued_on=_day(valued) if re.fullmatch("[0-9]{6}", valued) else None,
    )
