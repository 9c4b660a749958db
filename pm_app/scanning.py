"""Having a filed file scanned for viruses, before anybody sees or reads it."""

from pathlib import Path

from pm_app.access.rules import SCHEDULER
from pm_app.documents.actions.scanning import give_up_scanning, record_scan
from pm_app.documents.queries.details import UnreadFile
from pm_app.kernel.errors import Unavailable
from pm_app.runtime import run_now, services


class NotScanned(Unavailable):
    """The scanner could not tell whether there is a virus in a file; the file waits."""


def virus_in(unread: UnreadFile, path: Path) -> str:
    """Have a file, of which `path` is a copy, scanned, write down what was found, and return the virus, if any.

    Raises `NotScanned` with a sentence when the scanner cannot tell. Without a scanner nothing is found.
    """
    scanner, now = services().scanner, services().clock.now()
    edition_id = unread.document_version_id
    if scanner is None:
        if unread.waits_for_scan:
            run_now(SCHEDULER, give_up_scanning, document_version_id=edition_id, now=now)
        return ""
    try:
        found = scanner.scan(path)
    except Unavailable as problem:
        raise NotScanned(str(problem)) from problem
    return run_now(SCHEDULER, record_scan, document_version_id=edition_id, virus=found, now=now)
