"""The kinds of charges, credits and receipts, of holds and policies, and the words for where each stands."""

from enum import StrEnum


class ChargeKind(StrEnum):
    """What a tenant owes an amount for. A refund is money given back: it is settled by what it pays out."""

    RENT = "rent"
    LATE_FEE = "late fee"
    NSF_FEE = "NSF fee"
    PET_RENT = "pet rent"
    PARKING = "parking"
    UTILITY = "utility"
    LAUNDRY = "laundry"
    PREMIUM = "month-to-month premium"
    APPLICATION_FEE = "application fee"
    LEASE_BREAK_FEE = "lease-break fee"
    DAMAGES = "damages"
    CLEANING = "cleaning"
    SECURITY_DEPOSIT = "security deposit"
    PET_DEPOSIT = "pet deposit"
    KEY_DEPOSIT = "key deposit"
    LAST_MONTHS_RENT = "last month's rent"
    OTHER = "other"
    REFUND = "refund"


class ReceiptMethod(StrEnum):
    """How money comes in, or is paid out."""

    CASH = "cash"
    CHECK = "check"
    CASHIERS_CHECK = "cashier's check"
    MONEY_ORDER = "money order"
    TRANSFER = "transfer"
    CARD = "card"


class CreditKind(StrEnum):
    """Why a tenant owes less without paying: all but the last four forgive, those were money before."""

    CONCESSION = "concession"
    WAIVER = "waiver"
    WRITE_OFF = "write-off"
    SMALL_BALANCE = "small balance"
    MOVE_OUT = "move-out credit"
    DEPOSIT_RELEASE = "deposit release"
    DEPOSIT_INTEREST = "deposit interest"
    OPENING_BALANCE = "opening balance"


class ReversalKind(StrEnum):
    """How something was taken back. A receipt is voided before it is deposited, and returned by the bank after."""

    REVERSED = "reversed"
    VOID = "void"
    RETURNED = "returned"


class ReceiptState(StrEnum):
    """Where a receipt is: in the office, in the bank, sent back by it, or taken back before it got there."""

    ON_HAND = "on hand"
    DEPOSITED = "deposited"
    RETURNED = "returned"
    VOIDED = "voided"


class HoldKind(StrEnum):
    """What is held on a tenancy."""

    EVICTION = "eviction"
    LATE_FEES = "late fees suspended"
    CERTIFIED_FUNDS = "certified funds only"


class SuspensionReason(StrEnum):
    """Why late fees are suspended."""

    PAYMENT_PLAN = "payment plan"
    LEGAL = "legal hold"
    BANKRUPTCY = "bankruptcy"
    SUBSIDY = "subsidy portion"
    DISPUTE = "dispute"
    OTHER = "other"


class LateFeeBase(StrEnum):
    """What a late fee is a part of."""

    FIXED = "fixed amount"
    OUTSTANDING = "percent of what is outstanding"
    RENT = "percent of the recurring rent"


class LateFeeFrequency(StrEnum):
    """How often a late fee is charged while the same rent stays open."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class CapChoice(StrEnum):
    """Which of two caps counts when both are given."""

    LESSER = "the lesser of both"
    GREATER = "the greater of both"


class PlanState(StrEnum):
    """Where a payment plan stands on a day."""

    ACTIVE = "active"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class PromiseState(StrEnum):
    """What became of one promise of a payment plan."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"


class NoticeKind(StrEnum):
    """What was served on a household."""

    LATE_RENT = "late rent"
    PAY_OR_QUIT = "pay or quit"
    CURE_OR_QUIT = "cure or quit"
    NON_RENEWAL = "non-renewal"
    TERMINATION = "termination"
    RENT_INCREASE = "rent increase"
    ENTRY = "entry"
    LEASE_VIOLATION = "lease violation"


class ClockStart(StrEnum):
    """From which day the deadline for a deposit runs."""

    POSSESSION_RETURNED = "possession returned"
    LEASE_END = "lease end"
    ADDRESS_RECEIVED = "forwarding address received"
    LATER_OF_BOTH = "later of possession and address"


class DeadlineCase(StrEnum):
    """Which deadline counts for a deposit."""

    NO_DEDUCTIONS = "no deductions"
    DEDUCTIONS = "with deductions"
    DISPUTED = "disputed"


class DispositionState(StrEnum):
    """How far a deposit disposition is."""

    OPEN = "open"
    ITEMIZED = "itemized"
    SENT = "sent"
    CLOSED = "closed"
