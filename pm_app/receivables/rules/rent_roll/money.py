"""What a unit's rows say about money: what is charged every month, and where the household stood."""

from datetime import date

from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.rules import MOST_RENT_CENTS
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.rent_roll.cells import cents_of, day_of, dollars
from pm_app.receivables.rules.rent_roll.fields import DEPOSIT_FIELDS, LINE_FIELDS, line_kind
from pm_app.receivables.rules.rent_roll.parts import PartReader
from pm_app.receivables.rules.rent_roll.values import HeldDeposit, LineInRoll, OpenCharge, Opening

_CODES_TELL = frozenset({RentLineKind.RENT, RentLineKind.UTILITY, RentLineKind.OTHER})  # which rent, water or gas
BROUGHT_OVER = "Balance brought over"


def lines_of_unit(reader: PartReader) -> tuple[LineInRoll, ...]:
    """Return what is charged every month, the rent first; a monthly credit lowers the rent, with a warning."""
    coded = _coded_lines(reader)
    in_column = reader.cents("rent")
    rent_coded = sum(line.amount_cents for line in coded if line.kind is RentLineKind.RENT)
    if in_column is not None and rent_coded and in_column not in (rent_coded, sum(one.amount_cents for one in coded)):
        reader.problem("rent", f"the rent is {dollars(in_column)}, but its charges are {dollars(rent_coded)}.")
    lines = list(coded)
    if in_column and not rent_coded:
        lines.insert(0, LineInRoll(RentLineKind.RENT, in_column))
    lines += _column_lines(reader)
    if any(line.amount_cents > MOST_RENT_CENTS for line in lines):
        reader.problem(
            "rent", f"more than {dollars(MOST_RENT_CENTS)} a month cannot be right. Check the decimal point."
        )
    return _without_credits(reader, sorted(lines, key=lambda line: line.kind is not RentLineKind.RENT))


def _coded_lines(reader: PartReader) -> list[LineInRoll]:
    lines: list[LineInRoll] = []
    for row in reader.part.rows:
        code = reader.columns.written(row, "charge_code")
        amount = reader.read(row, "charge_amount", cents_of)
        if amount:
            kind = line_kind(code)
            telling = kind in _CODES_TELL and code.casefold() not in ("", "rent", "rnt")
            lines.append(LineInRoll(kind, amount, code if telling else ""))
    return lines


def _column_lines(reader: PartReader) -> list[LineInRoll]:
    lines: list[LineInRoll] = []
    for name, kind in LINE_FIELDS.items():
        for column in reader.columns.named(name):
            amount = reader.read_column(column, cents_of)
            if amount:
                known = column.casefold() in (kind.value, name.replace("_", " "))
                lines.append(LineInRoll(kind, amount, "" if known else column))
    return lines


def _without_credits(reader: PartReader, lines: list[LineInRoll]) -> tuple[LineInRoll, ...]:
    credit = sum(line.amount_cents for line in lines if line.amount_cents < 0)
    kept = [line for line in lines if line.amount_cents > 0]
    if not credit:
        return tuple(kept)
    if not kept or kept[0].kind is not RentLineKind.RENT or kept[0].amount_cents + credit <= 0:
        reader.problem("rent", f"the credits of {dollars(-credit)} a month are more than the rent.")
        return tuple(kept)
    rent = kept[0]
    lowered = LineInRoll(rent.kind, rent.amount_cents + credit, rent.description)
    reader.warning(
        f"the credit of {dollars(-credit)} a month lowers the rent from {dollars(rent.amount_cents)} to "
        f"{dollars(lowered.amount_cents)}."
    )
    return (lowered, *kept[1:])


def opening_of_unit(reader: PartReader) -> Opening:
    """Return what is owed, prepaid and held; a negative balance is prepaid money."""
    owed = reader.cents("balance")
    if owed is None:
        owed = reader.cents("past_due") or 0
    prepaid = abs(reader.cents("prepaid") or 0)
    if owed < 0 and prepaid not in (0, -owed):
        reader.problem("balance", f"the balance is a credit of {dollars(-owed)}, but {dollars(prepaid)} is prepaid.")
    if owed < 0:
        prepaid, owed = -owed, 0
    due_on: date | None = reader.read(reader.part.row, "due_on", day_of)
    charges = (OpenCharge(ChargeKind.OTHER, owed, due_on, BROUGHT_OVER),) if owed else ()
    return Opening(charges, prepaid, _deposits(reader))


def _deposits(reader: PartReader) -> tuple[HeldDeposit, ...]:
    held: list[HeldDeposit] = []
    for name, kind in DEPOSIT_FIELDS.items():
        cents = reader.cents(name) or 0
        if cents < 0:
            reader.problem(name, "a deposit that is held cannot be negative.")
        elif cents:
            held.append(HeldDeposit(kind, cents))
    return tuple(held)
