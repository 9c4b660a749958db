"""Which decisions stand, and which deposits are not to be shown."""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col

from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.banking.tables import BankMatch, BankMatchReversal
from pm_app.receivables.tables.bank_deposits import BankDepositLine
from pm_app.receivables.tables.items import Receipt


def stands() -> ColumnElement[bool]:
    """Return the condition that a decision was not taken back."""
    taken_back = sql_select(col(BankMatchReversal.id)).where(col(BankMatchReversal.bank_match_id) == col(BankMatch.id))
    return ~exists(taken_back.correlate(BankMatch))


def deposits_out_of_scope(actor: Actor) -> Any:
    """Select the bank deposits with money of a property that this actor does not see."""
    inside = aliased(Receipt)
    return (
        sql_select(col(BankDepositLine.bank_deposit_id))
        .join(inside, col(inside.id) == col(BankDepositLine.receipt_id))
        .where(~within_scope(actor, col(inside.property_id)))
    )
