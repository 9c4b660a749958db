"""Asking who owes what, and taking a payment back."""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.returns import return_payment
from pm_app.reports.queries.delinquency import DelinquencyList, delinquency_list
from pm_app.reports.queries.delinquents import DelinquentRow
from tests.factories.receivables import typed_on

JAN_1, JAN_20, FEB_1, MAR_5 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 3, 5)


def listed(session: Session, actor: Actor, as_of: date, **asked: object) -> DelinquencyList:
    listing = asked.pop("listing", Listing())
    return delinquency_list(session, actor, as_of=as_of, listing=listing, **asked)  # pyright: ignore[reportArgumentType]


def the_row(session: Session, actor: Actor, as_of: date, **asked: object) -> DelinquentRow:
    (row,) = listed(session, actor, as_of, show="all", **asked).rows
    return row


def bounce(session: Session, home: Tenancy, on: date = MAR_5, typed: date | None = None) -> None:
    return_payment(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_id=UUID(home.notes),
        returned_on=on,
        reason="NSF",
        today=typed or on,
        now=typed_on(typed or on),
    )
