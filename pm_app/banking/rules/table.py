"""A bank's table as statements: one movement a row, and a sentence for every row that is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pm_app.banking.rules.amounts import AmountUnreadable, cents_of, decimal_mark
from pm_app.banking.rules.columns import Layout, layout_of
from pm_app.banking.rules.days import DayUnreadable, day_comes_first, day_of
from pm_app.banking.rules.rows import Row
from pm_app.banking.rules.seen import MONEY
from pm_app.banking.rules.statements import (
    WHOLE_FILE,
    BankAccountStatement,
    BankFile,
    BankLine,
    FileProblem,
    period_of,
    tidy,
)

FORMAT = "csv"
_IN = {"credit", "cr", "c", "in", "crdt", "deposit"}
_OUT = {"debit", "dr", "d", "out", "dbit", "withdrawal", "check"}


class RowUnreadable(ValueError):
    """A row is no movement of money; the message says what it has, as the end of a sentence."""


@dataclass(frozen=True)
class _Way:
    """How the cells of this table are to be read."""

    places: Mapping[str, int]
    mark: str
    day_first: bool
    kind_signs: bool

    def cell(self, row: Row, field: str) -> str:
        return row.cell(self.places.get(field))

    def cents(self, row: Row, field: str) -> int | None:
        text = self.cell(row, field)
        return cents_of(text, mark=self.mark) if text else None


def file_of_table(rows: Sequence[Row], *, said: Mapping[str, str], day_first: bool | None) -> BankFile:
    """Return what a table of movements says, one statement an account; `day_first` None lets the dates decide.

    Every row that is neither blank nor a movement is told among the problems. Refuses a table without a column of
    days or of amounts.
    """
    layout = layout_of(rows, said)
    way, problems = _way(layout, day_first)
    movements: dict[tuple[str, str], list[tuple[BankLine, int | None]]] = {}
    for row in layout.body:
        try:
            line, balance = _movement(row, way)
        except RowUnreadable as problem:
            problems.append(FileProblem(row.number, f"Row {row.number} has {problem}."))
        else:
            if line is not None:
                account = (way.cell(row, "account"), way.cell(row, "currency") or _currency(row, way))
                movements.setdefault(account, []).append((line, balance))
    statements = [_statement(*account, lines, problems) for account, lines in movements.items()]
    return BankFile(FORMAT, tuple(statements or [BankAccountStatement("", "", ())]), tuple(problems))


def _way(layout: Layout, day_first: bool | None) -> tuple[_Way, list[FileProblem]]:
    problems: list[FileProblem] = []
    amounts = layout.texts(*MONEY, "balance")
    if day_first is None:
        day_first = day_comes_first(layout.texts("date"))
    if day_first is None:
        day_first = any(sign in text for text in amounts for sign in "£€")
        problems.append(
            FileProblem(
                WHOLE_FILE,
                "Every date could be read both ways round; they were taken as "
                f"{'day/month/year' if day_first else 'month/day/year'}.",
                lost=False,
            )
        )
    mark = decimal_mark(amounts)
    return _Way(layout.places, mark, day_first, _kind_signs(layout, mark)), problems


def _kind_signs(layout: Layout, mark: str) -> bool:
    """Tell whether only a column of debit and credit says which way money went, all amounts being written plain."""
    kinds = [text.lower() for text in layout.texts("kind")]
    signed = any(_is_negative(text, mark) for text in layout.texts("amount"))
    return bool(kinds) and not signed and all(kind in _IN | _OUT for kind in kinds)


def _is_negative(text: str, mark: str) -> bool:
    try:
        return cents_of(text, mark=mark) < 0
    except AmountUnreadable:
        return False


def _movement(row: Row, way: _Way) -> tuple[BankLine | None, int | None]:
    """Return the movement and the balance after it; no movement for a row that only tells a balance."""
    try:
        posted_on = day_of(way.cell(row, "date"), day_first=way.day_first)
        amount_cents = _amount(row, way)
        balance = way.cents(row, "balance")
    except (DayUnreadable, AmountUnreadable) as problem:
        raise RowUnreadable(str(problem)) from problem
    if amount_cents is None:
        if balance is None:
            raise RowUnreadable("no amount")
        return None, balance
    number = way.cell(row, "check_number")
    line = BankLine(
        number=row.number,
        posted_on=posted_on,
        amount_cents=amount_cents,
        bank_id=way.cell(row, "bank_id"),
        payee=tidy(way.cell(row, "payee")),
        reference=tidy(way.cell(row, "reference")),
        memo=tidy(way.cell(row, "memo")),
        check_number="" if number.strip("0") == "" else number,
        kind=way.cell(row, "kind"),
    )
    return line, balance


def _amount(row: Row, way: _Way) -> int | None:
    amount = way.cents(row, "amount")
    if amount is not None:
        return -amount if way.kind_signs and way.cell(row, "kind").lower() in _OUT else amount
    money_in, money_out = way.cents(row, "money_in"), way.cents(row, "money_out")
    if money_in is None and money_out is None:
        return None
    if money_in and money_out:
        raise RowUnreadable("money that comes in and money that goes out")
    return (money_in or 0) - abs(money_out or 0)


def _currency(row: Row, way: _Way) -> str:
    text = " ".join(way.cell(row, field) for field in (*MONEY, "balance"))
    return next((code for sign, code in (("£", "GBP"), ("€", "EUR")) if sign in text), "")


def _statement(
    account: str, currency: str, movements: Sequence[tuple[BankLine, int | None]], problems: list[FileProblem]
) -> BankAccountStatement:
    lines = tuple(line for line, _ in movements)
    starts_on, ends_on = period_of(lines)
    opening, closing = _balances(movements, problems)
    return BankAccountStatement(account, currency, lines, starts_on, ends_on, opening, closing)


def _balances(
    movements: Sequence[tuple[BankLine, int | None]], problems: list[FileProblem]
) -> tuple[int | None, int | None]:
    """Return the balance before the first and after the last movement, whichever way round the rows stand."""
    told = [(line, balance) for line, balance in movements if balance is not None]
    if not told or len(told) != len(movements):
        return None, None
    down = [after for before, after in pairwise(told) if after[1] != before[1] + after[0].amount_cents]
    up = [before for before, after in pairwise(told) if before[1] != after[1] + before[0].amount_cents]
    broken = min(down, up, key=len)
    if broken:
        rows = ", ".join(str(line.number) for line, _ in broken[:5])
        more = f" and {len(broken) - 5} more" if len(broken) > 5 else ""
        problems.append(
            FileProblem(WHOLE_FILE, f"The balance does not follow from the amount in row {rows}{more}.", lost=False)
        )
    first, last = (told[0], told[-1]) if len(down) <= len(up) else (told[-1], told[0])
    return first[1] - first[0].amount_cents, last[1]
