"""The kinds of accounts and the kinds of journal entries."""

from enum import StrEnum


class AccountKind(StrEnum):
    """Where an account stands in the books."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class EntryKind(StrEnum):
    """What event an entry records. An allocation moves a prepayment onto a charge, or back."""

    CHARGE = "charge"
    RECEIPT = "receipt"
    CREDIT = "credit"
    ALLOCATION = "allocation"
    REVERSAL = "reversal"
    OPENING_BALANCE = "opening balance"
    REFUND = "refund"
    BANK_DEPOSIT = "bank deposit"
    BANK_RETURN = "bank return"
    BANK_TRANSFER = "bank transfer"
