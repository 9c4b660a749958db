"""File what was put into the watched folder."""

import logging
from collections import Counter
from datetime import date
from pathlib import Path

from pm_app.access.rules import SCHEDULER
from pm_app.arriving import CHUNK_BYTES, arriving
from pm_app.documents.enums import DocumentSource
from pm_app.documents.rules.naming import LinkTarget
from pm_app.filing import Filed, Filing, file_arrived
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.outbox.rules import JobReport
from pm_app.portfolio.queries.properties import property_choices
from pm_app.runtime import installed, run_now, services
from pm_app.watched_folder import FILED, REFUSED, FileChanged, WatchedFile, WatchedFolder

logger = logging.getLogger(__name__)

MOST_IN_A_RUN = 500
# How files looked the last time is all that is remembered; without it they are taken a look later.
_WATCHED: dict[Path, WatchedFolder] = {}


def take_in_folder(today: date | None = None) -> JobReport:
    """File every whole file of the watched folder and move it to `filed`, or to `refused` with the reason beside it.

    A file that was filed and not moved, because the app was stopped in between, is only moved.
    """
    folder = installed().settings.watch_folder
    if folder is None:
        return JobReport(0, 0, "No folder is watched.")
    if not folder.is_dir():
        return JobReport(0, 1, f"The watched folder {folder} is not there.")
    watched = _WATCHED.setdefault(folder, WatchedFolder(folder))
    counted: Counter[str] = Counter()
    for file in watched.whole_files(services().clock.now())[:MOST_IN_A_RUN]:
        try:
            counted[_taken(watched, file)] += 1
        except Unavailable as problem:
            logger.warning("the watched folder waits", extra={"problem": str(problem)})
            return _report(counted, f"The rest waits: {problem}")
    return _report(counted)


def _taken(watched: WatchedFolder, file: WatchedFile) -> str:
    """File one file and move it away; return what became of it."""
    try:
        _file(watched, file)
    except (FileChanged, FileNotFoundError):
        return "changing"
    except Refused as refusal:
        return _put_away(watched, file, REFUSED, why=refusal.message)
    except OSError as problem:
        logger.warning("a watched file cannot be read", extra={"problem": str(problem)})
        return "stuck"
    except Unavailable:
        raise
    except Exception:  # whatever a file does, the others are filed
        logger.exception("a watched file could not be filed")
        return "stuck"
    return _put_away(watched, file, FILED)


def _file(watched: WatchedFolder, file: WatchedFile) -> Filed:
    filing = Filing(file.path.name, links=_links(file.within), source=DocumentSource.FOLDER)
    with arriving() as arrived:
        with watched.reading(file) as opened:
            while piece := opened.read(CHUNK_BYTES):
                arrived.take(piece)
        arrived.finish()
        return file_arrived(SCHEDULER, arrived, filing)


def _links(name: str) -> tuple[LinkTarget, ...]:
    """Return the property a folder is called like, if exactly one is."""
    if not name:
        return ()
    found = run_now(SCHEDULER, property_choices, search=name, limit=50)
    exact = [choice.id for choice in found if choice.name.casefold() == name.casefold()]
    return (LinkTarget(property_id=exact[0]),) if len(exact) == 1 else ()


def _put_away(watched: WatchedFolder, file: WatchedFile, place: str, *, why: str = "") -> str:
    try:
        watched.put_away(file, place, why=why)
    except OSError as problem:
        logger.warning("a watched file cannot be moved", extra={"problem": str(problem)})
        return "stuck"
    return place


def _report(counted: Counter[str], waits: str = "") -> JobReport:
    stuck = counted["stuck"]
    words = [f"{counted[FILED]:,} files filed, {counted[REFUSED]:,} refused."]
    words += [f"{stuck:,} could not be taken in and stay where they are."] if stuck else []
    failed = counted[REFUSED] + stuck + bool(waits)
    return JobReport(counted[FILED], failed, " ".join([*words, waits]).strip())
