"""The figures kept when a period is closed, as text that is the same bytes whenever it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from pm_app.receivables.rules.aging import Aging

TRIAL_BALANCE = "trial balance"
AGING = "aging"
DEPOSITS_HELD = "deposits held"


@dataclass(frozen=True)
class ReportCopy:
    """A report as it is kept: which one, its text, and the sum by which a change is noticed."""

    report: str
    content: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text, in hexadecimal."""
        return sha256(self.content.encode()).hexdigest()


def trial_balance_copy(as_of: date, balances: Mapping[int, tuple[int, int]]) -> ReportCopy:
    """Return debits and credits in cents by account number; accounts without any are left out."""
    rows = [f"{number} {debit} {credit}" for number, (debit, credit) in sorted(balances.items()) if debit or credit]
    return _copy(TRIAL_BALANCE, as_of, "account debits credits", rows)


def aging_copy(as_of: date, agings: Mapping[UUID, Aging]) -> ReportCopy:
    """Return each tenancy's balance by age in cents; tenancies with nothing open and nothing prepaid are left out."""
    rows = [
        f"{tenancy_id} {' '.join(str(cents) for cents in parts)}"
        for tenancy_id, parts in sorted((tenancy_id, _parts(one)) for tenancy_id, one in agings.items())
        if any(parts)
    ]
    return _copy(AGING, as_of, "tenancy not-yet-due 0-30 31-60 61-90 over-90 prepaid balance", rows)


def deposits_copy(as_of: date, held: Mapping[tuple[UUID, int], int]) -> ReportCopy:
    """Return the deposits held in cents by tenancy and account; what is nothing is left out."""
    rows = [f"{tenancy_id} {number} {cents}" for (tenancy_id, number), cents in sorted(held.items()) if cents]
    return _copy(DEPOSITS_HELD, as_of, "tenancy account held", rows)


def _parts(one: Aging) -> tuple[int, ...]:
    return (
        one.not_yet_due_cents,
        one.days_0_30_cents,
        one.days_31_60_cents,
        one.days_61_90_cents,
        one.over_90_cents,
        one.prepaid_cents,
        one.balance_cents,
    )


def _copy(report: str, as_of: date, heading: str, rows: list[str]) -> ReportCopy:
    return ReportCopy(report, "\n".join([f"{report} {as_of.isoformat()}, in cents", heading, *rows, ""]))
