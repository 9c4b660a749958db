"""The form of a unit: its fields, what stands in them at first, and reading back what was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.portfolio.actions.units import UnitFacts
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.queries.units import UnitRow
from pm_app.ui.format import dollars, iso_day, parse_day, parse_dollars, parse_whole
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import choice_field, day_field, field_pair, long_field, money_field, number_field, text_field

OFF_MARKET = [Choice(reason.value, reason.value.capitalize()) for reason in OffMarket]
_BATHS = re.compile(r"(?P<whole>[0-9]{1,2})(?:\.(?P<half>[05])0*)?")


@dataclass
class UnitDraft:
    """What stands in the fields when the form opens."""

    name: str = ""
    beds: str = ""
    baths: str = ""
    area_sqft: str = ""
    market_rent: str = ""
    off_market: str = ""
    off_market_note: str = ""
    ready_on: str = ""
    notes: str = ""


def unit_draft(unit: UnitRow) -> UnitDraft:
    """Return the fields filled with what is on file."""
    return UnitDraft(
        name=unit.name,
        beds="" if unit.beds is None else str(unit.beds),
        baths=baths_text(unit.baths_half),
        area_sqft="" if unit.area_sqft is None else f"{unit.area_sqft:,}",
        market_rent="" if unit.market_rent_cents is None else dollars(unit.market_rent_cents).removeprefix("$"),
        off_market=unit.off_market.value if unit.off_market else "",
        off_market_note=unit.off_market_note,
        ready_on=iso_day(unit.ready_on),
        notes=unit.notes,
    )


def baths_text(baths_half: int | None) -> str:
    """Write half baths as people do: 3 is `1.5`; nothing when it is not known."""
    return "" if baths_half is None else f"{baths_half / 2:g}"


def unit_fields(draft: Any) -> list[rx.Component]:
    """Return the fields; `draft` is the State's variable of what stands in them first."""
    return [
        text_field("Name or number", "name", draft.name, width="short", auto_focus=True),
        field_pair(
            number_field("Bedrooms", "beds", draft.beds, optional=True),
            number_field("Baths", "baths", draft.baths, optional=True),
            number_field("Square feet", "area_sqft", draft.area_sqft, width="day", optional=True),
        ),
        money_field("Market rent by the month", "market_rent", draft.market_rent, optional=True),
        field_pair(
            choice_field(
                "Off the market", "off_market", OFF_MARKET, draft.off_market, any="No, it can be let", width="phone"
            ),
            day_field("Ready on", "ready_on", draft.ready_on, optional=True),
        ),
        text_field("Why it is off the market", "off_market_note", draft.off_market_note, width="full", optional=True),
        long_field("Notes", "notes", draft.notes, optional=True),
    ]


def unit_facts(form: Mapping[str, str]) -> UnitFacts:
    """Return what was typed; refuses, beside its field, what cannot be read."""
    reason, rent, ready = form.get("off_market", ""), form.get("market_rent", ""), form.get("ready_on", "")
    if reason and reason not in list(OffMarket):
        raise Refused("Choose why the unit is off the market.", field="off_market")
    return UnitFacts(
        name=form.get("name", ""),
        beds=parse_whole(form.get("beds", ""), "beds", "2"),
        baths_half=_baths_half(form.get("baths", "")),
        area_sqft=parse_whole(form.get("area_sqft", ""), "area_sqft", "850"),
        market_rent_cents=parse_dollars(rent, "market_rent") if rent.strip() else None,
        off_market=OffMarket(reason) if reason else None,
        off_market_note=form.get("off_market_note", ""),
        ready_on=parse_day(ready, "ready_on") if ready.strip() else None,
        notes=form.get("notes", ""),
    )


def _baths_half(text: str) -> int | None:
    typed = text.strip()
    if not typed:
        return None
    found = _BATHS.fullmatch(typed)
    if not found:
        raise Refused("Enter the number of baths, for example 1 or 1.5.", field="baths")
    return int(found["whole"]) * 2 + (found["half"] == "5")
