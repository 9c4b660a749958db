"""What the cells of a table tell of its columns, where no header and no person does."""

from collections.abc import Callable, Mapping, Sequence

from pm_app.banking.rules.amounts import AmountUnreadable, cents_of, is_amount, looks_like_money
from pm_app.banking.rules.days import is_day
from pm_app.banking.rules.rows import Row

LOOKED_AT = 200
MONEY = ("amount", "money_in", "money_out")
KINDS = {"debit", "credit", "check", "dr", "cr", "d", "c", "dep", "deposit", "withdrawal", "atm", "pos", "dslip"}


def seen_in(body: Sequence[Row], places: Mapping[str, int]) -> dict[str, int]:
    """Return fields and the places where they stand, for what `places` does not hold yet; some may stay unknown."""
    rows = body[:LOOKED_AT]
    width = max((len(row.cells) for row in rows), default=0)
    free = [place for place in range(width) if place not in places.values()]
    found: dict[str, int] = {}
    if "date" not in places:
        days = next((place for place in free if _share(rows, place, is_day) > 0.5), None)
        if days is not None:
            found["date"] = days
            free.remove(days)
    if not any(field in places for field in MONEY):
        money = [place for place in free if _is_money(rows, place)]
        found |= money_places(rows, money, balance=places.get("balance"))
        free = [place for place in free if place not in money]
    return found | _texts_seen(rows, free)


def money_places(rows: Sequence[Row], money: Sequence[int], *, balance: int | None) -> dict[str, int]:
    """Return which of the columns of money is the amount, or money in and out, and the balance.

    The last column is a balance when the others lead from one row's to the next. Of two columns that are never
    both filled, the balance tells which one comes in; without one, money out is taken to stand first, as is usual.
    """
    if not money:
        return {}
    told = {} if balance is None else {"balance": balance}
    moving = list(money)
    if balance is None and len(money) >= 2 and (len(money) > 2 or not _take_turns(rows, money[0], money[1])):
        balance = moving.pop()
        told = {"balance": balance}
    if len(moving) == 1:
        return {"amount": moving[0]} | told
    first, second = moving[:2]
    if not _take_turns(rows, first, second):
        return {"amount": first} | told
    outward = {"money_out": first, "money_in": second}
    inward = {"money_in": first, "money_out": second}
    if balance is not None and _followed(rows, inward, balance) > _followed(rows, outward, balance):
        return inward | told
    return outward | told


def _take_turns(rows: Sequence[Row], first: int, second: int) -> bool:
    """Tell whether no row moves money in both columns."""
    return not any(_cents(row.cell(first)) and _cents(row.cell(second)) for row in rows)


def _followed(rows: Sequence[Row], places: Mapping[str, int], balance: int) -> int:
    """Return how many balances follow from their neighbour by what came in and went out."""
    steps = [_cents(row.cell(places["money_in"])) - abs(_cents(row.cell(places["money_out"]))) for row in rows]
    balances = [_cents(row.cell(balance)) for row in rows]
    down = sum(balances[at] == balances[at - 1] + steps[at] for at in range(1, len(rows)))
    up = sum(balances[at - 1] == balances[at] + steps[at - 1] for at in range(1, len(rows)))
    return max(down, up)


def _texts_seen(rows: Sequence[Row], free: Sequence[int]) -> dict[str, int]:
    filled = [place for place in free if any(row.cell(place) for row in rows)]
    numbers = [place for place in filled if _share(rows, place, _is_number) == 1.0]
    texts = [place for place in filled if place not in numbers]
    kinds = [place for place in texts if _share(rows, place, lambda text: text.lower() in KINDS) > 0.8]
    told = [place for place in texts if place not in kinds[:1]] if len(texts) > 1 else texts
    found: dict[str, int] = dict(zip(("payee", "memo"), told, strict=False))
    if kinds[:1] and kinds[0] not in told:
        found["kind"] = kinds[0]
    if numbers:
        found["check_number"] = numbers[0]
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _share(rows: Sequence[Row], place: int, holds: Callable[[str], bool]) -> float:
    filled = [text for row in rows if (text := row.cell(place))]
    return sum(holds(text) for text in filled) / len(filled) if filled else 0.0


def _is_money(rows: Sequence[Row], place: int) -> bool:
    return _share(rows, place, is_amount) > 0.5 and any(looks_like_money(row.cell(place)) for row in rows)


def _cents(text: str) -> int:
    try:
        return cents_of(text)
    except AmountUnreadable:
        return 0
