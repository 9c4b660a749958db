"""The rent roll and the delinquency of a day, column by column as the field knows them (domain rules §17)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pm_app.kernel.dates import end_of_day
from pm_app.kernel.money import share
from pm_app.leasing.enums import RentLineKind
from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.ports import Cell
from pm_app.receivables.rules.aging import AgeBy
from pm_app.reports.queries.delinquency import delinquency_list
from pm_app.reports.queries.delinquents import DelinquentRow
from pm_app.reports.queries.rent_roll import RentRoll, rent_roll
from pm_app.reports.rules.rent_roll import Home, RentRollRow, Section, beds_and_baths
from pm_app.runtime import installed, run_now

_OTHER = [kind for kind in RentLineKind if kind != RentLineKind.RENT]
_OTHER_LABELS = [kind.value.capitalize() if kind != RentLineKind.OTHER else "Other recurring" for kind in _OTHER]


def _when(asked: Asked) -> dict[str, Any]:
    as_of = asked.day("as_of") or asked.today
    return {
        "as_of": as_of,
        "ends_at": end_of_day(as_of, installed().settings.time_zone),
        "known_at": asked.moment_after("known_on"),
        "property_id": asked.record("property"),
    }


def _rent_roll(asked: Asked) -> RentRoll:
    section = asked.chosen(Section, "section")
    return run_now(asked.actor, rent_roll, listing=asked.listing, section=section, **_when(asked))


def _rent_roll_rows(asked: Asked) -> Iterable[Sequence[Cell]]:
    for row in _rent_roll(asked).rows:
        yield (
            *(row.section.value.capitalize(), *_place(row.home), row.status.capitalize(), row.tenants),
            *(row.market_rent_cents, row.lease_rent_cents, *(row.other.get(kind) for kind in _OTHER)),
            *(row.recurring_cents, row.loss_to_lease_cents, row.deposits_cents),
            *(row.move_in_on, row.lease_from, row.lease_to, "Yes" if row.is_month_to_month else ""),
            *(row.notice_on, row.move_out_on, row.increase_on, row.increase_cents),
            *_money(row),
        )


def _place(home: Home) -> tuple[Cell, ...]:
    kind = home.kind.value.capitalize()
    return home.property_name, home.unit_name, kind, beds_and_baths(home), home.area_sqft


def _money(row: RentRollRow) -> tuple[Cell, ...]:
    return row.balance_cents, row.prepaid_cents, row.last_receipt_on, row.last_receipt_cents


def _figures(asked: Asked) -> Iterable[tuple[str, str]]:
    figures = _rent_roll(asked).figures
    units = figures.occupancy
    yield "Units", f"{units.units:,}, {units.occupied:,} occupied, {units.vacant:,} vacant"
    if units.rentable:
        tenths = share(1_000, units.occupied, units.rentable)
        yield "Physical occupancy", f"{tenths // 10}.{tenths % 10}%"
    yield "Gross potential rent", _dollars(figures.gross_potential_cents)
    yield "Scheduled rent", _dollars(figures.scheduled_cents)


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def _delinquency_rows(asked: Asked) -> Iterable[Sequence[Cell]]:
    found = run_now(
        asked.actor,
        delinquency_list,
        listing=asked.listing,
        show=asked.query.get("age", ""),
        by=AgeBy.CHARGE_MONTH if asked.query.get("by") == "month" else AgeBy.DUE_DATE,
        with_deposits=asked.query.get("deposits") == "1",
        **_when(asked),
    )
    for row in found.rows:
        home, owed, paid, notice, note = row.household, row.owed, row.last_payment, row.notice, row.note
        yield (
            *(
                home.property_name,
                home.unit_name,
                row.stay.tenants,
                row.stay.state.value.capitalize(),
                row.phone,
                row.email,
            ),
            *(
                row.stay.move_in_on,
                row.stay.term_ends_on,
                row.stay.rent_cents,
                owed.balance_cents,
                owed.not_yet_due_cents,
            ),
            *(owed.days_0_30_cents, owed.days_31_60_cents, owed.days_61_90_cents, owed.over_90_cents),
            *(owed.deposits_unpaid_cents, owed.prepaid_cents, row.deposits_held_cents),
            *((paid.received_on, paid.amount_cents) if paid else (None, None)),
            *(row.last_late_fee_on, row.times_late, row.plan.state.value.capitalize() if row.plan else ""),
            *(
                (f"{notice.kind.value.capitalize()}", notice.served_on, notice.deadline_on)
                if notice
                else ("", None, None)
            ),
            *(_flags(row), *((note.note, note.assigned_to) if note else ("", ""))),
        )


def _flags(row: DelinquentRow) -> str:
    words = (("Collections", row.in_collections), ("Eviction hold", row.under_eviction))
    return ", ".join(word for word, on in words if on)


TENANT_LISTS: Mapping[str, ExportedList] = {
    "rent-roll": ExportedList(
        "Rent roll",
        columns(
            "Section, Property, Unit, Type, Beds/baths, Square feet: count, Status, Tenants, Market rent: money, "
            f"Lease rent: money, {': money, '.join(_OTHER_LABELS)}: money, Total recurring: money, "
            "Loss to lease: money, Deposits held: money, Move-in: day, Lease from: day, Lease to: day, M2M, "
            "Notice: day, Expected move-out: day, Next increase: day, Increase to: money, Balance: money, "
            "Prepaid: money, Last receipt: day, Last receipt amount: money"
        ),
        _rent_roll_rows,
        totals=(
            *("Market rent", "Lease rent", *_OTHER_LABELS, "Total recurring", "Loss to lease", "Deposits held"),
            *("Balance", "Prepaid"),
        ),
        said=_figures,
        optional=(*_OTHER_LABELS, "Notice", "Expected move-out", "Next increase", "Increase to"),
    ),
    "delinquency": ExportedList(
        "Delinquency",
        columns(
            "Property, Unit, Tenants, Status, Phone, E-mail, Move-in: day, Lease to: day, Rent: money, Balance: money, "
            "Not yet due: money, 0–30: money, 31–60: money, 61–90: money, Over 90: money, Unpaid deposits: money, "
            "Prepaid: money, Deposits held: money, Last payment: day, Last payment amount: money, "
            "Last late fee: day, Times late: count, Plan, Notice, Served: day, Deadline: day, Collections, Note, "
            "Assigned to"
        ),
        _delinquency_rows,
        totals=(
            *("Balance", "Not yet due", "0–30", "31–60", "61–90", "Over 90", "Unpaid deposits", "Prepaid"),
            "Deposits held",
        ),
        optional=("Last late fee", "Plan", "Notice", "Served", "Deadline", "Collections", "Note", "Assigned to"),
    ),
}
