"""Filing a file: the steps around the actions, which every door takes alike."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, TypeVar
from uuid import UUID, uuid4

from pm_app.access.rules import Actor
from pm_app.arriving import CHUNK_BYTES, ArrivingFile, arriving
from pm_app.documents.actions.filing import AlreadyFiled, add_version, file_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.chains import renewal_of
from pm_app.documents.queries.details import document_title
from pm_app.documents.rules.content import check_content
from pm_app.documents.rules.naming import LinkTarget, stored_key
from pm_app.kernel.errors import Unavailable
from pm_app.runtime import exclusive, run_now, services

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Each filing holds a connection for its lock and needs one more: a few at a time leave enough for everybody else.
_FILING = BoundedSemaphore(4)
_LOCK_SECONDS = 60.0


@dataclass(frozen=True)
class Filing:
    """How a file is to be filed. `lenient`: a name that promises another kind of content is no reason to refuse.

    `source` is the way it came in; `came_with_id` the message it was enclosed in. With `renews_id` it replaces that
    document and takes over its kind, title, number, tags and links.
    """

    filename: str
    request_key: UUID = field(default_factory=uuid4)
    title: str = ""
    kind: DocumentKind = DocumentKind.OTHER
    links: tuple[LinkTarget, ...] = ()
    tags: tuple[str, ...] = ()
    lenient: bool = False
    source: DocumentSource = DocumentSource.UPLOAD
    came_with_id: UUID | None = None
    renews_id: UUID | None = None


@dataclass(frozen=True)
class Filed:
    """Where a file went. It is not new when a document with the same content was there already."""

    document_id: UUID
    title: str
    is_new: bool


def file_path(actor: Actor, path: Path, filing: Filing) -> Filed:
    """File a file of this machine, which stays where it is."""
    with arriving() as arrived:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                arrived.take(piece)
        arrived.finish()
        return file_arrived(actor, arrived, filing)


def file_arrived(actor: Actor, arrived: ArrivingFile, filing: Filing) -> Filed:
    """Keep a file that has arrived and file it as a document; content the office has already is only linked.

    Refuses an ending that promises something else than the content (`LyingFile`), and whatever `file_document` does.
    """

    asked = _as_renewal(actor, filing.renews_id) if filing.renews_id else _as_asked(filing)

    def new(media_type: str) -> Filed:
        try:
            document_id = run_now(
                actor,
                file_document,
                request_key=filing.request_key,
                sha256=arrived.sha256,
                size_bytes=arrived.size_bytes,
                media_type=media_type,
                filename=filing.filename,
                **asked,
                source=filing.source,
                came_with_id=filing.came_with_id,
                to_be_scanned=services().scanner is not None,
                now=services().clock.now(),
            )
        except AlreadyFiled as held:
            return _linked(actor, held, filing.links)
        return Filed(document_id, run_now(actor, document_title, document_id=document_id), is_new=True)

    return keep_and_record(arrived, filing, new)


def _as_asked(filing: Filing) -> dict[str, Any]:
    return {"title": filing.title, "kind": filing.kind, "links": filing.links, "tags": filing.tags}


def _as_renewal(actor: Actor, renews_id: UUID) -> dict[str, Any]:
    """Return the facts of the next document after the one that is renewed."""
    return vars(run_now(actor, renewal_of, document_id=renews_id)) | {"replaces_id": renews_id}


def file_edition(actor: Actor, arrived: ArrivingFile, filing: Filing, *, document_id: UUID, version: int) -> Filed:
    """Keep a file that has arrived and make it the new edition of a document."""

    def edition(media_type: str) -> Filed:
        run_now(
            actor,
            add_version,
            document_id=document_id,
            sha256=arrived.sha256,
            size_bytes=arrived.size_bytes,
            media_type=media_type,
            filename=filing.filename,
            version=version,
            to_be_scanned=services().scanner is not None,
            now=services().clock.now(),
        )
        return Filed(document_id, run_now(actor, document_title, document_id=document_id), is_new=True)

    return keep_and_record(arrived, filing, edition)


def keep_and_record(arrived: ArrivingFile, filing: Filing, record: Callable[[str], T]) -> T:
    """Put the content into the store, then record it (given its media type); the sweep cannot take it in between."""
    media_type = services().content_type_of(arrived.path, filing.filename)
    if not filing.lenient:
        check_content(filing.filename, media_type)
    store, key = services().store, stored_key(arrived.sha256)
    with _FILING, exclusive(key, wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("The same file is being filed by somebody else. Try again in a minute.")
        if store.size(key) is None:
            _keep_under(key, arrived, media_type)
        return record(media_type)


def _keep_under(key: str, arrived: ArrivingFile, media_type: str) -> None:
    if arrived.held_as:
        services().store.move(arrived.held_as, key)
        return
    with arrived.path.open("rb") as content:
        services().store.put(key, content, size=arrived.size_bytes, media_type=media_type)


def _linked(actor: Actor, held: AlreadyFiled, links: tuple[LinkTarget, ...]) -> Filed:
    for target in links:
        run_now(actor, link_document, document_id=held.document_id, target=target, now=services().clock.now())
    return Filed(held.document_id, held.title, is_new=False)
