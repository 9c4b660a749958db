"""What the address of the page asks for, and the filters that write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.dates import end_of_day
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.receivables.rules.aging import AgeBy
from pm_app.reports.queries.delinquency import AMOUNTS
from pm_app.runtime import installed, services
from pm_app.ui import paths
from pm_app.ui.format import parse_day
from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.address import (
    Choice,
    Tab,
    check_filter,
    choice_filter,
    day_filter,
    filter_bar,
    search_field,
    segments,
)
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.export import export_menu

SORTS = ("name", "unit", *AMOUNTS)
SHOWN = (
    ("Past due", ""),
    ("1–30", "1-30"),
    ("31–60", "31-60"),
    ("61–90", "61-90"),
    ("Over 90", "over-90"),
    ("Not yet due", "not-yet-due"),
    ("Unpaid deposits", "deposits"),
    ("Prepaid", "prepaid"),
    ("All balances", "all"),
)


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list."""

    as_of: date
    ends_at: datetime
    known_at: datetime | None
    property_id: UUID | None
    show: str
    by: AgeBy
    with_deposits: bool
    listing: Listing

    @property
    def filters(self) -> dict[str, Any]:
        """What the query takes, without the part that is shown."""
        return {
            "as_of": self.as_of,
            "ends_at": self.ends_at,
            "known_at": self.known_at,
            "property_id": self.property_id,
            "show": self.show,
            "by": self.by,
            "with_deposits": self.with_deposits,
        }


def asked_of(query: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what makes no sense is as if it were not there."""
    zone = installed().settings.time_zone
    page = paths.listing(query, sorts=SORTS, default_sort="-owed")
    as_of = _day(query.get("as_of", "")) or services().clock.today()
    known_on = _day(query.get("known_on", ""))
    return Asked(
        as_of=as_of,
        ends_at=end_of_day(as_of, zone),
        known_at=end_of_day(known_on, zone) if known_on else None,
        property_id=asked_property(query),
        show=query.get("age", ""),
        by=AgeBy.CHARGE_MONTH if query.get("by") == "month" else AgeBy.DUE_DATE,
        with_deposits=query.get("deposits") == "1",
        listing=Listing(page.text, page.sort, page.descending, page.page, page.size),
    )


def _day(written: str) -> date | None:
    try:
        return parse_day(written) if written else None
    except Refused:
        return None


def filters(properties: Any, exported: Text) -> rx.Component:
    """Return the line of filters above the table."""
    return filter_bar(
        search_field("Find household, unit or property"),
        segments(*[Tab(label, value) for label, value in SHOWN], param="age", label="Who is shown"),
        day_filter("As of", "as_of"),
        day_filter("As known on", "known_on"),
        choice_filter("Property", "property", properties),
        choice_filter("Age by", "by", [Choice("month", "Charge month")], any_="Due date"),
        check_filter("Age unpaid deposits too", "deposits"),
        right=[export_menu("delinquency", exported)],
    )
