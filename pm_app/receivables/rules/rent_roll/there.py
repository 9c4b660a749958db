"""What is on file already, as a rent roll is compared with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.portfolio.rules.addresses import address_key
from pm_app.portfolio.rules.importing import ExistingProperty
from pm_app.portfolio.rules.reading import PropertyValues
from pm_app.receivables.rules.rent_roll.values import HouseholdInRoll


@dataclass(frozen=True)
class HouseholdThere:
    """A household on file; `ends_on` is the last day it holds the unit as far as that is known."""

    tenancy_id: UUID
    name: str
    starts_on: date
    ends_on: date | None
    tenants: tuple[str, ...]

    def holds(self, first_on: date, last_on: date | None) -> bool:
        """Tell whether it holds the unit on any of these days, last included, None for ever."""
        return (self.ends_on is None or self.ends_on >= first_on) and (last_on is None or self.starts_on <= last_on)


def same_household(wanted: HouseholdInRoll, there: HouseholdThere) -> bool:
    """Tell whether a household of the file is this one: the same tenants, or one of them since the same day."""
    asked = {tenant.name.casefold() for tenant in wanted.tenants}
    known = {name.casefold() for name in there.tenants}
    return asked == known or (bool(asked & known) and wanted.starts_on == there.starts_on)


class PropertiesThere:
    """The properties on file, found by code, name or address."""

    def __init__(self, properties: Sequence[ExistingProperty]) -> None:
        self._by_code: dict[str, list[ExistingProperty]] = defaultdict(list)
        self._by_name: dict[str, list[ExistingProperty]] = defaultdict(list)
        self._by_address: dict[str, list[ExistingProperty]] = defaultdict(list)
        for one in properties:
            self._by_code[(one.external_reference or "").casefold()].append(one)
            self._by_name[str(one.values.get("name") or "").casefold()].append(one)
            self._by_address[address_key(str(one.values.get("address_line") or ""))].append(one)

    def like(self, wanted: PropertyValues) -> list[ExistingProperty]:
        """Return every property this may be; a different code on both sides means a different property."""
        code, name = (wanted.external_reference or "").casefold(), (wanted.name or "").casefold()
        if code and code in self._by_code:
            return self._by_code[code]
        found = self._by_name.get(name, []) if name else []
        if not found and wanted.address_line:
            found = self._by_address.get(address_key(wanted.address_line), [])
        elif not found:
            found = self._by_address.get(address_key(name), [])
        city = (wanted.city or "").casefold()
        return [
            one
            for one in found
            if not (code and one.external_reference)
            and (not city or not one.values.get("city") or str(one.values["city"]).casefold() == city)
        ]
