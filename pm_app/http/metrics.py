"""/metrics: the figures of the running office for a program such as Prometheus, computed when they are asked for."""

import asyncio
import hmac
import logging
from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.access.rules import SCHEDULER
from pm_app.documents.queries.scans import scan_counts
from pm_app.outbox.enums import Severity
from pm_app.outbox.queries import JobRunRow, last_runs, queue_counts
from pm_app.outbox.queries.standing import database_bytes, outcome_counts, standing_problems
from pm_app.outbox.rules.thresholds import JobStanding, ScanStanding, Standing
from pm_app.pulse import event_loop_lag
from pm_app.reports.queries.system import OfficeFigures, office_figures
from pm_app.runtime import connections, installed, run_now, services
from pm_app.vitals import office_standing

logger = logging.getLogger(__name__)

Figures = Iterable[tuple[tuple[str, ...], float]]


async def metrics(request: Request) -> Response:
    """Answer with every figure; 404 when no token is set, 401 without the right one, 503 without the database."""
    token = installed().settings.metrics_token
    if token is None:
        return PlainTextResponse("Not Found", status_code=404)
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if not hmac.compare_digest(given, token.encode()):
        return PlainTextResponse("Say the token.", status_code=401, headers={"www-authenticate": "Bearer"})
    try:
        content = await asyncio.to_thread(_written)
    except Exception:  # whatever is wrong, the caller is told that something is, and the log says what
        logger.exception("the figures cannot be read")
        return PlainTextResponse("The database does not answer.", status_code=503)
    return Response(content, media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})


class _Office:
    """The figures of one moment, in the form the library writes them."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("property_desk_up", "Whether the database answers.", [((), 1)])
        yield from _of_pool()
        standing = office_standing()
        yield from _of_jobs(standing.jobs)
        yield from _of_runs()
        yield from _of_queues(standing)
        yield from _of_scans(standing.scans)
        yield from _of_office(
            run_now(SCHEDULER, office_figures, today=services().clock.today(), now=services().clock.now())
        )


def _written() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(event_loop_lag)
    registry.register(_Office())  # pyright: ignore[reportArgumentType]  it has the one method that is asked of it
    return generate_latest(registry)


def _of_jobs(jobs: Sequence[JobStanding]) -> Iterator[Metric]:
    now = services().clock.now()
    good = [(job.name, job.good_at) for job in jobs if job.good_at]
    yield _gauge(
        "property_desk_job_last_success_timestamp_seconds",
        "When a job last ended without failing.",
        [((name,), at.timestamp()) for name, at in good],
        "job",
    )
    yield _gauge(
        "property_desk_job_last_success_age_seconds",
        "How long ago a job last ended without failing.",
        [((name,), (now - at).total_seconds()) for name, at in good],
        "job",
    )
    yield _gauge(
        "property_desk_job_running",
        "Whether a job runs.",
        [((job.name,), job.running_since is not None) for job in jobs],
        "job",
    )
    yield _gauge(
        "property_desk_job_broke_off_in_a_row",
        "How many runs in a row broke off.",
        [((job.name,), job.broke_off) for job in jobs],
        "job",
    )


def _of_runs() -> Iterator[Metric]:
    now = services().clock.now()
    runs = {run.name: run for run in run_now(SCHEDULER, last_runs)}
    yield _gauge(
        "property_desk_job_last_duration_seconds",
        "How long the last run of a job took, or takes by now.",
        [((name,), ((run.ended_at or now) - run.started_at).total_seconds()) for name, run in runs.items()],
        "job",
    )
    yield _gauge("property_desk_job_items", "What the last run did.", _items(runs.values()), "job", "result")
    counts = run_now(SCHEDULER, outcome_counts, now=now)
    yield _gauge(
        "property_desk_job_runs_kept_last_day",
        "How many runs kept of the last 24 hours ended in which way; of those that found nothing, one an hour is.",
        [((name, outcome.value), number) for (name, outcome), number in counts.items()],
        "job",
        "outcome",
    )


def _items(runs: Iterable[JobRunRow]) -> Figures:
    for run in runs:
        yield (run.name, "done"), run.done
        yield (run.name, "failed"), run.failed


def _of_queues(standing: Standing) -> Iterator[Metric]:
    now = services().clock.now()
    counts = run_now(SCHEDULER, queue_counts)
    yield _gauge(
        "property_desk_queue_depth",
        "How much queued work there is.",
        [
            ((count.kind.value, state), number)
            for count in counts
            for state, number in (("waiting", count.waiting), ("retrying", count.retrying), ("given up", count.dead))
        ],
        "kind",
        "state",
    )
    yield _gauge(
        "property_desk_queue_oldest_age_seconds",
        "For how long the oldest that is due has waited.",
        [
            ((queue.key,), (now - queue.oldest_due_at).total_seconds() if queue.oldest_due_at else 0)
            for queue in standing.queues
        ],
        "queue",
    )
    problems = run_now(SCHEDULER, standing_problems)
    yield _gauge(
        "property_desk_problems",
        "How many problems of the system stand.",
        [((one.value,), sum(problem.severity == one for problem in problems)) for one in Severity],
        "severity",
    )
    yield _gauge("property_desk_disk_free_bytes", "Room on the disk of the data.", [((), standing.disk.free_bytes)])


def _of_scans(scans: ScanStanding) -> Iterator[Metric]:
    counts = run_now(SCHEDULER, scan_counts)
    waits = (services().clock.now() - scans.since).total_seconds() if scans.since else 0
    words = "How many files are in which state of being scanned for viruses."
    yield _gauge(
        "property_desk_virus_scans", words, [((state.value,), number) for state, number in counts.items()], "state"
    )
    yield _gauge("property_desk_virus_scans_held_up", "Files that could not be scanned yet.", [((), scans.waiting)])
    yield _gauge(
        "property_desk_virus_scans_held_up_seconds", "For how long the first of them has waited.", [((), waits)]
    )


def _of_office(figures: OfficeFigures) -> Iterator[Metric]:
    yield _gauge(
        "property_desk_messages",
        "How many mails stand in which state.",
        [((state.value,), number) for state, number in figures.messages.items()],
        "state",
    )
    yield _gauge(
        "property_desk_alerts",
        "How many critical dates stand in which state.",
        [((state.value,), number) for state, number in figures.alerts.items()],
        "state",
    )
    for name, words, number in (
        ("tasks_open", "Tasks that are not completed.", figures.tasks_open),
        ("tasks_late", "Tasks that are late.", figures.tasks_late),
        ("properties", "Properties.", figures.properties),
        ("units", "Units.", figures.units),
        ("tenancies", "Households that live here.", figures.tenancies),
        ("documents", "Documents on file.", figures.documents),
        ("users", "Users who may sign in.", figures.users),
        ("users_signed_in", "Users who did something within the last quarter of an hour.", figures.signed_in),
    ):
        yield _gauge(f"property_desk_{name}", words, [((), number)])


def _of_pool() -> Iterator[Metric]:
    held, most = connections()
    yield _gauge("property_desk_database_connections_in_use", "Connections of this process in use.", [((), held)])
    yield _gauge("property_desk_database_connections_most", "Connections this process may have.", [((), most)])
    size = run_now(SCHEDULER, database_bytes)
    yield _gauge("property_desk_database_bytes", "How large the database is.", [((), size)])


def _gauge(name: str, words: str, figures: Figures, *labels: str) -> Metric:
    family = GaugeMetricFamily(name, words, labels=labels)
    for of, value in figures:
        family.add_metric(of, float(value))
    return family


ROUTES = [Route("/metrics", metrics, methods=["GET"])]
