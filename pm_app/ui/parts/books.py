"""What the pages of the books ask of their address: days, an account, a property, a lease."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.accounts import chart
from pm_app.books.queries.concerned import Concerned, leases_to_ask_for
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.kernel.dates import end_of_day, named_day
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.runtime import installed, run
from pm_app.ui.parts.address import Choice

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in EntryKind]


def asked_of_journal(query: Mapping[str, str]) -> JournalFilter:
    """Return what an address narrows the journal to; what makes no sense narrows nothing: anybody can type one."""
    account = query.get("account", "")
    return JournalFilter(
        starts_on=asked_day(query.get("from", "")),
        ends_on=asked_day(query.get("to", "")),
        account=int(account) if account.isascii() and account.isdigit() and len(account) < 7 else None,
        property_id=asked_id(query.get("property", "")),
        tenancy_id=asked_id(query.get("lease", "")),
        kind=next((kind for kind in EntryKind if kind.value == query.get("kind")), None),
        known_at=asked_moment(query.get("known_on", "")),
    )


def asked_day(text: str) -> date | None:
    """Return the day an address names, or None when it names none."""
    try:
        return named_day(text)
    except ValueError:
        return None


def asked_moment(text: str) -> datetime | None:
    """Return the last moment of the day an address names, or None when it names none."""
    day = asked_day(text)
    return end_of_day(day, installed().settings.time_zone) if day else None


def asked_id(text: str) -> UUID | None:
    """Return the record an address names, or None when it names none."""
    try:
        return UUID(text)
    except ValueError:
        return None


async def property_choices(actor: Actor) -> list[Choice]:
    """Return the properties to choose from."""
    return [Choice(str(key), name) for key, name in await run(actor, let_properties)]


async def account_choices(actor: Actor) -> list[Choice]:
    """Return the accounts to choose from, by number."""
    return [Choice(str(one.number), f"{one.number} {one.name}") for one in await run(actor, chart)]


async def lease_choices(actor: Actor, asked: JournalFilter) -> list[Choice]:
    """Return the leases of the property asked for, and the lease asked for."""
    if asked.property_id is None and asked.tenancy_id is None:
        return []
    found = await run(actor, leases_to_ask_for, property_id=asked.property_id, tenancy_id=asked.tenancy_id)
    return [Choice(str(one.tenancy_id), f"{one.unit_name} {one.tenancy_name}") for one in found]


def whom(concerned: Concerned) -> str:
    """Say whom a line is about, and where: the household with its unit, or the property."""
    return ", ".join(part for part in (concerned.tenancy_name, concerned.place) if part)
