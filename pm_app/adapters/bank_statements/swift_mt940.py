"""Reads MT940 with the mt940 library, one movement at a time, so that a bad one does not take the others along."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import DecimalException

from mt940 import Options
from mt940.models import Transactions

from pm_app.adapters.bank_statements.file_text import must_be_few
from pm_app.banking.rules.amounts import AmountUnreadable, cents_of
from pm_app.banking.rules.statements import (
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    StatementRefused,
    balance_problems,
    period_of,
    tidy,
)

FORMAT = "mt940"
_TAG = re.compile(r"^:([0-9]{2}[A-Z]?|NS):(.*)$")
_END = re.compile(r"^-(\}.*|[A-Z]{0,3})?\s*$")
_OPENING = ("60F", "60M")
_CLOSING = ("62F", "62M")
_LONGEST_TAG = 4_000
_NAMED = re.compile(r"/(NAME|REMI|EREF)/(?:STRD/|USTD/{1,2})?(.*?)(?=/(?:[A-Z]{4}|CNTP|ADDR)/|$)")
_DAMAGE = (ValueError, RuntimeError, DecimalException, KeyError, TypeError, AttributeError, IndexError, OverflowError)

# The library writes what it cannot read to the log; statements do not belong there.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


@dataclass
class _Field:
    number: int
    tag: str
    text: str


@dataclass
class _Statement:
    fields: dict[str, _Field] = field(default_factory=dict)
    movements: list[tuple[_Field, str]] = field(default_factory=list)


def read_mt940(text: str) -> BankFile:
    """Return one statement per `:20:` block. A day the bank's calendar has and ours has not is told."""
    problems: list[FileProblem] = []
    found = [one for one in _statements(text) if one.movements or {*_OPENING, *_CLOSING}.intersection(one.fields)]
    if not found:
        raise StatementRefused("The MT940 file holds no statement. Download it again.")
    must_be_few(sum(len(one.movements) for one in found))
    statements = tuple(_read(one, problems) for one in found)
    for statement in statements:
        problems.extend(balance_problems(statement))
    return BankFile(FORMAT, statements, tuple(problems))


def _fields(text: str) -> Iterator[_Field]:
    """Yield the tagged fields, lines that continue one joined on; what stands between two messages is left off."""
    current: _Field | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _TAG.match(line):
            if current:
                yield current
            current = _Field(number, found[1], found[2][:_LONGEST_TAG])
        elif _END.match(line):
            if current:
                yield current
            current = None
        elif current and line.strip() and len(current.text) < _LONGEST_TAG:
            current.text += f"\n{line[:_LONGEST_TAG]}"
    if current:
        yield current


def _statements(text: str) -> Iterator[_Statement]:
    statement: _Statement | None = None
    before = ""
    for one in _fields(text):
        if one.tag == "20":
            if statement:
                yield statement
            statement = _Statement()
        elif statement and one.tag == "61":
            statement.movements.append((one, ""))
        elif statement and one.tag in ("86", "NS") and before in ("61", "86", "NS"):
            movement, details = statement.movements[-1]
            statement.movements[-1] = (movement, f"{details}\n:{one.tag}:{one.text}"[:_LONGEST_TAG])
        elif statement and one.tag not in ("86", "NS"):
            statement.fields.setdefault(one.tag, one)
        before = one.tag if one.tag not in ("86", "NS") or before in ("61", "86", "NS") else before
    if statement:
        yield statement


def _read(statement: _Statement, problems: list[FileProblem]) -> BankAccountStatement:
    lines: list[BankLine] = []
    for movement, details in statement.movements:
        try:
            lines.append(_line(movement, details, problems))
        except (*_DAMAGE, AmountUnreadable) as problem:
            why = str(problem) if isinstance(problem, AmountUnreadable) else f"'{tidy(movement.text)[:60]}', unreadable"
            problems.append(FileProblem(movement.number, f"Line {movement.number} has {why}."))
    opening, currency, starts_on = _balance(statement, _OPENING, problems)
    closing, other_currency, ends_on = _balance(statement, _CLOSING, problems)
    first, last = period_of(lines)
    account = statement.fields.get("25") or statement.fields.get("25P")
    return BankAccountStatement(
        account=tidy(account.text) if account else "",
        currency=currency or other_currency,
        lines=tuple(lines),
        starts_on=starts_on or first,
        ends_on=ends_on or last,
        opening_cents=opening,
        closing_cents=closing,
    )


def _parsed(text: str) -> Transactions:
    transactions = Transactions(options=Options.all())
    transactions.parse(text)
    return transactions


def _balance(
    statement: _Statement, tags: tuple[str, str], problems: list[FileProblem]
) -> tuple[int | None, str, date | None]:
    """Return the balance of the first of the tags that is there, its currency and its day."""
    one = next((statement.fields[tag] for tag in tags if tag in statement.fields), None)
    if one is None:
        return None, "", None
    try:
        (balance,) = _parsed(f":{one.tag}:{one.text}").data.values()
        return cents_of(str(balance.amount.amount)), balance.amount.currency, _plain_day(balance.date)
    except _DAMAGE:
        problems.append(FileProblem(one.number, f"The balance in line {one.number} is unreadable.", lost=False))
        return None, "", None


def _plain_day(day: date) -> date:
    return date(day.year, day.month, day.day)


def _line(movement: _Field, details: str, problems: list[FileProblem]) -> BankLine:
    (transaction,) = _parsed(f":61:{movement.text}{details}")
    data = transaction.data
    valued_on = _plain_day(data["date"])
    if movement.text[4:6] != f"{valued_on.day:02}":
        written = f"{movement.text[:2]}-{movement.text[2:4]}-{movement.text[4:6]}"
        problems.append(
            FileProblem(
                movement.number,
                f"Line {movement.number} has the value date {written}, which is not in the calendar;"
                f" {valued_on.isoformat()} was taken.",
                lost=False,
            )
        )
    purpose = _text(data, "purpose", "additional_purpose") or _text(data, "transaction_details")
    named = dict(_NAMED.findall(purpose.replace("\n", "")))
    reference = _text(data, "customer_reference")
    return BankLine(
        number=movement.number,
        posted_on=_plain_day(data.get("entry_date") or valued_on),
        amount_cents=cents_of(str(data["amount"].amount)),
        bank_id=_text(data, "bank_reference"),
        payee=tidy(_text(data, "applicant_name", "recipient_name") or named.get("NAME", "")),
        reference=tidy(named.get("EREF") or ("" if reference == "NONREF" else reference)),
        memo=tidy(named.get("REMI") or " ".join([_text(data, "posting_text"), purpose])),
        kind=_text(data, "id"),
        valued_on=valued_on,
    )


def _text(data: dict[str, object], *names: str) -> str:
    return " ".join(str(value) for name in names if (value := data.get(name)))
