"""/metrics: only with its token, and every figure that a monitoring program asks for."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import Session
from starlette.applications import Starlette

from pm_app import worker
from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.scanning import record_scan
from pm_app.documents.queries.details import document_details
from pm_app.http.metrics import ROUTES
from pm_app.kernel.tables import new_id
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.rules.mail import Mail
from pm_app.outbox.actions import begin_job_run, end_job_run, queue_work
from pm_app.outbox.actions.problems import note_problems
from pm_app.outbox.enums import Severity, WorkKind
from pm_app.outbox.rules import JobReport
from pm_app.outbox.rules.thresholds import Problem
from pm_app.runtime import Runtime, install
from tests.conftest import NOON
from tests.factories.access import a_sign_in, a_user
from tests.factories.documents import a_document
from tests.http.browser import Browser, browsing

DASHBOARD = Path(__file__).resolve().parent.parent.parent / "docs" / "dashboards" / "property-desk.json"
TOKEN = "a-token-of-many-letters"
OURS = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def client(runtime: Runtime) -> AsyncIterator[Browser]:
    """A program that asks."""
    async with browsing(Starlette(routes=ROUTES)) as made:
        yield made


@pytest.fixture
def told(runtime: Runtime) -> None:
    """An office whose settings have a token."""
    install(replace(runtime, settings=replace(runtime.settings, metrics_token=TOKEN)))


async def figures(client: Browser) -> dict[tuple[str, ...], float]:
    """Return every figure by its name and its labels."""
    answer = await client.ask("GET", "/metrics", OURS)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_without_a_token_set_there_is_no_such_page(runtime: Runtime, client: Browser) -> None:
    assert (await client.ask("GET", "/metrics", OURS)).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
async def test_without_the_right_token_nothing_is_told(told: None, client: Browser, given: str) -> None:
    answer = await client.ask("GET", "/metrics", {"authorization": given})

    assert (answer.status_code, answer.text) == (401, "Say the token.")


async def test_jobs_queues_mail_and_the_office_are_told(session: Session, told: None, client: Browser) -> None:
    run = begin_job_run(session, SCHEDULER, name="post-rent", now=NOON - timedelta(hours=2))
    ended = NOON - timedelta(hours=1)
    end_job_run(session, SCHEDULER, job_run_id=run, report=JobReport(3, 1, "So."), now=ended)
    queue_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, about_id=new_id(), now=NOON - timedelta(minutes=5))
    queue_message(session, SCHEDULER, mail=Mail("k", "x@example.com", "X", "S", "T", ""), now=NOON)
    note_problems(session, SCHEDULER, found=[Problem("disk", Severity.CRITICAL, "Full.")], now=NOON)
    a_sign_in(session, a_user(session), at=NOON)
    session.commit()

    told_figures = await figures(client)

    expected = {
        ("property_desk_up",): 1,
        ("property_desk_job_last_success_age_seconds", "post-rent"): 3600,
        ("property_desk_job_last_success_timestamp_seconds", "post-rent"): ended.timestamp(),
        ("property_desk_job_last_duration_seconds", "post-rent"): 3600,
        ("property_desk_job_items", "post-rent", "done"): 3,
        ("property_desk_job_items", "post-rent", "failed"): 1,
        ("property_desk_job_runs_kept_last_day", "post-rent", "done in part"): 1,
        ("property_desk_job_running", "send-reminders"): 0,
        ("property_desk_queue_depth", "read document", "waiting"): 1,
        ("property_desk_queue_depth", "read document", "given up"): 0,
        ("property_desk_queue_oldest_age_seconds", "read document"): 300,
        ("property_desk_messages", "queued"): 1,
        ("property_desk_problems", "critical"): 1,
        ("property_desk_alerts", "late"): 0,
        ("property_desk_users",): 1,
        ("property_desk_users_signed_in",): 1,
        ("property_desk_documents",): 0,
    }
    assert {name: told_figures.get(name) for name in expected} == expected
    assert told_figures[("property_desk_database_bytes",)] > 1_000_000
    assert told_figures[("process_resident_memory_bytes",)] > 1_000_000
    assert told_figures[("property_desk_event_loop_lag_seconds_bucket", "+Inf")] >= 0
    assert {key[1] for key in told_figures if key[0] == "property_desk_job_running"} == set(worker.JOBS)


async def test_figures_name_nobody(session: Session, told: None, client: Browser) -> None:
    a_user(session, name="Ziva Unusual", email="ziva@example.com")
    session.commit()

    assert "iva" not in re.sub(r"\bprivate\b", "", (await client.ask("GET", "/metrics", OURS)).text)


async def test_the_dashboard_asks_for_figures_there_are(session: Session, told: None, client: Browser) -> None:
    names = {name for name, *_ in await figures(client)}
    asked = set(re.findall(r"\b(?:property_desk|process)_[a-z_]+", DASHBOARD.read_text()))

    known = names | {f"property_desk_job_{rest}" for rest in ("last_success_age_seconds", "last_duration_seconds")}
    known |= {"property_desk_job_items", "property_desk_job_runs_kept_last_day"}
    assert asked
    assert asked - known == set()


async def test_files_are_counted_by_what_the_scan_for_viruses_found(session: Session, told: None, client: Browser):
    clean, infected = (
        document_details(session, CONSOLE, document_id=a_document(session), today=NOON.date()).current for _ in range(2)
    )
    for one, virus in ((clean, ""), (infected, "Eicar.Test")):
        record_scan(session, SCHEDULER, document_version_id=one.document_version_id, virus=virus, now=NOON)
    a_document(session)
    session.commit()

    found = await figures(client)

    states = ("not scanned", "not scanned yet", "clean", "infected")
    assert [found["property_desk_virus_scans", state] for state in states] == [1, 0, 1, 1]
    assert (found["property_desk_virus_scans_held_up",], found["property_desk_virus_scans_held_up_seconds",]) == (0, 0)
