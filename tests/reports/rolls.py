"""Asking for a rent roll, and finding a line in it."""

from datetime import date

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.reports.queries.rent_roll import RentRoll, rent_roll
from pm_app.reports.rules.rent_roll import RentRollRow

JAN_1, JAN_10, JAN_15, FEB_1 = date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 15), date(2026, 2, 1)


def roll(session: Session, actor: Actor, as_of: date = JAN_15, **asked: object) -> RentRoll:
    listing = asked.pop("listing", Listing())
    return rent_roll(session, actor, as_of=as_of, listing=listing, **asked)  # pyright: ignore[reportArgumentType]


def sections(found: RentRoll) -> list[tuple[str, str]]:
    return [(row.home.unit_name, row.section.value) for row in found.rows]


def line(found: RentRoll, unit: str) -> RentRollRow:
    return next(row for row in found.rows if row.home.unit_name == unit)
