"""The deposits held as a list that can be taken along."""

from collections.abc import Iterable, Sequence
from datetime import date

from pm_app.lists.asked import Asked, ExportedList
from pm_app.ports import Cell, SheetColumn
from pm_app.receivables.queries.deposits_held import held_rows
from pm_app.runtime import run_now


def _deposits(asked: Asked) -> Iterable[Sequence[Cell]]:
    as_of: date = asked.day("as_of") or asked.today
    found = run_now(
        asked.actor,
        held_rows,
        as_of=as_of,
        known_at=asked.moment_after("known_on"),
        listing=asked.listing,
        property_id=asked.record("property"),
        to_move=asked.query.get("show") == "move",
    )
    for row in found.rows:
        home, place = row.household, row.household.place
        lies = (home.in_bank_cents, home.on_hand_cents, home.taken_over_cents, home.transfer_due_cents)
        yield (
            *(place.name, place.property_name, place.unit_name, place.moved_out_on),
            *(row.kind.value.capitalize() if row.kind else "", row.held_cents),
            *(lies if row.first else (None, None, None, None)),
        )


DEPOSITS = ExportedList(
    "Deposits held",
    (
        SheetColumn("Household"),
        SheetColumn("Property"),
        SheetColumn("Unit"),
        SheetColumn("Moved out", "day"),
        SheetColumn("Deposit"),
        SheetColumn("Held", "money"),
        SheetColumn("In deposit bank", "money"),
        SheetColumn("On hand", "money"),
        SheetColumn("Taken over", "money"),
        SheetColumn("Transfer due", "money"),
    ),
    _deposits,
    totals=("Held", "In deposit bank", "On hand", "Taken over", "Transfer due"),
)
