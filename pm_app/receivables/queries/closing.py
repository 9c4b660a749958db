"""What is still open before a period is closed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import account_balances
from pm_app.books.rules import UNDEPOSITED_FUNDS, Finding
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.recurring import rent_not_posted


@dataclass(frozen=True)
class StillOpen:
    """What one would rather settle before closing through a day: none of it keeps the period from being closed."""

    undeposited_cents: int
    charges_not_posted: int
    charges_not_posted_cents: int
    findings: tuple[Finding, ...]


def still_open(session: Session, actor: Actor, *, through: date) -> StillOpen:
    """Return the money not yet in a bank, the rent that is due and not charged, and what the check of the books finds.

    All as of the last day to be closed.
    """
    actor.must(Permission.VIEW_LEDGER)
    stands = {one.number: one.balance_cents for one in account_balances(session, actor, as_of=through)}
    due = rent_not_posted(session, actor, today=through, advance_days=0)
    return StillOpen(
        undeposited_cents=stands.get(UNDEPOSITED_FUNDS, 0),
        charges_not_posted=len(due),
        charges_not_posted_cents=sum(one.amount_cents for one in due),
        findings=tuple(findings(session, actor, as_of=through)),
    )
