"""Which decisions stand: those that nobody took back."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as sql_select
from sqlmodel import col

from pm_app.banking.tables import BankMatch, BankMatchReversal


def stands() -> ColumnElement[bool]:
    """Return the condition that a decision was not taken back."""
    taken_back = sql_select(col(BankMatchReversal.id)).where(col(BankMatchReversal.bank_match_id) == col(BankMatch.id))
    return ~exists(taken_back.correlate(BankMatch))
