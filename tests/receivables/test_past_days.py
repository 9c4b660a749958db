"""Many past days told in one pass are told as each is told alone."""

from datetime import date, timedelta

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.queries.accounts import account_balances, tenancy_balances
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.past_days import past_days
from pm_app.receivables.queries.positions import agings
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from tests.factories.eventful import LAST, an_eventful_office

EVERY_DAY = [date(2025, 12, 31) + timedelta(days=number) for number in range(61)]


def test_every_day_of_an_eventful_office_is_told_as_the_reports_tell_it(session: Session) -> None:
    an_eventful_office(session)

    for day in past_days(session, CONSOLE, days=reversed(EVERY_DAY)):
        accounts = account_balances(session, CONSOLE, as_of=day.as_of)
        ages = {one.tenancy_id: one.aging for one in agings(session, CONSOLE, as_of=day.as_of).values()}
        held = tenancy_balances(session, CONSOLE, accounts=[*HELD_ACCOUNTS.values()], as_of=day.as_of)
        assert day.accounts == {
            one.number: (one.debit_cents, one.credit_cents) for one in accounts if one.debit_cents or one.credit_cents
        }
        assert {one: age for one, age in day.agings.items() if any(vars(age).values())} == ages
        assert day.held == {key: -cents for key, cents in held.items()}


def test_days_between_which_nothing_happened_are_told_too(session: Session) -> None:
    an_eventful_office(session)

    first, second, third = past_days(session, CONSOLE, days=[date(2020, 1, 1), LAST, date(2030, 1, 1)])

    assert (first.accounts, first.agings, first.held) == ({}, {}, {})
    assert second.accounts == third.accounts
    assert second.agings.keys() == third.agings.keys()


def test_no_day_asks_for_nothing(session: Session) -> None:
    assert past_days(session, CONSOLE, days=[]) == []


def test_everything_holds_in_an_eventful_office(session: Session) -> None:
    an_eventful_office(session)

    assert findings(session, CONSOLE, as_of=LAST) == []
