"""What a bank statement says, whatever kind of file it came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.kernel.errors import Refused

WHOLE_FILE = 0


class StatementRefused(Refused):
    """The file is no bank statement that can be read; the message says what it is and what to bring instead."""


@dataclass(frozen=True)
class BankLine:
    """One movement on an account: positive when money came in. `number` is its place in the file, counted from 1.

    `posted_on` is the day the bank booked it, `valued_on` the day it counts for interest where that is told.
    `bank_id` is what the bank calls this movement, if it says; `kind` is the bank's own word for it.
    """

    number: int
    posted_on: date
    amount_cents: int
    bank_id: str = ""
    payee: str = ""
    reference: str = ""
    memo: str = ""
    check_number: str = ""
    kind: str = ""
    valued_on: date | None = None


@dataclass(frozen=True)
class BankAccountStatement:
    """The movements of one account over a period, in the order of the file; balances are None where none is told."""

    account: str
    currency: str
    lines: tuple[BankLine, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    opening_cents: int | None = None
    closing_cents: int | None = None

    @property
    def credits_cents(self) -> int:
        """Return what came in."""
        return sum(line.amount_cents for line in self.lines if line.amount_cents > 0)

    @property
    def debits_cents(self) -> int:
        """Return what went out, as a positive amount."""
        return -sum(line.amount_cents for line in self.lines if line.amount_cents < 0)


@dataclass(frozen=True)
class FileProblem:
    """A sentence about one line of the file, or about all of it when `number` is 0. `lost` says no line came of it."""

    number: int
    sentence: str
    lost: bool = True


@dataclass(frozen=True)
class BankFile:
    """What a bank's file says: its format, one statement per account and period, and what was wrong with it."""

    format: str
    statements: tuple[BankAccountStatement, ...]
    problems: tuple[FileProblem, ...] = ()

    @property
    def lost_count(self) -> int:
        """Return how many lines of the file could not be understood."""
        return sum(problem.lost for problem in self.problems)


def balance_problems(statement: BankAccountStatement) -> list[FileProblem]:
    """Return a sentence when opening balance and movements do not add up to the closing balance, else nothing."""
    opening, closing = statement.opening_cents, statement.closing_cents
    if opening is None or closing is None:
        return []
    reached = opening + statement.credits_cents - statement.debits_cents
    if reached == closing:
        return []
    whose = f" of account {statement.account}" if statement.account else ""
    return [
        FileProblem(
            WHOLE_FILE,
            f"The lines{whose} lead from {plain(opening)} to {plain(reached)}, but the statement closes with"
            f" {plain(closing)}: lines may be missing.",
            lost=False,
        )
    ]


def period_of(lines: Sequence[BankLine]) -> tuple[date | None, date | None]:
    """Return the first and the last day anything was posted, or two Nones without lines."""
    days = [line.posted_on for line in lines]
    return (min(days), max(days)) if days else (None, None)


def plain(cents: int) -> str:
    """Return an amount as it stands in a sentence: `-1,234.50`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02}"


def tidy(text: str) -> str:
    """Return the text with runs of blanks made one, without signs that cannot be shown, of at most 500 characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[:2000]).split())[:500]
