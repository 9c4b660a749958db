"""The lines of the rent roll as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pm_app.leasing.enums import RentLineKind
from pm_app.reports.rules.rent_roll import RentRollRow, beds_and_baths
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, day, days_left, days_tone, dollars
from pm_app.ui.theme import tone_of


@dataclass
class RollLine:
    """One line of the rent roll, as text."""

    unit: str
    unit_path: str
    property_name: str
    section: str
    status: str
    tone: str
    tenants: str
    path: str
    kind: str
    rooms: str
    area: str
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
    home, lives = row.home, row.tenancy_id is not None
    status = row.status.capitalize()
    return RollLine(
        unit=home.unit_name,
        unit_path=paths.unit_path(home.unit_id),
        property_name=home.property_name,
        section=row.section.value.capitalize(),
        status=status,
        tone=tone_of(status),
        tenants=row.tenants,
        path=paths.lease_path(row.tenancy_id) if row.tenancy_id else "",
        kind=home.kind.value.capitalize(),
        rooms=beds_and_baths(home) or UNKNOWN,
        area=count(home.area_sqft) if home.area_sqft else UNKNOWN,
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
        to_left=_left(row, as_of),
        to_tone=days_tone(row.lease_to, as_of) if row.lease_to and _left(row, as_of) else "",
        month_to_month="Yes" if row.is_month_to_month else "",
        notice=day(row.notice_on),
        moves_out=day(row.move_out_on),
        out_left=days_left(row.move_out_on, as_of) if row.move_out_on and row.unit_state else "",
        out_tone=days_tone(row.move_out_on, as_of) if row.move_out_on and row.unit_state else "",
        increase_on=day(row.increase_on),
        increase=dollars(row.increase_cents) if row.increase_cents is not None else "",
        balance=dollars(row.balance_cents) if lives else UNKNOWN,
        balance_tone="zero" if row.balance_cents == 0 else "",
        prepaid=dollars(row.prepaid_cents) if lives else UNKNOWN,
        prepaid_tone="" if row.prepaid_cents else "zero",
        paid_on=day(row.last_receipt_on),
        paid=dollars(row.last_receipt_cents) if row.last_receipt_cents is not None else "",
    )


def by_kind(other: Mapping[RentLineKind, int]) -> str:
    """Return what besides the rent is charged, kind by kind: "Parking $50.00, Pet rent $35.00"."""
    return ", ".join(f"{kind.value.capitalize()} {dollars(other[kind])}" for kind in RentLineKind if kind in other)


def _left(row: RentRollRow, as_of: date) -> str:
    """How long the lease still runs, where it runs out at all."""
    runs_out = row.lease_to is not None and row.unit_state is not None and not row.is_month_to_month
    return days_left(row.lease_to, as_of) if runs_out and row.lease_to else ""
