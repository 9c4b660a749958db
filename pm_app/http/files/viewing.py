"""What the viewer and lists need beside the file: its pages as a PDF, its small picture, the hits of a search."""

import asyncio
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.queries.details import DocumentFile
from pm_app.documents.queries.forms import FileForms, file_forms
from pm_app.documents.queries.hits import page_hits
from pm_app.documents.rules.scanning import HeldBack
from pm_app.http.files.asked import id_asked, told, version_asked
from pm_app.http.files.delivery import file_response
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.runtime import run, services

# The address names the content: what it leads to never becomes another one.
_FOREVER = "private, max-age=31536000, immutable"
NAMED_BY = 16


async def show_view(request: Request) -> Response:
    """Stream a document's pages as a PDF, or the range that is asked for; `save` has the browser keep it."""
    try:
        forms = await _forms(request)
        if not forms.has_view:
            raise NotFound("There are no pages of this document. Download the file instead.")
        save = request.query_params.get("save") == "1"
        await _noted(request, saved=save)
        file = await asyncio.to_thread(_kept, forms.view_key, forms, forms.view_name, "application/pdf")
        return await asyncio.to_thread(file_response, request.headers, file, save=save)
    except (Refused, Unavailable) as problem:
        return told(problem)


async def show_thumbnail(request: Request) -> Response:
    """Send the small picture of a document's first page; `of` begins the content it is of, and lets it be kept."""
    try:
        forms = await _forms(request)
        if not forms.has_thumbnail:
            raise NotFound("There is no picture of this document.")
        file = await asyncio.to_thread(_kept, forms.thumbnail_key, forms, "page.webp", "image/webp")
        answer = await asyncio.to_thread(file_response, request.headers, file)
    except (Refused, Unavailable) as problem:
        return told(problem)
    if request.query_params.get("of") == forms.sha256[:NAMED_BY]:
        answer.headers["cache-control"] = _FOREVER
    return answer


async def hits_of_search(request: Request) -> Response:
    """Say which pages of a document say what is searched for, and where; `next` is the page to ask from for more."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        await _noted(request, saved=False)
        found = await run(
            actor,
            page_hits,
            document_id=id_asked(request.path_params["document_id"]),
            words=request.query_params.get("q", "").replace("\x00", "")[:500],
            edition=version_asked(request.query_params) or None,
            first=_number(request, "first") or 1,
            last=_number(request, "last"),
        )
    except (Refused, Unavailable) as problem:
        return told(problem)
    return JSONResponse(asdict(found))


async def _forms(request: Request) -> FileForms:
    actor = await actor_behind(request.headers.get("cookie", ""))
    number = version_asked(request.query_params) or None
    forms = await run(actor, file_forms, document_id=id_asked(request.path_params["document_id"]), number=number)
    if forms.held_back:
        raise HeldBack(forms.held_back)
    return forms


async def _noted(request: Request, *, saved: bool) -> None:
    actor = await actor_behind(request.headers.get("cookie", ""))
    document_id = id_asked(request.path_params["document_id"])
    await run(actor, note_viewing, document_id=document_id, now=services().clock.now(), saved=saved)


def _kept(key: str, forms: FileForms, filename: str, media_type: str) -> DocumentFile:
    size = services().store.size(key)
    if size is None:
        raise NotFound("This file is not in the store.")
    return DocumentFile(key, f"{forms.sha256}-{media_type.rpartition('/')[2]}", filename, media_type, size)


def _number(request: Request, name: str) -> int | None:
    written = request.query_params.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else None


ROUTES = [
    Route("/documents/{document_id}/view", show_view, methods=["GET"]),
    Route("/documents/{document_id}/thumbnail", show_thumbnail, methods=["GET"]),
    Route("/documents/{document_id}/hits", hits_of_search, methods=["GET"]),
]
