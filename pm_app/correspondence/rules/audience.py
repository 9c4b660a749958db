"""Who a mail to many goes to: what may be asked for, one mail for each person, who is left out and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from pm_app.correspondence.enums import AudienceKind, LeftOut
from pm_app.kernel.errors import Refused
from pm_app.kernel.money import in_dollars
from pm_app.messages.rules.addresses import sendable

MOST_MAILS = 5_000
MOST_DAYS = 3_650
MOST_PICKED = 100


@dataclass(frozen=True)
class Audience:
    """Who is meant. Of these properties alone when some are named; `cents` and `days` narrow the late and the ending.

    Late: households that owe more than `cents` past due, for more than `days` days. Ending: leases that end within
    `days` days. `person_ids`: those picked by hand.
    """

    kind: AudienceKind
    property_ids: tuple[UUID, ...] = ()
    cents: int = 0
    days: int = 0
    person_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A person who is meant, through which household or property, and `detail`: why. `shared`: a letter to several."""

    person_id: UUID
    name: str
    address: str
    detail: str = ""
    tenancy_id: UUID | None = None
    property_id: UUID | None = None
    archived: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Sorted:
    """Who gets a mail, in the order of the list, and who does not and why."""

    chosen: tuple[Candidate, ...]
    left_out: tuple[tuple[Candidate, LeftOut], ...]

    @property
    def seal(self) -> str:
        """A word that is another one as soon as anybody else would get the mail, or at another address."""
        lines = sorted(f"{one.person_id} {one.tenancy_id} {one.address.lower()}" for one in self.chosen)
        return sha256("\n".join(lines).encode()).hexdigest()[:32]


@dataclass
class _Sorting:
    undeliverable: Collection[str]
    under_eviction: Collection[UUID]
    without: Collection[UUID]
    persons: set[UUID] = field(default_factory=set[UUID])
    addresses: set[tuple[UUID | None, str]] = field(default_factory=set[tuple[UUID | None, str]])

    def reason(self, one: Candidate) -> LeftOut | None:
        address = one.address.strip().lower()
        if one.person_id in self.persons:
            return LeftOut.CHOSEN_ALREADY
        reasons = {
            LeftOut.BY_HAND: one.person_id in self.without,
            LeftOut.ARCHIVED: one.archived,
            LeftOut.EVICTION: one.tenancy_id in self.under_eviction,
            LeftOut.NO_ADDRESS: not address,
            LeftOut.NOT_AN_ADDRESS: not sendable(one.address),
            LeftOut.UNDELIVERABLE: address in self.undeliverable,
            LeftOut.SAME_ADDRESS: one.tenancy_id is not None and (one.tenancy_id, address) in self.addresses,
        }
        found = next((reason for reason, holds in reasons.items() if holds), None)
        if found is None:
            self.persons.add(one.person_id)
            self.addresses.add((one.tenancy_id, address))
        return found


def sort_out(
    candidates: Iterable[Candidate],
    *,
    undeliverable: Collection[str] = (),
    under_eviction: Collection[UUID] = (),
    without: Collection[UUID] = (),
) -> Sorted:
    """Return who of these gets a mail, each person once and each address of a household once, and who does not.

    undeliverable: addresses in small letters; under_eviction: households that get none; without: persons left out by
    hand. Somebody who can be reached through a later household is not left out because of an earlier one.
    """
    sorting = _Sorting(undeliverable, under_eviction, without)
    chosen: list[Candidate] = []
    left_out: list[tuple[Candidate, LeftOut]] = []
    for one in candidates:
        reason = sorting.reason(one)
        if reason is None:
            chosen.append(one)
        else:
            left_out.append((one, reason))
    return Sorted(tuple(chosen), tuple(left_out))


def checked_audience(audience: Audience) -> Audience:
    """Return the audience; refuses amounts and days that cannot be meant, and a hand-picked one without anybody."""
    if audience.cents < 0:
        raise Refused("Write how much they owe at least, zero or more.", field="amount")
    if not 0 <= audience.days <= MOST_DAYS:
        raise Refused(f"Write a number of days from 0 to {MOST_DAYS:,}.", field="days")
    if audience.kind == AudienceKind.PEOPLE and not audience.person_ids:
        raise Refused("Pick at least one person.", field="people")
    if len(audience.person_ids) > MOST_PICKED:
        raise Refused(f"Pick at most {MOST_PICKED} people by hand.", field="people")
    return audience


def check_count(found: int, *, typed: str, asks_above: int, noun: str = "mail") -> None:
    """Refuse a mail to nobody, to more than 5,000, and one above the limit whose number was not typed."""
    if not found:
        raise Refused(f"Nobody would get this {noun}. Choose other people.")
    if found > MOST_MAILS:
        raise Refused(f"This would be {found:,} {noun}s: at most {MOST_MAILS:,} go out at once. Narrow the list.")
    if found > asks_above and typed.replace(",", "").strip() != str(found):
        raise Refused(f"Type {found} to say that {found:,} {noun}s are meant.", field="typed")


def audience_words(audience: Audience, names: Mapping[UUID, str]) -> str:
    """Return in words who is meant: `Households more than 5 days late owing more than $50.00, at Elm Court`."""
    words = {
        AudienceKind.LATE: f"Households more than {_days(audience.days)} late owing more than "
        f"{in_dollars(audience.cents)}",
        AudienceKind.CURRENT: "Current tenants",
        AudienceKind.ENDING: f"Tenants whose lease ends within {_days(audience.days)}",
        AudienceKind.OWNERS: "Owners",
        AudienceKind.PEOPLE: "People picked by hand",
    }[audience.kind]
    if audience.kind == AudienceKind.PEOPLE or not audience.property_ids:
        return words
    places = [names.get(property_id, "another property") for property_id in audience.property_ids]
    shown = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
    return f"{words}, at {shown}"


def audience_kept(audience: Audience, words: str) -> dict[str, Any]:
    """Return the audience as it is kept with the mail: JSON values, and the words that said it then."""
    return {
        "kind": audience.kind.value,
        "words": words,
        "property_ids": [str(one) for one in audience.property_ids],
        "cents": audience.cents,
        "days": audience.days,
        "person_ids": [str(one) for one in audience.person_ids],
    }


def reasons_counted(left_out: Sequence[tuple[Candidate, LeftOut]]) -> dict[LeftOut, int]:
    """Return how many are left out for each reason there is, the most frequent first."""
    counted: dict[LeftOut, int] = {}
    for _, reason in left_out:
        counted[reason] = counted.get(reason, 0) + 1
    return dict(sorted(counted.items(), key=lambda pair: -pair[1]))


def _days(days: int) -> str:
    return f"{days:,} day" if days == 1 else f"{days:,} days"
