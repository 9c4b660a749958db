"""Remove what uploads that never became documents have left behind."""

import logging
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from pm_app.access.rules import SCHEDULER
from pm_app.arriving import uploads_folder
from pm_app.documents.queries.details import stored_contents
from pm_app.documents.rules.naming import STORED_BELOW
from pm_app.outbox.rules import JobReport
from pm_app.runtime import each, exclusive, run_now, services

logger = logging.getLogger(__name__)

AT_ONCE = 500
# What still arrives or is being read is younger than this.
LEFT_ALONE = timedelta(days=1)


def sweep_uploads(today: date | None = None) -> JobReport:
    """Delete stored contents no document has, and files that stopped arriving more than a day ago."""
    left = _left_on_this_machine()
    done, failed = each(_without_document(), _delete, failed=_tell)
    return JobReport(done + left, failed, f"{done:,} stored files without a document removed, {left:,} left-overs.")


def _without_document() -> Iterator[str]:
    keys = services().store.keys(STORED_BELOW)
    while some := list(islice(keys, AT_ONCE)):
        known = _known(some)
        yield from (key for key in some if key not in known)


def _known(keys: list[str]) -> set[str]:
    contents = run_now(SCHEDULER, stored_contents, sha256s=[key.removeprefix(STORED_BELOW) for key in keys])
    return {STORED_BELOW + content for content in contents}


def _delete(key: str) -> None:
    """Delete the content unless it is being filed at this moment, or was meanwhile."""
    with exclusive(key) as alone:
        if alone and not _known([key]):
            services().store.delete(key)
            logger.info("removed a stored file without a document", extra={"key": key})


def _left_on_this_machine() -> int:
    before = (services().clock.now() - LEFT_ALONE).timestamp()
    left = [path for path in uploads_folder().iterdir() if path.lstat().st_mtime < before]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _tell(key: str, problem: Exception) -> None:
    logger.error("a stored file could not be removed", extra={"key": key}, exc_info=problem)
