"""The lines of the rent roll as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pm_app.leasing.enums import RentLineKind
from pm_app.reports.rules.rent_roll import Home, RentRollRow, beds_and_baths
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, day, days_left, days_tone, dollars
from pm_app.ui.theme import tone_of


@dataclass
class HomeLine:
    """A unit, as text."""

    unit: str
    path: str
    property_name: str
    kind: str
    rooms: str
    area: str


@dataclass
class RollLine:
    """One line of the rent roll, as text."""

    home: HomeLine
    status: str
    tone: str
    tenants: str
    path: str
    market: str
    rent: str
    other: str
    other_by: str
    recurring: str
    loss: str
    deposits: str
    deposits_tone: str
    moved_in: str
    lease_from: str
    lease_to: str
    to_left: str
    to_tone: str
    month_to_month: str
    notice: str
    moves_out: str
    out_left: str
    out_tone: str
    increase_on: str
    increase: str
    balance: str
    balance_tone: str
    prepaid: str
    prepaid_tone: str
    paid_on: str
    paid: str


def roll_line(row: RentRollRow, as_of: date) -> RollLine:
    """Return one line as the table shows it; days left count from the day of the rent roll."""
    lives = row.tenancy_id is not None
    status = row.status.capitalize()
    runs_out = row.unit_state is not None and not row.is_month_to_month
    left = _left(row.lease_to if runs_out else None, as_of)
    out = _left(row.move_out_on if row.unit_state else None, as_of)
    return RollLine(
        home=_home(row.home),
        status=status,
        tone=tone_of(status),
        tenants=row.tenants,
        path=paths.lease_path(row.tenancy_id) if row.tenancy_id else "",
        market=dollars(row.market_rent_cents),
        rent=dollars(row.lease_rent_cents),
        other=dollars(sum(row.other.values())) if lives else UNKNOWN,
        other_by=by_kind(row.other),
        recurring=dollars(row.recurring_cents),
        loss=dollars(row.loss_to_lease_cents),
        deposits=dollars(row.deposits_cents) if lives else UNKNOWN,
        deposits_tone="" if row.deposits_cents else "zero",
        moved_in=day(row.move_in_on),
        lease_from=day(row.lease_from),
        lease_to=day(row.lease_to),
        to_left=left[0],
        to_tone=left[1],
        month_to_month="Yes" if row.is_month_to_month else "",
        notice=day(row.notice_on),
        moves_out=day(row.move_out_on),
        out_left=out[0],
        out_tone=out[1],
        increase_on=day(row.increase_on),
        increase=dollars(row.increase_cents) if row.increase_cents is not None else "",
        balance=dollars(row.balance_cents) if lives else UNKNOWN,
        balance_tone="zero" if row.balance_cents == 0 else "",
        prepaid=dollars(row.prepaid_cents) if lives else UNKNOWN,
        prepaid_tone="" if row.prepaid_cents else "zero",
        paid_on=day(row.last_receipt_on),
        paid=dollars(row.last_receipt_cents) if row.last_receipt_cents is not None else "",
    )


def _home(home: Home) -> HomeLine:
    return HomeLine(
        home.unit_name,
        paths.unit_path(home.unit_id),
        home.property_name,
        home.kind.value.capitalize(),
        beds_and_baths(home) or UNKNOWN,
        count(home.area_sqft) if home.area_sqft else UNKNOWN,
    )


def by_kind(other: Mapping[RentLineKind, int]) -> str:
    """Return what besides the rent is charged, kind by kind: "Parking $50.00, Pet rent $35.00"."""
    return ", ".join(f"{kind.value.capitalize()} {dollars(other[kind])}" for kind in RentLineKind if kind in other)


def _left(last_on: date | None, as_of: date) -> tuple[str, str]:
    return ("", "") if last_on is None else (days_left(last_on, as_of), days_tone(last_on, as_of))
