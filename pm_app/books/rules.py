"""The chart of accounts, and what makes an entry fit for the books."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from pm_app.books.enums import AccountKind
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused

OPERATING_BANK = 1000
DEPOSIT_BANK = 1010
UNDEPOSITED_FUNDS = 1050
RECEIVABLE = 1100
DEPOSITS_HELD = 2100
DEPOSITS_BILLED = 2105
PET_DEPOSITS_HELD = 2110
KEY_DEPOSITS_HELD = 2120
LAST_MONTHS_RENT_HELD = 2130
PREPAYMENTS = 2200
OPENING_BALANCE = 3900
RENT_INCOME = 4000
CONCESSIONS = 4900
SMALL_BALANCES = 4990
DEPOSIT_INTEREST = 6130
BAD_DEBT = 6900


class Unbalanced(Refused):
    """An entry whose sides do not agree, or whose lines say nothing or both."""


class PeriodLocked(Refused):
    """A day that lies in a closed period."""


@dataclass(frozen=True)
class Finding:
    """Something that must always hold and does not: the name of the check, a sentence, and the records concerned."""

    name: str
    sentence: str
    ids: tuple[UUID, ...]


@dataclass(frozen=True)
class AccountSpec:
    """One account of the chart. Its number is its name to the code."""

    number: int
    name: str
    kind: AccountKind


ACCOUNTS: tuple[AccountSpec, ...] = (
    AccountSpec(1000, "Operating trust bank", AccountKind.ASSET),
    AccountSpec(1010, "Security deposit trust bank", AccountKind.ASSET),
    AccountSpec(1020, "Management company bank", AccountKind.ASSET),
    AccountSpec(1050, "Undeposited funds", AccountKind.ASSET),
    AccountSpec(1060, "Deposits held by owners", AccountKind.ASSET),
    AccountSpec(1100, "Accounts receivable: tenants", AccountKind.ASSET),
    AccountSpec(1150, "Accounts receivable: owners", AccountKind.ASSET),
    AccountSpec(2000, "Accounts payable", AccountKind.LIABILITY),
    AccountSpec(2100, "Security deposits held", AccountKind.LIABILITY),
    AccountSpec(2105, "Deposits billed, not yet received", AccountKind.LIABILITY),
    AccountSpec(2110, "Pet deposits held", AccountKind.LIABILITY),
    AccountSpec(2120, "Key deposits held", AccountKind.LIABILITY),
    AccountSpec(2130, "Last month's rent held", AccountKind.LIABILITY),
    AccountSpec(2200, "Prepaid rent and tenant credits", AccountKind.LIABILITY),
    AccountSpec(2300, "Sales and occupancy tax payable", AccountKind.LIABILITY),
    AccountSpec(2400, "Management fees payable", AccountKind.LIABILITY),
    AccountSpec(2500, "Refunds payable to tenants", AccountKind.LIABILITY),
    AccountSpec(3000, "Owner contributions", AccountKind.EQUITY),
    AccountSpec(3100, "Owner draws", AccountKind.EQUITY),
    AccountSpec(3900, "Opening balance", AccountKind.EQUITY),
    AccountSpec(4000, "Rent", AccountKind.INCOME),
    AccountSpec(4010, "Late fees", AccountKind.INCOME),
    AccountSpec(4020, "NSF fees", AccountKind.INCOME),
    AccountSpec(4030, "Pet rent", AccountKind.INCOME),
    AccountSpec(4040, "Parking", AccountKind.INCOME),
    AccountSpec(4050, "Utility reimbursement", AccountKind.INCOME),
    AccountSpec(4060, "Laundry", AccountKind.INCOME),
    AccountSpec(4070, "Application fees", AccountKind.INCOME),
    AccountSpec(4080, "Lease-break fees", AccountKind.INCOME),
    AccountSpec(4090, "Damages recovered", AccountKind.INCOME),
    AccountSpec(4100, "Other tenant income", AccountKind.INCOME),
    AccountSpec(4900, "Concessions and waivers", AccountKind.INCOME),
    AccountSpec(4990, "Small-balance clean-up", AccountKind.INCOME),
    AccountSpec(6000, "Repairs", AccountKind.EXPENSE),
    AccountSpec(6010, "Cleaning", AccountKind.EXPENSE),
    AccountSpec(6020, "Landscaping", AccountKind.EXPENSE),
    AccountSpec(6030, "Utilities", AccountKind.EXPENSE),
    AccountSpec(6040, "Insurance", AccountKind.EXPENSE),
    AccountSpec(6050, "Property tax", AccountKind.EXPENSE),
    AccountSpec(6060, "Association dues", AccountKind.EXPENSE),
    AccountSpec(6070, "Advertising", AccountKind.EXPENSE),
    AccountSpec(6080, "Legal", AccountKind.EXPENSE),
    AccountSpec(6090, "Supplies", AccountKind.EXPENSE),
    AccountSpec(6100, "Management fees", AccountKind.EXPENSE),
    AccountSpec(6110, "Leasing fees", AccountKind.EXPENSE),
    AccountSpec(6120, "Renewal fees", AccountKind.EXPENSE),
    AccountSpec(6130, "Deposit interest", AccountKind.EXPENSE),
    AccountSpec(6900, "Bad debt", AccountKind.EXPENSE),
    AccountSpec(6950, "Bank fees", AccountKind.EXPENSE),
)


@dataclass(frozen=True)
class Line:
    """One line of an entry: one account, one side, one property, and whom it concerns where that is known."""

    account: int
    property_id: UUID
    debit_cents: int = 0
    credit_cents: int = 0
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None


def check_balanced(lines: Sequence[Line]) -> None:
    """Refuse lines that do not balance as a whole and within each property (domain rules §4).

    Each line has exactly one side above zero, and there are at least two lines. Raises Unbalanced.
    """
    if len(lines) < 2:
        raise Unbalanced("An entry needs at least two lines: one to debit and one to credit.")
    difference_cents: dict[UUID, int] = defaultdict(int)
    for line in lines:
        _check_one_side(line)
        difference_cents[line.property_id] += line.debit_cents - line.credit_cents
    if sum(difference_cents.values()):
        raise Unbalanced("The debits of an entry must equal its credits. Correct the amounts and post it again.")
    if any(difference_cents.values()):
        raise Unbalanced("An entry must balance within each property. Give each property both sides of its part.")


def _check_one_side(line: Line) -> None:
    if line.debit_cents < 0 or line.credit_cents < 0:
        raise Unbalanced(f"The line on account {line.account} is negative. Put the amount on the other side instead.")
    if (line.debit_cents > 0) == (line.credit_cents > 0):
        raise Unbalanced(f"The line on account {line.account} needs an amount on one side, and on one side only.")


def reversed_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the same lines with their sides swapped, in the same order, all else kept (domain rules §4)."""
    return tuple(replace(line, debit_cents=line.credit_cents, credit_cents=line.debit_cents) for line in lines)


def check_open_period(posted_on: date, locked_through: date | None) -> None:
    """Refuse a day on or before the last locked day; None locks nothing. Raises PeriodLocked."""
    if locked_through is not None and posted_on <= locked_through:
        raise PeriodLocked(
            f"The books are closed through {in_words(locked_through)}. "
            "Choose a later day, or ask someone who may reopen the period.",
            field="posted_on",
        )
