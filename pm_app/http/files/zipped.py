"""/documents/export.zip: chosen documents in one file, written while it is sent, with an index of what is in it."""

import asyncio
import csv
import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.documents.actions.exporting import ExportedDocument, export_documents
from pm_app.documents.rules.exporting import INDEX, MOST_EXPORTED, names_in_zip
from pm_app.http.files.asked import id_asked, told
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.runtime import run, services

logger = logging.getLogger(__name__)

_HEADINGS = (
    "File",
    "Title",
    "Kind",
    "Number",
    "Valid from",
    "Valid through",
    "Filed on",
    "Belongs to",
    "Original name",
    "Bytes",
    "SHA-256",
    "Refused",
)
_LONGEST_REQUEST = 64 * MOST_EXPORTED
_NOT_YOURS = "This document does not exist, or it is not yours to see."
_NOT_IN_STORE = "Its file is not in the store."
_DAMAGED = "Its file is not what was filed: the bytes differ."
# More than this does not fit into a zip's first form.
_LARGE = 2_000_000_000
# A spreadsheet takes a text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def export_zip(request: Request) -> Response:
    """Send the documents named by `ids` (with commas between), in the address or as a form, as a zip file."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        ids = await _ids_asked(request)
        documents = await run(actor, export_documents, document_ids=ids, now=services().clock.now())
        if not documents:
            raise NotFound(_NOT_YOURS)
        refused = sorted({str(id_) for id_ in ids} - {str(one.document_id) for one in documents})
        first = await asyncio.to_thread(_begun, zip_of(documents, refused))
    except (Refused, Unavailable) as problem:
        return told(problem)
    headers = {
        "content-disposition": f'attachment; filename="documents-{services().clock.today().isoformat()}.zip"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(first, media_type="application/zip", headers=headers)


def zip_of(documents: Sequence[ExportedDocument], refused: Sequence[str]) -> Iterator[bytes]:
    """Yield a zip file in pieces: the documents one after the other, then the index; a piece at a time is in memory.

    A document that is not in the store is told in the index, like those `refused`. Raises `Unavailable` when the store
    stops answering, so that what was sent is seen to be broken off.
    """
    names = names_in_zip([(one.title, one.filename) for one in documents])
    outlet, rows = _Outlet(), list[tuple[str, ...]]()
    with ZipFile(outlet, "w", ZIP_STORED) as archive:
        for name, document in zip(names, documents, strict=True):
            if document.held_back:
                rows.append(_row("", document, document.held_back))
                continue
            try:
                pieces = services().store.chunks(document.key)
            except NotFound:
                rows.append(_row("", document, _NOT_IN_STORE))
                continue
            digest = hashlib.sha256()
            with archive.open(_entry(name, document), "w", force_zip64=document.size_bytes > _LARGE) as file:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                    yield outlet.taken()
            rows.append(_row(name, document, "" if digest.hexdigest() == document.sha256 else _DAMAGED))
        rows += [("", id_, *[""] * (len(_HEADINGS) - 3), _NOT_YOURS) for id_ in refused]
        archive.writestr(INDEX, _index(rows), ZIP_DEFLATED)
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """Where the zip file is written to: what is taken out of it is gone."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes | bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces once the first is there: a store that does not answer is told before anything is sent."""
    first = next(pieces)

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_them()


def _entry(name: str, document: ExportedDocument) -> ZipInfo:
    entry = ZipInfo(name, document.filed_at.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _row(name: str, document: ExportedDocument, refused: str) -> tuple[str, ...]:
    return (
        name,
        document.title,
        document.kind.value,
        document.reference,
        str(document.valid_from or ""),
        str(document.valid_through or ""),
        document.filed_at.date().isoformat(),
        "; ".join(document.belongs_to),
        document.filename,
        str(document.size_bytes),
        document.sha256,
        refused,
    )


def _index(rows: Sequence[tuple[str, ...]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(_HEADINGS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return f"\ufeff{written.getvalue()}".encode()


async def _ids_asked(request: Request) -> list[UUID]:
    written = request.query_params.get("ids", "")
    if request.method == "POST":
        if int(request.headers.get("content-length") or _LONGEST_REQUEST + 1) > _LONGEST_REQUEST:
            raise Refused(f"At most {MOST_EXPORTED:,} documents are downloaded at once. Choose fewer.")
        async with request.form() as form:
            written = str(form.get("ids", ""))
    return [id_asked(one) for one in written.split(",") if one]


ROUTES = [Route("/documents/export.zip", export_zip, methods=["GET", "POST"])]
