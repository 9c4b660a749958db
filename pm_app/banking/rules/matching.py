"""Whose money a line is: what is proposed to a person, how sure it is, and why, in words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from rapidfuzz.utils import default_process

from pm_app.banking.rules.names import KnownNames, Named, Payer
from pm_app.banking.rules.statements import plain
from pm_app.kernel.dates import days_from, in_words

LEAST = 30  # what scores less is not worth a look
SURE = 60
LEAD = 10  # how far the first must be ahead of the second to be chosen for a person
MOST = 5
LONGEST_WAY = timedelta(days=30)  # how long a check may lie before the bank books it
AROUND_DUE = 10


class ProposalKind(StrEnum):
    """What a line may be: new money for a lease, a receipt on hand, or a deposit made before."""

    LEASE = "lease"
    RECEIPT = "receipt"
    DEPOSIT = "deposit"


@dataclass(frozen=True)
class MoneyIn:
    """A credit on a bank account that nobody decided yet."""

    line_id: UUID
    bank_account: int
    posted_on: date
    amount_cents: int
    payee: str = ""
    reference: str = ""
    memo: str = ""

    @property
    def words(self) -> str:
        """Return all its words in small letters, signs left out."""
        return default_process(f"{self.payee} {self.reference} {self.memo}")


@dataclass(frozen=True)
class OpenAmount:
    """A charge that is open: what it is called, when it is due, how much of it is left."""

    name: str
    due_on: date
    cents: int


@dataclass(frozen=True)
class Household:
    """A tenancy that may have paid, as far as its money tells."""

    tenancy_id: UUID
    name: str
    place: str
    unit_name: str
    balance_cents: int = 0
    rent_cents: int = 0
    open_amounts: tuple[OpenAmount, ...] = ()


@dataclass(frozen=True)
class OnHand:
    """A receipt that lies in no deposit yet."""

    receipt_id: UUID
    tenancy_id: UUID
    name: str
    payer: str
    amount_cents: int
    received_on: date
    reference: str = ""


@dataclass(frozen=True)
class MadeDeposit:
    """A bank deposit that no line was found for yet."""

    bank_deposit_id: UUID
    number: int
    bank_account: int
    total_cents: int
    deposited_on: date


@dataclass(frozen=True)
class Proposal:
    """What a line may be. `about_id` is the tenancy, receipt or deposit; `score` is of 100; `reasons` are sentences."""

    kind: ProposalKind
    about_id: UUID
    title: str
    detail: str
    score: int
    reasons: tuple[str, ...]
    payer_id: UUID | None = None


@dataclass(frozen=True)
class Candidates:
    """All that a line may be held against."""

    households: Sequence[Household]
    payers: Sequence[Payer] = ()
    on_hand: Sequence[OnHand] = ()
    deposits: Sequence[MadeDeposit] = ()


def sure(proposals: Sequence[Proposal]) -> Proposal | None:
    """Return the proposal that may be chosen for a person: sure enough, and well ahead of the next."""
    if not proposals or proposals[0].score < SURE:
        return None
    if len(proposals) > 1 and proposals[0].score - proposals[1].score < LEAD:
        return None
    return proposals[0]


@dataclass
class _Case:
    score: int = 0
    reasons: list[str] = field(default_factory=list[str])
    payer_id: UUID | None = None

    def add(self, score: int, reason: str) -> None:
        self.score += score
        self.reasons.append(reason)


class Matcher:
    """Holds candidates against one line after another; names are made ready once."""

    def __init__(self, candidates: Candidates) -> None:
        self._found = candidates
        self._names = KnownNames(candidates.payers)
        self._units: Mapping[str, list[Household]] = _by_unit(candidates.households)
        self._households_by_id = {one.tenancy_id: one for one in candidates.households}
        self._by_amount: dict[int, set[UUID]] = defaultdict(set)
        for one in candidates.households:
            for cents in (one.balance_cents, one.rent_cents, *(charge.cents for charge in one.open_amounts)):
                self._by_amount[cents].add(one.tenancy_id)

    def proposals(self, money: MoneyIn) -> list[Proposal]:
        """Return what the line may be, the likeliest first; at most five, none below 30 of 100."""
        names = self._names.named(money.payee, money.words)
        found = [
            *self._deposits(money),
            *self._on_hand(money, names),
            *self._households(money, names),
        ]
        found = [one for one in found if one.score >= LEAST]
        return sorted(found, key=lambda one: (-one.score, one.title, str(one.about_id)))[:MOST]

    def _households(self, money: MoneyIn, names: Mapping[UUID, Named]) -> Iterable[Proposal]:
        meant = {one.tenancy_id for unit in _units_named(money.words) for one in self._units.get(unit, ())}
        paying = self._by_amount.get(money.amount_cents, set())
        for tenancy_id in sorted(meant | paying | names.keys()):
            one = self._households_by_id.get(tenancy_id)
            if one is None:
                continue
            case = _Case()
            _amount(case, one, money)
            if named := names.get(one.tenancy_id):
                case.add(named.score, named.reason)
                case.payer_id = named.payer_id
            if one.tenancy_id in meant:
                case.add(20, f"It names unit {one.unit_name}.")
            _due(case, one, money)
            if case.score >= LEAST:
                yield Proposal(
                    ProposalKind.LEASE,
                    one.tenancy_id,
                    one.name,
                    one.place,
                    min(case.score, 100),
                    tuple(case.reasons),
                    case.payer_id,
                )

    def _on_hand(self, money: MoneyIn, names: Mapping[UUID, Named]) -> Iterable[Proposal]:
        for one in self._found.on_hand:
            way = money.posted_on - one.received_on
            if one.amount_cents != money.amount_cents or not timedelta() <= way <= LONGEST_WAY:
                continue
            case = _Case()
            case.add(55, f"This amount was recorded on {in_words(one.received_on)} and is not deposited yet.")
            if named := names.get(one.tenancy_id):
                case.add(35, named.reason)
            if one.reference and default_process(one.reference) in money.words.split():
                case.add(30, f"It carries the number {one.reference}.")
            yield Proposal(
                ProposalKind.RECEIPT,
                one.receipt_id,
                one.name,
                f"Receipt of {in_words(one.received_on)} from {one.payer}",
                min(case.score, 100),
                tuple(case.reasons),
            )

    def _deposits(self, money: MoneyIn) -> Iterable[Proposal]:
        for one in self._found.deposits:
            days = days_from(one.deposited_on, money.posted_on)
            fits = (one.bank_account, one.total_cents) == (money.bank_account, money.amount_cents)
            if fits and -1 <= days <= AROUND_DUE:
                reason = f"Deposit {one.number} of {in_words(one.deposited_on)} is exactly this amount."
                score = 95 - max(days, 0)
                yield Proposal(
                    ProposalKind.DEPOSIT, one.bank_deposit_id, f"Deposit {one.number}", "Made before", score, (reason,)
                )


def _by_unit(households: Iterable[Household]) -> dict[str, list[Household]]:
    units: dict[str, list[Household]] = defaultdict(list)
    for one in households:
        units[default_process(one.unit_name).replace(" ", "")].append(one)
    return units


_UNIT = re.compile(r"\b(?:unit|apt|apartment|suite|ste|flat|rm|room|no)\s+([0-9a-z]{1,6})\b")


def _units_named(words: str) -> set[str]:
    return set(_UNIT.findall(words))


def _amount(case: _Case, one: Household, money: MoneyIn) -> None:
    cents = money.amount_cents
    charge = next((charge for charge in one.open_amounts if charge.cents == cents), None)
    if one.balance_cents == cents:
        case.add(40, f"It is exactly the balance of ${plain(cents)}.")
    elif charge:
        case.add(35, f"It is the open {charge.name} due {in_words(charge.due_on)}.")
    elif one.rent_cents == cents:
        case.add(30, f"It is the monthly rent of ${plain(cents)}.")


def _due(case: _Case, one: Household, money: MoneyIn) -> None:
    near = [charge for charge in one.open_amounts if abs(days_from(charge.due_on, money.posted_on)) <= AROUND_DUE]
    if case.score and near:
        case.add(5, f"Its {near[0].name} was due {in_words(near[0].due_on)}.")
