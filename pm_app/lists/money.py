"""What came in, as a list: receipts, and where each is."""

from collections.abc import Iterable, Mapping, Sequence

from pm_app.lists.asked import Asked, ExportedList, columns
from pm_app.ports import Cell
from pm_app.receivables.enums import ReceiptMethod, ReceiptState
from pm_app.receivables.queries.receipt_rows import ReceiptFilter, receipt_rows
from pm_app.runtime import run_now


def _receipts(asked: Asked) -> Iterable[Sequence[Cell]]:
    narrowed = ReceiptFilter(
        starts_on=asked.day("from"),
        ends_on=asked.day("to"),
        method=asked.chosen(ReceiptMethod, "method"),
        property_id=asked.record("property"),
        state=asked.chosen(ReceiptState, "state"),
    )
    for row in run_now(asked.actor, receipt_rows, listing=asked.listing, narrowed=narrowed).rows:
        deposit = str(row.deposit_number) if row.deposit_number else ""
        yield (
            *(row.received_on, row.tenancy_name, row.property_name, row.unit_name, row.payer),
            *(row.method.value.capitalize(), row.reference, row.memo, row.state.value.capitalize()),
            *(deposit, row.deposited_on, row.amount_cents, row.recorded_by),
        )


MONEY_LISTS: Mapping[str, ExportedList] = {
    "receipts": ExportedList(
        "Receipts",
        columns(
            "Received: day, Household, Property, Unit, Payer, How, Reference, Note, Status, Deposit, Deposited: day, "
            "Amount: money, Recorded by"
        ),
        _receipts,
        totals=("Amount",),
    ),
}
