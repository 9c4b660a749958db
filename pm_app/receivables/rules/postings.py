"""What each event posts: an event becomes lines that balance (domain rules §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pm_app.books.rules import (
    BAD_DEBT,
    CONCESSIONS,
    DEPOSIT_INTEREST,
    DEPOSITS_BILLED,
    DEPOSITS_HELD,
    KEY_DEPOSITS_HELD,
    LAST_MONTHS_RENT_HELD,
    OPENING_BALANCE,
    PET_DEPOSITS_HELD,
    PREPAYMENTS,
    RECEIVABLE,
    RENT_INCOME,
    SMALL_BALANCES,
    UNDEPOSITED_FUNDS,
    Line,
    reversed_lines,
)
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import check_amount
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.rules.allocation import Allocation, AppliedPrepayment

INCOME_ACCOUNTS: dict[ChargeKind, int] = {
    ChargeKind.RENT: 4000,
    ChargeKind.LATE_FEE: 4010,
    ChargeKind.NSF_FEE: 4020,
    ChargeKind.PET_RENT: 4030,
    ChargeKind.PARKING: 4040,
    ChargeKind.UTILITY: 4050,
    ChargeKind.LAUNDRY: 4060,
    ChargeKind.APPLICATION_FEE: 4070,
    ChargeKind.LEASE_BREAK_FEE: 4080,
    ChargeKind.PREMIUM: 4000,
    ChargeKind.DAMAGES: 4090,
    ChargeKind.CLEANING: 4090,
    ChargeKind.OTHER: 4100,
}

HELD_ACCOUNTS: dict[ChargeKind, int] = {
    ChargeKind.SECURITY_DEPOSIT: DEPOSITS_HELD,
    ChargeKind.PET_DEPOSIT: PET_DEPOSITS_HELD,
    ChargeKind.KEY_DEPOSIT: KEY_DEPOSITS_HELD,
    ChargeKind.LAST_MONTHS_RENT: LAST_MONTHS_RENT_HELD,
}


class SettledAboveReceipt(Refused):
    """More would be settled than was received."""


@dataclass(frozen=True)
class LedgerOf:
    """Whose ledger an event belongs to: it stands on every line."""

    property_id: UUID
    tenancy_id: UUID
    unit_id: UUID | None = None
    person_id: UUID | None = None


CREDIT_ACCOUNTS: dict[CreditKind, int] = {
    CreditKind.CONCESSION: CONCESSIONS,
    CreditKind.WAIVER: CONCESSIONS,
    CreditKind.WRITE_OFF: BAD_DEBT,
    CreditKind.SMALL_BALANCE: SMALL_BALANCES,
    CreditKind.MOVE_OUT: RENT_INCOME,
    CreditKind.DEPOSIT_INTEREST: DEPOSIT_INTEREST,
    CreditKind.OPENING_BALANCE: OPENING_BALANCE,
}


def credited_account(kind: ChargeKind) -> int:
    """Return the account a charge credits: its income, or deposits billed for a deposit, which is no income."""
    return DEPOSITS_BILLED if kind in HELD_ACCOUNTS else INCOME_ACCOUNTS[kind]


def debited_account(kind: CreditKind, deposit_kind: ChargeKind | None = None) -> int:
    """Return the account a credit debits: what it costs the owner, or the held deposit that it releases."""
    if kind == CreditKind.DEPOSIT_RELEASE:
        if deposit_kind is None or deposit_kind not in HELD_ACCOUNTS:
            raise ValueError("A deposit release names which deposit it is.")
        return HELD_ACCOUNTS[deposit_kind]
    return CREDIT_ACCOUNTS[kind]


def settled_by_kind(
    allocations: Iterable[Allocation | AppliedPrepayment], kinds: Mapping[UUID, ChargeKind]
) -> dict[ChargeKind, int]:
    """Return the allocated cents by kind of charge; `kinds` tells the kind of each charge."""
    settled: dict[ChargeKind, int] = defaultdict(int)
    for part in allocations:
        settled[kinds[part.charge_id]] += part.amount_cents
    return dict(settled)


def charge_lines(ledger: LedgerOf, kind: ChargeKind, amount_cents: int) -> tuple[Line, ...]:
    """Return what a charge posts: receivable against its income, or against deposits billed."""
    check_amount(amount_cents)
    return (_debit(ledger, RECEIVABLE, amount_cents), _credit(ledger, credited_account(kind), amount_cents))


def opening_charge_lines(ledger: LedgerOf, kind: ChargeKind, amount_cents: int) -> tuple[Line, ...]:
    """Return what an amount owed from before these books posts: no income of ours, but a deposit is still billed."""
    check_amount(amount_cents)
    account = DEPOSITS_BILLED if kind in HELD_ACCOUNTS else OPENING_BALANCE
    return (_debit(ledger, RECEIVABLE, amount_cents), _credit(ledger, account, amount_cents))


def refund_lines(ledger: LedgerOf, amount_cents: int, bank_account: int) -> tuple[Line, ...]:
    """Return what paying a refund posts: receivable against the bank; the prepayments it pays out settle it then."""
    check_amount(amount_cents)
    return (_debit(ledger, RECEIVABLE, amount_cents), _credit(ledger, bank_account, amount_cents))


def moved_lines(ledger: LedgerOf, amount_cents: int, *, from_account: int, to_account: int) -> tuple[Line, ...]:
    """Return what moving money between two accounts posts."""
    check_amount(amount_cents)
    return (_debit(ledger, to_account, amount_cents), _credit(ledger, from_account, amount_cents))


def receipt_lines(
    ledger: LedgerOf, amount_cents: int, settled: Mapping[ChargeKind, int], account: int = UNDEPOSITED_FUNDS
) -> tuple[Line, ...]:
    """Return what a receipt posts: undeposited funds against what it settles (cents by kind) and what stays prepaid.

    A credit posts the same on the account it debits. What settles a deposit also moves it from billed to held.
    Refuses to settle more than was received.
    """
    check_amount(amount_cents)
    prepaid_cents = amount_cents - sum(settled.values())
    if prepaid_cents < 0:
        raise SettledAboveReceipt("More would be settled than was received. Lower what is given to charges.")
    lines = [_debit(ledger, account, amount_cents), *_settling(ledger, settled)]
    if prepaid_cents:
        lines.append(_credit(ledger, PREPAYMENTS, prepaid_cents))
    return (*lines, *_deposits_held(ledger, settled))


def applied_prepayment_lines(ledger: LedgerOf, settled: Mapping[ChargeKind, int]) -> tuple[Line, ...]:
    """Return what settling charges (cents by kind) with earlier money posts: prepayments against receivable."""
    total_cents = sum(settled.values())
    check_amount(total_cents)
    return (
        _debit(ledger, PREPAYMENTS, total_cents),
        *_settling(ledger, settled),
        *_deposits_held(ledger, settled),
    )


def unallocated_lines(ledger: LedgerOf, settled: Mapping[ChargeKind, int]) -> tuple[Line, ...]:
    """Return what taking money off charges (cents by kind) posts: it becomes a prepayment again."""
    return reversed_lines(applied_prepayment_lines(ledger, settled))


def _settling(ledger: LedgerOf, settled: Mapping[ChargeKind, int]) -> tuple[Line, ...]:
    total_cents = sum(settled.values())
    return (_credit(ledger, RECEIVABLE, total_cents),) if total_cents else ()


def _deposits_held(ledger: LedgerOf, settled: Mapping[ChargeKind, int]) -> list[Line]:
    lines: list[Line] = []
    for kind, account in HELD_ACCOUNTS.items():
        if settled.get(kind):
            lines += [_debit(ledger, DEPOSITS_BILLED, settled[kind]), _credit(ledger, account, settled[kind])]
    return lines


def _debit(ledger: LedgerOf, account: int, amount_cents: int) -> Line:
    return Line(
        account,
        ledger.property_id,
        debit_cents=amount_cents,
        unit_id=ledger.unit_id,
        tenancy_id=ledger.tenancy_id,
        person_id=ledger.person_id,
    )


def _credit(ledger: LedgerOf, account: int, amount_cents: int) -> Line:
    return reversed_lines([_debit(ledger, account, amount_cents)])[0]
