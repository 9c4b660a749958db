"""Files in and out: uploads as raw bodies, documents in ranges for the viewer, downloads by a link of one minute."""

import asyncio
import logging
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

from starlette.background import BackgroundTask
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.asking import actor_behind
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentFile, document_file
from pm_app.documents.rules.naming import LinkTarget
from pm_app.filing import (
    ArrivingFile,
    Filed,
    FileTooLarge,
    Filing,
    arriving,
    file_arrived,
    file_edition,
    read_waiting,
)
from pm_app.http.files.delivery import LINK_SECONDS, file_response, key_of_link, signed_link
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.runtime import run, services

logger = logging.getLogger(__name__)

SENT_BY = "property-desk"
# What is sent beyond the limit is let go by up to this often the limit, so that the browser hears why.
_PATIENCE = 20
_MOST_READ_AT_ONCE = 20
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (FileTooLarge, 413),
    (NotAllowed, 403),
    (NotFound, 404),
    (Refused, 400),
    (Unavailable, 503),
)


async def take_file(request: Request) -> Response:
    """Take one file as the raw body and file it; answer with the document's id and title, or with a sentence."""
    try:
        filed = await _taken(request)
    except ClientDisconnect:
        logger.info("an upload broke off")
        return Response(status_code=400)
    except (Refused, Unavailable) as problem:
        return _told(problem)
    answer: dict[str, Any] = {"document_id": str(filed.document_id), "title": filed.title}
    if not filed.is_new:
        answer["note"] = "This file is already filed."
    return JSONResponse(answer, background=BackgroundTask(read_waiting, _MOST_READ_AT_ONCE))


async def show_file(request: Request) -> Response:
    """Stream the file of a document, or the range that is asked for; what a browser shows safely opens in place."""
    try:
        file = await _asked_file(request)
        return await asyncio.to_thread(file_response, request.headers, file)
    except (Refused, Unavailable) as problem:
        return _told(problem)


async def download_file(request: Request) -> Response:
    """Lead on to a link that saves the file of a document and works for a minute."""
    try:
        file = await _asked_file(request)
        elsewhere = await asyncio.to_thread(
            services().store.download_url,
            file.key,
            filename=file.filename,
            media_type=file.media_type,
            expires_in=LINK_SECONDS,
        )
    except (Refused, Unavailable) as problem:
        return _told(problem)
    link = elsewhere or f"/files/{signed_link(file)}"
    return RedirectResponse(link, status_code=303, headers={"cache-control": "no-store"})


async def follow_link(request: Request) -> Response:
    """Send what a download link was made for, to be saved."""
    try:
        file = key_of_link(request.path_params["link"])
        return await asyncio.to_thread(file_response, request.headers, file, save=True)
    except (Refused, Unavailable) as problem:
        return _told(problem)


async def _taken(request: Request) -> Filed:
    actor = await actor_behind(request.headers.get("cookie", ""))
    filing = _filing(request)
    editing = request.query_params.get("document_id", "")
    actor.must(Permission.CHANGE_DOCUMENTS if editing else Permission.FILE_DOCUMENTS)
    with arriving() as arrived:
        await _receive(request, arrived)
        if editing:
            document_id, version = _id(editing), _version(request.query_params)
            return await asyncio.to_thread(
                file_edition, actor, arrived, filing, document_id=document_id, version=version
            )
        return await asyncio.to_thread(file_arrived, actor, arrived, filing)


async def _receive(request: Request, arrived: ArrivingFile) -> None:
    """Write the body as it comes; what is too large is read on for a while, for a browser hears only then."""
    announced = request.headers.get("content-length", "")
    refusal: FileTooLarge | None = None
    most = arrived.limit_bytes * _PATIENCE
    async for piece in request.stream():
        most -= len(piece)
        if refusal is None:
            try:
                arrived.take(piece)
            except FileTooLarge as too_large:
                refusal = too_large
        elif most < 0:
            break
    if refusal is not None:
        raise refusal
    arrived.finish(int(announced) if announced.isascii() and announced.isdigit() else None)


def _filing(request: Request) -> Filing:
    """Read what the headers and the address say about the file; refuses what no page of ours would send."""
    if request.headers.get("x-requested-with") != SENT_BY:
        raise NotAllowed("This came from another site and was not done.")
    asked = request.query_params
    filename = unquote(request.headers.get("x-filename", ""), errors="replace").strip()
    if not filename:
        raise Refused("The file has no name. Choose it again.", field="file")
    named = ("property_id", "unit_id", "tenancy_id", "person_id")
    return Filing(
        filename=filename,
        request_key=_id(asked["request_key"]) if asked.get("request_key") else uuid4(),
        title=asked.get("title", ""),
        kind=_kind(asked.get("kind", "")),
        links=tuple(LinkTarget(**{name: _id(asked[name])}) for name in named if asked.get(name)),
    )


def _kind(written: str) -> DocumentKind:
    try:
        return DocumentKind(written or DocumentKind.OTHER)
    except ValueError:
        raise Refused("There is no such kind of document. Choose one of the list.", field="kind") from None


def _version(asked: QueryParams) -> int:
    written = asked.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This record does not exist, or it is not yours to see.") from None


async def _asked_file(request: Request) -> DocumentFile:
    actor: Actor = await actor_behind(request.headers.get("cookie", ""))
    number = _version(request.query_params) or None
    return await run(actor, document_file, document_id=_id(request.path_params["document_id"]), number=number)


def _told(problem: Refused | Unavailable) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(problem, kind))
    if isinstance(problem, Refused):
        return JSONResponse({"error": problem.message}, status_code=status)
    logger.error("the store of files does not answer", exc_info=problem)
    return JSONResponse({"error": "The store of files does not answer. Try again in a few minutes."}, status_code=503)


ROUTES = [
    Route("/files", take_file, methods=["POST"]),
    Route("/files/{link}", follow_link, methods=["GET"]),
    Route("/documents/{document_id}/file", show_file, methods=["GET"]),
    Route("/documents/{document_id}/download", download_file, methods=["GET"]),
]
