"""What stands on the money papers of an office: text, days and whole cents, for whoever draws them.

An amount of None is a blank, 0 is written as zero. Days are written out where they are drawn.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Addressee:
    """Who a paper is for: the name of the household, the lines of its address, and which unit it is about."""

    name: str
    lines: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class StatementRow:
    """One line of a statement, with the balance after it (positive: the tenant owes)."""

    day: date
    description: str
    charge_cents: int | None
    payment_cents: int | None
    balance_cents: int


@dataclass(frozen=True)
class AgingStrip:
    """A balance by the age of what is open, counted from the due day."""

    not_yet_due_cents: int
    days_0_30_cents: int
    days_31_60_cents: int
    days_61_90_cents: int
    over_90_cents: int
    prepaid_cents: int


@dataclass(frozen=True)
class Statement:
    """The account of a household over a period, as the tenant is to read it; its last part is torn off and sent back.

    `balance_cents` is what the rows end with; a negative one is a credit of the tenant.
    """

    addressee: Addressee
    account: str
    issued_on: date
    starts_on: date
    ends_on: date
    brought_forward_cents: int
    rows: tuple[StatementRow, ...]
    charged_cents: int
    paid_cents: int
    balance_cents: int
    aging: AgingStrip
    message: str = ""


@dataclass(frozen=True)
class SettledLine:
    """A charge that a receipt settled, and how much of it."""

    description: str
    due_on: date
    amount_cents: int


@dataclass(frozen=True)
class ReceiptPaper:
    """That money was received: from whom, how much, what it settled, and where the account stands after it.

    `taken_back` says in a sentence that the receipt no longer counts; empty while it does.
    """

    addressee: Addressee
    account: str
    received_from: str
    received_on: date
    amount_cents: int
    method: str
    reference: str
    memo: str
    settled: tuple[SettledLine, ...]
    prepaid_cents: int
    balance_cents: int
    balance_on: date
    taken_back: str = ""


@dataclass(frozen=True)
class OverdueLine:
    """A charge that is open: what it was for, how late it is, its amount, and what is left to pay of it."""

    description: str
    due_on: date
    days_late: int
    amount_cents: int
    open_cents: int


@dataclass(frozen=True)
class LateNotice:
    """What is overdue, charge by charge. With `rent_only` there is nothing on it but rent (domain rules §10.10)."""

    addressee: Addressee
    account: str
    issued_on: date
    lines: tuple[OverdueLine, ...]
    total_cents: int
    rent_only: bool = False
    pay_by: date | None = None
    message: str = ""


@dataclass(frozen=True)
class HeldLine:
    """A deposit that was held: which, since when, how much."""

    kind: str
    held_since: date | None
    amount_cents: int


@dataclass(frozen=True)
class DeductionLine:
    """What is kept of a deposit, why, and which paper proves it."""

    description: str
    reason: str
    evidence: str
    amount_cents: int


@dataclass(frozen=True)
class DepositStatement:
    """What becomes of the deposits of a household that moved out: deposit + interest − deductions.

    Either `refund_cents` or `due_cents` is what is left, the other is 0. `payees` share the refund as they stand.
    `addressee.lines` is the forwarding address; without one the letter asks for it.
    """

    addressee: Addressee
    account: str
    issued_on: date
    moved_out_on: date
    returned_on: date | None
    deposits: tuple[HeldLine, ...]
    interest_cents: int
    deductions: tuple[DeductionLine, ...]
    deducted_cents: int
    refund_cents: int
    due_cents: int
    payees: tuple[str, ...]
    paid_by: str = ""
    message: str = ""


@dataclass(frozen=True)
class SlipLine:
    """One receipt on a deposit slip: who paid, for which unit, the check's number, how much."""

    payer: str
    place: str
    method: str
    number: str
    amount_cents: int


@dataclass(frozen=True)
class DepositSlip:
    """The money that is carried to one bank account on one day."""

    bank: str
    account_number: str
    deposited_on: date
    reference: str
    lines: tuple[SlipLine, ...]
    total_cents: int


@dataclass(frozen=True)
class RenewalLetter:
    """A further term offered to a household: from when until when (None: month to month), at which rent a month.

    `rent_now_cents` is the rent of the last day before it; None where none is charged.
    """

    addressee: Addressee
    account: str
    issued_on: date
    number: int
    starts_on: date
    ends_on: date | None
    rent_now_cents: int | None
    rent_cents: int
    reply_by: date
    message: str = ""


Paper = Statement | ReceiptPaper | LateNotice | DepositStatement | DepositSlip | RenewalLetter
