"""A ledger as the tenant is to read it: without what the office wrote and took back again, in words for outsiders."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from pm_app.receivables.rules.ledger import LedgerRow, RowKind
from pm_app.receivables.rules.papers import StatementRow

_TAKEN_BACK = "Taken back"
_RETURNED = "Returned by the bank"
_REVERSAL = "reversal"


def tenant_rows(
    rows: Sequence[LedgerRow], *, brought_forward_cents: int, returned: Collection[UUID] = ()
) -> tuple[StatementRow, ...]:
    """Return the rows of a statement's period, oldest first, as the tenant reads them.

    What began and was taken back within the rows is left out, both sides: it moved nothing. What only began or only
    ended in them stays, and so do the receipts that are `returned`: a payment the bank sent back did happen. The
    balances run on from `brought_forward_cents` (positive: the tenant owes) and end where those of `rows` end.
    """
    undone = _undone(rows) - set(returned)
    balance_cents = brought_forward_cents
    shown: list[StatementRow] = []
    for row in rows:
        if row.source_id in undone:
            continue
        balance_cents += row.charge_cents - row.payment_cents
        shown.append(
            StatementRow(
                day=row.shown_on,
                description=row_words(row, returned=row.source_id in returned),
                charge_cents=row.charge_cents or None,
                payment_cents=row.payment_cents or None,
                balance_cents=balance_cents,
            )
        )
    return tuple(shown)


def row_words(row: LedgerRow, *, returned: bool = False) -> str:
    """Say what a row is for: the kind, unless the description begins with it, and that it was taken back, and why.

    `returned`: the row is of a payment the bank sent back.
    """
    kind = row.kind[:1].upper() + row.kind[1:]
    if row.row_kind.value.endswith(_REVERSAL):
        return f"{_RETURNED if returned else _TAKEN_BACK}: {row.kind}{_after(', ', row.description)}"
    if row.row_kind == RowKind.RECEIPT:
        return f"Payment, {row.kind}{_after(' ', row.description)}"
    if row.description.casefold().startswith(row.kind.casefold()):
        return row.description
    return f"{kind}{_after(', ', row.description)}"


def _after(sign: str, words: str) -> str:
    return f"{sign}{words}" if words else ""


def _undone(rows: Iterable[LedgerRow]) -> set[UUID]:
    """Return the sources that stand in the rows twice and come to nothing."""
    times, charged, paid = Counter[UUID](), Counter[UUID](), Counter[UUID]()
    for row in rows:
        times[row.source_id] += 1
        charged[row.source_id] += row.charge_cents
        paid[row.source_id] += row.payment_cents
    return {source for source, count in times.items() if count > 1 and charged[source] == 0 == paid[source]}
