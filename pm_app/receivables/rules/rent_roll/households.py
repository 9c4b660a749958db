"""Who lives in a unit, since when and until when, by the rows about it."""

import re
from datetime import date

from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import RentLineKind
from pm_app.people.enums import ContactKind
from pm_app.people.rules import Contact, checked_contact
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.rules.cleaning import CellRefused, email_of
from pm_app.receivables.rules.rent_roll.cells import day_of, dollars, due_day_of, rolls
from pm_app.receivables.rules.rent_roll.fields import VACANT_WORDS, off_market_of, state_of
from pm_app.receivables.rules.rent_roll.money import lines_of_unit, opening_of_unit
from pm_app.receivables.rules.rent_roll.names import names_in
from pm_app.receivables.rules.rent_roll.parts import PartReader
from pm_app.receivables.rules.rent_roll.values import HouseholdInRoll, Opening, TenantInRoll

MOST_TENANTS = 12


def state_of_unit(reader: PartReader) -> tuple[str, OffMarket | None]:
    """Return whether the unit is `vacant` or its household is `current`, `future` or `past`, and why it is not let."""
    tenant, status = reader.text("tenant"), reader.text("status")
    off_market = off_market_of(status) or off_market_of(tenant)
    empty = tenant.casefold() in VACANT_WORDS or not tenant or off_market is not None
    empty = empty or bool(re.match(r"(?i)vacant\b", tenant))
    state = state_of(status)
    if state is None:
        reader.problem("status", f"'{status}' is not a status. Use current, notice, vacant, future or past.")
        return "vacant", None
    if empty:
        _check_vacant(reader, state)
        return "vacant", off_market
    if state == "vacant":
        reader.problem("status", f"the unit is marked vacant, but {tenant} is named. Clear one of the two.")
    return state or reader.part.section or "current", None


def _check_vacant(reader: PartReader, state: str) -> None:
    """Note where a unit without a tenant has what only a household can have."""
    if state in ("current", "past"):
        reader.problem("status", f"the status is {reader.text('status')}, but no tenant is named. Fill in who it is.")
    elif not state and not reader.text("tenant") and any(reader.text(name) for name in ("move_in", "lease_start")):
        reader.row_problem("somebody moved in, but no tenant is named. Fill in who it is, or mark the unit as vacant.")
    reader.cents("rent")
    opening = opening_of_unit(reader)
    for what, cents in (
        ("a balance", opening.owed_cents),
        ("prepaid money", opening.prepaid_cents),
        ("a deposit", opening.held_cents),
    ):
        if cents:
            reader.row_problem(f"the unit is vacant, but has {what} of {dollars(cents)}. Say whose it is.")


def household_of(reader: PartReader, state: str, cut_over_on: date, last_first: bool) -> HouseholdInRoll | None:
    """Return the household of a unit's rows; None for one that has left owing nothing, and where a problem is."""
    tenants = _tenants(reader, last_first)
    opening = opening_of_unit(reader)
    move_out_on = reader.get("move_out", day_of)
    if state == "past" or (move_out_on is not None and move_out_on <= cut_over_on):
        _note_past(reader, opening, move_out_on)
        return None
    lines = lines_of_unit(reader)
    if not any(line.kind is RentLineKind.RENT for line in lines) and not reader.problems:
        reader.row_problem(
            f"{_named(tenants)} pays no rent. Fill in the rent, or mark the unit as model, down or owner-occupied."
        )
    days = _days(reader, move_out_on)
    if days is None or reader.problems:
        return None
    starts_on, term_starts_on, ends_on = days
    if state == "future" and starts_on <= cut_over_on:
        reader.warning(f"the lease is marked as future, but began on {in_words(starts_on)}; it is taken as begun.")
    due_day = reader.get("due_day", due_day_of) or 1
    return HouseholdInRoll(tenants, starts_on, term_starts_on, ends_on, move_out_on, due_day, lines, opening)


def _note_past(reader: PartReader, opening: Opening, move_out_on: date | None) -> None:
    left = f"moved out on {in_words(move_out_on)}" if move_out_on else "is marked as moved out"
    if opening.says_nothing:
        reader.warning(f"this household {left} and owes nothing; it is left out.")
    else:
        reader.row_problem(
            f"this household {left}, but a balance or deposit is left. Settle it where it is, or clear the "
            "move-out to bring it over."
        )


def _days(reader: PartReader, move_out_on: date | None) -> tuple[date, date, date | None] | None:
    """Return first day of the stay, first and last day of the term; a problem when they cannot be."""
    move_in, lease_start = reader.get("move_in", day_of), reader.get("lease_start", day_of)
    ends_on = reader.get("lease_end", lambda text: None if rolls(text) else day_of(text))
    told = [day for day in (move_in, lease_start) if day is not None]
    if not told:
        if not reader.problems:
            reader.row_problem("there is neither a move-in nor a lease start. Fill in one of them.")
        return None
    starts_on, term_starts_on = min(told), lease_start or told[0]
    if ends_on is not None and ends_on < term_starts_on:
        reader.problem("lease_end", f"the lease ends before it begins on {in_words(term_starts_on)}.")
    if move_out_on is not None and move_out_on < starts_on:
        reader.problem("move_out", f"the household leaves before it moves in on {in_words(starts_on)}.")
    return starts_on, term_starts_on, ends_on


def _tenants(reader: PartReader, last_first: bool) -> tuple[TenantInRoll, ...]:
    people = names_in(_written_names(reader), last_first=last_first)
    if not people or len(people) > MOST_TENANTS:
        reader.problem("tenant", "no tenant can be told from this. Write names such as `Lee, Ann & Bo`.")
    if any(len(named.name) > 200 for named in people):
        reader.problem("tenant", "a name is longer than 200 characters. Shorten it.")
    emails, phones = _contacts(reader, "email"), _contacts(reader, "phone")
    return tuple(
        TenantInRoll(named.name, named.kind, _nth(emails, place, len(people)), _nth(phones, place, len(people)))
        for place, named in enumerate(people)
    )


def _written_names(reader: PartReader) -> str:
    """Return the names of all rows: a lone word goes on with the name above it, two words are somebody else."""
    text = ""
    for row in reader.part.rows:
        more = reader.columns.written(row, "tenant").strip()
        if not more or more == text:
            continue
        goes_on = len(more.split()) == 1 or text.endswith(("&", ",", "/", " and"))
        text = more if not text else f"{text} {more}" if goes_on else f"{text}\n{more}"
    return text


def _contacts(reader: PartReader, name: str) -> list[str]:
    found: list[str] = []
    for row in reader.part.rows:
        written = reader.columns.written(row, name)
        for one in re.split(r"[;,\n|]|\s/\s", written):
            contact = reader.read(row, name, lambda _, text=one: _contact(name, text))
            if contact and contact not in found:
                found.append(contact)
    return found


def _contact(name: str, text: str) -> str | None:
    if not text.strip(" -—") or text.strip().casefold() in ("n/a", "none"):
        return None
    if name == "email":
        return email_of(text).value
    try:
        return checked_contact(Contact(ContactKind.PHONE, text)).value
    except Refused as refusal:
        raise CellRefused(refusal.message) from refusal


def _nth(contacts: list[str], place: int, people: int) -> str:
    """Return the contact of one tenant: theirs when there is one for each, else the first has what there is."""
    if len(contacts) == people or place == 0:
        return contacts[place] if place < len(contacts) else ""
    return ""


def _named(tenants: tuple[TenantInRoll, ...]) -> str:
    return " and ".join(tenant.name for tenant in tenants) or "The household"
