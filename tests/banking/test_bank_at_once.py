"""Several people on one statement at once, on a database of their own that really commits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.banking.actions.deciding import LineDecided, confirm_match, dismiss_line
from pm_app.banking.tables import BankMatch
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.tables.items import Receipt
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.banking import a_bank_line, a_line, taken_in
from tests.factories.receivables import a_household, a_receipt
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

JAN_15 = date(2026, 1, 15)
PEOPLE = 8


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions commit and wait as in the app."""
    app_url, _ = postgres.create_database(f"bank_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()


@pytest.fixture
def line_and_leases(office: Runtime) -> tuple[UUID, UUID, UUID]:
    """An open line, and two leases it could be of."""
    return run_now(CONSOLE, lambda session, _: (a_bank_line(session), a_household(session).id, a_household(session).id))


def at_once(work: Callable[[int], object]) -> list[object]:
    """Do the work for some people at once; the answers are what it returns, or refusals."""

    def done(number: int) -> object:
        try:
            return work(number)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(done, range(PEOPLE)))


def made() -> tuple[int, int]:
    """How many receipts and decisions there are."""

    def counted(session: Session, _: Actor) -> tuple[int, int]:
        return len(session.exec(select(Receipt)).all()), len(session.exec(select(BankMatch)).all())

    return run_now(CONSOLE, counted)


def confirm(line_id: UUID, tenancy_id: UUID) -> UUID:
    return run_now(CONSOLE, confirm_match, line_id=line_id, tenancy_id=tenancy_id, today=JAN_15, now=NOON)


def test_a_line_confirmed_by_many_at_once_is_one_receipt(line_and_leases: tuple[UUID, UUID, UUID]) -> None:
    line_id, lease, _ = line_and_leases

    answers = at_once(lambda _: confirm(line_id, lease))

    assert (len(set(answers)), made()) == (1, (1, 1))
    assert run_now(CONSOLE, findings, as_of=JAN_15) == []


def test_of_two_people_who_mean_two_leases_the_first_decides(line_and_leases: tuple[UUID, UUID, UUID]) -> None:
    line_id, *leases = line_and_leases

    answers = at_once(lambda number: confirm(line_id, leases[number % 2]))

    assert {type(answer) for answer in answers} == {UUID, LineDecided}
    assert made() == (1, 1)


def test_a_line_confirmed_and_dismissed_at_once_is_one_of_both(line_and_leases: tuple[UUID, UUID, UUID]) -> None:
    line_id, lease, _ = line_and_leases

    def work(number: int) -> object:
        if number % 2:
            return confirm(line_id, lease)
        return run_now(CONSOLE, dismiss_line, line_id=line_id, reason="interest", now=NOON)

    at_once(work)

    receipts, decisions = made()
    assert (receipts <= 1, decisions) == (True, 1)


def test_a_file_taken_in_by_many_at_once_is_taken_in_once(office: Runtime) -> None:
    lines = [a_line(number * 100, payee=f"Payer {number}", number=number) for number in range(1, 20)]

    answers = at_once(lambda _: run_now(CONSOLE, lambda session, _: taken_in(session, *lines, sha256="c" * 64)))

    assert sorted(getattr(answer, "new", None) for answer in answers) == [0] * (PEOPLE - 1) + [19]  # pyright: ignore


def test_lines_confirmed_while_others_take_receipts_to_the_bank_all_end(office: Runtime) -> None:
    def begun(session: Session, _: Actor) -> list[tuple[UUID, UUID, UUID]]:
        homes = [a_household(session) for _ in range(PEOPLE)]
        return [(a_bank_line(session), home.id, a_receipt(session, home)) for home in homes]

    every = run_now(CONSOLE, begun)

    def work(number: int) -> object:
        line_id, lease, receipt_id = every[number]
        if number % 2:
            return confirm(line_id, lease)
        given = {"request_key": uuid4(), "bank_account": OPERATING_BANK, "deposited_on": JAN_15}
        return run_now(CONSOLE, make_bank_deposit, receipt_ids=[receipt_id], today=JAN_15, now=NOON, **given)

    answers = at_once(work)

    assert [type(answer) for answer in answers] == [UUID] * PEOPLE
    assert run_now(CONSOLE, findings, as_of=JAN_15) == []
