"""Delete what has been in the trash long enough and need not be kept, and what was read under the bell long ago."""

import logging
from datetime import date
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.documents.actions.trash import delete_from_trash
from pm_app.documents.queries.trash import contents_of, to_delete
from pm_app.documents.rules.naming import stored_key, thumbnail_key, view_key
from pm_app.kernel.errors import Unavailable
from pm_app.notifications.actions import prune_notifications
from pm_app.outbox.rules import JobReport
from pm_app.runtime import each, exclusive, run_now, services

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
_LOCK_SECONDS = 10.0


def empty_trash(today: date | None = None) -> JobReport:
    """Delete documents from the trash, each with its objects; one that fails stays for the next night.

    What stood under somebody's bell for ninety days and was read goes too.
    """
    today = today or services().clock.today()
    waiting = run_now(SCHEDULER, to_delete, today=today, now=services().clock.now(), limit=AT_ONCE)

    def delete(document_id: UUID) -> None:
        _delete(document_id, today)

    done, failed = each(waiting, delete, failed=_tell)
    read = run_now(SCHEDULER, prune_notifications, now=services().clock.now())
    forgotten = f" {read:,} notifications read long ago forgotten." if read else ""
    return JobReport(done + read, failed, f"{done:,} documents deleted from the trash.{forgotten}")


def _delete(document_id: UUID, today: date) -> None:
    """Delete a document, then its objects: a filing of the same content waits, and what is left is swept later."""
    contents = run_now(SCHEDULER, contents_of, document_id=document_id)
    keys = [stored_key(sha256) for sha256 in contents]
    with exclusive(*keys, wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("One of its files is being filed at this moment.")
        now = services().clock.now()
        freed = run_now(SCHEDULER, delete_from_trash, document_id=document_id, today=today, now=now)
        for sha256 in freed:
            _delete_objects(sha256)
    logger.info("deleted a document from the trash", extra={"document_id": str(document_id)})


def _delete_objects(sha256: str) -> None:
    for key in (stored_key(sha256), thumbnail_key(sha256), view_key(sha256)):
        services().store.delete(key)


def _tell(document_id: UUID, problem: Exception) -> None:
    logger.error("a document could not be deleted", extra={"document_id": str(document_id)}, exc_info=problem)
