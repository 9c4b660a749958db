"""Which column of a bank's table holds what: said by a person, told by the header, or seen in the cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pm_app.banking.rules.amounts import is_amount
from pm_app.banking.rules.days import is_day
from pm_app.banking.rules.rows import Row
from pm_app.banking.rules.seen import MONEY, seen_in
from pm_app.banking.rules.statements import StatementRefused

HEADER_WITHIN = 40

HEADERS: dict[str, tuple[str, ...]] = {
    "date": (
        *("date posted", "posted date", "posting date", "post date", "booking date", "date", "transaction date"),
        *("trans date", "completed date", "processed date", "effective date", "value date"),
    ),
    "amount": ("amount", "transaction amount", "net amount", "value", "sum", "amt"),
    "money_in": (
        *("money in", "paid in", "credit", "credits", "credit amount", "amount credit", "deposit", "deposits"),
        *("deposit amount", "in", "incoming", "receipts"),
    ),
    "money_out": (
        *("money out", "paid out", "debit", "debits", "debit amount", "amount debit", "withdrawal", "withdrawals"),
        *("withdrawal amount", "out", "outgoing", "checks", "payments", "payment"),
    ),
    "balance": ("balance", "running balance", "running bal", "account balance", "ending balance", "ledger balance"),
    "payee": (
        *("payee", "payer", "name", "counterparty", "counter party", "merchant", "description", "narrative"),
        *("transaction description", "transaction", "particulars", "details"),
    ),
    "memo": ("memo", "note", "notes", "extended description", "additional information", "description", "details"),
    "reference": ("reference", "reference number", "reference no", "bank reference", "ref", "customer reference"),
    "check_number": (
        *(
            "check number",
            "check no",
            "check",
            "check or slip",
            "cheque number",
            "cheque no",
            "cheque",
            "serial number",
        ),
    ),
    "bank_id": ("transaction id", "fitid", "transaction number", "transaction no", "id", "unique id"),
    "currency": ("currency", "ccy", "currency code"),
    "account": ("account number", "account", "account no", "account id", "iban", "account name"),
    "kind": ("type", "transaction type", "credit debit", "debit credit", "cr dr", "dr cr", "code", "details"),
}


@dataclass(frozen=True)
class Layout:
    """Where each field stands, counted from 0, and the rows below the header."""

    places: Mapping[str, int]
    body: tuple[Row, ...]

    def texts(self, *fields: str) -> list[str]:
        """Return the filled cells of these fields, of all rows."""
        places = [self.places[field] for field in fields if field in self.places]
        return [text for row in self.body for place in places if (text := row.cell(place))]


def parse_columns(entries: Iterable[str]) -> dict[str, str]:
    """Return which column a person said fills which field, from `field=HEADER` or `field=NUMBER` entries.

    Refuses an entry without `=`, an unknown field, and a field said twice.
    """
    said: dict[str, str] = {}
    for entry in entries:
        field, equals, column = (part.strip() for part in entry.partition("="))
        if not equals or not column:
            raise StatementRefused(f"'{entry}' is no mapping. Write it as date=COLUMN or amount=4.", field="map")
        if field not in HEADERS:
            raise StatementRefused(f"There is no field '{field}'. The fields are {', '.join(HEADERS)}.", field="map")
        if field in said:
            raise StatementRefused(f"The field {field} is mapped twice. Say it once.", field="map")
        said[field] = column
    return said


def layout_of(rows: Sequence[Row], said: Mapping[str, str]) -> Layout:
    """Return where the fields stand in these rows, what a person said first.

    Refuses a table without a column of days or of amounts, and a column said that is not there.
    """
    filled = [row for row in rows if not row.is_blank]
    header_at = _header_at(filled, said.values())
    header = filled[header_at].cells if header_at is not None else ()
    body = filled[header_at + 1 :] if header_at is not None else filled
    places = {field: _place_said(field, column, header, body) for field, column in said.items()}
    _add(places, _told_by(header))
    _add(places, seen_in(body, places))
    if "date" not in places:
        raise StatementRefused("No column of dates was found. Say which it is with --map date=COLUMN.", field="map")
    if not any(field in places for field in MONEY):
        raise StatementRefused(
            "No column of amounts was found. Say which it is with --map amount=COLUMN,"
            " or --map money_in=COLUMN and --map money_out=COLUMN.",
            field="map",
        )
    return Layout(places, tuple(body))


def _add(places: dict[str, int], found: Mapping[str, int]) -> None:
    for field, place in found.items():
        if field not in places and place not in places.values():
            places[field] = place


def normalized(header: str) -> str:
    """Return a header in small letters, without brackets and signs: `Amount (USD)` → `amount`."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", " ", header.lower()[:100])))


def _header_at(rows: Sequence[Row], said: Iterable[str]) -> int | None:
    """Return which row is the header: one of known words or of columns that were said, else a first row unlike all."""
    known = {word for words in HEADERS.values() for word in words} | {normalized(column) for column in said}
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        names = [normalized(cell) for cell in row.cells]
        if sum(name in known for name in names) >= 2 and not _tells(row):
            return at
    return 0 if len(rows) > 1 and not _tells(rows[0]) and _tells(rows[1]) else None


def _tells(row: Row) -> bool:
    return any(is_day(cell) or is_amount(cell) for cell in row.cells)


def _place_said(field: str, column: str, header: Sequence[str], body: Sequence[Row]) -> int:
    names = [normalized(cell) for cell in header]
    if normalized(column) in names:
        return names.index(normalized(column))
    widest = max((len(row.cells) for row in body), default=len(header))
    if re.fullmatch("[0-9]{1,3}", column) and 1 <= int(column) <= widest:
        return int(column) - 1
    there = ", ".join(name for name in header if name.strip()) or f"numbers from 1 to {widest}"
    raise StatementRefused(f"There is no column '{column}' for {field}. The columns are {there}.", field="map")


def _told_by(header: Sequence[str]) -> dict[str, int]:
    names = [normalized(cell) for cell in header]
    found: dict[str, int] = {}
    for field, words in HEADERS.items():
        taken = found.values()
        place = next((at for word in words if word in names and (at := names.index(word)) not in taken), None)
        if place is not None:
            found[field] = place
    return found
