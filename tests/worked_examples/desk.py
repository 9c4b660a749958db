"""A property manager's desk: what she does on a day, in her words, done by the actions of the app."""

from datetime import UTC as ZONE
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.accounts import account_balances
from pm_app.jobs.post_rent import post_rent
from pm_app.leasing.actions.starting import NewParty, start_lease
from pm_app.leasing.enums import PartyRole
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.late_fees import approve_late_fees
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.late_fees import late_fee_proposals
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.aging import Aging
from pm_app.runtime import run_now
from tests.factories.books import the_books
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.hledger import compare_with_hledger


class Desk:
    """The desk on some day. `on` turns the calendar; every amount is in cents."""

    def __init__(self, session: Session) -> None:
        self.session, self.today = session, date(2026, 1, 1)
        the_books(session)
        self.building = a_property(session, name="Alder Court")
        session.commit()

    def on(self, day: date) -> "Desk":
        """Come to the desk on a day."""
        self.today = day
        return self

    def when(self) -> dict[str, Any]:
        """Who types when."""
        return {"today": self.today, "now": datetime.combine(self.today, time(15), tzinfo=ZONE)}

    def do(self, action: Any, **given: Any) -> Any:
        """Do something in a transaction of its own."""
        return run_now(CONSOLE, action, **given, **self.when())

    def lets(self, unit: str, tenant: str, *, starts_on: date, ends_on: date, rent_cents: int) -> UUID:
        """A household signs and moves in."""
        home, person = a_unit(self.session, self.building, name=unit), a_person(self.session, name=tenant)
        self.session.commit()
        return self.do(
            start_lease,
            request_key=uuid4(),
            unit_id=home.id,
            parties=[NewParty(person.id, PartyRole.TENANT)],
            starts_on=starts_on,
            ends_on=ends_on,
            rent_cents=rent_cents,
        )

    def night_job_posts_rent(self) -> int:
        """The nightly job runs; returns how many charges it posted."""
        return post_rent(self.today).done

    def charges(self, home: UUID, kind: ChargeKind, cents: int, *, due_on: date | None = None) -> UUID:
        """Something is charged once."""
        given = {"kind": kind, "amount_cents": cents, "due_on": due_on or self.today}
        return self.do(post_charge, request_key=uuid4(), tenancy_id=home, **given)

    def receives(
        self, home: UUID, cents: int, *, number: str = "", method: ReceiptMethod = ReceiptMethod.CHECK, **more: Any
    ) -> UUID:
        """Money is handed over today."""
        given = {"amount_cents": cents, "received_on": self.today, "method": method, "reference": number}
        return self.do(record_receipt, request_key=uuid4(), tenancy_id=home, **given, **more)

    def banks(self, *receipts: UUID, account: int) -> UUID:
        """Receipts go to the bank."""
        given = {"receipt_ids": receipts, "bank_account": account, "deposited_on": self.today}
        return self.do(make_bank_deposit, request_key=uuid4(), **given)

    def bank_returns(self, receipt: UUID, *, fee_cents: int) -> UUID:
        """The bank sends a check back, and the tenant is charged for it."""
        given = {"returned_on": self.today, "reason": "Insufficient funds", "nsf_fee_cents": fee_cents}
        return self.do(return_payment, request_key=uuid4(), receipt_id=receipt, **given)

    def late_fees(self) -> list[tuple[date, int]]:
        """What late fees wait for her approval: the day and the cents of each."""
        found = run_now(CONSOLE, late_fee_proposals, today=self.today)
        return [(one.fee.fee_on, one.fee.amount_cents) for one in found]

    def approves_late_fees(self) -> None:
        """She approves all that wait."""
        found = run_now(CONSOLE, late_fee_proposals, today=self.today)
        self.do(approve_late_fees, fees={one.fee.key: one.fee.amount_cents for one in found})

    def balance(self, home: UUID, as_of: date | None = None) -> int:
        """What a household owes on a day."""
        return run_now(CONSOLE, tenancy_position, tenancy_id=home, as_of=as_of or self.today).balance_cents

    def aging(self, home: UUID, as_of: date | None = None) -> Aging:
        """How old that is."""
        return run_now(CONSOLE, tenancy_position, tenancy_id=home, as_of=as_of or self.today).aging

    def accounts(self, as_of: date | None = None) -> dict[int, int]:
        """What stands on each account of the books, on its normal side; none that are zero."""
        found = run_now(CONSOLE, account_balances, as_of=as_of or self.today)
        return {one.number: one.balance_cents for one in found if one.balance_cents}

    def books_hold(self, as_of: date | None = None) -> None:
        """Every invariant holds, and hledger finds the same balances by account and by lease."""
        day = as_of or self.today
        assert run_now(CONSOLE, findings, as_of=day) == []
        compare_with_hledger(self.session, day)
