"""A household's account with money in the bank and a fee that is open, and the dialogs of its ledger."""

from datetime import date
from typing import TypeVar
from uuid import uuid4

import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.tables.policies import BillingPolicy
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.lease.ledger import LedgerState
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)
TODAY, JAN_1, JAN_2, JAN_12 = date(2026, 1, 15), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 12)


class Account:
    """January's rent, paid by a check that lies in the bank, and a late fee that is open."""

    def __init__(self, session: Session) -> None:
        self.tenancy: Tenancy = a_household(session, starts_on=date(2025, 6, 1))
        self.rent = a_charge(session, self.tenancy, due_on=JAN_1, description="January 2026")
        self.check = a_receipt(session, self.tenancy, received_on=JAN_2)
        make_bank_deposit(
            session,
            CONSOLE,
            request_key=uuid4(),
            receipt_ids=[self.check],
            bank_account=OPERATING_BANK,
            deposited_on=JAN_2,
            today=JAN_2,
            now=typed_on(JAN_2),
        )
        self.fee = a_charge(session, self.tenancy, kind=ChargeKind.LATE_FEE, amount_cents=50_00, due_on=JAN_12)
        session.commit()


def dialog(state: type[S], session: Session, actor: Actor, account: Account) -> S:
    return open_page(state, a_browser(session, actor), paths.LEASE, "tab=ledger", tenancy_id=account.tenancy.id)


async def ledger(session: Session, actor: Actor, account: Account, query: str = "tab=ledger") -> LedgerState:
    return await opened(LedgerState, a_browser(session, actor), paths.LEASE, query, tenancy_id=account.tenancy.id)


def form(**given: str) -> dict[str, str]:
    return {"request_key": str(uuid4()), **given}


def balance_cents(account: Account) -> int:
    return run_now(CONSOLE, tenancy_position, tenancy_id=account.tenancy.id, as_of=TODAY).balance_cents


def terms(session: Session, *, nsf_fee_cents: int = 0, refund_hold_days: int = 10) -> None:
    """Set how the whole office bills."""
    set_by = {"set_at": typed_on(TODAY), "set_by": "Dana"}
    given = {"nsf_fee_cents": nsf_fee_cents, "refund_hold_days": refund_hold_days, "advance_days": 5}
    session.add(BillingPolicy(priority=[], **given, **set_by))
    session.commit()
