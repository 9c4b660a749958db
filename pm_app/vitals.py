"""How the office's machinery does, gathered from the record of runs, the queues and the machine."""

import shutil
from urllib.parse import urlsplit

from pm_app.access.rules import SCHEDULER
from pm_app.documents.queries.scans import scan_standing
from pm_app.outbox.queries.standing import database_bytes, job_standings, queue_standings
from pm_app.outbox.rules.thresholds import DiskStanding, JobStanding, Standing
from pm_app.reports.queries.system import mail_queue
from pm_app.runtime import installed, run_now, services
from pm_app.settings import LOOPBACK
from pm_app.timetable import planned_jobs


def office_standing() -> Standing:
    """Return how everything does that is watched: jobs, queues, the mail server, the disk, scans for viruses."""
    now = services().clock.now()
    mail, server = run_now(SCHEDULER, mail_queue, now=now)
    queues = (*run_now(SCHEDULER, queue_standings, now=now), mail)
    scans = run_now(SCHEDULER, scan_standing)
    return Standing(jobs=jobs_standing(), queues=queues, mail=server, disk=disk_standing(), scans=scans)


def jobs_standing() -> list[JobStanding]:
    """Return how every job of the timetable does, in its order; also those that never ran."""
    rhythms = {name: planned.rhythm for name, planned in planned_jobs().items()}
    return run_now(SCHEDULER, job_standings, rhythms=rhythms)


def disk_standing() -> DiskStanding:
    """Return the room on the disk that holds the data folder; a database elsewhere takes none of it."""
    settings = installed().settings
    folder = next(one for one in (settings.data_dir, *settings.data_dir.parents) if one.exists())
    taken = run_now(SCHEDULER, database_bytes) if _is_here(settings.database_url) else 0
    return DiskStanding(shutil.disk_usage(folder).free, taken)


def _is_here(database_url: str | None) -> bool:
    """Return whether the database is on this machine: ours, reached by a socket, or one on loopback."""
    return database_url is None or "host=/" in database_url or urlsplit(database_url).hostname in LOOPBACK
