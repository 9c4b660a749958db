"""What the merge fields say: of the office, of a person, of a household, of a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.correspondence.rules.fields import Row
from pm_app.kernel.dates import days_from, in_words
from pm_app.kernel.money import in_dollars

_TITLES = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "prof", "prof."})


@dataclass(frozen=True)
class OfficeFacts:
    """How the office signs: from its letterhead, empty while there is none."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class OpenLine:
    """A charge that is past due: since when, what it is, how much of it is open."""

    due_on: date
    what: str
    open_cents: int


@dataclass(frozen=True)
class HouseholdFacts:
    """What mails to a household can say of it. The money is zero for those who may not see the ledger."""

    household: str = ""
    property_name: str = ""
    property_address: str = ""
    unit_name: str = ""
    lease_ends_on: date | None = None
    balance_cents: int = 0
    late_cents: int = 0
    late_lines: tuple[OpenLine, ...] = ()

    def days_late(self, today: date) -> int:
        """For how many days the oldest of what is past due has been; 0 when nothing is."""
        return days_from(self.late_lines[0].due_on, today) if self.late_lines else 0


def office_values(office: OfficeFacts, *, recipient_name: str, organization: bool, today: date) -> dict[str, str]:
    """Return the fields every template may use."""
    return {
        "recipient_name": recipient_name,
        "first_name": recipient_name if organization else first_name(recipient_name),
        "office_name": office.name,
        "office_phone": office.phone,
        "office_email": office.email,
        "today": in_words(today),
    }


def household_values(facts: HouseholdFacts, *, today: date) -> dict[str, str | Sequence[Row]]:
    """Return the fields that are about a household; what it does not owe, and a lease without an end, are empty."""
    late = facts.late_cents > 0
    return {
        "household": facts.household,
        "property": facts.property_name,
        "property_address": facts.property_address,
        "unit": facts.unit_name,
        "lease_ends_on": in_words(facts.lease_ends_on) if facts.lease_ends_on else "",
        "lease_ends_in": how_far(facts.lease_ends_on, today) if facts.lease_ends_on else "",
        "balance": in_dollars(facts.balance_cents) if facts.balance_cents else "",
        "late_amount": in_dollars(facts.late_cents) if late else "",
        "days_late": str(facts.days_late(today)) if late else "",
        "open_charges": [
            {"due": in_words(line.due_on), "what": line.what, "open": in_dollars(line.open_cents)}
            for line in facts.late_lines
        ],
    }


def date_values(*, what: str, who: str, falls_on: date, today: date, place: str, unit: str) -> dict[str, str]:
    """Return the fields of reminders that say what comes up when."""
    return {
        "what": what,
        "who": who,
        "falls_on": in_words(falls_on),
        "days": how_far(falls_on, today),
        "property": place,
        "unit": unit,
    }


def how_far(day: date, today: date) -> str:
    """Return how far off a day is: `today`, `tomorrow`, `in 30 days`, `yesterday`, `12 days ago`."""
    days = days_from(today, day)
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days:,} days" if days > 0 else f"{-days:,} days ago")


def first_name(name: str) -> str:
    """Return the first of a person's names, without a title: `Renee` of "Ms. Renee Castellano"."""
    words = [word for word in name.split() if word.casefold() not in _TITLES]
    return words[0] if words else name
