"""Closing a period: what is kept of it stays true, whatever is posted later."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.periods import LockOutOfOrder, unlock_period
from pm_app.books.queries.periods import period_decisions
from pm_app.books.rules import PeriodLocked
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.closing import close_period
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.closed_reports import closed_report_findings, kept_reports, report_copies
from pm_app.receivables.queries.closing import still_open
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.tables.openings import ClosedReport
from tests.conftest import an_actor
from tests.factories.leasing import a_rent_line
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

DEC_1, DEC_5, DEC_31, JAN_5, JAN_15 = (
    date(2025, 12, 1),
    date(2025, 12, 5),
    date(2025, 12, 31),
    date(2026, 1, 5),
    date(2026, 1, 15),
)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """In December: rent of 1,000 charged, 1,200 received."""
    tenancy = a_household(session, starts_on=DEC_1)
    a_charge(session, tenancy, due_on=DEC_1)
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=DEC_5)
    return tenancy


def close(session: Session, actor: Actor = CONSOLE, through: date = DEC_31, now: datetime = NOW) -> None:
    close_period(session, actor, through=through, today=JAN_15, now=now, reason="Reconciled")


def kept(session: Session) -> dict[str, str]:
    return {row.report: row.content for row in session.exec(select(ClosedReport))}


def test_closing_keeps_the_figures_of_the_day(session: Session, tenancy: Tenancy) -> None:
    close(session)

    assert kept(session) == {
        "trial balance": "trial balance 2025-12-31, in cents\naccount debits credits\n"
        "1050 120000 0\n1100 100000 100000\n2200 0 20000\n4000 0 100000\n",
        "aging": "aging 2025-12-31, in cents\n"
        "tenancy not-yet-due 0-30 31-60 61-90 over-90 prepaid balance\n"
        f"{tenancy.id} 0 0 0 0 0 -20000 -20000\n",
        "deposits held": "deposits held 2025-12-31, in cents\ntenancy account held\n",
    }
    [decision] = period_decisions(session, CONSOLE)
    assert list(kept_reports(session, CONSOLE)) == [decision.period_lock_id]
    assert closed_report_findings(session, CONSOLE) == []


def test_what_is_posted_later_changes_nothing_of_a_closed_day(session: Session, tenancy: Tenancy) -> None:
    charge_id = a_charge(session, tenancy, due_on=DEC_5, amount_cents=80_00, kind=ChargeKind.UTILITY)
    a_charge(session, tenancy, due_on=DEC_5, amount_cents=500_00, kind=ChargeKind.SECURITY_DEPOSIT)
    close(session)

    a_receipt(session, tenancy, amount_cents=700_00, received_on=JAN_5)
    reverse_charge(
        session, CONSOLE, request_key=uuid4(), charge_id=charge_id, reversed_on=JAN_5, reason="Wrong unit",
        today=JAN_15, now=typed_on(JAN_15),
    )  # fmt: skip

    assert {copy.report: copy.content for copy in report_copies(session, CONSOLE, as_of=DEC_31)} == kept(session)
    assert findings(session, CONSOLE, as_of=JAN_15) == []


def test_nothing_is_posted_into_a_closed_period(session: Session, tenancy: Tenancy) -> None:
    close(session)

    with pytest.raises(PeriodLocked):
        a_charge(session, tenancy, due_on=DEC_31, today=JAN_15)


def test_a_kept_report_that_is_told_differently_now_is_found(session: Session, tenancy: Tenancy) -> None:
    close(session)
    [trial_balance] = session.exec(select(ClosedReport).where(ClosedReport.report == "trial balance"))
    forged = trial_balance.model_dump() | {"id": uuid4(), "content": "trial balance", "sha256": "0" * 64}
    session.add(ClosedReport(**forged))
    session.flush()

    [found] = closed_report_findings(session, CONSOLE)

    assert (found.name, found.ids) == ("closed reports", (forged["id"],))
    assert [one.name for one in findings(session, CONSOLE, as_of=JAN_15)] == ["closed reports"]


def test_what_was_kept_of_a_reopened_day_may_change_until_it_is_closed_again(
    session: Session, tenancy: Tenancy
) -> None:
    close(session)
    unlock_period(session, CONSOLE, locked_through=None, reason="A fee was missing", now=NOW)
    a_charge(session, tenancy, due_on=DEC_5, amount_cents=80_00, kind=ChargeKind.UTILITY)

    assert closed_report_findings(session, CONSOLE) == []

    close(session)
    assert len(session.exec(select(ClosedReport)).all()) == 6
    assert closed_report_findings(session, CONSOLE) == []


@pytest.mark.parametrize("through", [JAN_15, date(2026, 1, 16)])
def test_a_day_that_is_not_over_is_not_closed(session: Session, tenancy: Tenancy, through: date) -> None:
    with pytest.raises(LockOutOfOrder, match="Only days that are over"):
        close(session, through=through)

    assert kept(session) == {}


def test_a_day_is_closed_once(session: Session, tenancy: Tenancy) -> None:
    close(session)

    with pytest.raises(LockOutOfOrder, match="closed through that day already"):
        close(session)


def test_a_manager_does_not_close_periods(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    with pytest.raises(NotAllowed):
        close(session, manager)


def test_what_was_kept_is_not_changed_even_by_hand(session: Session, tenancy: Tenancy) -> None:
    close(session)

    with pytest.raises(Exception, match=r"permission denied|only added to"):
        session.connection().execute(text("update closed_report set content = ''"))


def test_before_closing_one_is_told_what_is_still_open(session: Session, tenancy: Tenancy) -> None:
    a_rent_line(session, tenancy, amount_cents=300_00, due_day=5)

    found = still_open(session, CONSOLE, through=DEC_31)

    assert found.undeposited_cents == 1_200_00
    assert (found.charges_not_posted, found.charges_not_posted_cents) == (1, 300_00)
    assert found.findings == ()


def test_decisions_are_told_newest_first_with_what_was_closed_before(session: Session, tenancy: Tenancy) -> None:
    administrator = an_actor(session, Role.ADMINISTRATOR)
    close(session, through=date(2025, 11, 30), now=typed_on(date(2026, 1, 2)))
    close(session, administrator, now=typed_on(date(2026, 1, 3)))
    unlock_period(session, CONSOLE, locked_through=None, reason="Wrong", now=typed_on(date(2026, 1, 4)))

    found = period_decisions(session, CONSOLE)

    assert [(one.before, one.locked_through, one.locked_by, one.closed) for one in found] == [
        (DEC_31, None, "Console", False),
        (date(2025, 11, 30), DEC_31, administrator.name, True),
        (None, date(2025, 11, 30), "Console", True),
    ]


def test_the_companys_books_are_closed_only_by_somebody_who_sees_all_of_them(
    session: Session, administrator: Actor, tenancy: Tenancy
) -> None:
    narrowed = replace(administrator, property_ids=frozenset({tenancy.property_id}))

    with pytest.raises(NotAllowed, match="every property"):
        close_period(session, narrowed, through=DEC_31, today=JAN_15, now=NOW)
    with pytest.raises(NotAllowed, match="every property"):
        unlock_period(session, narrowed, locked_through=None, reason="why", now=NOW)
