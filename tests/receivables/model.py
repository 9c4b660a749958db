"""A tiny ledger of one household, written from the rules of the business alone, to compare the real one with.

It keeps charges, what settles them and which part of what settles what, each with its days, in plain lists. Nothing of
the app is used but the words for kinds; ids are those of the real rows, because ties are broken by them.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pm_app.receivables.enums import ChargeKind as K

DEPOSITS = {K.SECURITY_DEPOSIT: 2100, K.PET_DEPOSIT: 2110}
FIRST = [K.RENT, K.PARKING, K.UTILITY, K.DAMAGES, K.REFUND, K.SECURITY_DEPOSIT, K.PET_DEPOSIT, K.NSF_FEE, K.LATE_FEE]


@dataclass
class Charge:
    """What is owed."""

    kind: K
    cents: int
    posted: date
    due: date
    gone: date | None = None


@dataclass
class Source:
    """What settles: money, or a credit that may be tied to one charge."""

    cents: int
    since: date
    account: int
    tied: UUID | None = None
    bank: int | None = None
    banked: date | None = None
    gone: date | None = None
    returned: bool = False


@dataclass
class Part:
    """So much of a source on a charge, from a day until another."""

    source: UUID
    charge: UUID
    cents: int
    day: date
    gone: date | None = None


@dataclass
class Model:
    """One household."""

    charges: dict[UUID, Charge] = field(default_factory=dict)
    sources: dict[UUID, Source] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def open_now(self, charge: UUID) -> int:
        """What is open of a charge, whatever the day."""
        one = self.charges[charge]
        return 0 if one.gone else one.cents - sum(p.cents for p in self.parts if p.charge == charge and not p.gone)

    def free_now(self, source: UUID) -> int:
        """What of a source settles nothing."""
        one = self.sources[source]
        return 0 if one.gone else one.cents - sum(p.cents for p in self.parts if p.source == source and not p.gone)

    def _ready(self, began: date, parts: list[Part]) -> date:
        return max([began, *(p.gone for p in parts if p.gone)])

    def ready_charge(self, charge: UUID) -> date:
        """The first day on which something may settle a charge."""
        return self._ready(self.charges[charge].posted, [p for p in self.parts if p.charge == charge])

    def ready_source(self, source: UUID) -> date:
        """The first day on which a source may settle something."""
        return self._ready(self.sources[source].since, [p for p in self.parts if p.source == source])

    def order(self, deposits: bool = False) -> list[UUID]:
        """The open charges as they are settled: by kind, then the oldest."""
        owed = [c for c in self.charges if self.open_now(c) and (deposits or self.charges[c].kind not in DEPOSITS)]
        return sorted(owed, key=lambda c: (FIRST.index(self.charges[c].kind), self.charges[c].due, c))

    def prepaid_settles(self, not_before: date) -> None:
        """What is free settles what is open, the oldest first."""
        free = [s for s in self.sources if self.free_now(s) and not self.sources[s].tied]
        new: list[Part] = []
        left = {c: self.open_now(c) for c in self.order()}
        for source in sorted(free, key=lambda s: (self.sources[s].since, s)):
            has = self.free_now(source)
            for charge in list(left):
                cents = min(has, left[charge])
                if cents:
                    day = max(not_before, self.ready_charge(charge), self.ready_source(source))
                    new.append(Part(source, charge, cents, day))
                    has, left[charge] = has - cents, left[charge] - cents
        self.parts += new

    def charge(self, id_: UUID, kind: K, cents: int, posted: date, due: date) -> None:
        """Something is owed."""
        self.charges[id_] = Charge(kind, cents, posted, due)
        self.prepaid_settles(posted)

    def source(self, id_: UUID, cents: int, day: date, account: int, *, money: bool, tied: UUID | None = None) -> None:
        """Money comes in, or a credit is given."""
        if tied:
            takes = [tied]
        else:
            takes = self.order()
            equal = [c for c in self.charges if self.open_now(c) == cents and (money or c in takes)]
            equal.sort(key=lambda c: (self.charges[c].kind in DEPOSITS, self.charges[c].due, c))
            takes = equal[:1] + takes if equal and self.charges[equal[0]].kind in DEPOSITS else takes
        self.sources[id_] = Source(cents, day, account, tied)
        left, new = cents, []
        for charge in takes:
            part = min(left, self.open_now(charge))
            if part:
                new.append(Part(id_, charge, part, max(day, self.ready_charge(charge))))
                left -= part
        self.parts += new

    def end_parts(self, day: date, *, source: UUID | None = None, charge: UUID | None = None) -> None:
        """What settles ends on a day, or on its own when that is later."""
        for part in self.parts:
            if not part.gone and (part.source == source or part.charge == charge):
                part.gone = max(day, part.day)

    def take_back_source(self, id_: UUID, day: date, *, returned: bool = False) -> None:
        """A receipt is voided or returned, or a credit reversed."""
        self.end_parts(day, source=id_)
        self.sources[id_].gone, self.sources[id_].returned = day, returned
        self.prepaid_settles(day)

    def take_back_charge(self, id_: UUID, day: date) -> None:
        """A charge is reversed with what forgave it; the money on it is free again."""
        for source, one in self.sources.items():
            if one.tied == id_ and not one.gone:
                self.end_parts(max(day, one.since), source=source)
                one.gone = max(day, one.since)
        self.end_parts(day, charge=id_)
        self.charges[id_].gone = day

    def refund(self, id_: UUID, cents: int, day: date, sources: list[UUID]) -> None:
        """Money is paid back out of these sources, in this order."""
        self.charges[id_] = Charge(K.REFUND, cents, day, day)
        for source in sources:
            part = min(cents, self.free_now(source))
            if part:
                self.parts.append(Part(source, id_, part, day))
                cents -= part

    def days(self) -> list[date]:
        """Every day on which something happened, in order."""
        some = [day for one in self.charges.values() for day in (one.posted, one.due, one.gone)]
        some += [day for one in self.sources.values() for day in (one.since, one.banked, one.gone)]
        some += [day for one in self.parts for day in (one.day, one.gone)]
        return sorted({day for day in some if day}) or [date(2025, 1, 1)]

    # What it says of a day.

    def settled(self, day: date, *, charge: UUID | None = None, source: UUID | None = None) -> int:
        """What settles a charge, or what a source settles, on a day."""
        mine = (p for p in self.parts if p.charge == charge or p.source == source)
        return sum(p.cents for p in mine if p.day <= day and (p.gone is None or p.gone > day))

    def owed(self, day: date) -> dict[UUID, int]:
        """What is open of every charge on a day."""
        there = {
            id_: one for id_, one in self.charges.items() if one.posted <= day and (not one.gone or one.gone > day)
        }
        return {id_: one.cents - self.settled(day, charge=id_) for id_, one in there.items()}

    def prepaid(self, day: date) -> int:
        """What is prepaid on a day."""
        there = {id_: one for id_, one in self.sources.items() if one.since <= day and (not one.gone or one.gone > day)}
        return sum(one.cents - self.settled(day, source=id_) for id_, one in there.items())

    def aging(self, day: date) -> tuple[int, ...]:
        """Not yet due, 0-30, 31-60, 61-90, over 90, prepaid (negative)."""
        buckets = [0] * 5
        for id_, cents in self.owed(day).items():
            age = (day - self.charges[id_].due).days
            buckets[0 if age < 0 else 1 if age <= 30 else 2 if age <= 60 else 3 if age <= 90 else 4] += cents
        return (*buckets, -self.prepaid(day))

    def accounts(self, day: date) -> dict[int, int]:
        """Debits less credits of the control accounts."""
        held = dict.fromkeys(DEPOSITS.values(), 0)
        for id_, one in self.charges.items():
            if one.kind in DEPOSITS:
                held[DEPOSITS[one.kind]] -= self.settled(day, charge=id_)
        hand = bank = 0
        for one in self.sources.values():
            if one.account == 1050 and one.since <= day and (not one.gone or one.gone > day):
                banked = one.banked is not None and one.banked <= day
                hand, bank = hand + (0 if banked else one.cents), bank + (one.cents if banked else 0)
        paid = sum(c.cents for c in self.charges.values() if c.kind == K.REFUND and c.posted <= day)
        found = {1100: sum(self.owed(day).values()), 2200: -self.prepaid(day), 1050: hand, 1000: bank - paid, **held}
        return {number: cents for number, cents in found.items() if cents}
