"""Two years of money in the sample office: rent charged every month, paid as each household pays, banked weekly."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from pm_app.demo.bank import Bounce, bank_the_month
from pm_app.demo.credits import forgive_and_refund
from pm_app.demo.households import Pays
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS, Stay
from pm_app.kernel.dates import add_months, first_of_month
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.recurring import rent_not_posted
from pm_app.runtime import run_now

MONTHS = 22
STOPPED_FOR_DAYS = 70


def keep_books(staff: Staff, stays: Sequence[Stay], today: date, tell: Callable[[], None]) -> None:
    """Take deposits, then charge and collect month by month up to today; `tell` is called after every month."""
    for stay in stays:
        _take_deposit(staff, stay, today)
    for back in reversed(range(MONTHS)):
        month = add_months(first_of_month(today), -back)
        _charge(staff, month)
        bounces = [bounce for stay in stays if (bounce := _collect(staff, stay, month, today))]
        bank_the_month(staff, month, today, bounces)
        tell()
    _charge(staff, today)
    forgive_and_refund(staff, stays, today)


def _take_deposit(staff: Staff, stay: Stay, today: date) -> None:
    home = stay.household
    day = min(home.starts_on, today)
    cents = home.rent_cents
    charge_id = run_now(
        staff.accounting,
        post_charge,
        request_key=_key(stay, "deposit"),
        tenancy_id=stay.tenancy_id,
        kind=ChargeKind.SECURITY_DEPOSIT,
        amount_cents=cents,
        due_on=home.starts_on,
        description="Security deposit",
        today=day,
        now=at(day, 14),
    )
    if home.starts_on <= today:
        _receive(staff, stay, cents, day, ReceiptMethod.CHECK, designated={charge_id: cents})


def _charge(staff: Staff, day: date) -> None:
    for due in run_now(staff.accounting, rent_not_posted, today=day, advance_days=0):
        run_now(
            staff.accounting,
            post_rent_charge,
            rent_line_id=due.rent_line_id,
            period_starts_on=due.period.whole_starts_on,
            advance_days=0,
            today=day,
            now=at(day, 7),
        )


def _collect(staff: Staff, stay: Stay, month: date, today: date) -> Bounce | None:
    """Let a household pay what it owes in a month, in its own way; returns the payment that is to bounce, if it is."""
    random = Random(f"{stay.household.seed} {month}")  # noqa: S311 - a sample, not a secret
    pays = stay.household.pays
    if random.random() < 0.12:
        _bill_water(staff, stay, month, random, today)
    day = month + timedelta(days=_delay(pays, random))
    if day > today or (pays == Pays.STOPPED and day > today - timedelta(days=STOPPED_FOR_DAYS)):
        return None
    owed = run_now(staff.accounting, tenancy_position, tenancy_id=stay.tenancy_id, as_of=day).balance_cents
    if pays == Pays.AHEAD and owed > 0:
        owed += 25_00
    if owed <= 0:
        return None
    if pays == Pays.IN_PARTS:
        _pay_in_parts(staff, stay, owed, day, today)
        return None
    method = random.choice((ReceiptMethod.TRANSFER, ReceiptMethod.TRANSFER, ReceiptMethod.CHECK, ReceiptMethod.CARD))
    if pays == Pays.BOUNCED_ONCE:
        return _pay_and_bounce(staff, stay, owed, day, months_ago=_months_between(month, today))
    _receive(staff, stay, owed, day, method)
    return None


def _months_between(month: date, today: date) -> int:
    return (today.year - month.year) * 12 + today.month - month.month


def _pay_and_bounce(staff: Staff, stay: Stay, owed: int, day: date, *, months_ago: int) -> Bounce | None:
    """Pay by checks, of which that of last month comes back; from then on only certified money is taken."""
    method = ReceiptMethod.CASHIERS_CHECK if months_ago == 0 else ReceiptMethod.CHECK
    receipt_id = _receive(staff, stay, owed, day, method)
    return Bounce(receipt_id, day + timedelta(days=6)) if months_ago == 1 else None


def _delay(pays: Pays, random: Random) -> int:
    if pays == Pays.A_LITTLE_LATE:
        return random.randint(7, 16)
    return random.randint(0, 4)


def _pay_in_parts(staff: Staff, stay: Stay, owed: int, day: date, today: date) -> None:
    first = owed * 3 // 5 // 100 * 100
    _receive(staff, stay, first, day, ReceiptMethod.MONEY_ORDER)
    later = day + timedelta(days=13)
    if later <= today - timedelta(days=25):
        _receive(staff, stay, owed - first, later, ReceiptMethod.CASH)


def _bill_water(staff: Staff, stay: Stay, month: date, random: Random, today: date) -> None:
    day = month + timedelta(days=17)
    home = stay.household
    if not (home.starts_on < day <= today) or home.ends_on < month:
        return
    run_now(
        staff.accounting,
        post_charge,
        request_key=_key(stay, f"water {month}"),
        tenancy_id=stay.tenancy_id,
        kind=ChargeKind.UTILITY,
        amount_cents=random.randrange(28_00, 64_00, 20),
        due_on=day + timedelta(days=13),
        description="Water and sewer",
        service_from=add_months(month, -1),
        service_to=month - timedelta(days=1),
        today=day,
        now=at(day, 16),
    )


def _receive(
    staff: Staff, stay: Stay, cents: int, day: date, method: ReceiptMethod, *, designated: dict[UUID, int] | None = None
) -> UUID:
    reference = (
        f"{1_000 + (stay.household.seed * 37 + day.toordinal()) % 9_000}" if method != ReceiptMethod.CASH else ""
    )
    return run_now(
        staff.accounting,
        record_receipt,
        request_key=_key(stay, f"receipt {day} {cents} {bool(designated)}"),
        tenancy_id=stay.tenancy_id,
        amount_cents=cents,
        received_on=day,
        method=method,
        reference=reference,
        designated=designated,
        today=day,
        now=at(day, 16, 20),
        duplicate_confirmed=True,
    )


def _key(stay: Stay, what: str) -> UUID:
    return uuid5(KEYS, f"{stay.tenancy_id} {what}")
