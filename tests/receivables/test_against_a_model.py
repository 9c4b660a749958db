"""Random months of a household, typed in any order and back-dated, compared with an independent model on past days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.charges import post_charge, reverse_charge
from pm_app.receivables.actions.credits import give_credit, reverse_credit
from pm_app.receivables.actions.forgiving import waive_charge, write_off_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.actions.refunds import RefundTo, pay_refund
from pm_app.receivables.actions.returns import return_payment, void_receipt
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import agings, tenancy_position
from tests.factories.receivables import a_household
from tests.receivables.model import DEPOSITS, Model

BEGAN = date(2025, 1, 1)
KINDS = [ChargeKind.RENT, ChargeKind.PARKING, ChargeKind.LATE_FEE, ChargeKind.SECURITY_DEPOSIT, ChargeKind.DAMAGES]
CENTS = [1_000_00, 500_00, 250_00, 49_99, 1_00, 1]
ACCOUNTS = (1000, 1050, 1100, 2100, 2110, 2200)
WHAT = ["charge", "charge", "receive", "receive", "bank", "bank", "give_back", "void", "credit", "waive", "forgive"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*WHAT, "write_off", "undo", "refund", "refund", "lock"]),
        st.integers(0, 40),
        st.integers(0, 1_000),
        st.integers(0, 1_000),
    ),
    min_size=25,
    max_size=60,
)


class Months:
    """A household in the books and in the model; every step is done in both."""

    def __init__(self, session: Session) -> None:
        self.session, self.model = session, Model()
        self.home = a_household(session, starts_on=BEGAN)
        self.today, self.locked, self.seconds = BEGAN + timedelta(days=30), BEGAN - timedelta(days=1), 0
        self.known: list[tuple[datetime, date, tuple[int, ...]]] = []

    def day(self, back: int, not_before: date = BEGAN) -> date:
        """A day some days back that is open, and not before another."""
        return max(self.today - timedelta(days=back), self.locked + timedelta(days=1), not_before)

    def given(self) -> dict[str, Any]:
        """What every action is told: who types when."""
        self.seconds += 1
        moment = datetime.combine(self.today, time(9), tzinfo=UTC) + timedelta(seconds=self.seconds)
        return {"request_key": uuid4(), "today": self.today, "now": moment}

    def do(self, action: Callable[..., UUID], **arguments: Any) -> UUID:
        """Do it in the books, and let the database check what it checks when a transaction ends."""
        made = action(self.session, CONSOLE, **self.given(), **arguments)
        self.session.connection().execute(text("set constraints all immediate"))
        self.session.connection().execute(text("set constraints all deferred"))
        return made

    def charge(self, pick: int, size: int) -> None:
        """Something is owed, due some days ago or to come."""
        due = self.day(pick % 50) + timedelta(days=pick % 7)
        kind, cents = KINDS[pick % len(KINDS)], CENTS[size % len(CENTS)]
        id_ = self.do(post_charge, tenancy_id=self.home.id, kind=kind, amount_cents=cents, due_on=due)
        self.model.charge(id_, kind, cents, min(due, self.today), due)

    def receive(self, pick: int, size: int) -> None:
        """Money comes in, typed late perhaps."""
        cents, day = CENTS[size % len(CENTS)] + pick % 3, self.day(pick % 20)
        id_ = self.do(
            record_receipt,
            tenancy_id=self.home.id,
            amount_cents=cents,
            received_on=day,
            method=ReceiptMethod.CHECK,
            duplicate_confirmed=True,
        )
        self.model.source(id_, cents, day, 1050, money=True)

    def bank(self, pick: int, size: int) -> None:
        """A receipt goes to the bank."""
        if id_ := self.one(pick, lambda s: s.account == 1050 and not s.banked):
            day = self.day(size % 5, self.model.sources[id_].since)
            self.do(make_bank_deposit, receipt_ids=[id_], bank_account=1000, deposited_on=day)
            self.model.sources[id_].bank, self.model.sources[id_].banked = 1000, day

    def void(self, pick: int, size: int) -> None:
        """A receipt on hand is taken back."""
        if id_ := self.one(pick, lambda s: s.account == 1050 and not s.banked):
            day = self.day(size % 9, self.model.ready_source(id_))
            if day <= self.today:
                self.do(void_receipt, receipt_id=id_, reversed_on=day, reason="typed twice")
                self.model.take_back_source(id_, day)

    def give_back(self, pick: int, size: int) -> None:
        """The bank returns a payment."""
        if id_ := self.one(pick, lambda s: s.banked):
            day = self.day(size % 9, max(self.model.sources[id_].banked or BEGAN, self.model.ready_source(id_)))
            if day <= self.today:
                self.do(return_payment, receipt_id=id_, returned_on=day, reason="NSF")
                self.model.take_back_source(id_, day, returned=True)

    def credit(self, pick: int, size: int) -> None:
        """A concession is given."""
        cents, day = CENTS[size % len(CENTS)], self.day(pick % 9)
        given = {"kind": CreditKind.CONCESSION, "amount_cents": cents, "credited_on": day, "reason": "first month"}
        id_ = self.do(give_credit, tenancy_id=self.home.id, **given)
        self.model.source(id_, cents, day, 4900, money=False)

    def waive(self, pick: int, size: int) -> None:
        """A part of what is open is forgiven."""
        if id_ := self.forgivable(pick):
            cents = min(self.model.open_now(id_), CENTS[size % len(CENTS)])
            self._forgive(waive_charge, id_, cents, self.day(size % 9, self.model.charges[id_].posted), "waived_on")

    def forgive(self, pick: int, size: int) -> None:
        """All of a charge is forgiven, paid or not."""
        tied = {one.tied for one in self.model.sources.values() if not one.gone}
        standing = [c for c, one in self.model.charges.items() if not one.gone and c not in tied]
        chosen = [c for c in standing if self.model.charges[c].kind not in {*DEPOSITS, ChargeKind.REFUND}]
        if chosen:
            id_ = chosen[pick % len(chosen)]
            day = self.day(size % 9, self.model.charges[id_].posted)
            self.model.end_parts(day, charge=id_)
            self._forgive(waive_charge, id_, self.model.charges[id_].cents, day, "waived_on")

    def write_off(self, pick: int, size: int) -> None:
        """What is open is given up."""
        if id_ := self.forgivable(pick):
            day = self.day(size % 9, self.model.charges[id_].posted)
            self._forgive(write_off_charge, id_, self.model.open_now(id_), day, "written_off_on")

    def _forgive(self, action: Callable[..., UUID], charge: UUID, cents: int, day: date, named: str) -> None:
        given = {named: min(day, self.today), "amount_cents": cents, "reason": "agreed"}
        id_ = self.do(action, charge_id=charge, **given)
        self.model.source(id_, cents, max(day, self.model.ready_charge(charge)), 0, money=False, tied=charge)
        self.model.prepaid_settles(day)

    def undo(self, pick: int, size: int) -> None:
        """A charge or a credit is reversed."""
        charges = [c for c, one in self.model.charges.items() if not one.gone and one.kind != ChargeKind.REFUND]
        if charges and pick % 2:
            id_ = charges[pick % len(charges)]
            latest = max([p.gone for p in self.model.parts if p.charge == id_ and p.gone], default=BEGAN)
            day = self.day(size % 9, max(self.model.charges[id_].posted, latest))
            if day <= max(self.today, self.model.charges[id_].posted):
                self.do(reverse_charge, charge_id=id_, reversed_on=day, reason="wrong")
                self.model.take_back_charge(id_, day)
        elif id_ := self.one(pick, lambda s: s.account != 1050):
            day = self.day(size % 9, self.model.ready_source(id_))
            if day <= self.today:
                self.do(reverse_credit, credit_id=id_, reversed_on=day, reason="wrong")
                self.model.take_back_source(id_, day)

    def refund(self, pick: int, size: int) -> None:
        """What is prepaid and cleared is paid back."""
        cleared = [
            s
            for s, one in self.model.sources.items()
            if one.banked
            and self.model.free_now(s)
            and max(one.banked + timedelta(10), self.model.ready_source(s)) <= self.today
        ]
        cleared.sort(key=lambda s: (self.model.sources[s].since, s))
        total = sum(map(self.model.free_now, cleared))
        if total:
            cents = max(1, total - size % 3)
            to = RefundTo("Ada Lund", ReceiptMethod.CHECK)
            id_ = self.do(pay_refund, tenancy_id=self.home.id, amount_cents=cents, paid_on=self.today, to=to)
            self.model.refund(id_, cents, self.today, cleared)

    def lock(self, pick: int, size: int) -> None:
        """The books are closed through some day that is over."""
        day = self.today - timedelta(days=20 + pick % 60)
        if day > self.locked:
            given = self.given()
            lock_period(self.session, CONSOLE, locked_through=day, today=self.today, now=given["now"])
            self.locked = day

    def one(self, pick: int, which: Callable[[Any], Any]) -> UUID | None:
        """A standing source of a kind, or None."""
        chosen = [id_ for id_, one in self.model.sources.items() if not one.gone and which(one)]
        return chosen[pick % len(chosen)] if chosen else None

    def forgivable(self, pick: int) -> UUID | None:
        """A charge of which something is open that may be forgiven."""
        kept = {*DEPOSITS, ChargeKind.REFUND}
        chosen = [c for c in self.model.charges if self.model.open_now(c) and self.model.charges[c].kind not in kept]
        chosen = [c for c in chosen if self.model.charges[c].posted <= self.today]
        return chosen[pick % len(chosen)] if chosen else None

    def remember(self) -> None:
        """Keep what is known now, to ask for it later."""
        moment = self.given()["now"]
        self.known.append((moment, self.today, self.model.aging(self.today)))

    def compare(self, as_of: date) -> None:
        """The real books and the model say the same of a day."""
        found = tenancy_position(self.session, CONSOLE, tenancy_id=self.home.id, as_of=as_of)
        ages = agings(self.session, CONSOLE, as_of=as_of).get(self.home.id)
        booked = tenancy_balances(self.session, CONSOLE, accounts=ACCOUNTS, as_of=as_of, tenancy_id=self.home.id)
        assert _buckets(found.aging) == self.model.aging(as_of)
        assert (_buckets(ages.aging) if ages else (0,) * 6) == self.model.aging(as_of)
        assert {number: cents for (_, number), cents in booked.items() if cents} == self.model.accounts(as_of)

    def compare_what_was_known(self) -> None:
        """What was remembered is what the books say was known at that moment."""
        for moment, as_of, ages in self.known:
            found = agings(self.session, CONSOLE, as_of=as_of, known_at=moment).get(self.home.id)
            assert (_buckets(found.aging) if found else (0,) * 6) == ages


def _buckets(aging: Any) -> tuple[int, ...]:
    return (
        aging.not_yet_due_cents,
        aging.days_0_30_cents,
        aging.days_31_60_cents,
        aging.days_61_90_cents,
        aging.over_90_cents,
        aging.prepaid_cents,
    )


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS, st.lists(st.integers(0, 1_000), min_size=15, max_size=15))
def test_random_months_agree_with_the_model_on_every_day_asked(session: Session, steps: Any, picks: list[int]) -> None:
    begun = session.begin_nested()
    try:
        months = Months(session)
        for what, ahead, pick, size in steps:
            months.today += timedelta(days=ahead % 12)
            getattr(months, what)(pick, size)
            if pick % 5 == 0:
                months.remember()
        days = months.model.days()
        for pick in picks:
            months.compare(days[pick % len(days)] - timedelta(days=pick % 2))
        months.compare_what_was_known()
        assert findings(session, CONSOLE, as_of=months.today + timedelta(days=60)) == []
    finally:
        begun.rollback()
