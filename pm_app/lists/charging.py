"""What the next charges run posts, as a list."""

from collections.abc import Iterable, Sequence

from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.ports import Cell
from pm_app.receivables.queries.charges_run import charges_run
from pm_app.runtime import run_now

LEFT_OUT = "Before the stay was taken over"


def _charges(asked: Asked) -> Iterable[Sequence[Cell]]:
    narrowed = {"property_id": asked.record("property"), "run_on": asked.day("on")}
    found = run_now(asked.actor, charges_run, today=asked.today, **narrowed)
    words, view = asked.query.get("q", "").casefold(), asked.query.get("view", "")
    if view == "left-out":
        for one in found.left_out:
            if words in f"{one.tenancy_name} {one.property_name} {one.unit_name}".casefold():
                told = f"{LEFT_OUT}: {one.periods} periods"
                yield one.first_on, one.tenancy_name, one.property_name, one.unit_name, "", told, one.amount_cents
        return
    for row in found.blocked if view == "blocked" else found.due:
        due = row.due
        if words in f"{due.tenancy_name} {row.property_name} {row.unit_name}".casefold():
            kind = due.kind.value[:1].upper() + due.kind.value[1:]
            yield (
                *(due.period.due_on, due.tenancy_name, row.property_name, row.unit_name),
                *(kind, due.description, due.amount_cents),
            )


CHARGES_RUN = ExportedList(
    "Charges run",
    columns("Due: day, Household, Property, Unit, Kind, Description, Amount: money"),
    _charges,
    totals=("Amount",),
)
