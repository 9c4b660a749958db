"""Files in and out: uploads as raw bodies, documents in ranges for the viewer, downloads by a link of one minute."""

import asyncio
import logging

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pm_app.access.rules import Actor
from pm_app.arriving import arriving
from pm_app.asking import actor_behind
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.queries.details import DocumentFile, document_file
from pm_app.filing import Filed, file_arrived, file_edition
from pm_app.http.files import slots, viewing, zipped
from pm_app.http.files.asked import (
    MOST_READ_AT_ONCE,
    edition_asked,
    filing_asked,
    id_asked,
    told,
    version_asked,
    where_it_went,
)
from pm_app.http.files.delivery import LINK_SECONDS, file_response, key_of_link, signed_link
from pm_app.http.files.filing_threads import on_filing_thread
from pm_app.http.files.receiving import receive
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.reading import read_waiting
from pm_app.runtime import run, services

logger = logging.getLogger(__name__)


async def take_file(request: Request) -> Response:
    """Take one file as the raw body and file it; answer with the document's id and title, or with a sentence."""
    try:
        filed = await _taken(request)
    except ClientDisconnect:
        logger.info("an upload broke off")
        return Response(status_code=400)
    except (Refused, Unavailable) as problem:
        return told(problem)
    return JSONResponse(where_it_went(filed), background=BackgroundTask(read_waiting, MOST_READ_AT_ONCE))


async def show_file(request: Request) -> Response:
    """Stream the file of a document, or the range that is asked for; what a browser shows safely opens in place."""
    try:
        file = await _asked_file(request)
        return await asyncio.to_thread(file_response, request.headers, file)
    except (Refused, Unavailable) as problem:
        return told(problem)


async def download_file(request: Request) -> Response:
    """Lead on to a link that saves the file of a document and works for a minute."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        file = await _asked_file(request, saved=True)
        elsewhere = await asyncio.to_thread(
            services().store.download_url,
            file.key,
            filename=file.filename,
            media_type=file.media_type,
            expires_in=LINK_SECONDS,
        )
    except (Refused, Unavailable) as problem:
        return told(problem)
    link = elsewhere or f"/files/{signed_link(file, actor.user_id)}"
    return RedirectResponse(link, status_code=303, headers={"cache-control": "no-store"})


async def follow_link(request: Request) -> Response:
    """Send what a download link was made for, to be saved."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        file = key_of_link(request.path_params["link"], actor.user_id)
        return await asyncio.to_thread(file_response, request.headers, file, save=True)
    except (Refused, Unavailable) as problem:
        return told(problem)


async def _taken(request: Request) -> Filed:
    actor = await actor_behind(request.headers.get("cookie", ""))
    filing = filing_asked(request)
    edition = edition_asked(actor, request)
    with arriving() as arrived:
        await receive(request, arrived)
        if edition:
            document_id, version = edition.document_id, edition.version
            return await on_filing_thread(
                file_edition, actor, arrived, filing, document_id=document_id, version=version
            )
        return await on_filing_thread(file_arrived, actor, arrived, filing)


async def _asked_file(request: Request, *, saved: bool = False) -> DocumentFile:
    actor: Actor = await actor_behind(request.headers.get("cookie", ""))
    number = version_asked(request.query_params) or None
    document_id = id_asked(request.path_params["document_id"])
    file = await run(actor, document_file, document_id=document_id, number=number)
    await run(actor, note_viewing, document_id=document_id, now=services().clock.now(), saved=saved)
    return file


ROUTES = [
    *slots.ROUTES,
    *viewing.ROUTES,
    *zipped.ROUTES,
    Route("/files", take_file, methods=["POST"]),
    Route("/files/{link}", follow_link, methods=["GET"]),
    Route("/documents/{document_id}/file", show_file, methods=["GET"]),
    Route("/documents/{document_id}/download", download_file, methods=["GET"]),
]
