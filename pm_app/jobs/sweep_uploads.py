"""Remove what uploads that never became documents have left behind, what nothing shows any more, and old reports."""

import logging
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import islice

from pm_app.access.rules import SCHEDULER
from pm_app.arriving import uploads_folder
from pm_app.care import LEFT_ALONE, OF_CONTENTS, PHOTOS_BELOW, content_of, has_record, with_record
from pm_app.documents.rules.naming import stored_key
from pm_app.mailed_reports import KEPT_BELOW, KEPT_FOR
from pm_app.messages.queries.enclosures import still_to_send
from pm_app.outbox.rules import JobReport
from pm_app.ports import StoredObject
from pm_app.runtime import each, exclusive, run_now, services
from pm_app.stores import PASSING

logger = logging.getLogger(__name__)

AT_ONCE = 500
_SHA256_LENGTH = 64


def sweep_uploads(today: date | None = None) -> JobReport:
    """Delete what is older than a day and asked for by no record, and what never came whole or was never filed.

    The file of a mailed report goes after ninety days, unless a message still has to be sent with it.
    """
    unfinished = services().store.discard_unfinished(services().clock.now() - LEFT_ALONE)
    left = _left_on_this_machine() + unfinished
    removed: list[str] = []
    _, failed = each(_without_record(), lambda key: _delete(key, removed), failed=_tell)
    passed, stuck = each(_never_filed(), _delete_listed, failed=_tell)
    left += passed
    reports, kept = each(_old_reports(), _delete_listed, failed=_tell)
    done = len(removed)
    forgotten = f" {reports:,} mailed reports of long ago removed." if reports else ""
    return JobReport(
        done + left + reports,
        failed + stuck + kept,
        f"{done:,} stored files without a document removed, {left:,} left-overs.{forgotten}",
    )


def _without_record() -> Iterator[str]:
    for below in (*OF_CONTENTS, PHOTOS_BELOW):
        old = (found.key for found in services().store.listed(below) if _is_old(found) and _names_a_content(found.key))
        while some := list(islice(old, AT_ONCE)):
            known = with_record(some)
            yield from (key for key in some if key not in known)


def _never_filed() -> Iterator[StoredObject]:
    for below in PASSING:
        yield from (found for found in services().store.listed(below) if _is_old(found))


def _old_reports() -> Iterator[StoredObject]:
    before = services().clock.now() - KEPT_FOR
    old = (found for found in services().store.listed(KEPT_BELOW) if found.changed_at < before)
    while some := list(islice(old, AT_ONCE)):
        needed = run_now(SCHEDULER, still_to_send, keys=[found.key for found in some])
        yield from (found for found in some if found.key not in needed)


def _is_old(found: StoredObject) -> bool:
    return found.changed_at < services().clock.now() - LEFT_ALONE


def _names_a_content(key: str) -> bool:
    """Return whether it is one of ours; what somebody else put there is theirs to remove, and the check tells of it."""
    return len(content_of(key)) == _SHA256_LENGTH


def _delete(key: str, removed: list[str]) -> None:
    """Delete the object unless its content is being filed or read at this moment, or was meanwhile."""
    with exclusive(key if key.startswith(PHOTOS_BELOW) else stored_key(content_of(key))) as alone:
        if alone and not has_record(key):
            services().store.delete(key)
            removed.append(key)
            logger.info("removed a stored file without a record", extra={"key": key})


def _delete_listed(found: StoredObject) -> None:
    services().store.delete(found.key)


def _left_on_this_machine() -> int:
    before = (services().clock.now() - LEFT_ALONE).timestamp()
    left = [path for path in uploads_folder().iterdir() if path.lstat().st_mtime < before]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _tell(what: StoredObject | str, problem: Exception) -> None:
    key = what if isinstance(what, str) else what.key
    logger.error("a stored file could not be removed", extra={"key": key}, exc_info=problem)
