"""The households of the list as text."""

from dataclasses import dataclass, field
from datetime import date

from pm_app.receivables.rules.plans import PlanStanding
from pm_app.reports.queries.delinquency import DelinquencyList, OpenChargeRow
from pm_app.reports.queries.delinquents import DelinquentRow
from pm_app.reports.rules.delinquency import Owed
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, day, days_left, days_tone, dollars
from pm_app.ui.theme import tone_of

# The columns of amounts, in order; their cells stand in `amounts` of each line.
AMOUNTS = ("Balance", "Not yet due", "0–30", "31–60", "61–90", "Over 90", "Unpaid deposits", "Prepaid")
_LATE = frozenset({"31–60", "61–90", "Over 90"})


@dataclass
class ChargeLine:
    """One open charge of an opened row, as text."""

    what: str
    due: str
    late: str
    tone: str
    amount: str


@dataclass
class DelinquentLine:
    """One household, as text; `amounts` and `tones` stand in the order of AMOUNTS."""

    key: str
    path: str
    household: str
    place: str
    state: str
    state_tone: str
    flag: str
    amounts: list[str]
    tones: list[str]
    deposits_held: str
    rent: str
    phone: str
    email: str
    moved_in: str
    lease_to: str
    paid_on: str
    paid: str
    fee_on: str
    times_late: str
    plan: str
    plan_tone: str
    plan_note: str
    notice: str
    deadline: str
    deadline_left: str
    deadline_tone: str
    note: str
    noted: str
    assigned_to: str
    assigned_to_id: str
    in_collections: bool
    opened: bool = False
    charges: list[ChargeLine] = field(default_factory=list)


def amounts_of(owed: Owed) -> list[str]:
    """Return the amounts of a balance in the order of the columns."""
    return [dollars(cents) for cents in _cents(owed)]


def sums_of(found: DelinquencyList) -> list[str]:
    """Return what the list adds up to, in the order of the columns."""
    return amounts_of(found.owed)


def _cents(owed: Owed) -> tuple[int, ...]:
    return (
        *(owed.balance_cents, owed.not_yet_due_cents, owed.days_0_30_cents, owed.days_31_60_cents),
        *(owed.days_61_90_cents, owed.over_90_cents, owed.deposits_unpaid_cents, owed.prepaid_cents),
    )


def _tone(label: str, cents: int) -> str:
    return "zero" if not cents else "overdue" if label in _LATE else ""


def delinquent_line(row: DelinquentRow, today: date) -> DelinquentLine:
    """Return a household as the table shows it; notes and deadlines are told as of `today`."""
    home, note, paid, notice = row.household, row.note, row.last_payment, row.notice
    state = row.stay.state.value.capitalize()
    flags = (("Collections", row.in_collections), ("Eviction hold", row.under_eviction))
    plan, plan_note = _plan(row.plan)
    return DelinquentLine(
        key=str(home.tenancy_id),
        path=paths.lease_path(home.tenancy_id, "ledger"),
        household=row.stay.tenants,
        place=f"{home.property_name}, {home.unit_name}",
        state=state,
        state_tone=tone_of(state),
        flag=", ".join(word for word, on in flags if on),
        amounts=amounts_of(row.owed),
        tones=[_tone(label, cents) for label, cents in zip(AMOUNTS, _cents(row.owed), strict=True)],
        deposits_held=dollars(row.deposits_held_cents),
        rent=dollars(row.stay.rent_cents),
        phone=row.phone,
        email=row.email,
        moved_in=day(row.stay.move_in_on),
        lease_to=day(row.stay.term_ends_on),
        paid_on=day(paid.received_on) if paid else UNKNOWN,
        paid=dollars(paid.amount_cents) if paid else "",
        fee_on=day(row.last_late_fee_on),
        times_late=count(row.times_late),
        plan=plan,
        plan_tone=tone_of(plan),
        plan_note=plan_note,
        notice=notice.kind.value.capitalize() + f", {day(notice.served_on)}" if notice else UNKNOWN,
        deadline=f"until {day(notice.deadline_on)}" if notice and notice.deadline_on else "",
        deadline_left=days_left(notice.deadline_on, today) if notice and notice.deadline_on else "",
        deadline_tone=days_tone(notice.deadline_on, today) if notice and notice.deadline_on else "",
        note=note.note if note else "",
        noted=note.noted_by if note else "",
        assigned_to=note.assigned_to if note else "",
        assigned_to_id=str(note.assigned_to_id or "") if note else "",
        in_collections=row.in_collections,
    )


def _plan(plan: PlanStanding | None) -> tuple[str, str]:
    if plan is None:
        return "", ""
    if plan.missed_on is not None:
        return plan.state.value.capitalize(), f"missed {day(plan.missed_on)}"
    if plan.next_on is not None:
        return plan.state.value.capitalize(), f"{dollars(plan.next_cents)} by {day(plan.next_on)}"
    return plan.state.value.capitalize(), ""


def charge_line(row: OpenChargeRow) -> ChargeLine:
    """Return one open charge as text."""
    kind = row.kind.value.capitalize()
    part = f" of {dollars(row.amount_cents)}" if row.open_cents != row.amount_cents else ""
    return ChargeLine(
        what=f"{kind}: {row.description}" if row.description and row.description != kind else kind,
        due=day(row.due_on),
        late=f"{count(row.days_late)} days late" if row.days_late != 1 else "1 day late",
        tone="overdue" if row.days_late > 0 else "",
        amount=f"{dollars(row.open_cents)}{part}",
    )
