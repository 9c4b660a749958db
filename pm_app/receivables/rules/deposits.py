"""What becomes of deposits when a household moves out: what is kept of them, what goes back, and to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.kernel.money import check_amount, split
from pm_app.receivables.enums import ChargeKind, DispositionState
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS

# The order in which deposits are used up. Last month's rent pays rent first, anything else only when all is gone.
_USED = (ChargeKind.SECURITY_DEPOSIT, ChargeKind.PET_DEPOSIT, ChargeKind.KEY_DEPOSIT)
_RENT = frozenset({ChargeKind.RENT, ChargeKind.PREMIUM, ChargeKind.PET_RENT})
# What is charged for the first time when a household leaves.
NEW_KINDS = (
    ChargeKind.DAMAGES,
    ChargeKind.CLEANING,
    ChargeKind.UTILITY,
    ChargeKind.LEASE_BREAK_FEE,
    ChargeKind.OTHER,
)
_BEYOND_WEAR = frozenset({ChargeKind.DAMAGES, ChargeKind.CLEANING})
WHOLE_BPS = 10_000


class SharesNotWhole(Refused):
    """Shares of a refund that are not the whole of it."""


@dataclass(frozen=True)
class Deduction:
    """What is kept of the deposits: for a charge that is open already (its id), or for one that is still to be made."""

    kind: ChargeKind
    amount_cents: int
    reason: str = ""
    charge_id: UUID | None = None
    document_id: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """Deposits and interest less deductions: either something goes back, or something is left to pay."""

    held_cents: int
    interest_cents: int
    deducted_cents: int

    @property
    def left_cents(self) -> int:
        """Deposits and interest less deductions; negative when the deductions are more."""
        return self.held_cents + self.interest_cents - self.deducted_cents

    @property
    def refund_cents(self) -> int:
        """What goes back to the household."""
        return max(0, self.left_cents)

    @property
    def due_cents(self) -> int:
        """What the household still owes of the deductions."""
        return max(0, -self.left_cents)


@dataclass(frozen=True)
class Release:
    """What happens to one deposit, or to the interest (`deposit` None).

    `withheld` tells which deduction, by its place in the list, is settled by how many cents of it; the rest goes back.
    """

    deposit: ChargeKind | None
    amount_cents: int
    withheld: tuple[tuple[int, int], ...]

    @property
    def withheld_cents(self) -> int:
        """What of it is kept."""
        return sum(cents for _, cents in self.withheld)

    @property
    def returned_cents(self) -> int:
        """What of it goes back."""
        return self.amount_cents - self.withheld_cents


@dataclass(frozen=True)
class Payee:
    """Who is paid a share of the refund, in basis points; `document_id`: the signed instruction to do so."""

    name: str
    share_bps: int
    person_id: UUID | None = None
    document_id: UUID | None = None


def outcome(held: Mapping[ChargeKind, int], interest_cents: int, deductions: Sequence[Deduction]) -> Outcome:
    """Return deposits (cents by kind) and interest less deductions (domain rules §12)."""
    return Outcome(sum(held.values()), interest_cents, sum(one.amount_cents for one in deductions))


def releases(held: Mapping[ChargeKind, int], interest_cents: int, deductions: Sequence[Deduction]) -> list[Release]:
    """Return what happens to each deposit held and to the interest, so that each deduction is settled in its order.

    Last month's rent settles rent before anything else is used, and what is no rent only after everything else: it is
    no security deposit. Interest comes after the deposits it was earned on.
    """
    open_cents = [one.amount_cents for one in deductions]
    withheld: dict[ChargeKind | None, list[tuple[int, int]]] = {}
    left: dict[ChargeKind | None, int] = {**held, None: interest_cents}

    def use(source: ChargeKind | None, *, rent_only: bool = False) -> None:
        for place, one in enumerate(deductions):
            cents = min(left.get(source, 0), open_cents[place])
            if cents > 0 and (not rent_only or one.kind in _RENT):
                withheld.setdefault(source, []).append((place, cents))
                left[source] -= cents
                open_cents[place] -= cents

    use(ChargeKind.LAST_MONTHS_RENT, rent_only=True)
    for source in (*_USED, None, ChargeKind.LAST_MONTHS_RENT):
        use(source)
    amounts: dict[ChargeKind | None, int] = {**held, None: interest_cents}
    return [
        Release(source, cents, tuple(_joined(withheld.get(source, [])))) for source, cents in amounts.items() if cents
    ]


def _joined(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    cents: dict[int, int] = {}
    for place, amount in parts:
        cents[place] = cents.get(place, 0) + amount
    return sorted(cents.items())


def check_deduction(one: Deduction) -> None:
    """Refuse an amount that is not positive, a kind that is no deduction, and one without a reason."""
    check_amount(one.amount_cents)
    if one.charge_id is None and one.kind not in NEW_KINDS:
        raise Refused("Choose what is deducted: damages, cleaning, a utility, a fee or something else.", field="kind")
    if one.kind in DEPOSIT_KINDS or one.kind == ChargeKind.REFUND:
        raise Refused("A deposit is not deducted from a deposit. Choose another charge.", field="kind")
    if not one.reason:
        raise Refused("Write what it is for: it stands on the statement.", field="reason")


def check_shares(payees: Sequence[Payee]) -> None:
    """Refuse payees without a name, and shares that are not positive or do not add up to the whole (`SharesNotWhole`).

    No payees at all means all tenants together.
    """
    if any(not payee.name for payee in payees):
        raise Refused("Write who is paid.", field="payee")
    if any(payee.share_bps <= 0 for payee in payees):
        raise SharesNotWhole("Each share must be more than 0 %.", field="share")
    if payees and sum(payee.share_bps for payee in payees) != WHOLE_BPS:
        raise SharesNotWhole("The shares must add up to 100 %.", field="share")


def paid_out(refund_cents: int, payees: Sequence[Payee]) -> list[tuple[Payee, int]]:
    """Return how many cents each payee is paid, to the cent; whom a tiny refund leaves nothing is left out."""
    if not refund_cents:
        return []
    parts = split(refund_cents, [payee.share_bps for payee in payees])
    return [(payee, cents) for payee, cents in zip(payees, parts, strict=True) if cents]


def disposition_state(
    *, itemized_at: datetime | None, sent_on: date | None, closed_at: datetime | None
) -> DispositionState:
    """Return how far a disposition is, from its moments."""
    if closed_at is not None:
        return DispositionState.CLOSED
    if sent_on is not None:
        return DispositionState.SENT
    return DispositionState.OPEN if itemized_at is None else DispositionState.ITEMIZED


def cautions(
    held: Mapping[ChargeKind, int],
    deductions: Sequence[Deduction],
    *,
    has_checklist: bool,
    left_out_cents: int = 0,
) -> list[str]:
    """Return what to think of before deductions are sent, in sentences (domain rules §12); none of them refuses.

    `has_checklist`: a signed move-in checklist is on file. `left_out_cents`: what is open and not deducted.
    """
    said: list[str] = []
    if not has_checklist and any(one.kind in _BEYOND_WEAR for one in deductions):
        said.append(
            "No signed move-in checklist is on file. Some places allow no deduction for the condition of the home "
            "without one."
        )
    bare = sum(1 for one in deductions if one.document_id is None and one.charge_id is None)
    if bare:
        said.append(f"{_counted(bare)} no evidence. Choose a photo, an invoice or an inspection for it.")
    if _last_months_rent_misused(held, deductions):
        said.append("Last month's rent is no security deposit: here it would pay for something that is not rent.")
    if left_out_cents:
        said.append("Something is open on the ledger that is not deducted. It stays owed when the deposit is returned.")
    return said


def _counted(number: int) -> str:
    return "1 deduction has" if number == 1 else f"{number} deductions have"


def _last_months_rent_misused(held: Mapping[ChargeKind, int], deductions: Sequence[Deduction]) -> bool:
    mine = next((one for one in releases(held, 0, deductions) if one.deposit == ChargeKind.LAST_MONTHS_RENT), None)
    return mine is not None and any(deductions[place].kind not in _RENT for place, _ in mine.withheld)
