"""The page: the units of a day in their sections, the figures they add up to, and a table wider than the screen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import reflex as rx

from pm_app.kernel.dates import end_of_day
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.reports.queries.rent_roll import SORTS, RentRoll, rent_roll
from pm_app.reports.rules.rent_roll import Section
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, dollars, parse_day, percent, plural
from pm_app.ui.pages.rent_roll.lines import RollLine, by_kind, roll_line
from pm_app.ui.pages.rent_roll.table import table
from pm_app.ui.parts.address import (
    Choice,
    Tab,
    choice_filter,
    day_filter,
    filter_bar,
    query_of,
    search_field,
    segments,
)
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head
from pm_app.ui.session import signed_in

_SECTIONS = {section.value: section for section in Section}


class RentRollState(rx.State):
    """The part of the rent roll the address asks for."""

    loaded: bool = False
    summary: str = ""
    units: str = ""
    occupied: str = ""
    vacant: str = ""
    physical: str = ""
    potential: str = ""
    scheduled: str = ""
    counts: dict[str, str] = dict.fromkeys(["all", *_SECTIONS], "")
    lines: list[RollLine] = []
    total: int = 0
    total_words: str = ""
    sums: dict[str, str] = dict.fromkeys(
        ("market", "rent", "other", "by", "recurring", "loss", "deposits", "balance", "prepaid"), ""
    )
    properties: list[Choice] = []
    exported: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        as_of = _day(query.get("as_of", "")) or services().clock.today()
        found = await run(actor, rent_roll, **_asked(query, as_of))
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.exported = paths.export_query(query)
        self.lines = [roll_line(row, as_of) for row in found.rows]
        _sum_up(self, found)
        self.summary = f"As of {day(as_of)}"
        self.total, self.loaded = found.total, True


def _asked(query: Mapping[str, str], as_of: date) -> dict[str, Any]:
    zone = installed().settings.time_zone
    page = paths.listing(query, sorts=tuple(SORTS), default_sort="")
    known_on = _day(query.get("known_on", ""))
    known_at: datetime | None = end_of_day(known_on, zone) if known_on else None
    return {
        "as_of": as_of,
        "ends_at": end_of_day(as_of, zone),
        "known_at": known_at,
        "property_id": asked_property(query),
        "section": _SECTIONS.get(query.get("section", "")),
        "listing": Listing(page.text, page.sort, page.descending, page.page, page.size),
    }


def _day(written: str) -> date | None:
    try:
        return parse_day(written) if written else None
    except Refused:
        return None


def _sum_up(state: RentRollState, found: RentRoll) -> None:
    figures, sums = found.figures, found.sums
    units = figures.occupancy
    state.units, state.occupied = count(units.units), count(units.occupied)
    state.vacant, state.physical = count(units.vacant), percent(units.occupied, units.rentable)
    state.potential, state.scheduled = dollars(figures.gross_potential_cents), dollars(figures.scheduled_cents)
    state.counts = {
        "all": count(sum(found.counts.values())),
        **{section.value: count(number) for section, number in found.counts.items()},
    }
    state.total_words = plural(found.total, "line")
    state.sums = {
        "market": dollars(sums.market_rent_cents),
        "rent": dollars(sums.lease_rent_cents),
        "other": dollars(sum(sums.other.values())),
        "by": by_kind(sums.other),
        "recurring": dollars(sums.recurring_cents),
        "loss": dollars(sums.loss_to_lease_cents),
        "deposits": dollars(sums.deposits_cents),
        "balance": dollars(sums.balance_cents),
        "prepaid": dollars(sums.prepaid_cents),
    }


def page() -> rx.Component:
    """Return the page."""
    s = RentRollState
    return parts_page(
        page_head("Rent roll", sub=s.summary),
        key_figures(
            key_figure("Units", s.units),
            key_figure("Occupied", s.occupied),
            key_figure("Vacant", s.vacant),
            key_figure("Physical occupancy", s.physical),
            key_figure("Gross potential rent", s.potential),
            key_figure("Scheduled rent", s.scheduled),
        ),
        _filters(),
        table(s),
    )


def _filters() -> rx.Component:
    s = RentRollState
    return filter_bar(
        search_field("Find unit, property or tenant"),
        segments(
            Tab("All", "", s.counts["all"]),
            *[Tab(word.capitalize(), word, s.counts[word]) for word in _SECTIONS],
            param="section",
            label="Section",
        ),
        day_filter("As of", "as_of"),
        day_filter("As known on", "known_on"),
        choice_filter("Property", "property", s.properties),
        right=[export_menu("rent-roll", s.exported)],
    )
