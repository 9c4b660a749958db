"""The kinds of charges, the ways money comes in, and the words for where each stands."""

from enum import StrEnum


class ChargeKind(StrEnum):
    """What a tenant owes an amount for."""

    RENT = "rent"
    LATE_FEE = "late fee"
    NSF_FEE = "NSF fee"
    PET_RENT = "pet rent"
    PARKING = "parking"
    UTILITY = "utility"
    LAUNDRY = "laundry"
    APPLICATION_FEE = "application fee"
    LEASE_BREAK_FEE = "lease-break fee"
    DAMAGES = "damages"
    SECURITY_DEPOSIT = "security deposit"
    PET_DEPOSIT = "pet deposit"
    KEY_DEPOSIT = "key deposit"
    LAST_MONTHS_RENT = "last month's rent"
    OTHER = "other"


class ReceiptMethod(StrEnum):
    """How money came in."""

    CASH = "cash"
    CHECK = "check"
    TRANSFER = "transfer"
    CARD = "card"
    MONEY_ORDER = "money order"
