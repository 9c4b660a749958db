"""Twenty people finish one deposit at once: it is posted once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.dispositions import AlreadyItemized, open_disposition
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.rules.deposits import Deduction
from pm_app.runtime import Runtime, Services, engine_for, install, organization_of, run_now, sessions_for
from pm_app.settings import settings_from_environment
from tests.conftest import NOON
from tests.factories.deposits import DONE_ON, a_home_left, an_open_disposition
from tests.factories.receivables import typed_on
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer

PEOPLE = 20


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database of its own, whose transactions commit and wait as in the app."""
    app_url, _ = postgres.create_database(f"deposits_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    sessions = sessions_for(engine)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(NOON), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    made = Runtime(settings, fakes, sessions, organization_of(sessions))
    before = install(made)
    yield made
    install(before)
    engine.dispose()


def at_once(work: Callable[[int], UUID]) -> list[UUID | Refused]:
    def done(number: int) -> UUID | Refused:
        try:
            return work(number)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(done, range(PEOPLE)))


def a_home(*, opened: bool) -> UUID:
    def made(session: Session, _actor: object) -> UUID:
        home = a_home_left(session)
        if opened:
            an_open_disposition(session, home, Deduction(ChargeKind.DAMAGES, 180_00, "Blinds"))
        return home.id

    return run_now(CONSOLE, made)


def itemize(tenancy_id: UUID, key: UUID) -> UUID:
    return run_now(
        CONSOLE,
        itemize_disposition,
        request_key=key,
        tenancy_id=tenancy_id,
        itemized_on=DONE_ON,
        shown_cents=820_00,
        paying=Paying(ReceiptMethod.CHECK),
        today=DONE_ON,
        now=typed_on(DONE_ON),
    )


def check_posted_once(tenancy_id: UUID) -> None:
    sheet = run_now(CONSOLE, disposition_sheet, tenancy_id=tenancy_id)
    assert [one.amount_cents for one in sheet.refunds] == [820_00]
    assert run_now(CONSOLE, findings, as_of=DONE_ON) == []


def test_the_same_form_sent_twenty_times_at_once_posts_once(office: Runtime):
    tenancy_id, key = a_home(opened=True), uuid4()

    answers = at_once(lambda _: itemize(tenancy_id, key))

    assert len(set(answers)) == 1
    check_posted_once(tenancy_id)


def test_twenty_people_who_finish_it_at_once_finish_it_once(office: Runtime):
    tenancy_id = a_home(opened=True)

    answers = at_once(lambda _: itemize(tenancy_id, uuid4()))

    refusals = [one for one in answers if isinstance(one, Refused)]
    assert len(refusals) == PEOPLE - 1
    assert {type(one) for one in refusals} == {AlreadyItemized}
    check_posted_once(tenancy_id)


def test_twenty_people_who_open_it_at_once_open_one(office: Runtime):
    tenancy_id = a_home(opened=False)
    given = {"tenancy_id": tenancy_id, "today": DONE_ON, "now": typed_on(DONE_ON)}

    answers = at_once(lambda _: run_now(CONSOLE, open_disposition, **given))

    assert len(set(answers)) == 1
